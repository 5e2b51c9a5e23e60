"""The environment that the program was started in."""

from __future__ import annotations

import os

from sdol.kernel.table import Example, instruction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sdol.kernel.world import World


@instruction(
    "env.env",
    "(name: text) -> text?",
    effect="env",
    resource=0,
    examples=[Example('env("NO_SUCH_VARIABLE")', "nil", allow=["env=NO_SUCH_VARIABLE"])],
)
def env(world: World, name: str) -> str | None:
    """The value of an environment variable, or nil."""
    return os.environ.get(name)
