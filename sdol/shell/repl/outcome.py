"""What came of an entry, for whoever shows it: the terminal, a pipe, a notebook."""

from __future__ import annotations

from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sdol.diagnostics import Diagnostic
    from sdol.kernel.types import Type

INCOMPLETE = "incomplete"
"""Not wrong, but more must come."""
VALUE = "value"
NOTHING = "nothing"
"""It ran, and gave no value, or one that is not to be shown."""
REJECTED = "rejected"
"""It did not compile; nothing ran."""
FAILED = "failed"
STOPPED = "stopped"
"""By Ctrl-C."""
COMMAND = "command"
QUIT = "quit"
UNDONE = "undone"
"""What became of an entry later: it was taken back."""


class Outcome(NamedTuple):
    """What came of an entry.

    Attributes:
        status: one of the words of this module.
        value: what it gave, and `type` the type of that.
        problems: what is wrong, where something is.
        text: what a colon command answers, laid out and harmless.
        html: the same for a notebook, where the command draws it.
        seconds: how long it ran.
        refused: whether it failed because an effect was refused.
    """

    status: str
    value: Any = None
    type: Type | None = None
    problems: tuple[Diagnostic, ...] = ()
    text: str = ""
    seconds: float = 0.0
    refused: bool = False
    html: str = ""


class Unset:
    """Stands for the value of a variable that has none yet."""

    def __repr__(self) -> str:
        return "UNSET"


UNSET = Unset()


class Variable(NamedTuple):
    """A top-level name of a session; `value` is UNSET where the line that gives it one did not run."""

    type: Type
    value: Any
    mutable: bool
