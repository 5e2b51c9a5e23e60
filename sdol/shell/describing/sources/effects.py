"""Effects: what a program may do to the world."""

from __future__ import annotations

from sdol.kernel.effects import ASKED, FREE, RESOURCE
from sdol.shell.describing.description import Description

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def names() -> Iterable[str]:
    return [*FREE, *ASKED]


def find(name: str) -> list[Description]:
    if name in FREE:
        sentences = f"To {FREE[name]}. Granted without asking."
        return [Description(name, "effect", f"effect {name}", (), sentences, (), ("uses",))]
    if name not in ASKED:
        return []
    resource = RESOURCE[name]
    sentences = (
        f"To {ASKED[name]}. A function that does it says so, `uses {name}`, and whoever runs the program grants "
        f"it: for one {resource.lower()}, or with none for all. A refusal is an error that `try` may catch."
    )
    written = (f"uses {name}", f"--allow {name}={resource}")
    return [Description(name, "effect", f"effect {name}", written, sentences, (), ("uses", "E0401"))]
