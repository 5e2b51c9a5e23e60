"""The LALR(1) automaton: runs the tables over a list of tokens and calls the builder, without recursion.

It goes on after a mistake: what the parser has of the statement or arm at hand is dropped, and it continues
with the next one of the same block, so that a function with two mistakes shows both.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sdol.lang.tables import Tables
from sdol.lang.tokens import END, NEWLINE, Token

# Deeper nesting would exhaust the stack of whatever walks the tree. A pair of brackets takes one to three
# states.
MAX_STACK = 600

Action = Callable[[list[Any]], Any]
_OPENERS, _CLOSERS = frozenset({"(", "[", "{", "LREC"}), frozenset({")", "]", "}"})
_STATEMENTS = ("<stmt>", "<match_arm>", "<route_arm>")


@dataclass
class Stuck:
    """Where no rule goes on: the token at `index`, and the parser's stack before it.

    `in_text` where that is between the braces of a text. `states` and `values` are those of the parser, to be
    read at once: it goes on with them.
    """

    tokens: Sequence[Token]
    index: int
    states: list[int]
    values: list[Any]
    too_deep: bool = False
    in_text: bool = False

    @property
    def token(self) -> Token:
        return self.tokens[self.index]


class Driver:
    """Parses lists of tokens that end in END; `actions[r]` makes the value of rule r, None passes it on."""

    def __init__(
        self, tables: Tables, actions: Sequence[Action | None], report: Callable[[Stuck], None]
    ) -> None:
        self.tables = tables
        self.actions = actions
        self.report = report

    def run(self, tokens: Sequence[Token], start: str) -> Any:
        """The value of the start symbol; whatever it holds where `report` was called is not to be used."""
        rows, rules, actions = self.tables.states, self.tables.rules, self.actions
        end_state = self.tables.ends[start]
        states = [self.tables.starts[start]]
        values: list[Any] = []
        index, token = 0, tokens[0]
        kind = token.type
        while True:
            action = rows[states[-1]].get(kind)
            if action is None or len(states) > MAX_STACK:
                index = self._stuck(Stuck(tokens, index, states, values, action is not None, start != "item"))
                if index < 0:
                    return None
                token = tokens[index]
                kind = token.type
            elif action >= 0:
                states.append(action)
                values.append(token)
                index += 1
                token = tokens[index]
                kind = token.type
            else:
                size, origin, _ = rules[-action - 1]
                make = actions[-action - 1]
                if make is None:
                    states.pop()
                elif size:
                    made = make(values[-size:])
                    del states[-size:], values[-size:]
                    values.append(made)
                else:
                    values.append(make([]))
                action = rows[states[-1]][origin]
                states.append(action)
                if action == end_state:
                    return values[-1]

    def accepted(self, states: Sequence[int]) -> set[str]:
        """The terminals that can really follow: a reduction is followed until it shifts or fails."""
        return {
            kind for kind in self.tables.states[states[-1]] if kind[0] != "<" and self._shifts(states, kind)
        }

    def _shifts(self, states: Sequence[int], kind: str) -> bool:
        stack = list(states)
        while True:
            action = self.tables.states[stack[-1]].get(kind)
            if action is None or action >= 0:
                return action is not None
            size, origin, _ = self.tables.rules[-action - 1]
            if size:
                del stack[-size:]
            goto = self.tables.states[stack[-1]].get(origin)
            if goto is None or goto in self.tables.ends.values():
                return kind == END
            stack.append(goto)

    # --- going on after a mistake ---

    def _stuck(self, stuck: Stuck) -> int:
        """Report, and go on in the innermost block that can: at which token, or -1 where none can."""
        self.report(stuck)
        if stuck.too_deep:
            return -1
        for opener, depth in _open_blocks(stuck.values):
            place = self._place(stuck.states, opener + 1)
            if place is None:
                continue
            index = _next_statement(stuck.tokens, stuck.index, depth)
            if index < 0:
                return -1
            at, goto = place
            del stuck.states[at + 1 :], stuck.values[at:]
            stuck.states.append(goto)
            stuck.values.append(None)
            return index
        return -1

    def _place(self, states: list[int], lowest: int) -> tuple[int, int] | None:
        """The topmost state where a statement or an arm is due, and the state after it."""
        for at in range(len(states) - 1, lowest - 1, -1):
            row = self.tables.states[states[at]]
            for nonterminal in _STATEMENTS:
                if nonterminal in row:
                    return at, row[nonterminal]
        return None


def _open_blocks(values: list[Any]) -> list[tuple[int, int]]:
    """Index of each block's open brace on the stack, innermost first, and the brackets open inside of it."""
    found, closed, depth = [], 0, 0
    for index in range(len(values) - 1, -1, -1):
        kind = values[index].type if isinstance(values[index], Token) else ""
        if kind in _CLOSERS:
            closed += 1
        elif kind in _OPENERS and closed:
            closed -= 1
        elif kind in _OPENERS:
            if kind == "{":
                found.append((index, depth))
            depth += 1
    return found


def _next_statement(tokens: Sequence[Token], index: int, depth: int) -> int:
    """Index of the newline or brace that ends the statement around `index`, or -1."""
    while tokens[index].type != END:
        kind = tokens[index].type
        if depth == 0 and kind in (NEWLINE, "}"):
            return index
        depth += (kind in _OPENERS) - (kind in _CLOSERS)
        index += 1
    return -1
