"""How values look: what `print` and interpolation write for each of them.

Nothing here recurses, so that nesting has no bound but memory; numpy is reached only through the values.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MOST_NAMED = 20
"""Symbols that a list of vectors shows by name; a longer list shows its length."""

NARROWEST = 8
"""Columns that a cut column of a table keeps."""

_ESCAPES = {i: f"\\u{i:04x}" for i in (*range(32), 127)}
_ESCAPES |= {
    ord(c): e
    for c, e in zip('"\\\n\r\t\b\f', ('\\"', "\\\\", "\\n", "\\r", "\\t", "\\b", "\\f"), strict=True)
}


def show(value: Any, *, nested: bool = False) -> str:
    """The value as a program shows it; a text in quotes where it is `nested` in a list or record."""
    kind = type(value)
    if kind is str:
        return quote(value) if nested else value
    if kind is int:
        return str(value)
    if kind is float:
        return show_num(value)
    if kind is list or kind is dict:
        return _container(value)
    return _other(value)


def quote(text: str) -> str:
    """The text in double quotes, with the escapes of JSON."""
    return f'"{text.translate(_ESCAPES)}"'


def brief(text: str) -> str:
    """The text in quotes, cut after 40 characters: enough of it for an error."""
    return quote(text if len(text) <= 40 else text[:39] + "…")


def show_num(x: float) -> str:
    """A num: to six decimals where it is of everyday size, else six digits and an exponent."""
    if 1e-4 <= abs(x) < 1e15 or x == 0:
        return repr(round(x, 6) + 0.0)  # + 0.0 turns -0.0 into 0.0
    return f"{x:.6g}"


def _container(value: Any) -> str:
    """A list or record, by a stack of what is still to be written, last first."""
    parts: list[str] = []
    waiting: list[Any] = [value]
    while waiting:
        item = waiting.pop()
        kind = type(item)
        if kind is _Mark:
            parts.append(item)
        elif kind is list:
            waiting.extend(_list_parts(item))
        elif kind is dict:
            waiting.extend(_record_parts(item))
        else:
            shown = show(item, nested=True)
            parts.append(_enclosed(item, shown) if hasattr(item, "body") else shown)
    return "".join(parts)


def _enclosed(item: Any, shown: str) -> str:
    """A value of a kind among others: its commas are not theirs, and a picture of lines would tear theirs apart."""
    if "\n" in shown:
        return f"<{item.kind}>"
    return f"<{shown}>" if ", " in shown else shown


class _Mark(str):
    """Text of ours between values, as it is."""

    __slots__ = ()


_COMMA, _OPEN, _CLOSE = _Mark(", "), _Mark("["), _Mark("]")


def _list_parts(items: list[Any]) -> list[Any]:
    parts: list[Any] = [_CLOSE]
    for item in reversed(items):
        parts += (item, _COMMA)
    if items:
        parts.pop()
    parts.append(_OPEN)
    return parts


def _record_parts(record: dict[str, Any]) -> list[Any]:
    parts: list[Any] = [_Mark("}")]
    for name, item in reversed(record.items()):
        parts += (item, _Mark(f"{name if name.isidentifier() else quote(name)}: "), _COMMA)
    if record:
        parts.pop()
    parts.append(_Mark("{"))
    return parts


# --- values that Python does not have -----------------------------------------------------------------------


def _other(value: Any) -> str:
    if value is True:
        return "true"
    if value is False:
        return "false"
    if value is None:
        return "nil"
    if isinstance(value, float):
        return show_num(float(value))
    return _spaced(value) or _handle(value)


def _spaced(value: Any) -> str:
    """A value of a space, or "" for anything else."""
    from sdol.kernel.kinds import Made
    from sdol.kernel.values import Codebook, Point, Points, Region

    if isinstance(value, Point):
        return _point(value)
    if isinstance(value, Points):
        return _points(value)
    if isinstance(value, Region):
        return f"region {value.name}" if value.name else f"region@{_space_name(value)}"
    if isinstance(value, Codebook):
        return f"codebook of {len(value.items)} vec@{_space_name(value)}"
    if isinstance(value, Made):
        return value.shown
    return ""


def _space_name(value: Any) -> str:
    """The space without its fingerprint."""
    return str(value.space).partition("@")[0]


def _point(value: Any) -> str:
    if value.name:
        return f"'{value.name}"
    title = f"{value.kind}@{_space_name(value)}[{len(value.data)}]"
    if value.kind == "disp":
        import math

        return f"{title} {math.hypot(*value.data.tolist()):.2f} rad"
    first = " ".join(f"{x + 0.0:.3f}" for x in (round(x, 3) for x in value.data[:3].tolist()))
    return f"{title} {first} …"


def _points(value: Any) -> str:
    names = value.names or []
    if len(value) and len(names) <= MOST_NAMED and names and all(names):
        return "[" + ", ".join(f"'{name}" for name in names) + "]"
    return f"list of {len(value)} {value.item.kind}@{_space_name(value)}[{value.rows.shape[1]}]"


def _handle(value: Any) -> str:
    """A function or a handle; a handle may say in `shown` what it is."""
    shown = getattr(value, "shown", None)
    if isinstance(shown, str):
        return f"<{shown}>"
    inner = getattr(value, "func", value)  # of a function with captures
    name = getattr(inner, "name", None) or getattr(inner, "__name__", None)
    if callable(inner) or hasattr(inner, "captures"):
        return f"fn {name or ''}".rstrip()
    return f"<{type(value).__name__.lower()}>"


# --- width --------------------------------------------------------------------------------------------------


def columns(text: str) -> int:
    """Width of a text on a terminal: a wide character takes two columns, a combining or control one none."""
    if text.isprintable() and (text.isascii() or max(text) < _COMBINING):
        return len(text)
    from wcwidth import wcwidth

    return sum(max(wcwidth(c), 0) for c in text)


_COMBINING = "\u0300"
"""The first character that takes no column; all before it that are printable take one."""


def clip(text: str, width: int) -> str:
    """The text, if it fits into so many columns, else its beginning with an ellipsis."""
    if columns(text) <= width:
        return text
    room, kept = width - 1, 0
    for c in text:
        room -= columns(c)
        if room < 0:
            break
        kept += 1
    return text[:kept] + "…" if width > 0 else ""


def table(rows: list[Any], width: int) -> str:
    """Records as an aligned table: a header, a rule, a line each; columns in the order of first appearance.

    Numbers stand to the right. Where the table is wider than `width`, its widest columns of text are cut.
    """
    names = list(dict.fromkeys(name for row in rows for name in as_record(row)))
    body = [[_cell(row.get(name)) if name in row else "" for name in names] for row in rows]
    right = [all(_is_number(row.get(name)) for row in rows) for name in names]
    widths = [max(map(columns, column)) for column in zip(names, *body, strict=True)]
    _shrink(widths, right, width - 2 * (len(names) - 1))
    lines = [names, ["-" * w for w in widths], *body]
    return "\n".join(_line(cells, widths, right) for cells in lines) if names else ""


def as_record(row: Any) -> Any:
    """The row, or E0519 where it is no record."""
    if isinstance(row, dict):
        return row
    from sdol.errors import SdolError

    raise SdolError(
        "E0519",
        "a table is made of records, and this list holds something else",
        help="make records of its elements: `[{value: x} for x in xs]`",
    )


def _cell(value: Any) -> str:
    """The value on one line, its control characters and line ends as blanks."""
    shown = show(value)
    return shown if shown.isprintable() else "".join(c if c.isprintable() else " " for c in shown)


def _is_number(value: Any) -> bool:
    return value is None or (isinstance(value, (int, float)) and not isinstance(value, bool))


def _shrink(widths: list[int], fixed: list[bool], room: int) -> None:
    """Takes columns from the widest text until all fit, or nothing can be taken."""
    while sum(widths) > room:
        cut = [w for w, keep in zip(widths, fixed, strict=True) if not keep]
        if not cut or max(cut) <= NARROWEST:
            return
        widest = max(cut)
        at = next(i for i, w in enumerate(widths) if w == widest and not fixed[i])
        second = max((w for i, w in enumerate(widths) if not fixed[i] and i != at), default=0)
        widths[at] = max(second - 1, widest - (sum(widths) - room), NARROWEST)


def _line(cells: list[str], widths: list[int], right: list[bool]) -> str:
    padded = []
    for cell, width, to_right in zip(cells, widths, right, strict=True):
        shown = clip(cell, width)
        blanks = " " * (width - columns(shown))
        padded.append(blanks + shown if to_right else shown + blanks)
    return "  ".join(padded).rstrip()


def in_degrees(radians: float) -> str:
    """A distance as sentences name it, in whole degrees; one below a degree has a decimal."""
    from math import degrees

    angle = degrees(radians)
    return f"{angle:.0f}°" if angle >= 1 else f"{angle:.1f}°"
