"""Commands that change what the program holds."""

from __future__ import annotations

import re
from collections import Counter

from sdol.kernel.output import inert
from sdol.shell.debugger.registry import DebugCommand, wrong

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from sdol.kernel.debugging import Variable
    from sdol.shell.debugger.session import Session

GROUP = "changing"


def _set(session: Session, rest: str) -> str:
    found = re.fullmatch(r"([^\W\d]\w*)\s*=(?!=)\s*(.+)", rest, re.DOTALL)
    if not found:
        raise wrong("`set` is not written so", "write for example `set total = total + 1`")
    variable = _variable(session, found[1])
    value, _ = session.value(found[2], variable.type or None)
    debugger = session.debugger
    if variable.register >= 0:
        dropped = debugger.set_register(session.frame(), variable.register, value)
    else:
        dropped = debugger.set_shared(variable.shared, value)
    return "\n".join([f"{inert(variable.name)} = {session.screen.line(value)}", *_standing(dropped)])


def _variable(session: Session, name: str) -> Variable:
    view = session.frame()
    known = {v.name: v for v in [*session.debugger.shared(), *session.debugger.variables(view)]}
    if name not in known:
        listed = ", ".join(known) or "there are none"
        raise wrong(f"there is no variable `{name}` here", f"those that have a value: {listed}")
    return known[name]


def _standing(dropped: list[str]) -> list[str]:
    """What is said of effects that were done after a place to which somebody has gone back."""
    if not dropped:
        return []
    told = ", ".join(f"{name} ({count})" if count > 1 else name for name, count in Counter(dropped).items())
    return [f"what was run after this is forgotten, and its effects stand: {told}"]


def _names(session: Session) -> Iterable[str]:
    if session.debugger.ended:
        return []
    return [v.name for v in [*session.debugger.variables(session.frame()), *session.debugger.shared()]]


COMMANDS = (
    DebugCommand(
        "set", "NAME = EXPR", "give a variable another value, of its type", _set, GROUP, complete=_names
    ),
)
