"""Regular expressions on texts. They are matched by automata: no pattern and no text make them hang."""

from __future__ import annotations

from sdol.errors import SdolError
from sdol.kernel.table import Example, instruction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from sdol.kernel.patterns.search import Match, Pattern

_SPECIAL = frozenset(r"\.^$*+?()[]{}|")


def _ready(pattern: str) -> Pattern:
    from sdol.kernel.patterns.search import pattern as ready

    return ready(pattern)


@instruction(
    "pattern.matches",
    "(t: text, pattern: text) -> bool",
    examples=[
        Example(r'matches("order 1234", "\\d+")', "true"),
        Example(r'matches("order 1234", "^\\d+$")', "false"),
        Example(r'matches("order 1234", "\\d\{4}")', "true"),
    ],
)
def matches(t: str, pattern: str) -> bool:
    r"""Whether a pattern (a regular expression) is found in the text; `^` and `$` bind it to beginning and end.

    Patterns: `.`, sets `[a-z]`, `\d \w \s` and their opposites, `\b`, groups `( )`, `(?: )`, `(?<name> )`, `|`,
    `* + ? {2,5}` and their lazy forms with `?`, and the flags `(?i)`, `(?m)`, `(?s)` at the beginning. There are no
    back-references, and there is no looking around. In a text of a program a brace of a pattern is written `\{` and
    a backslash `\\`: `matches(t, "^\\d\{2,5}$")`.
    """
    return _ready(pattern).search(t)


@instruction(
    "pattern.find_all",
    "(t: text, pattern: text) -> list[text]",
    examples=[Example(r'find_all("3 of 12", "\\d+")', '["3", "12"]')],
)
def find_all(t: str, pattern: str) -> list[str]:
    """Every piece of the text that a pattern finds, from left to right, none overlapping."""
    return [t[m.spans[0][0] : m.spans[0][1]] for m in _ready(pattern).matches(t)]


@instruction(
    "pattern.find_groups",
    "(t: text, pattern: text) -> list[list[text?]]",
    examples=[Example(r'find_groups("a=1, b", "(\\w)(?:=(\\d))?")', '[["a=1", "a", "1"], ["b", "b", nil]]')],
)
def find_groups(t: str, pattern: str) -> list[list[str | None]]:
    """For everything that a pattern finds, the whole and its groups; nil for a group that took no part."""
    return [m.texts(t) for m in _ready(pattern).matches(t, groups=True)]


@instruction(
    "pattern.replace_pattern",
    "(t: text, pattern: text, by: text) -> text",
    examples=[Example(r'replace_pattern("2026-03", "(\\d+)-(\\d+)", "$2/$1")', "03/2026")],
)
def replace_pattern(t: str, pattern: str, by: str) -> str:
    """The text with all that a pattern finds replaced; in `by`, `$1` and `$name` are groups, `$0` is the whole."""
    ready = _ready(pattern)
    template = _template(by, ready)
    parts, at, size = [], 0, 0
    for match in ready.matches(t, groups=len(template) > 1):
        start, end = match.spans[0]
        parts += [t[at:start], _filled(template, match, t)]
        size += len(parts[-1])
        if size > MOST_MADE:
            raise SdolError("E0516", f"the text would be more than {MOST_MADE:,} characters long")
        at = end
    return "".join([*parts, t[at:]])


MOST_MADE = 1 << 28
"""Characters that `replace_pattern` puts in."""


def _template(by: str, ready: Pattern) -> list[str | int]:
    """A replacement as texts and numbers of groups in turn."""
    parts: list[str | int] = []
    text, at = "", 0
    while (mark := by.find("$", at)) >= 0:
        text += by[at:mark]
        if by.startswith("$$", mark):
            text, at = text + "$", mark + 2
            continue
        name = "".join(_while_word(by, mark + 1))
        parts += [text, _group(name, ready)]
        text, at = "", mark + 1 + len(name)
    return [*parts, text + by[at:]]


def _while_word(by: str, at: int) -> Iterator[str]:
    digits = by[at : at + 1].isdecimal()
    while at < len(by) and (by[at].isdecimal() if digits else by[at].isalnum() or by[at] == "_"):
        yield by[at]
        at += 1


def _group(name: str, ready: Pattern) -> int:
    if name.isdecimal() and len(name) < 4 and int(name) <= ready.groups:
        return int(name)
    if name in ready.names:
        return ready.names[name]
    raise SdolError(
        "E0526",
        f"the pattern has no group `${name}`",
        help="`$0` is the whole, and `$$` writes a dollar sign",
    )


def _filled(template: list[str | int], match: Match, t: str) -> str:
    made = []
    for part in template:
        start, end = match.spans[part] if isinstance(part, int) else (0, 0)
        made.append(part if isinstance(part, str) else t[max(start, 0) : max(end, 0)])
    return "".join(made)


@instruction(
    "pattern.split_pattern",
    "(t: text, pattern: text) -> list[text]",
    examples=[Example(r'split_pattern("a, b;c", "[,;] *")', '["a", "b", "c"]')],
)
def split_pattern(t: str, pattern: str) -> list[str]:
    """The pieces of the text between what a pattern finds; where it finds nothing at all, it cuts nothing."""
    parts, at = [], 0
    for match in _ready(pattern).matches(t):
        start, end = match.spans[0]
        if end > start:
            parts.append(t[at:start])
            at = end
    return [*parts, t[at:]]


@instruction(
    "pattern.escape_pattern",
    "(t: text) -> text",
    examples=[Example('matches("1+1", escape_pattern("1+1"))', "true")],
)
def escape_pattern(t: str) -> str:
    """The pattern that finds a text as it is."""
    return "".join("\\" + c if c in _SPECIAL else c for c in t)
