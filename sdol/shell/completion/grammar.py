"""What the grammar takes at a place: the parser's own tables, run over the tokens before it."""

from __future__ import annotations

from itertools import takewhile
from typing import NamedTuple

from sdol.diagnostics import Source
from sdol.lang.ast import Span
from sdol.lang.driver import Driver, Stuck
from sdol.lang.layout import lay_out
from sdol.lang.lexer import lex
from sdol.lang.tables import tables
from sdol.lang.tokens import END, NEWLINE, SOFT_WORDS, Token

HERE = "$HERE"
"""The type of the token that stands for the place: no rule takes it, so the parser stops there."""


TRANSACTION = "transaction"


class Expected(NamedTuple):
    """The terminals that may follow the tokens of the item at hand; all of them where that cannot be told."""

    terminals: frozenset[str]
    tokens: list[Token]
    earlier: list[Token]
    """The tokens of the items before, each ending in a newline."""
    transaction: bool = False
    """Whether a transaction may begin here: its word is a name everywhere else."""

    @property
    def words(self) -> list[str]:
        """The keywords among them. A word that is a name elsewhere counts where no name may stand."""
        soft = frozenset() if self.name else SOFT_WORDS & self.terminals
        begun = frozenset({TRANSACTION} if self.transaction else ())
        return sorted((self.terminals & tables().words) - SOFT_WORDS | soft | begun)

    @property
    def name(self) -> bool:
        return "NAME" in self.terminals

    @property
    def expression(self) -> bool:
        return "(" in self.terminals and "NUMBER" in self.terminals

    @property
    def type(self) -> bool:
        return (
            self.name
            and "LREC" in self.terminals
            and "NUMBER" not in self.terminals
            and "fn" in self.terminals
        )


def expected(code: str, *, embedded: bool) -> Expected:
    """What may follow `code`, the beginning of a program, or of an expression between the braces of a text."""
    found = lex(Source("", code), tables()).tokens
    if embedded:
        found = [token for token in found if token.type != NEWLINE]
    end = Span(len(code), len(code))
    layout = lay_out([*found, Token(HERE, "", end)], Source("", code))
    at = next((i for i, item in enumerate(layout.items) if any(t.type == HERE for t in item)), 0)
    before = [*takewhile(lambda token: token.type != HERE, layout.items[at])]
    earlier = [t if t.type != END else Token(NEWLINE, "", t.span) for item in layout.items[:at] for t in item]
    terminals = _accepted(before, end, embedded)
    blocks = [
        "{" in _accepted([*before, Token(kind, "", end)], end, embedded) for kind in (TRANSACTION, "NAME")
    ]
    return Expected(terminals, before, earlier, TRANSACTION in terminals and blocks == [True, False])


def _accepted(before: list[Token], end: Span, embedded: bool) -> frozenset[str]:
    """The terminals that the parser takes after these tokens."""
    found: list[frozenset[str]] = []

    def report(stuck: Stuck) -> None:
        if stuck.token.type == HERE:
            found.append(frozenset(driver.accepted(stuck.states)))

    driver = Driver(tables(), [None if name is None else _nothing for _, _, name in tables().rules], report)
    driver.run([*before, Token(HERE, "", end), Token(END, "", end)], "embedded" if embedded else "item")
    return found[0] if found else frozenset(tables().words) | {"NAME", "NUMBER", "("}


def _nothing(_: object) -> None:
    """No tree is built."""
