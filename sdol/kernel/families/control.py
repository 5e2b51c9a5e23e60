"""Control that ends in a failure: what a program asserts, and a `match` that nothing fits."""

from __future__ import annotations

from sdol.errors import SdolError
from sdol.kernel import decisions
from sdol.kernel.table import Example, instruction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_LONGEST = 300
"""Characters of a value that a failed assertion shows."""


@instruction(
    "control.fail",
    "(condition: text, message: text, *sides: T) -> never",
    surface="syntax",
    form="assert e",
    examples=[
        Example('try { assert 1 > 2, "the world ended" } else e { print e.message }', "the world ended"),
        Example("let n = 3\ntry { assert n > 4 } else e { print e.reason }", "`n` is 3"),
    ],
)
def fail(condition: str, message: str, *sides: Any) -> None:
    """Fails because an assertion does not hold; says of each side of a comparison what it was."""
    told = [f"asserted: {condition}"] if message else []
    shown = [(text, _short(value)) for text, value in zip(sides[::2], sides[1::2], strict=True)]
    told += [f"`{text}` is {value}" for text, value in shown if value != text]
    raise Unheld(
        condition,
        list(zip(sides[::2], sides[1::2], strict=True)),
        message or f"this does not hold: {condition}",
        "; ".join(told),
    )


class Unheld(SdolError):
    """An assertion that does not hold; `sides` are what it compared, as it is written and with its value."""

    def __init__(self, condition: str, sides: list[tuple[str, Any]], message: str, reason: str) -> None:
        super().__init__("E0509", message, reason=reason)
        self.condition, self.sides = condition, sides


def _short(value: Any) -> str:
    """The value as it is shown; a num with all its digits, of which a comparison may hang on the last."""
    from sdol.kernel.show import show

    text = repr(value) if isinstance(value, float) else show(value, nested=True)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


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


instruction("control.matched", "(value: T, case: text, *seen: T) -> nil", surface="hidden")(
    decisions.note_match
)


@instruction(
    "control.stop",
    "(message: text) -> never",
    examples=[Example('try { stop("enough") } else e { print e.message }', "enough")],
)
def stop(message: str) -> None:
    """Ends the program, or the `try` around it, with a message."""
    raise SdolError("E0551", message)


@instruction(
    "control.rethrow",
    "(failure: failure) -> never",
    surface="syntax",
    form="transaction { }",
    examples=[Example('try { transaction { stop("enough") } } else e { print e.message }', "enough")],
)
def rethrow(failure: dict[str, Any]) -> None:
    """Lets the failure of a transaction go on, when that has been rolled back."""
    from sdol.kernel.traps import rethrown

    raise rethrown(failure)
