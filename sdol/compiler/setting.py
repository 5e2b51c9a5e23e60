"""Which top-level variables a run can set: so much has to be looked at to tell what it has changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sdol.kernel.ir import Call, Closure, Function, Node, SetGlobal, children


class Setting:
    """The top-level variables that each function of a growing program can set, whatever it calls included."""

    def __init__(self) -> None:
        self._by: dict[int, frozenset[int]] = {}
        self._escaped: frozenset[int] = frozenset()
        """What functions set that are values: anyone may call them."""

    def by(self, function: int) -> frozenset[int]:
        """Those that a run of a function can set."""
        return self._by.get(function, frozenset()) | self._escaped

    def add(self, functions: Mapping[int, Function]) -> None:
        """Takes functions in that are new, all of them together with those of them that they call."""
        found = {index: _found(function.body) for index, function in functions.items()}
        callers: dict[int, list[int]] = {}
        for index, (own, called, _) in found.items():
            self._by[index] = frozenset(own)
            for callee in called:
                callers.setdefault(callee, []).append(index)
        self._spread(callers)
        values = {callee for _, _, passed in found.values() for callee in passed}
        self._escaped = self._escaped.union(*(self._by.get(one, frozenset()) for one in values))

    def _spread(self, callers: Mapping[int, list[int]]) -> None:
        """Hands on from callees to callers what they set, until nothing is new."""
        waiting = list(callers)
        while waiting:
            callee = waiting.pop()
            sets = self._by.get(callee, frozenset())
            for caller in callers.get(callee, ()):
                if not sets <= self._by[caller]:
                    self._by[caller] |= sets
                    waiting.append(caller)


def _found(body: list[Node]) -> tuple[set[int], set[int], set[int]]:
    """The variables that a function sets itself, the functions that it calls, and those that it makes values of."""
    sets, called, passed = set[int](), set[int](), set[int]()
    waiting: list[Iterable[Node]] = [body]
    while waiting:
        for node in waiting.pop():
            if isinstance(node, SetGlobal):
                sets.add(node.index)
            elif isinstance(node, Call):
                called.add(node.function)
            elif isinstance(node, Closure):
                passed.add(node.function)
            waiting += children(node)
    return sets, called, passed
