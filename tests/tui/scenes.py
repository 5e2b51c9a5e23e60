"""Readings of programs that work by meaning, made by hand for the tests of the map and of what stands beside it."""

from __future__ import annotations

import numpy as np

from sdol import lvm
from sdol.kernel.debugging import Variable
from sdol.kernel.decided import VOID, Decision
from sdol.kernel.values import Region, Vec, Vecs
from sdol.lvm.surrounding import Around
from sdol.tui.models.reading import Decided, Reading

SPACE, DIMENSION = "toy@1", 64
NAMES = ("cards", "cash", "fees")


def near(number: int, count: int, seed: int = 0, spread: float = 0.3) -> np.ndarray:
    """Unit vectors about the axis of that number, (count, DIMENSION) float32."""
    noise = np.random.default_rng([seed, number]).normal(size=(count, DIMENSION)) / DIMENSION**0.5
    return lvm.normalise(np.eye(DIMENSION)[number] + spread * noise)


def regions(names: tuple[str, ...] = NAMES, spread: float = 0.3) -> list[Region]:
    """Regions about the first axes, made from twelve examples each."""
    rows = [near(at, 12, spread=spread) for at in range(len(names))]
    return [Region(SPACE, Around(rows[at], 4.0, 0.7), name) for at, name in enumerate(names)]


def decided(vectors: np.ndarray, among: list[Region]) -> tuple[Decided, ...]:
    """A decision about each of the vectors, one after each instruction."""
    found = lvm.distances([one.shape for one in among], vectors)
    chosen = np.where(found.min(axis=1) <= 0, found.argmin(axis=1), VOID).tolist()
    return tuple(
        Decided(at + 1, at, Decision("route", Vec(SPACE, row), tuple(among), chosen[at]), f"message {at}")
        for at, row in enumerate(vectors)
    )


def reading(
    among: list[Region],
    *,
    points: np.ndarray | None = None,
    asked: np.ndarray | None = None,
    time: int = 1000,
) -> Reading:
    """A program that holds regions, and points in `messages`, and has decided about vectors."""
    held = [Variable(one.name, "region@toy", one, at) for at, one in enumerate(among)]
    if points is not None:
        held.append(Variable("messages", "list[vec@toy]", Vecs(SPACE, points), 99))
    heard = decided(asked, among) if asked is not None else ()
    return Reading(event=1, state="stopped", variables=tuple(held), decided=heard, time=time)
