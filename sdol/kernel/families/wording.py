"""Texts by their letters: ends cut off, parts around a mark, capitals, lines of a width, spelling compared."""

from __future__ import annotations

from sdol.errors import SdolError
from sdol.kernel.families.text import some
from sdol.kernel.show import columns
from sdol.kernel.table import Example, instruction

MOST_PAIRS = 10_000_000
"""Pairs of characters that `edit_distance` compares: some seconds."""


@instruction("wording.reverse", "(t: text) -> text", examples=[Example('reverse("abc")', "cba")])
def reverse(t: str) -> str:
    """The characters of the text from the last to the first."""
    return t[::-1]


@instruction(
    "wording.trim_start",
    '(t: text, of: text = "") -> text',
    examples=[Example('"[{trim_start("  a ")}]"', "[a ]"), Example('trim_start("007", "0")', "7")],
)
def trim_start(t: str, of: str = "") -> str:
    """The text without the blanks and line ends, or the given characters, that it begins with."""
    return t.lstrip(of or None)


@instruction(
    "wording.trim_end",
    '(t: text, of: text = "") -> text',
    examples=[Example('"[{trim_end(" a  ")}]"', "[ a]"), Example('trim_end("wait...", ".")', "wait")],
)
def trim_end(t: str, of: str = "") -> str:
    """The text without the blanks and line ends, or the given characters, that it ends with."""
    return t.rstrip(of or None)


@instruction(
    "wording.remove_prefix",
    "(t: text, part: text) -> text",
    examples=[Example('remove_prefix("v1.2", "v")', "1.2"), Example('remove_prefix("1.2", "v")', "1.2")],
)
def remove_prefix(t: str, part: str) -> str:
    """The text without another at its beginning, if that stands there."""
    return t.removeprefix(part)


@instruction(
    "wording.remove_suffix",
    "(t: text, part: text) -> text",
    examples=[Example('remove_suffix("notes.txt", ".txt")', "notes")],
)
def remove_suffix(t: str, part: str) -> str:
    """The text without another at its end, if that stands there."""
    return t.removesuffix(part)


@instruction(
    "wording.before",
    "(t: text, mark: text) -> text?",
    examples=[Example('before("key=a=b", "=")', "key"), Example('before("key", "=")', "nil")],
)
def before(t: str, mark: str) -> str | None:
    """What stands before the first occurrence of another text; nil where there is none."""
    found, mark, _ = t.partition(some(mark, "before", "`slice` cuts at a place"))
    return found if mark else None


@instruction(
    "wording.after",
    "(t: text, mark: text) -> text?",
    examples=[Example('after("key=a=b", "=")', "a=b"), Example('after("key", "=")', "nil")],
)
def after(t: str, mark: str) -> str | None:
    """What stands after the first occurrence of another text; nil where there is none."""
    _, mark, found = t.partition(some(mark, "after", "`slice` cuts at a place"))
    return found if mark else None


@instruction(
    "wording.find_last",
    "(t: text, part: text) -> int?",
    examples=[Example('find_last("hello", "l")', "3"), Example('find_last("hello", "x")', "nil")],
)
def find_last(t: str, part: str) -> int | None:
    """Where a text last stands in another, or nil."""
    at = t.rfind(part)
    return None if at < 0 else at


@instruction(
    "wording.capitalise", "(t: text) -> text", examples=[Example('capitalise("élan vital")', "Élan vital")]
)
def capitalise(t: str) -> str:
    """The text with its first letter as a capital, and the rest as it is."""
    return t[:1].title() + t[1:]


@instruction(
    "wording.title",
    "(t: text) -> text",
    examples=[Example("title(\"it's a dog's life\")", "It's A Dog's Life")],
)
def title(t: str) -> str:
    """The text with a capital at the beginning of each word between blanks, and the rest as it is."""
    made, begins = [], True
    for c in t:
        made.append(c.title() if begins else c)
        begins = c.isspace()
    return "".join(made)


@instruction(
    "wording.wrap",
    "(t: text, width: int) -> text",
    examples=[Example('wrap("one two three", 8)', "one two\nthree")],
)
def wrap(t: str, width: int) -> str:
    """The text broken between words into lines of at most so many columns; a longer word keeps a line of its own."""
    if width < 1:
        raise SdolError("E0516", f"a line cannot be {width} columns wide", help="write 1 or more")
    return "\n".join(_wrapped(line, width) for line in t.split("\n"))


def _wrapped(line: str, width: int) -> str:
    rows: list[list[str]] = [[]]
    left = width
    for word in line.split():
        taken = columns(word) + bool(rows[-1])
        if taken > left and rows[-1]:
            rows.append([])
            left, taken = width, columns(word)
        rows[-1].append(word)
        left -= taken
    return "\n".join(" ".join(row) for row in rows)


# --- numbers that may be none -------------------------------------------------------------------------------


@instruction(
    "wording.to_num",
    "(t: text) -> num?",
    examples=[Example('to_num("2.5")', "2.5"), Example('to_num("two")', "nil")],
)
def to_num(t: str) -> float | None:
    """The number that a text writes, or nil where it writes none; `num` makes that an error."""
    from sdol.kernel.families.num import num

    try:
        return float(num(t))
    except SdolError:
        return None


@instruction(
    "wording.to_int",
    "(t: text) -> int?",
    examples=[Example('to_int("42")', "42"), Example('to_int("4.2")', "nil")],
)
def to_int(t: str) -> int | None:
    """The whole number that a text writes, or nil where it writes none; `int` makes that an error."""
    from sdol.kernel.families.num import int_

    try:
        return int(int_(t))
    except SdolError:
        return None


# --- spelling -----------------------------------------------------------------------------------------------


@instruction(
    "wording.edit_distance",
    "(a: text, b: text) -> int",
    examples=[Example('edit_distance("kitten", "sitting")', "3")],
)
def edit_distance(a: str, b: str) -> int:
    """How many characters have to be put in, left out or changed to make one text of the other (Levenshtein)."""
    if len(a) < len(b):
        a, b = b, a
    if len(a) * len(b) > MOST_PAIRS:
        raise SdolError(
            "E0516",
            f"texts of {len(a):,} and {len(b):,} characters are too long to be compared letter by letter",
            help="compare their lines, or their meanings: `~a ~ ~b`",
        )
    row = list(range(len(b) + 1))
    for i, c in enumerate(a, 1):
        corner, row[0] = row[0], i
        for j, d in enumerate(b, 1):
            corner, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, corner + (c != d))
    return row[-1]


@instruction(
    "wording.edit_similarity",
    "(a: text, b: text) -> num",
    examples=[
        Example('edit_similarity("colour", "color")', "0.833333"),
        Example('edit_similarity("", "")', "1.0"),
    ],
)
def edit_similarity(a: str, b: str) -> float:
    """How alike two texts are spelt, from 0 to 1: 1 less the edit distance over the longer one's length."""
    return 1.0 - float(edit_distance(a, b)) / max(len(a), len(b), 1)
