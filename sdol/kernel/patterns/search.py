"""Finding a pattern in a text: where it ends, where that began, what its groups hold."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from sdol.errors import SdolError
from sdol.kernel.patterns.program import Program, Step, compile
from sdol.kernel.patterns.syntax import Cat, Chars, Parsed, Tree, parse

MOST_WORK = 50_000_000
"""Steps of one search through a text: some seconds."""
MOST_STATES = 2000
"""States of an automaton that are kept; beyond these it begins anew."""

OUTSIDE, WORD, LINE_END, OTHER = range(4)
"""What can stand beside a place."""

_DEAD = 0


class _Classes(dict[str, int]):
    """Characters by class: those that no set and no edge of a program tells apart are one."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._known: dict[tuple[object, ...], int] = {}
        self.members: list[tuple[bool, ...]] = []
        self.kinds: list[int] = []
        self.end = self._number((OUTSIDE, *(False for _ in program.sets)))

    def __missing__(self, c: str) -> int:
        kind = kind_of(c) if self._program.edges else OTHER
        self[c] = number = self._number((kind, *(chars.has(c) for chars in self._program.sets)))
        return number

    def _number(self, signature: tuple[int, ...]) -> int:
        if signature not in self._known:
            self._known[signature] = len(self.members)
            self.kinds.append(signature[0])
            self.members.append(tuple(map(bool, signature[1:])))
        return self._known[signature]


def kind_of(c: str) -> int:
    """What a character is for the edges beside it."""
    if c == "\n":
        return LINE_END
    return WORD if c.isalnum() or c == "_" else OTHER


def _holds(edge: str, before: int, after: int) -> bool:
    """Whether a place between two kinds is such an edge."""
    match edge:
        case "^":
            return before == OUTSIDE
        case "$":
            return after == OUTSIDE
        case "<":
            return before in (OUTSIDE, LINE_END)
        case ">":
            return after in (OUTSIDE, LINE_END)
    return ((before == WORD) != (after == WORD)) == (edge == "b")


class Automaton:
    """A deterministic automaton that is built while it runs.

    A state is an ordered list of steps that may come next, the most preferred first, what stood before the
    place, and whether a match may still begin here.
    """

    def __init__(self, program: Program, *, longest: bool) -> None:
        self._program, self._longest = program, longest
        self.classes = _Classes(program)
        self.work = 0
        self._forget()

    def _forget(self) -> None:
        self.table: list[dict[int, int]] = []
        self._states: list[tuple[tuple[int, ...], int, bool]] = []
        self._numbers: dict[tuple[tuple[int, ...], int, bool], int] = {}
        self._number(((), OTHER, False))

    def _number(self, state: tuple[tuple[int, ...], int, bool]) -> int:
        if state not in self._numbers:
            self._numbers[state] = len(self._states)
            self._states.append(state)
            self.table.append({})
        return self._numbers[state]

    def start(self, before: int, *, anywhere: bool) -> int:
        """The state at the place where a search begins."""
        return self._number(((self._program.start,), before if self._program.edges else OTHER, anywhere))

    def go(self, state: int, number: int) -> int:
        """Where a class of characters leads from a state: twice the next one, and 1 if a match ends before it."""
        kernel, before, anywhere = self._states[state]
        steps, matched = self._reached(kernel, before, self.classes.kinds[number])
        members = self.classes.members[number]
        then = [s.to for s in steps if members[s.number]]
        anywhere = anywhere and not matched
        if anywhere and self._program.start not in then:
            then.append(self._program.start)
        after = self.classes.kinds[number] if self._program.edges else OTHER
        following = (tuple(dict.fromkeys(then)), after, anywhere) if then else ((), OTHER, False)
        if len(self._states) >= MOST_STATES and following not in self._numbers:
            self._forget()
            return 2 * self._number(following) + matched
        code = 2 * self._number(following) + matched
        self.table[state][number] = code
        return code

    def _reached(self, kernel: tuple[int, ...], before: int, after: int) -> tuple[list[Step], bool]:
        """The steps past characters that can be reached without one, in order; whether a match can."""
        found: list[Step] = []
        seen: set[int] = set()
        matched = False
        for root in kernel:
            waiting = [root]
            while waiting:
                at = waiting.pop()
                if at in seen:
                    continue
                seen.add(at)
                step = self._program.steps[at]
                if step.verb == "chars":
                    found.append(step)
                elif step.verb == "split":
                    waiting += (step.other, step.to)
                elif step.verb == "save" or (step.verb == "edge" and _holds(step.kind, before, after)):
                    waiting.append(step.to)
                elif step.verb == "match":
                    matched = True
                    if not self._longest:
                        return found, True
        self.work += len(seen)
        if self.work > MOST_WORK // 4:
            raise _too_much()
        return found, matched


def beginning(tree: Tree) -> str:
    """The characters that every match begins with."""
    found = ""
    for part in tree.parts if isinstance(tree, Cat) else (tree,):
        if not isinstance(part, Chars) or part.negated or part.any_case or part.classes:
            break
        if len(part.ranges) != 1 or part.ranges[0][0] != part.ranges[0][1]:
            break
        found += part.ranges[0][0]
    return found


class Match:
    """Where a pattern was found: `spans` of the whole and of each group, (-1, -1) for one that took no part."""

    __slots__ = ("spans",)

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self.spans = spans

    def texts(self, text: str) -> list[str | None]:
        return [text[start:end] if start >= 0 else None for start, end in self.spans]


class Pattern:
    """A pattern that is ready to search with."""

    def __init__(self, parsed: Parsed) -> None:
        self.names, self.groups = parsed.names, parsed.groups
        self._program = compile(parsed.tree)
        self._beginning = beginning(parsed.tree)
        self._forwards = Automaton(self._program, longest=False)
        self._backwards = Automaton(compile(parsed.tree, backwards=True), longest=True)

    def search(self, text: str) -> bool:
        """Whether the pattern is found in a text.

        Raises:
            SdolError: E0527, it takes too much work.
        """
        return self._end(text, 0, _Work()) >= 0

    def matches(self, text: str, *, groups: bool = False) -> Iterator[Match]:
        """Every match, left to right, none overlapping; an empty one that touches the one before is left out.

        Raises:
            SdolError: E0527, they take too much work.
        """
        at, last, work = 0, -1, _Work()
        while at <= len(text):
            end = self._end(text, at, work)
            if end < 0:
                return
            start = self._start(text, at, end, work)
            if not (start == end == last):
                yield self._filled(text, start, end, work) if groups else Match([(start, end)])
            last = end
            at = end if end > start else end + 1

    def _end(self, text: str, at: int, work: _Work) -> int:
        """The end of the first match from `at` on, or -1."""
        automaton, size, found = self._forwards, len(text), -1
        if self._beginning and (at := text.find(self._beginning, at)) < 0:
            return -1
        state = automaton.start(kind_of(text[at - 1]) if at else OUTSIDE, anywhere=True)
        classes = automaton.classes
        place, most = at, min(size, at + work.left)
        for place in range(at, most):
            code = automaton.table[state].get(number := classes[text[place]])
            if code is None:
                code = automaton.go(state, number)
            if code & 1:
                found = place
            state = code >> 1
            if state == _DEAD:
                break
        else:
            if most < size:
                raise _too_much()
            if automaton.go(state, classes.end) & 1:
                found = size
        work.spend(place - at + 1, automaton)
        return found

    def _start(self, text: str, least: int, end: int, work: _Work) -> int:
        """The beginning of the match that ends at `end`: the furthest one to the left, not before `least`."""
        automaton, found = self._backwards, end
        state = automaton.start(kind_of(text[end]) if end < len(text) else OUTSIDE, anywhere=False)
        classes = automaton.classes
        place = end
        while state != _DEAD:
            outside = place == 0
            number = classes.end if outside else classes[text[place - 1]]
            code = automaton.table[state].get(number)
            if code is None:
                code = automaton.go(state, number)
            if code & 1:
                found = place
            if place <= least:
                break
            place, state = place - 1, code >> 1
        work.spend(end - place + 1, automaton)
        return found

    def _filled(self, text: str, start: int, end: int, work: _Work) -> Match:
        """The match with its groups, by Pike's machine: threads in the order of preference, each with its slots."""
        if not self.groups:
            return Match([(start, end)])
        slots: tuple[int, ...] = (-1,) * (2 * self.groups + 2)
        threads = [(self._program.start, slots)]
        best = slots
        for place in range(start, end + 1):
            before = kind_of(text[place - 1]) if place else OUTSIDE
            after = kind_of(text[place]) if place < len(text) else OUTSIDE
            reached = self._threads(threads, place, before, after, work)
            threads = []
            for at, slots in reached:
                step = self._program.steps[at]
                if step.verb == "match":
                    best = slots
                    break
                if place < end and self._program.sets[step.number].has(text[place]):
                    threads.append((step.to, slots))
        return Match([(start, end), *zip(best[2::2], best[3::2], strict=True)])

    def _threads(
        self, threads: list[tuple[int, tuple[int, ...]]], place: int, before: int, after: int, work: _Work
    ) -> list[tuple[int, tuple[int, ...]]]:
        found: list[tuple[int, tuple[int, ...]]] = []
        seen: set[int] = set()
        for thread in threads:
            waiting = [thread]
            while waiting:
                at, slots = waiting.pop()
                if at in seen:
                    continue
                seen.add(at)
                step = self._program.steps[at]
                if step.verb == "split":
                    waiting += ((step.other, slots), (step.to, slots))
                elif step.verb == "save":
                    slot = step.number
                    waiting.append((step.to, (*slots[:slot], place, *slots[slot + 1 :])))
                elif step.verb == "edge":
                    if _holds(step.kind, before, after):
                        waiting.append((step.to, slots))
                else:
                    found.append((at, slots))
        work.spend(4 * len(seen) + 1)
        return found


class _Work:
    """What a search may still cost."""

    def __init__(self) -> None:
        self.left = MOST_WORK

    def spend(self, steps: int, automaton: Automaton | None = None) -> None:
        self.left -= steps
        if automaton:
            self.left -= 4 * automaton.work
            automaton.work = 0
        if self.left < 0:
            raise _too_much()


def _too_much() -> SdolError:
    return SdolError(
        "E0527",
        "this pattern takes too much work on this text",
        reason=f"it was given up after {MOST_WORK:,} steps",
        help="search in smaller pieces, line by line, or with a pattern that says more",
    )


@lru_cache(maxsize=128)
def pattern(text: str) -> Pattern:
    """The pattern that a text writes.

    Raises:
        SdolError: E0526, it is not well formed.
    """
    return Pattern(parse(text))
