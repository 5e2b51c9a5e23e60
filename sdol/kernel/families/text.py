"""Texts: sequences of characters, which are Unicode code points."""

from __future__ import annotations

from sdol.errors import SdolError
from sdol.kernel.show import clip, columns, show
from sdol.kernel.table import JOINED, Example, instruction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

LONGEST = 1 << 28
"""Characters to which `repeat` and `pad` make a text."""


def _comparison(verb: str, sign: str, example: Example) -> Callable[..., Any]:
    form = f"a {sign} b"
    return instruction(
        f"text.{verb}",
        "(a: text, b: text) -> bool",
        surface="syntax",
        form=form,
        inline=form,
        examples=[example],
    )


@_comparison("lt", "<", Example('"a" < "b"', "true"))
def lt(a: str, b: str) -> bool:
    """Whether a text comes before another, by code points."""
    return a < b


@_comparison("le", "<=", Example('"a" <= "a"', "true"))
def le(a: str, b: str) -> bool:
    """Whether a text comes before another or equals it, by code points."""
    return a <= b


@_comparison("gt", ">", Example('"a" > "B"', "true"))
def gt(a: str, b: str) -> bool:
    """Whether a text comes after another, by code points."""
    return a > b


@_comparison("ge", ">=", Example('"a" >= "b"', "false"))
def ge(a: str, b: str) -> bool:
    """Whether a text comes after another or equals it, by code points."""
    return a >= b


@instruction(
    "text.contains",
    "(a: text, b: text) -> bool",
    surface="syntax",
    form="a in b",
    inline="a in b",
    examples=[Example('"ell" in "hello"', "true")],
)
def contains(a: str, b: str) -> bool:
    """Whether a text stands somewhere in another."""
    return a in b


@instruction(
    "text.join_parts",
    "(*parts: T) -> text",
    surface="syntax",
    form='"a {b}"',
    examples=[Example('"{1 + 2} of {["a"]}"', '3 of ["a"]')],
)
def join_parts(*parts: Any) -> str:
    """An interpolated text: each part as `print` shows it, nothing between."""
    return "".join([p if type(p) is str else show(p) for p in parts])


@instruction(
    "text.join_plain",
    "(*parts: T) -> text",
    surface="syntax",
    form='"a {b}"',
    inline=JOINED,
    examples=[Example('let n = 3\n"{n} of {"all"}"', "3 of all")],
)
def join_plain(*parts: Any) -> str:
    """An interpolated text of texts and whole numbers, which need no other form."""
    return "".join([f"{p}" for p in parts])


# --- to text and back ---------------------------------------------------------------------------------------


@instruction("text.text", "(x: T) -> text", examples=[Example('text(["a", "b"])', '["a", "b"]')])
def text(x: Any) -> str:
    """The value as `print` shows it."""
    return show(x)


@instruction("text.exact", "(x: num) -> text", examples=[Example("exact(1 / 3)", "0.3333333333333333")])
def exact(x: float) -> str:
    """The shortest text that `num` reads back as the same number."""
    return repr(x)


@instruction(
    "text.format_num",
    '(x: num, digits: int = 2, group: text = "") -> text',
    examples=[
        Example("format_num(2 / 3)", "0.67"),
        Example("format_num(2 / 3, 4)", "0.6667"),
        Example('format_num(1234.5, 2, ",")', "1,234.50"),
    ],
)
def format_num(x: float, digits: int = 2, group: str = "") -> str:
    """The number to so many decimals, its thousands set apart by `group`."""
    if not 0 <= digits <= 100:
        raise SdolError("E0516", f"{digits} decimals are out of range", help="write 0 to 100 of them")
    return f"{x:,.{digits}f}".replace(",", group)


# --- parts --------------------------------------------------------------------------------------------------


@instruction("text.len", "(t: text) -> int", examples=[Example('len("héllo")', "5")])
def len_(t: str) -> int:
    """How many characters the text has."""
    return len(t)


@instruction("text.chars", "(t: text) -> list[text]", examples=[Example('chars("abc")', '["a", "b", "c"]')])
def chars(t: str) -> list[str]:
    """The characters of the text."""
    return list(t)


@instruction(
    "text.lines",
    "(t: text) -> list[text]",
    surface="field",
    examples=[Example(r'"a\nb\n".lines', '["a", "b"]')],
)
def lines(t: str) -> list[str]:
    r"""The lines of the text, without their ends (`\n` or `\r\n`)."""
    found = t.split("\n")
    if not found[-1]:
        found.pop()
    return [line[:-1] if line.endswith("\r") else line for line in found]


@instruction("text.words", "(t: text) -> list[text]", examples=[Example('words("  a  bc ")', '["a", "bc"]')])
def words(t: str) -> list[str]:
    """The pieces of the text between blanks and line ends."""
    return t.split()


@instruction(
    "text.split",
    "(t: text, by: text) -> list[text]",
    examples=[Example('split("a,b,,c", ",")', '["a", "b", "", "c"]')],
)
def split(t: str, by: str) -> list[str]:
    """The pieces of the text between occurrences of another."""
    return t.split(some(by, "split", "`chars(t)` gives the characters"))


@instruction(
    "text.slice",
    "(t: text, start: int, end: int? = nil) -> text",
    examples=[Example('slice("hello", 1, 3)', "el"), Example('slice("hello", -3)', "llo")],
)
def slice_(t: str, start: int, end: int | None = None) -> str:
    """The characters from `start` up to, not including, `end`; negative places count from the end."""
    return t[start:end]


@instruction(
    "text.find",
    "(t: text, part: text) -> int?",
    examples=[Example('find("hello", "l")', "2"), Example('find("hello", "x")', "nil")],
)
def find(t: str, part: str) -> int | None:
    """Where a text first stands in another, or nil."""
    at = t.find(part)
    return None if at < 0 else at


@instruction("text.count", "(t: text, part: text) -> int", examples=[Example('count("banana", "an")', "2")])
def count(t: str, part: str) -> int:
    """How often a text stands in another, overlaps not counted."""
    return t.count(some(part, "count", "`len(t)` counts the characters"))


@instruction(
    "text.starts_with",
    "(t: text, part: text) -> bool",
    examples=[Example('starts_with("hello", "he")', "true")],
)
def starts_with(t: str, part: str) -> bool:
    """Whether a text begins with another."""
    return t.startswith(part)


@instruction(
    "text.ends_with", "(t: text, part: text) -> bool", examples=[Example('ends_with("hello", "lo")', "true")]
)
def ends_with(t: str, part: str) -> bool:
    """Whether a text ends with another."""
    return t.endswith(part)


# --- new texts ----------------------------------------------------------------------------------------------


@instruction("text.upper", "(t: text) -> text", examples=[Example('upper("ab")', "AB")])
def upper(t: str) -> str:
    """The text in capital letters."""
    return t.upper()


@instruction("text.lower", "(t: text) -> text", examples=[Example('lower("AB")', "ab")])
def lower(t: str) -> str:
    """The text in small letters."""
    return t.lower()


@instruction(
    "text.trim",
    '(t: text, of: text = "") -> text',
    examples=[Example('trim("  a b ")', "a b"), Example('trim("(a)", "()")', "a")],
)
def trim(t: str, of: str = "") -> str:
    """The text without the blanks and line ends, or the given characters, around it."""
    return t.strip(of or None)


@instruction("text.blank", "(t: text) -> bool", examples=[Example('blank("  ")', "true")])
def blank(t: str) -> bool:
    """Whether the text has nothing but white space."""
    return not t or t.isspace()


@instruction(
    "text.replace",
    "(t: text, old: text, new: text) -> text",
    examples=[Example('replace("a-b-c", "-", "+")', "a+b+c")],
)
def replace(t: str, old: str, new: str) -> str:
    """The text with every occurrence of one text replaced by another."""
    return t.replace(some(old, "replace", "`join(chars(t), new)` puts a text between the characters"), new)


@instruction(
    "text.join",
    '(xs: list[text], by: text = " ") -> text',
    examples=[Example('join(["a", "b"])', "a b"), Example('join(["a", "b"], ", ")', "a, b")],
)
def join(xs: list[str], by: str = " ") -> str:
    """The texts of a list as one, with another between them."""
    return by.join(xs)


@instruction("text.repeat", "(t: text, n: int) -> text", examples=[Example('repeat("ab", 3)', "ababab")])
def repeat(t: str, n: int) -> str:
    """The text n times over."""
    _bounded(len(t) * n)
    return t * n


@instruction(
    "text.pad",
    '(t: text, width: int, side: text = "right") -> text',
    examples=[Example('"[{pad("ab", 4)}]"', "[ab  ]"), Example('"[{pad("ab", 4, "left")}]"', "[  ab]")],
)
def pad(t: str, width: int, side: str = "right") -> str:
    """The text with blanks on one side ("right", "left" or "both"), so that it fills so many columns."""
    _bounded(width)
    blanks = max(width - columns(t), 0)
    left = {"right": 0, "left": blanks, "both": blanks // 2}.get(side)
    if left is None:
        raise SdolError("E0518", f"a text has no side {side!r}", help='write "right", "left" or "both"')
    return " " * left + t + " " * (blanks - left)


@instruction("text.width", "(t: text) -> int", examples=[Example('width("日本")', "4")])
def width(t: str) -> int:
    """How many columns of a terminal the text takes; a wide character takes two."""
    return columns(t)


@instruction("text.cut", "(t: text, n: int) -> text", examples=[Example('cut("late parcel", 6)', "late …")])
def cut(t: str, n: int) -> str:
    """The text, if it fits into n columns, else its beginning with an ellipsis."""
    return clip(t, n)


def some(part: str, verb: str, help: str) -> str:
    """A text to look for, or E0517 where it is empty."""
    if not part:
        raise SdolError("E0517", f"`{verb}` needs a text to look for, and this one is empty", help=help)
    return part


def _bounded(length: int) -> None:
    if length > LONGEST:
        raise SdolError(
            "E0516", f"the text would be {length:,} characters long", reason=f"{LONGEST:,} is the most"
        )
