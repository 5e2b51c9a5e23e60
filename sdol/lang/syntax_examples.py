"""Mistakes of form by example: what is said where the parser stops as it stops at a known wrong program.

`grammar/sdol.mistakes` pairs a message with wrong programs. While the parse tables are built, each program is run
into its mistake, and the state of the parser and the token there become the key of the message; so a grammar that
changes takes its messages along, and one whose example is no mistake any more does not build. Two states name a
place:

    -  the state at the mistake, whatever is around it (`print`, a call, a list ...)
    +  that state, and what the construct around it becomes if it ends there

In an example `«word»` is marked and stands for this word alone, `‹word›` is marked and stands for any of its kind.
Where nothing is marked, the token at which the parser stopped is. In a message `$mark` is what is marked, `$found`
that token, and `⏎` in an example a new line. The method is Menhir's `.messages`, with the tokens that matter added.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sdol.diagnostics import Diagnostic, Label, Source
from sdol.lang.tokens import END, NEWLINE, Token

if TYPE_CHECKING:
    from sdol.lang.driver import Stuck
    from sdol.lang.tables import Tables

_CLOSERS = (",", NEWLINE, "}", ")", "]", "{", "=>", "in", "=", ":", "else", "by", END)
"""What may end a construct, the most telling first: its state stands for the construct."""

_MARKS = re.compile("[«»‹›]")
_LONGEST = 40

Index = dict[str, list[list[Any]]]
"""For each key the messages it may mean: the number of the message, and the tokens that must be there."""


@dataclass
class Entry:
    """One message and the wrong programs that get it."""

    code: str
    message: str
    help: str = ""
    examples: list[tuple[bool, str]] = field(default_factory=list)


# --- matching -----------------------------------------------------------------------------------------------


def told(stuck: Stuck, tables: Tables, source: Source) -> Diagnostic | None:
    """What the examples say of the place where the parser stopped; None where none is like it."""
    for key in _keys(stuck.states, stuck.token, tables):
        for number, tokens in tables.mistakes["index"].get(key, ()):
            if all(_there(stuck, offset, text) for offset, text in tokens):
                marked = [stuck.tokens[stuck.index + offset] for offset, _ in tokens]
                return _diagnostic(tables.mistakes["messages"][number], stuck, marked, source)
    return None


def _keys(states: Sequence[int], token: Token, tables: Tables) -> list[str]:
    """The keys of a place, the one that knows more of it first."""
    here = _settled(states, tables)
    kind = token.type or END
    return [f"{here} {_around(states, tables)} {kind}", f"{here} {kind}"]


def _there(stuck: Stuck, offset: int, text: str | None) -> bool:
    at = stuck.index + offset
    if not 0 <= at < len(stuck.tokens):
        return False
    return text in (None, stuck.tokens[at].value, _kind(stuck.tokens[at]))


def _kind(token: Token) -> str | None:
    """What stands in the index for any token of a kind; only numbers are told apart from other values."""
    return "<NUMBER>" if token.type == "NUMBER" else None


def _diagnostic(message: Sequence[str], stuck: Stuck, marked: list[Token], source: Source) -> Diagnostic:
    code, text, help = message
    tokens = sorted(marked or [stuck.token], key=lambda token: token.span.start)
    start, end = tokens[0].span.start, tokens[-1].span.end
    if tokens == [stuck.token] and stuck.token.type in (END, NEWLINE) and stuck.index:
        start = end = stuck.tokens[stuck.index - 1].span.end
    words = {"$mark": _short(source.text[start:end]), "$found": _short(stuck.token.value)}
    for name, word in words.items():
        text, help = text.replace(name, word), help.replace(name, word)
    return Diagnostic(code, text, source, (Label(start, end),), help=help)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def _settled(states: Sequence[int], tables: Tables) -> int:
    """The state after all reductions that any next token would bring: `1`, `a` and `f(x)` are all operands."""
    stack = list(states)
    while True:
        actions = {action for kind, action in tables.states[stack[-1]].items() if kind[0] != "<"}
        if len(actions) != 1 or (rule := actions.pop()) >= 0 or not _reduce(stack, rule, tables):
            return stack[-1]


def _around(states: Sequence[int], tables: Tables) -> int:
    """The state in which what is being read could end, or -1 where it could not."""
    for kind in _CLOSERS:
        stack = list(states)
        while (action := tables.states[stack[-1]].get(kind)) is not None:
            if action >= 0 or not _reduce(stack, action, tables):
                return stack[-1]
    return -1


def _reduce(stack: list[int], action: int, tables: Tables) -> bool:
    """Applies a rule to a stack of states; false where that ends the program."""
    size, origin, _ = tables.rules[-action - 1]
    if size:
        del stack[-size:]
    goto = tables.states[stack[-1]].get(origin)
    if goto is None or goto in tables.ends.values():
        return False
    stack.append(goto)
    return True


# --- building -----------------------------------------------------------------------------------------------


def entries(text: str) -> list[Entry]:
    """The entries of `sdol.mistakes`.

    Raises:
        ValueError: a line is none of `CODE message`, `help: ...`, `- example` and `+ example`.
    """
    found: list[Entry] = []
    for line in text.splitlines():
        head, _, rest = line.strip().partition(" ")
        if re.fullmatch(r"E\d{4}", head):
            found.append(Entry(head, rest))
        elif head == "help:" and found:
            found[-1].help = rest
        elif head in ("-", "+") and found:
            found[-1].examples.append((head == "+", rest.replace("⏎", "\n")))
        elif line.strip() and not head.startswith("#"):
            raise ValueError(f"a line of sdol.mistakes that means nothing: {line!r}")
    return found


def plain(example: str) -> str:
    """An example without its marks."""
    return _MARKS.sub("", example)


def data(text: str, tables: Tables) -> dict[str, Any]:
    """What ships of the examples, found by running each of them into its mistake.

    Raises:
        ValueError: an example is no mistake, or one before the parser sees it.
    """
    messages: list[list[str]] = []
    index: Index = {}
    for number, entry in enumerate(entries(text)):
        messages.append([entry.code, entry.message, entry.help])
        for around, example in entry.examples:
            stuck = _mistake(plain(example), tables)
            key = _keys(stuck.states, stuck.token, tables)[0 if around else 1]
            found = [number, _marked(example, stuck)]
            if found not in index.setdefault(key, []):
                index[key].append(found)
    for kept in index.values():
        kept.sort(key=lambda one: (-sum(text is not None for _, text in one[1]), one[0]))
    return {"messages": messages, "index": dict(sorted(index.items()))}


def _mistake(text: str, tables: Tables) -> Stuck:
    """Where the parser first stops in a program."""
    from dataclasses import replace

    from sdol.lang.driver import Driver
    from sdol.lang.layout import lay_out
    from sdol.lang.lexer import lex

    source = Source("an example", text)
    found: list[Stuck] = []

    def report(stuck: Stuck) -> None:
        found.append(replace(stuck, states=list(stuck.states), values=list(stuck.values)))

    actions = [(lambda _: None) if name else None for _, _, name in tables.rules]
    for tokens in lay_out(lex(source, tables).tokens, source).items:
        Driver(tables, actions, report).run(tokens, "item")
    if not found:
        raise ValueError(f"an example of sdol.mistakes is no mistake: {text!r}")
    return found[0]


def _marked(example: str, stuck: Stuck) -> list[list[Any]]:
    """The marked tokens: how far each stands from the mistake, and its text where that must be the same."""
    spans: list[tuple[int, int, bool]] = []
    at, start = 0, 0
    for character in example:
        if character in "«‹":
            start = at
        elif character in "»›":
            spans.append((start, at, character == "»"))
        else:
            at += 1
    found: list[list[Any]] = []
    for offset, token in enumerate(stuck.tokens, -stuck.index):
        for first, last, exact in spans:
            if first <= token.span.start < last:
                found.append([offset, token.value if exact else _kind(token)])
    return found


def empty() -> Mapping[str, Any]:
    """No examples: what the tables have while the examples are being built."""
    return {"messages": [], "index": {}}
