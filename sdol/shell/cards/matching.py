"""The card of a `match`: each case, why it did not fit, which one was taken, and what would have changed that."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sdol.kernel.decided import VOID
from sdol.kernel.pictures.page import FAINT, PLAIN, STRONG, Line, Page, Span, padded
from sdol.kernel.show import columns
from sdol.kernel.values import Vec
from sdol.lang import ast
from sdol.shell.cards import one_line
from sdol.shell.cards.blocks import Block, Drawing, Facts, Heading, Note, words
from sdol.shell.cards.cases import changes
from sdol.shell.cards.fitting import ANYTHING, Misfit, bindings, is_list, misfits, written
from sdol.shell.cards.guards import Unknown, failing, known, outside, told, truth, value_of
from sdol.shell.cards.nearby import named
from sdol.shell.cards.setting import BETWEEN, plural
from sdol.shell.excerpts import excerpt
from sdol.shell.terminal import wrapped

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from sdol.shell.cards.cases import Case, Change
    from sdol.shell.cards.nearby import named
from sdol.shell.cards.setting import Setting

MOST = 12
"""Cases that are shown: the last ones before that which was taken, and that which follows it."""

SHOWN = 3
"""Changes that are named."""

PARTS = 2
"""Parts that do not fit of which each is told."""

LONGEST = 32
"""Characters of a part that is told."""


def view(
    value: Any, cases: Sequence[Case], taken: int, around: Mapping[str, Any], setting: Setting
) -> list[Block]:
    """The blocks of the card.

    Args:
        cases: none where they are not known any more.
        taken: the number of the case, or `VOID`.
        around: what the variables hold that the guards name, besides those of their patterns.
    """
    head = Heading(_matched(value, setting), "no case fits" if taken == VOID else f"to case {taken + 1}")
    if not cases:
        return [head]
    end = len(cases) if taken == VOID else taken + 2
    first = max(min(end, len(cases)) - MOST, 0)
    last = min(max(end, MOST), len(cases))
    rows = [_row(case, at, value, taken, around, setting) for at, case in enumerate(cases)][first:last]
    notes = [_left("before", first), _left("after", len(cases) - last)]
    found = changes(list(cases), value, taken, around)
    facts: list[Block] = (
        [Facts([("otherwise", [_said(one, setting) for one in found[:SHOWN]])])] if found else []
    )
    return [head, Drawing(lambda page: _drawn(rows, page)), *(n for n in notes if n), *facts]


def _left(where: str, count: int) -> Block | None:
    return Note(f"and {plural(count, 'case')} {where} these") if count else None


def _matched(value: Any, setting: Setting) -> str:
    room = max(setting.page.width - len("match "), 8)
    if isinstance(value, Vec) and (text := _vector(value, setting, len("match ~"))):
        return f"match {text}"
    if isinstance(value, (list, dict)):
        return f"match {excerpt(value, room)}"
    return f"match {one_line.of(value, None, setting.page, room)}"


def _vector(value: Vec, setting: Setting, beside: int) -> str:
    """A vector by its text or symbol, with room for so many columns beside it; "" where that is not known."""
    text = setting.known.text_of(value.space, value.data) if setting.known else None
    if text is None:
        return ""
    shown = named(setting, value.space, text, beside)
    return f"~{shown}" if shown.startswith('"') else shown


class _Row(NamedTuple):
    """A case: its number, what is written, what is said of it; whether it was taken, and asked at all."""

    number: int
    head: str
    said: str
    taken: bool
    asked: bool


def _row(case: Case, at: int, value: Any, taken: int, around: Mapping[str, Any], setting: Setting) -> _Row:
    if at == taken:
        given = [(name, part) for name, path, part in bindings(case.pattern, value) if path]
        said = ", ".join(f"{name} is {_short(part, setting)}" for name, part in given)
        return _Row(at + 1, case.head, said, True, True)
    if VOID < taken < at:
        return _Row(at + 1, case.head, "not asked", False, False)
    parts = misfits(case.pattern, value)
    said = _told(parts, setting) if parts else _guard(case, value, around, setting)
    return _Row(at + 1, case.head, said, False, True)


# --- why a case was passed over -----------------------------------------------------------------------------


def _told(parts: list[Misfit], setting: Setting) -> str:
    said = [_why(part, setting) for part in parts[:PARTS]]
    left = len(parts) - PARTS
    return "; ".join(said) + (f"; and {plural(left, 'part')} more" if left > 0 else "")


def _why(part: Misfit, setting: Setting) -> str:
    path = written(part.path)
    match part.kind:
        case "missing":
            return f"there is no field {path}"
        case "length":
            return f"{path} has {plural(part.found, 'element')}, not {part.wanted}"
        case "form":
            return f"{path} is {_form(part.found, setting)}, not {_form(part.wanted, setting)}"
    return f"{path} is {_short(part.found, setting)}, not {_short(part.wanted, setting)}"


def _form(value: Any, setting: Setting) -> str:
    if value is None:
        return "nil"
    if isinstance(value, dict):
        return "a record"
    return "a list" if is_list(value) else _short(value, setting)


def _short(value: Any, setting: Setting) -> str:
    """A value in few characters; what is not known of it is an ellipsis."""
    if value is ANYTHING:
        return "…"
    if isinstance(value, Vec):
        return _vector(value, setting, setting.page.width - LONGEST) or "a vector"
    if isinstance(value, str):
        return setting.quoted(value, LONGEST)
    if isinstance(value, dict) and _open(value):
        return f"a record with {', '.join(value)}"
    if isinstance(value, list) and _open(value):
        return f"a list of {len(value)}"
    return excerpt(value, LONGEST)


def _open(value: Any) -> bool:
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return value is ANYTHING or any(map(_open, parts))


def _guard(case: Case, value: Any, around: Mapping[str, Any], setting: Setting) -> str:
    """Why the guard of a case that fits did not hold: of what it asked, that which was false."""
    assert case.guard is not None
    names = case.names(value, around)
    if truth(case.guard, names) is True:  # a variable holds something else by now
        return f"{_code(case, case.guard)} was false"
    tests = failing(case.guard, names)
    said = " and ".join(_code(case, test) for test in tests) + (
        " is false" if len(tests) == 1 else " are false"
    )
    parts = dict.fromkeys(fact for test in tests for fact in _facts(case, test, names, setting))
    return f"{said}: {', '.join(parts)}" if parts else said


def _code(case: Case, node: ast.Expr) -> str:
    return f"`{case.written(node.span)}`"


def _facts(case: Case, test: ast.Expr, names: Mapping[str, Any], setting: Setting) -> list[str]:
    """What the parts of a test were; how far a vector is from a region."""
    if isinstance(test, ast.Binary) and test.op in ("in", "not in"):
        try:
            distance = outside(value_of(test.left, names), value_of(test.right, names))
        except (Unknown, AttributeError):
            pass
        else:
            return [f"{setting.degrees(abs(distance))} {'outside' if distance > 0 else 'inside'}"]
    return [
        f"{case.written(part.span)} is {_short(value_of(part, names), setting)}"
        for part in told(test, names)
        if known(part, names) and part is not test
    ]


# --- what would have changed it -----------------------------------------------------------------------------


def _said(change: Change, setting: Setting) -> Line:
    then = "no case fits" if change.then == VOID else f"to case {change.then + 1}"
    return words(setting.page.label(f"{_condition(change, setting)}: {then}", 1 << 20))[0]


def _condition(change: Change, setting: Setting) -> str:
    whole = next((part for part in change.parts if not part.path and part.kind != "length"), None)
    conditions = [_part(part, setting) for part in change.parts if part is not whole]
    conditions += [f"{change.name} = {_short(change.number, setting)}"] if change.name else []
    conditions += [f"`{change.guard}`"] if change.guard else []
    before = [f"were it {_short(whole.wanted, setting)}"] if whole else []
    return " and ".join([*before, *([f"with {' and '.join(conditions)}"] if conditions else [])])


def _part(part: Misfit, setting: Setting) -> str:
    path = written(part.path)
    if part.kind == "length":
        return plural(part.wanted, "element") + (f" in {path}" if part.path else "")
    name = f"a field {path}" if part.kind == "missing" else path
    if part.wanted is ANYTHING:
        return name
    return f"{name} {'as' if _open(part.wanted) else '='} {_short(part.wanted, setting)}"


# --- drawing ------------------------------------------------------------------------------------------------


def _drawn(rows: list[_Row], page: Page) -> list[Line]:
    """The lines: mark, number, the case as it is written, and beside or below it what is said of it."""
    margin = len("> ") + len(str(rows[-1].number)) + BETWEEN
    heads = [page.label(row.head, page.width - margin) for row in rows]
    column = margin + max(map(columns, heads)) + BETWEEN
    beside = column <= page.width * 3 // 5
    lines: list[Line] = []
    for row, head in zip(rows, heads, strict=True):
        style = STRONG if row.taken else PLAIN if row.asked else FAINT
        number = f"{'>' if row.taken else ' '} {row.number:>{margin - 2 - BETWEEN}}{' ' * BETWEEN}"
        start = column if beside else margin + BETWEEN
        said = wrapped(page.label(row.said, 1 << 20), page.width - start)
        first = [Span(number + head, style)]
        if beside and said:
            first = [
                Span(padded(number + head, column), style),
                Span(said.pop(0), FAINT if not row.asked else PLAIN),
            ]
        lines.append(first)
        lines += [[Span(" " * start + line, FAINT if not row.asked else PLAIN)] for line in said]
    return lines
