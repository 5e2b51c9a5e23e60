"""Commands that show: calls, source, values, instructions, and why the program decided as it did."""

from __future__ import annotations

import re

from sdol.kernel.output import inert
from sdol.kernel.show import clip
from sdol.shell.debugger.registry import DebugCommand, number, wrong
from sdol.shell.debugger.screen import called, named
from sdol.shell.debugger.stopping import listed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from sdol.kernel.debugging import Debugger, FrameView, Variable
    from sdol.shell.debugger.session import Session

GROUP = "looking"
AROUND = 11
"""Lines that `list` shows, and instructions that `dis` shows."""

MOST_FRAMES = 20
"""Calls that `where` shows of each end of a long row of them."""


# --- calls --------------------------------------------------------------------------------------------------


def _where(session: Session, rest: str) -> str:
    frames = session.debugger.frames()
    session.frame()
    shown = frames
    if len(frames) > 2 * MOST_FRAMES:
        shown = [*frames[:MOST_FRAMES], *frames[-MOST_FRAMES:]]
    rows = [_row(session, view) for view in shown]
    if len(shown) < len(frames):
        dots = "..." if session.screen.ascii else "…"
        rows.insert(MOST_FRAMES, f"    {dots} {len(frames) - len(shown):,} more calls {dots}")
    return "\n".join(rows)


def _row(session: Session, view: FrameView) -> str:
    sign = ">" if view.number == session.selected else " "
    values = ", ".join(session.screen.pair(v) for v in named(session, view))
    text = f"{sign}{view.number:>3} {inert(view.source.name)}:{view.line} in {called(view)}"
    return clip(f"{text}  {values}" if values else text, session.screen.width)


def _select(session: Session, wanted: int) -> str:
    frames = session.debugger.frames()
    session.frame()
    if wanted < 0:
        raise wrong("this is the innermost call")
    if wanted >= len(frames):
        raise wrong("this is the outermost call" if len(frames) > 1 else "there is only one call")
    session.selected, session.listed = wanted, None
    view = frames[wanted]
    return "\n".join([session.screen.place(session, view), *session.screen.excerpt(session, view)])


def _up(session: Session, rest: str) -> str:
    return _select(session, session.selected + number(rest, 1))


def _down(session: Session, rest: str) -> str:
    return _select(session, session.selected - number(rest, 1))


def _frame(session: Session, rest: str) -> str:
    return _select(session, number(rest, session.selected))


# --- source and instructions --------------------------------------------------------------------------------


def _list(session: Session, rest: str) -> str:
    view = session.frame()
    source, sources = view.source, session.debugger.places.sources()
    first, end = _range(session, rest)
    last = source.position(len(source.text))[0]
    first, end = max(first, 1), min(end, last)
    if first > last:
        raise wrong(f"{source.name} has {last} lines")
    session.listed = (sources.index(source), end + 1)
    return "\n".join(
        session.screen.source_line(session, source, line, ">" if line == view.line else " ")
        for line in range(first, end + 1)
    )


def _range(session: Session, rest: str) -> tuple[int, int]:
    """The lines that `list` shows: around a line or function, from one to another, or those after the last ones."""
    found = re.fullmatch(r"([0-9]{1,9})\s*[,-]\s*([0-9]{1,9})?", rest)
    if found:
        first = int(found[1])
        return first, int(found[2]) if found[2] else first + AROUND - 1
    if rest and not rest.isdigit() and rest != ".":
        middle = _line_of(session, rest)
    elif rest.isdigit():
        middle = int(rest)
    elif session.listed is not None and rest != ".":
        return session.listed[1], session.listed[1] + AROUND - 1
    else:
        middle = session.frame().line
    return middle - AROUND // 2, middle + AROUND // 2


def _line_of(session: Session, name: str) -> int:
    places = session.debugger.places
    for code, function in enumerate(places.program.functions):
        if function.name == name and function.body:
            return places.of(code).source.position(function.place[0])[0]
    raise wrong(f"there is no function `{name}`", "`list 12`, `list 12-20` and `list NAME` show lines")


def _dis(session: Session, rest: str) -> str:
    """The instructions around the one that is executed next."""
    from sdol.compiler.asm_words import Words

    view = session.frame()
    words = Words(session.debugger.machine.program, view.code)
    around = number(rest, AROUND) // 2
    rows = []
    for at in range(max(view.position - around, 0), min(view.position + around + 1, len(words.entries))):
        sign = ">" if at == view.position else " "
        label = f"{words.labels[at]}:" if at in words.labels else ""
        rows.append(f"{sign}{at:>5} {label:<4} {words.entry(words.entries[at])}")
    head = f"function {view.code} {words.head()}, {session.debugger.time:,} instructions executed"
    return "\n".join(clip(inert(row), session.screen.width) for row in (head, *rows))


# --- values -------------------------------------------------------------------------------------------------


def _print(session: Session, rest: str) -> str:
    if not rest:
        raise wrong("`print` needs an expression", "write for example `print len(xs)`")
    value, type = session.value(rest)
    return session.screen.card(value, type)


def _whole(session: Session, rest: str) -> str:
    value, type = session.value(rest)
    return session.screen.card(value, type, whole=True)


def _type(session: Session, rest: str) -> str:
    return str(session.value(rest)[1] or "its type is not known")


def _display(session: Session, rest: str) -> str:
    if rest:
        session.expressions.registers(rest, session.frame())
        session.displays[max(session.displays, default=0) + 1] = rest
    return "\n".join(session.displayed()) or "nothing is displayed"


def _undisplay(session: Session, rest: str) -> str:
    if not rest:
        session.displays.clear()
    elif session.displays.pop(number(rest, 0), None) is None:
        raise wrong(f"there is no display {rest}")
    return ""


def _registers(session: Session, rest: str) -> str:
    view = session.frame()
    function = session.debugger.machine.program.functions[view.code]
    rows = []
    for register, value in enumerate(view.frame.registers[: len(function.types)]):
        name = f"r{register}" + (f" {function.names[register]}" if function.names[register] else "")
        rows.append(f"{name}: {function.types[register]} = {session.screen.line(value)}")
    return "\n".join(clip(inert(row), session.screen.width) for row in rows)


def _info(session: Session, rest: str) -> str:
    known = {"breakpoints": listed, "locals": _locals, "globals": _globals, "time": _time}
    begun = [name for name in known if rest and name.startswith(rest)]
    if rest and not begun:
        raise wrong(f"`info {rest}` is none", "there are `info breakpoints`, `locals`, `globals` and `time`")
    return known[begun[0] if begun else "breakpoints"](session)


def _locals(session: Session) -> str:
    return _variables(session, session.debugger.variables(session.frame()), "nothing is named here")


def _globals(session: Session) -> str:
    return _variables(
        session, session.debugger.shared(), "no top-level variable that functions see has a value"
    )


def _variables(session: Session, found: list[Variable], nothing: str) -> str:
    rows = [f"{inert(v.name)}: {inert(v.type)} = {session.screen.line(v.value)}" for v in found]
    return "\n".join(clip(row, session.screen.width) for row in rows) or nothing


def _time(session: Session) -> str:
    debugger = session.debugger
    return session.screen.sentence(
        f"{debugger.time:,} instructions were executed before this place, {debugger.latest:,} in all; "
        f"it can go back to {debugger.earliest:,}"
    )


def _why(session: Session, rest: str) -> str:
    """The last decision by meaning, as the session's `:why` shows it; with `flip` the change of wording too."""
    from sdol.kernel import decisions
    from sdol.kernel.pictures.page import page_of
    from sdol.shell.cards import Setting, as_text
    from sdol.shell.cards.deciding import embedder
    from sdol.shell.cards.decision import view
    from sdol.shell.cards.known import Known

    if rest not in ("", "flip"):
        raise wrong(f"`why {rest}` is none", "there are `why` and `why flip`")
    debugger = session.debugger
    if debugger.time < debugger.latest:
        _go_over(debugger)
    made = decisions.gathered()
    if made is None:
        raise wrong("nothing was decided yet", "`why` is about the last `route`, `in` a region or `~=`")
    known = Known(debugger.machine.world, lambda: {v.name: v.value for v in debugger.shared()})
    screen = session.screen
    setting = Setting(page_of(min(max(screen.width, 20), 120), ascii=screen.ascii), known, False)
    embed = embedder(debugger.machine.world, made.query.space) if rest else None
    blocks = view(made, setting, embed, rewording=bool(rest))
    return as_text(blocks, setting, coloured=screen.coloured)


def _go_over(debugger: Debugger) -> None:
    """Runs what lies before this place of the past again, so that the last decision is the last one before it."""
    from sdol.kernel import decisions

    time = debugger.time
    decisions.listen().clear()
    debugger.go(debugger.earliest)
    debugger.go(time)


def _names(session: Session) -> Iterable[str]:
    if session.debugger.ended:
        return []
    return [v.name for v in [*session.debugger.variables(session.frame()), *session.debugger.shared()]]


def _kinds(session: Session) -> Iterable[str]:
    return ["breakpoints", "locals", "globals", "time"]


COMMANDS = (
    DebugCommand("print p", "EXPR", "the value of an expression, as a card", _print, GROUP, complete=_names),
    DebugCommand("whole", "EXPR", "the same, however long it is", _whole, GROUP, complete=_names),
    DebugCommand("type whatis", "EXPR", "the type of an expression", _type, GROUP, complete=_names),
    DebugCommand("display", "[EXPR]", "show an expression at every stop", _display, GROUP, complete=_names),
    DebugCommand("undisplay", "[N]", "show it no more", _undisplay, GROUP),
    DebugCommand(
        "list l", "[LINE | FROM-TO | FUNCTION | .]", "lines of the source", _list, GROUP, repeats=True
    ),
    DebugCommand("where bt frames", "", "the open calls", _where, GROUP),
    DebugCommand("up", "[N]", "look at the call that called this one", _up, GROUP, repeats=True),
    DebugCommand("down", "[N]", "look at the call that this one called", _down, GROUP, repeats=True),
    DebugCommand("frame f", "[N]", "look at call N of `where`", _frame, GROUP),
    DebugCommand(
        "info i",
        "[breakpoints | locals | globals | time]",
        "what there is",
        _info,
        GROUP,
        complete=_kinds,
    ),
    DebugCommand("registers regs", "", "the registers of this call, named or not", _registers, GROUP),
    DebugCommand("dis x", "[N]", "the instructions around the next one", _dis, GROUP),
    DebugCommand(
        "why",
        "[flip]",
        "why the last `route`, `in` or `~=` decided as it did, and which other wording would have changed it",
        _why,
        GROUP,
    ),
)
