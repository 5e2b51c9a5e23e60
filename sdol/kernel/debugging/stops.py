"""Why a program stands where it stands."""

from __future__ import annotations

from typing import Any, NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sdol.errors import SdolError
    from sdol.kernel.debugging.breakpoints import Breakpoint, Watch
    from sdol.kernel.traps import Trap


class Change(NamedTuple):
    """A watched value that has changed; `gone` where the call that it belonged to has ended."""

    watch: Watch
    old: Any
    new: Any
    gone: bool = False


class Stop(NamedTuple):
    """Where a command of the debugger ended, and why.

    Attributes:
        reason: `start`, `breakpoint`, `watch`, `step`, `returned`, `failure` (nothing is unwound yet),
            `unwound` (a failure has ended the call that was to be ended), `interrupted`, `ended`, or `beginning`
            (it cannot go back further).
        breakpoints: those that were hit.
        changes: what changed of what is watched.
        error: the failure that the program is about to have.
        value: what a call gave, where the reason is `returned`.
        trap: the failure that ended the program.
        notes: what else there is to say, such as a condition that failed.
    """

    reason: str
    breakpoints: tuple[Breakpoint, ...] = ()
    changes: tuple[Change, ...] = ()
    error: SdolError | None = None
    value: Any = None
    trap: Trap | None = None
    notes: tuple[str, ...] = ()
