"""Control that ends in a failure: what a program asserts, and a `match` that nothing fits."""

from __future__ import annotations

from sdol.errors import SdolError
from sdol.kernel.table import Example, instruction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


@instruction(
    "control.fail",
    "(condition: text, message: text) -> never",
    surface="syntax",
    form="assert e",
    examples=[
        Example('try { assert 1 > 2, "the world ended" } else e { print e.message }', "the world ended")
    ],
)
def fail(condition: str, message: str) -> None:
    """Fails because an assertion does not hold."""
    raise SdolError(
        "E0509",
        message or f"this does not hold: {condition}",
        reason=f"asserted: {condition}" if message else "",
    )


@instruction(
    "control.unmatched",
    "(value: T) -> never",
    surface="syntax",
    form="match e { }",
    examples=[Example("match true {\n  true => 1\n  false => 2\n}", "1")],
)
def unmatched(value: Any) -> None:
    """Fails because no case of a `match` fits."""
    from sdol.kernel.show import show

    raise SdolError(
        "E0550", f"no case of this `match` fits {show(value, nested=True)}", help="add a last case: `_ => …`"
    )


@instruction(
    "control.stop",
    "(message: text) -> never",
    examples=[Example('try { stop("enough") } else e { print e.message }', "enough")],
)
def stop(message: str) -> None:
    """Ends the program, or the `try` around it, with a message."""
    raise SdolError("E0551", message)
