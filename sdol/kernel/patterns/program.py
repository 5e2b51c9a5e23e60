"""Programs for the automata: what a pattern's tree becomes, forwards and backwards."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from sdol.errors import SdolError
from sdol.kernel.patterns.syntax import Cat, Chars, Edge, Either, Group, Repeat, Tree

LARGEST = 10_000
"""Instructions of a program."""


class Step(NamedTuple):
    """One instruction.

    `chars` goes on to `to` past a character of the set `number`; `edge` where the place is of a kind;
    `save` notes the place in the slot `number`; `split` prefers `to` to `other`; `match` ends.
    """

    verb: str
    to: int = -1
    other: int = -1
    number: int = -1
    kind: str = ""


@dataclass
class Program:
    """Instructions, the sets of characters that they speak of, and whether edges matter."""

    steps: list[Step] = field(default_factory=list)
    sets: list[Chars] = field(default_factory=list)
    start: int = 0
    edges: bool = False


def compile(tree: Tree, *, backwards: bool = False) -> Program:
    """The program of a tree; `backwards` it reads the text from right to left, and keeps no groups.

    Raises:
        SdolError: E0526, it would be too large.
    """
    writer = _Writer(backwards)
    end = writer.add(Step("match"))
    writer.made.start = writer.tree(tree, end)
    return writer.made


class _Writer:
    """Writes each tree in front of what comes after it, so that every target is known."""

    def __init__(self, backwards: bool) -> None:
        self.backwards, self.made = backwards, Program()
        self._sets: dict[Chars, int] = {}

    def add(self, step: Step) -> int:
        if len(self.made.steps) >= LARGEST:
            raise SdolError(
                "E0526",
                "the pattern cannot be used: it is too large",
                reason=f"its repetitions make more than {LARGEST:,} steps",
                help="count less in `{…}`",
            )
        self.made.steps.append(step)
        return len(self.made.steps) - 1

    def tree(self, tree: Tree, then: int) -> int:
        """Writes a tree that goes on at `then`; where it begins."""
        match tree:
            case Chars():
                number = self._sets.setdefault(tree, len(self._sets))
                if number == len(self.made.sets):
                    self.made.sets.append(tree)
                return self.add(Step("chars", then, number=number))
            case Edge(kind):
                self.made.edges = True
                return self.add(Step("edge", then, kind=_TURNED.get(kind, kind) if self.backwards else kind))
            case Cat(parts):
                for part in parts if self.backwards else reversed(parts):
                    then = self.tree(part, then)
                return then
            case Either(parts):
                begin = self.tree(parts[-1], then)
                for part in reversed(parts[:-1]):
                    begin = self.add(Step("split", self.tree(part, then), begin))
                return begin
            case Group(inner, number):
                return self._group(inner, number, then)
            case Repeat():
                return self._repeat(tree, then)

    def _group(self, inner: Tree, number: int, then: int) -> int:
        if self.backwards:
            return self.tree(inner, then)
        end = self.add(Step("save", then, number=2 * number + 1))
        return self.add(Step("save", self.tree(inner, end), number=2 * number))

    def _repeat(self, tree: Repeat, then: int) -> int:
        if tree.most is None:
            then = self._loop(tree, then)
            copies = max(tree.least - 1, 0)
        else:
            end = then
            for _ in range(tree.most - tree.least):
                then = self._choice(self.tree(tree.inner, then), end, tree.lazy)
            copies = tree.least
        for _ in range(copies):
            then = self.tree(tree.inner, then)
        return then

    def _loop(self, tree: Repeat, then: int) -> int:
        """One or more; none is allowed in front of it, so that an empty round keeps its place in the order."""
        again = self.add(Step("match"))  # filled in when the beginning is known
        begin = self.tree(tree.inner, again)
        preferred, other = (then, begin) if tree.lazy else (begin, then)
        self.made.steps[again] = Step("split", preferred, other)
        return begin if tree.least else self._choice(begin, then, tree.lazy)

    def _choice(self, taken: int, left: int, lazy: bool) -> int:
        return self.add(Step("split", left, taken) if lazy else Step("split", taken, left))


_TURNED = {"^": "$", "$": "^", "<": ">", ">": "<"}
