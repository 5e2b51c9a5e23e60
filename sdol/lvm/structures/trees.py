"""Labelled trees: a node is its label and its children, each permuted and bound to its role."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

import numpy as np

from sdol.lvm.errors import GeometryError
from sdol.lvm.structures.alphabet import THRESHOLD, Alphabet, space_of
from sdol.lvm.structures.linear import Rows
from sdol.lvm.structures.structure import TOLERANCE, Structure

Node: TypeAlias = str | tuple[str, Mapping[str, "Node"]]
"""A leaf is its label; an inner node its label and its children by role."""

_DEEPEST = 64


class Tree(Structure):
    """A tree, label + sum over roles r of r * P(child): all families, with unitary atoms for HRR.

    The permutation keeps a role within a role from cancelling (MAP, BSC) and from commuting (all). A label is
    found by undoing the roles of its path, and cleaning up among the m labels; where less than half a term's
    weight is left, there is no node. Expected error of a label: that of a `HashTable` of as many pairs as the
    tree has nodes. O(depth d log d + m d) for a node. Plate (1995), recursive composition; Kleyko et al.
    (2022).
    """

    def __init__(self, labels: Alphabet, roles: Alphabet, root: Node, tolerance: float = TOLERANCE) -> None:
        """The vector of a tree such as `("S", {"subject": "cats", "verb": "sleep"})`.

        Raises:
            GeometryError: unknown labels or roles, mixed families, too many nodes for the tolerance, or too
            deep.
        """
        super().__init__(space_of(labels, roles), tolerance)
        self.labels, self.roles = labels, roles
        self.total = self._encode(root, 0)
        self.energy = float(count(root))
        self._refuse_overfull()

    def _encode(self, node: Node, depth: int) -> Rows:
        if depth > _DEEPEST:
            raise GeometryError(f"a tree deeper than {_DEEPEST} levels")
        label, children = parts(node)
        total = self.labels.row(label)
        for role, child in children.items():
            under = self.linear.guard(self._encode(child, depth + 1))
            total = total + self.linear.bind(self.roles.row(role), under)
        return total

    def _below(self, path: Iterable[str]) -> Rows:
        found = self.total
        for role in path:
            found = self.linear.guard(self.linear.unbind(found, self.roles.row(role)), -1)
        return found

    def at(self, path: Iterable[str]) -> str | None:
        """The label at the end of a path of roles from the root, or None where there is no node."""
        return self.labels.decode_or_none(self._below(path))[0]

    def root(self) -> Node:
        """The whole tree, decoded from the root downwards.

        Raises:
            GeometryError: the root cannot be made out, or more nodes are found than the tree has, as in one whose
                tolerance let it be overfull.
        """
        return self._decode(self.total, 0, itertools.count(1))

    def _decode(self, found: Rows, depth: int, nodes: Iterator[int]) -> Node:
        if next(nodes) > self.energy:
            raise GeometryError(f"more than the {self.energy:g} nodes of this tree are found: it is overfull")
        label = self.labels.decode_or_none(found)[0]
        if label is None:
            raise GeometryError("no tree: its root cannot be made out")
        children = {}
        if depth < _DEEPEST:
            under = self.linear.guard(self.linear.unbind(found, self.roles.rows), -1)
            there = self.labels.scores(under).max(axis=1) >= THRESHOLD
            for place in np.flatnonzero(there):
                children[self.roles.names[place]] = self._decode(under[place][None], depth + 1, nodes)
        return (label, children) if children else label

    def _error(self, family: Any) -> float:
        """The expected rate of wrong labels."""
        return self._choice(family, self.labels, THRESHOLD)


def parts(node: Node) -> tuple[str, Mapping[str, Node]]:
    """Label and children of a node.

    Raises:
        GeometryError: it is neither a text nor a label with children by role.
    """
    if isinstance(node, str):
        return node, {}
    if isinstance(node, tuple) and len(node) == 2 and isinstance(node[1], Mapping):
        return node[0], node[1]
    raise GeometryError(f"a node is a label, or a label with its children by role, not {node!r}")


def count(node: Node) -> int:
    """How many nodes a tree has."""
    return 1 + sum(count(child) for child in parts(node)[1].values())
