"""What is wrong with the form of a program, in its user's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from sdol.diagnostics import Diagnostic, Label, Source
from sdol.lang import syntax_examples
from sdol.lang.ast import Span
from sdol.lang.reasons import completed
from sdol.lang.syntax_mistakes import MISTAKES, STATEMENT_WORDS, STRAY, Mistake
from sdol.lang.tokens import END, NEWLINE, SOFT_WORDS, Token

if TYPE_CHECKING:
    from sdol.lang.driver import Stuck
    from sdol.lang.tables import Tables

MAX_REPORTED = 200
MAX_CHARACTERS = 2_000_000
STRAY_CODE = "E0107"

TITLES = {
    "E0100": "there are more mistakes",
    "E0101": "a text is not closed",
    "E0102": "a brace in a text is not closed",
    "E0103": "a text stands between double quotes",
    "E0104": "an escape is unknown",
    "E0105": "nothing stands between these braces",
    "E0106": "brackets do not match",
    "E0107": "a character has no meaning here",
    "E0108": "a word of a later version",
    "E0109": "a word of another language",
    "E0110": "this cannot stand here",
    "E0111": "a part is missing",
    "E0112": "a word of the language is no name",
    "E0113": "a sign has another meaning, or none",
    "E0114": "comparisons do not chain",
    "E0115": "`<-` moves a variable",
    "E0116": "this stands at the top level only",
    "E0117": "a block or a record is due",
    "E0118": "parts are not separated as they must be",
    "E0119": "`else` and what it belongs to",
    "E0120": "a line ends too early",
    "E0121": "two values stand side by side",
    "E0130": "a record has two fields of one name",
    "E0131": "only plain text can stand here, without an expression in braces",
    "E0132": "this is not a number",
    "E0133": "there are no tuples",
    "E0134": "nothing stands between these parentheses",
    "E0135": "the parameters of a lambda are names",
    "E0136": "the right side of `|>` is a call",
    "E0137": "named arguments follow the others",
    "E0138": "this has no arms",
    "E0139": "a pattern is plain text, without an expression in braces",
    "E0140": "two parameters have one name",
    "E0180": "this is nested too deeply",
    "E0181": "this chain is too long",
    "E0190": "this file is not a program",
}

_KINDS = {
    "VALUE": frozenset(
        (
            "NAME",
            "NUMBER",
            "STRING",
            "SYMBOL",
            "true",
            "false",
            "nil",
            "(",
            "[",
            "LREC",
            "~",
            "near",
            "around",
            "codebook",
            "if",
            "try",
            "match",
            "route",
        )
    ),
    "LINE_END": frozenset({NEWLINE, END, "}"}),
}
_NAMED_KINDS = {
    "NAME": "a name",
    "STRING": "a text",
    "NUMBER": "a number",
    "SYMBOL": "a symbol",
    "LREC": "a record",
    NEWLINE: "",
    END: "",
}


@dataclass
class Findings:
    """Diagnostics, of which not more than a few thousand are kept, and how many there were."""

    kept: list[Diagnostic] = field(default_factory=list)
    count: int = 0

    def add(self, diagnostic: Diagnostic) -> None:
        self.count += 1
        if not self.full:
            self.kept.append(diagnostic)

    @property
    def full(self) -> bool:
        """Whether it is worth no more work to describe a further one."""
        return len(self.kept) >= 2 * MAX_REPORTED

    def take(self, others: Findings) -> None:
        for diagnostic in others.kept:
            self.add(diagnostic)
        self.count += others.count - len(others.kept)

    def forget(self, count: int) -> None:
        """Keep only the first `count`."""
        del self.kept[count:]
        self.count = count

    def in_order(self) -> list[Diagnostic]:
        told = _once(sorted(self.kept, key=lambda one: one.labels[0].start if one.labels else 0))
        found = told[:MAX_REPORTED]
        rest = self.count - len(self.kept) + len(told) - len(found)
        found = [completed(one) for one in found]
        if rest > 0:
            found.append(Diagnostic("E0100", f"and {rest:,} more"))
        return found


def capped(found: list[Diagnostic]) -> list[Diagnostic]:
    """The first `MAX_REPORTED` of a program's mistakes, and as the last one how many more there are."""
    told = [one for one in found if one.code != "E0100"]
    if len(told) <= MAX_REPORTED:
        return found
    counted = sum(int(one.message.split()[1].replace(",", "")) for one in found if one.code == "E0100")
    rest = len(told) - MAX_REPORTED + counted
    return [*told[:MAX_REPORTED], Diagnostic("E0100", f"and {rest:,} more")]


def _once(found: list[Diagnostic]) -> list[Diagnostic]:
    """Without the characters that are strange only because their line is, and what follows from such a one."""
    kept: list[Diagnostic] = []
    for one in found:
        before = kept[-1] if kept else None
        if before is None or not (_same_line(before, one) and _follows(before, one)):
            kept.append(one)
    return kept


def _same_line(one: Diagnostic, other: Diagnostic) -> bool:
    if not (one.source and one.labels and other.labels):
        return False
    places = (one.labels[0].start, other.labels[0].start)
    return "\n" not in one.source.text[places[0] : places[1]]


def _follows(one: Diagnostic, other: Diagnostic) -> bool:
    if one.code == STRAY_CODE:
        return other.code != STRAY_CODE and one.labels[0].start == other.labels[0].start
    return other.code == STRAY_CODE


def refused(source: Source) -> Diagnostic | None:
    """Why a file is not even looked at."""
    if len(source.text) > MAX_CHARACTERS:
        return Diagnostic(
            "E0190",
            f"this program has {len(source.text):,} characters, more than {MAX_CHARACTERS:,}",
            source,
            help="keep data in files of its own, and read it with `read_jsonl` or `read`",
        )
    if "\0" in source.text:
        at = source.text.index("\0")
        return Diagnostic(
            "E0190", "this file is binary, not the text of a program", source, (Label(at, at + 1),)
        )
    return None


def stray_character(text: str) -> tuple[str, str, str]:
    """Code, message and help for a run of one character that begins no token."""
    if text[0] in STRAY:
        return "E0107", STRAY[text[0]].message, STRAY[text[0]].help
    if text[0].isprintable():
        return "E0107", f"`{text[:20]}` has no meaning", ""
    return "E0107", f"this character (U+{ord(text[0]):04X}) cannot be seen, and has no meaning", "remove it"


def describe(stuck: Stuck, accepted: set[str], tables: Tables, source: Source) -> Diagnostic:
    """The diagnostic for the token at which the parser stopped.

    What stops as an example does is told as the example says; what none foresaw, by the first rule that fits it.
    """
    place = Place(stuck, accepted)
    if stuck.too_deep:
        return _diagnostic("E0180", TITLES["E0180"], "give parts of it names by `let`", place.found, source)
    if known := syntax_examples.told(stuck, tables, source):
        return known
    for mistake in MISTAKES:
        if place.fits(mistake):
            return place.told(mistake, source)
    return place.unforeseen(source)


def _diagnostic(
    code: str, message: str, help: str, token: Token, source: Source, reason: str = ""
) -> Diagnostic:
    label = Label(token.span.start, token.span.end)
    return Diagnostic(code, message, source, (label,), reason=reason, help=help)


class Place:
    """Where the parser stopped, as the table of mistakes sees it."""

    def __init__(self, stuck: Stuck, accepted: set[str]) -> None:
        self.accepted = accepted
        opener = innermost(stuck.values)
        self.inside = opener.type if opener else "TEXT" if stuck.in_text else ""
        self.earlier = _statement(stuck.tokens, stuck.index)
        self.before = stuck.tokens[stuck.index - 1] if stuck.index else None
        self.second = stuck.tokens[stuck.index - 2] if stuck.index > 1 else None
        self.found = self._visible(stuck.token)
        self.after = stuck.tokens[stuck.index + 1] if stuck.token.type != END else None
        self.head = self.earlier[0] if self.earlier else self.found

    def _visible(self, token: Token) -> Token:
        """An end has no characters: the place directly after the token before it stands for it."""
        if token.type not in (END, NEWLINE) or self.before is None:
            return token
        at = self.before.span.end
        return Token(
            token.type, token.value, Span(at, at) if token.type == NEWLINE or not token.value else token.span
        )

    def fits(self, mistake: Mistake) -> bool:
        return (
            _is(self.found, mistake.found)
            and _is(self.before, mistake.before)
            and _is(self.second, mistake.second)
            and _is(self.after, mistake.after)
            and _is(self.head, mistake.head)
            and (not mistake.earlier or self._earlier(mistake) is not None)
            and (not mistake.inside or self.inside in _words(mistake.inside))
            and (not mistake.accepts or bool(self.accepted & _words(mistake.accepts)))
            and (not mistake.only or self.accepted == _words(mistake.only))
        )

    def _earlier(self, mistake: Mistake) -> Token | None:
        return next((token for token in reversed(self.earlier) if _is(token, mistake.earlier)), None)

    def told(self, mistake: Mistake, source: Source) -> Diagnostic:
        earlier = self._earlier(mistake) if mistake.earlier else None
        tokens = {"found": self.found, "before": self.before, "after": self.after, "head": self.head}
        marked = (tokens | {"earlier": earlier, "both": self._both()})[mistake.at] or self.found
        tokens |= {"left": self._beside(marked, -1), "right": self._beside(marked, 1)}
        names = {name: _shown(token) for name, token in tokens.items()}
        names |= {f"{name}_plain": token.value if token else "" for name, token in tokens.items()}
        message, help = mistake.message.format(**names), mistake.help.format(**names)
        return _diagnostic(mistake.code, message, self._misspelt(mistake) or help, marked, source)

    def _both(self) -> Token | None:
        """The token before and this one as one, such as the two signs of `&&`."""
        if self.before is None:
            return None
        return Token("", self.before.value + self.found.value, self.before.span.to(self.found.span))

    def _beside(self, token: Token, step: int) -> Token | None:
        row = [*self.earlier, self.found, *([self.after] if self.after else [])]
        at = row.index(token) + step if token in row else -1
        return row[at] if 0 <= at < len(row) else None

    def _misspelt(self, mistake: Mistake) -> str:
        """Help for a statement whose first word is almost one of the language: `pritn x`."""
        if mistake.code != "E0121" or self.before is not self.head or self.head.type != "NAME":
            return ""
        from difflib import get_close_matches

        close = get_close_matches(self.head.value, STATEMENT_WORDS, 1, 0.7)
        return f"did you mean `{close[0]}`?" if close else ""

    def unforeseen(self, source: Source) -> Diagnostic:
        """No entry of the table fits: what stands there, and what could."""
        due = _due(self.accepted)
        code = "E0120" if _is(self.found, "LINE_END") else "E0110"
        place = f"after {_shown(self.before)}" if self.before and self.before.type != NEWLINE else "here"
        if due:
            return _diagnostic(
                code, f"{due} is due {place}, not {_shown(self.found)}", "", self.found, source
            )
        return _diagnostic(code, f"{_shown(self.found)} cannot stand here", "", self.found, source)


@cache
def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _is(token: Token | None, words: str) -> bool:
    if not words:
        return True
    if token is None:
        return "BEGIN" in _words(words)
    wanted = _words(words)
    if token.type in wanted or token.value in wanted:
        return True
    return any(token.type in kinds for name, kinds in _KINDS.items() if name in wanted) or (
        "WORD" in wanted and token.type.isidentifier() and token.type.islower()
    )


def innermost(values: list[Any]) -> Token | None:
    """The bracket that was opened last and is not closed."""
    closed = 0
    for value in reversed(values):
        kind = value.type if isinstance(value, Token) else ""
        if kind in (")", "]", "}"):
            closed += 1
        elif kind in ("(", "[", "{", "LREC"):
            if not closed:
                return value  # type: ignore[no-any-return]
            closed -= 1
    return None


def _statement(tokens: Sequence[Token], index: int) -> list[Token]:
    """The tokens of the statement around `index` that stand before it, without what is in closed brackets."""
    found: list[Token] = []
    closed = 0
    for at in range(index - 1, -1, -1):
        kind = tokens[at].type
        if kind in (")", "]", "}"):
            closed += 1
        elif closed:
            closed -= kind in ("(", "[", "{", "LREC")
        elif kind in (NEWLINE, "{"):
            break
        else:
            found.append(tokens[at])
    return found[::-1]


def _shown(token: Token | None) -> str:
    if token is None:
        return "the beginning"
    if token.type in (END, NEWLINE):
        return f"`{token.value}`" if token.type == END and token.value else "the end of the line"
    if token.type == "STRING":
        return "a text" if len(token.value) > 20 or "\n" in token.value else token.value
    value = token.value or token.type
    return f"`{value if len(value) <= 40 else value[:37] + '...'}`"


def _due(accepted: set[str]) -> str:
    """What could stand there, in a few words; nothing where that would be a long list."""
    if "NUMBER" in accepted:
        return "a value" if "~" in accepted else "a pattern"
    if "?" in accepted or {"NAME", "fn"} <= accepted:
        return "a type" if "NAME" in accepted else ""
    if "+" in accepted:
        return ""
    signs = sorted(kind for kind in accepted if kind not in SOFT_WORDS and kind not in _NAMED_KINDS)
    named = [name for kind, name in _NAMED_KINDS.items() if kind in accepted and name]
    shown = [*named, *(f"`{sign}`" for sign in signs)]
    return " or ".join(shown) if 0 < len(shown) <= 4 else ""
