"""Hash tables and graphs: pairs of names, bound; what one side of a pair is bound to is found by unbinding.

The second name of a pair is permuted before it is bound, so that a pair of the same name twice is not the
identity (MAP and BSC are their own inverse), and a -> b is another term than b -> a in every family.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import numpy as np

from sdol.lvm.errors import GeometryError
from sdol.lvm.structures.alphabet import THRESHOLD, Alphabet, space_of
from sdol.lvm.structures.linear import Rows
from sdol.lvm.structures.structure import TOLERANCE, Structure


class HashTable(Structure):
    """Values by keys in one vector, sum k_i * P(v_i): all families, with unitary atoms for HRR.

    A value is found by unbinding its key and cleaning up among the m values; a key that was not put answers
    None, for nothing then reaches half the weight of a pair. Expected error of an answer:
    `capacity.choice_error` for n pairs, m values and the threshold; a key that is not in is taken for one with
    probability 1 - (1 - Q(sqrt(g d / n) / 2))^m. O(d) for put and remove, O(m d) for get (O(d log d + m d) for
    HRR). Plate (1995); Kleyko et al. (2022).
    """

    def __init__(
        self,
        keys: Alphabet,
        values: Alphabet,
        pairs: Mapping[str, str] | None = None,
        tolerance: float = TOLERANCE,
    ) -> None:
        """The table with these pairs.

        Raises:
            GeometryError: mixed families, unknown names, or more pairs than the tolerance allows.
        """
        super().__init__(space_of(keys, values), tolerance)
        self.keys, self.values = keys, values
        given = dict(pairs or {})
        if given:
            self.total = self._terms(list(given), list(given.values())).sum(axis=0, keepdims=True)
            self.energy = float(len(given))
            self._refuse_overfull()

    def _terms(self, keys: list[str], values: list[str]) -> Rows:
        return self.linear.bind(self.keys.of(keys), self.linear.guard(self.values.of(values)))

    def get(self, key: str) -> str | None:
        """The value of a key, or None where the table has none."""
        return self.get_all([key])[0]

    def get_all(self, keys: Iterable[str]) -> list[str | None]:
        """The values of several keys, each None where there is none."""
        found = self.linear.unbind(self.total, self.keys.of(keys))
        return self.values.decode_or_none(self.linear.guard(found, -1))

    def keys_of(self, value: str) -> list[str]:
        """The keys that have a value."""
        found = self.linear.unbind(self.total, self.linear.guard(self.values.row(value)))
        weights = self.keys.scores(found)[0]
        return [self.keys.names[place] for place in np.flatnonzero(weights >= THRESHOLD)]

    def items(self) -> dict[str, str]:
        """All pairs, found by asking for every key of the alphabet."""
        found = zip(self.keys.names, self.get_all(self.keys.names), strict=True)
        return {key: value for key, value in found if value is not None}

    def put(self, key: str, value: str) -> HashTable:
        """The table with a pair; what the key had before is taken out."""
        before = self.get(key)
        added = self._terms([key], [value])
        if before is None:
            return self._with(added, 1.0)
        return self._with(added - self._terms([key], [before]), 0.0)

    def remove(self, key: str) -> HashTable:
        """The table without a key; itself where the key is not in."""
        before = self.get(key)
        return self if before is None else self._with(-self._terms([key], [before]), -1.0)

    def _error(self, family: Any) -> float:
        """The expected rate of wrong answers for keys that are in."""
        return self._choice(family, self.values, THRESHOLD)


class Graph(Structure):
    """Edges between named nodes: sum a * P(b) where they have a direction, sum a * b where not.

    All families, with unitary atoms for HRR. Undirected loops a * a hold only for HRR and FHRR: in MAP and
    BSC every one of them is the identity, and they are refused. Whether an edge is there: expected error
    Q(sqrt(g d / E) / 2) for E edges. Neighbours O(d log d + m d). Gayler and Levy (2009); Kleyko et al.
    (2022).
    """

    def __init__(
        self,
        nodes: Alphabet,
        edges: Iterable[tuple[str, str]] = (),
        directed: bool = True,
        tolerance: float = TOLERANCE,
    ) -> None:
        """The graph with these edges; an edge that is given twice is there once.

        Raises:
            GeometryError: unknown nodes, an edge that is no pair, a loop where the family cannot hold it,
            or too many edges.
        """
        super().__init__(space_of(nodes), tolerance)
        self.nodes, self.directed = nodes, directed
        given = list(edges)
        wrong = [edge for edge in given if not isinstance(edge, Collection) or len(edge) != 2]
        if wrong:
            raise GeometryError(f"an edge is a pair of nodes, not {wrong[0]!r}")
        distinct = {self._edge(a, b) for a, b in given}
        if distinct:
            # In one order, whatever that of a Python set is in this process.
            starts, ends = zip(
                *sorted(distinct, key=lambda edge: tuple(map(self.nodes.place, edge))), strict=True
            )
            self.total = self._terms(starts, ends).sum(axis=0, keepdims=True)
            self.energy = float(len(distinct))
            self._refuse_overfull()

    def _edge(self, a: str, b: str) -> tuple[str, str]:
        """The edge as it is stored: of the two ways to write one without direction, the first in order."""
        if self.directed:
            return a, b
        if a == b and self.linear.name in ("MAP", "BSC"):
            raise GeometryError(
                f"{self.linear.name} cannot hold the undirected loop of {a!r}: a * a is the identity"
            )
        return (a, b) if self.nodes.place(a) <= self.nodes.place(b) else (b, a)

    def _terms(self, starts: Iterable[str], ends: Iterable[str]) -> Rows:
        """The terms of some edges. A loop's product is scaled back to the length of an atom (HRR)."""
        second = self._second(self.nodes.of(ends))
        return self.linear.bind(self.nodes.of(starts), second)

    def _second(self, rows: Rows) -> Rows:
        return self.linear.guard(rows) if self.directed else rows

    def has(self, a: str, b: str) -> bool:
        """Whether there is an edge from a to b."""
        return bool(self.linear.scores(self.total, self._terms([a], [b]))[0, 0] >= THRESHOLD)

    def neighbours(self, node: str) -> list[str]:
        """The nodes that edges from this one lead to, in the order of the alphabet."""
        found = self.linear.unbind(self.total, self.nodes.row(node))
        return self._present(self.linear.guard(found, -1) if self.directed else found)

    def sources(self, node: str) -> list[str]:
        """The nodes from which edges lead to this one."""
        if not self.directed:
            return self.neighbours(node)
        return self._present(self.linear.unbind(self.total, self.linear.guard(self.nodes.row(node))))

    def _present(self, sums: Rows) -> list[str]:
        weights = self.nodes.scores(sums)[0]
        return [self.nodes.names[place] for place in np.flatnonzero(weights >= THRESHOLD)]

    def edges(self) -> list[tuple[str, str]]:
        """All edges, found by asking for the neighbours of every node."""
        found = [(a, b) for a in self.nodes.names for b in self.neighbours(a)]
        return (
            found
            if self.directed
            else [(a, b) for a, b in found if self.nodes.place(a) <= self.nodes.place(b)]
        )

    def add(self, a: str, b: str) -> Graph:
        """The graph with an edge; itself where it is there already."""
        a, b = self._edge(a, b)
        return self if self.has(a, b) else self._with(self._terms([a], [b]), 1.0)

    def remove(self, a: str, b: str) -> Graph:
        """The graph without an edge; itself where it is not there."""
        a, b = self._edge(a, b)
        return self._with(-self._terms([a], [b]), -1.0) if self.has(a, b) else self

    def _error(self, family: Any) -> float:
        """The expected rate of wrong answers about one edge."""
        return self._presence(family)
