"""Finite automata: all transitions in one vector, taken by unbinding state and input."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from sdol.lvm.errors import GeometryError
from sdol.lvm.structures.alphabet import THRESHOLD, Alphabet
from sdol.lvm.structures.linear import Linear, Rows
from sdol.lvm.structures.structure import TOLERANCE, Structure


class Automaton(Structure):
    """Transitions of a finite automaton, sum s * x * P(s'): all families, with unitary atoms for HRR.

    States and inputs have different atoms, and the next state is permuted, so that a transition from a state
    to itself does not cancel (MAP, BSC). Expected error of a step: that of a `HashTable` of as many pairs as
    there are transitions. Two transitions for one state and input make it nondeterministic: see `following`.
    O(d log d + m d) a step. Kleyko et al. (2022); Osipov, Kleyko and Legalov (2017).
    """

    def __init__(
        self,
        family: object,
        transitions: Iterable[tuple[str, str, str]],
        seed: int = 0,
        tolerance: float = TOLERANCE,
    ) -> None:
        """The automaton of (state, input, next state).

        Raises:
            GeometryError: no transitions, one that is no triple, or more than the tolerance allows.
        """
        super().__init__(Linear(family), tolerance)
        given = list(dict.fromkeys(transitions))
        if not given or any(len(each) != 3 for each in given):
            raise GeometryError("an automaton needs at least one transition (state, input, next state)")
        starts, words, ends = zip(*given, strict=True)
        self.states = Alphabet(family, dict.fromkeys((*starts, *ends)), seed)
        self.inputs = Alphabet(family, dict.fromkeys(words), seed, kind="input")
        self.total = self.linear.bind(self._keys(starts, words), self.linear.guard(self.states.of(ends))).sum(
            axis=0, keepdims=True
        )
        self.energy = float(len(given))
        self._refuse_overfull()

    def _keys(self, states: Iterable[str], inputs: Iterable[str]) -> Rows:
        return self.linear.bind(self.states.of(states), self.inputs.of(inputs))

    def _next(self, states: Iterable[str], inputs: Iterable[str]) -> Rows:
        return self.linear.guard(self.linear.unbind(self.total, self._keys(states, inputs)), -1)

    def step(self, state: str, word: str) -> str | None:
        """The state that follows, or None where there is no transition."""
        return self.step_all([state], [word])[0]

    def step_all(self, states: Iterable[str], inputs: Iterable[str]) -> list[str | None]:
        """The states that follow for pairs of state and input, all at once."""
        return self.states.decode_or_none(self._next(states, inputs))

    def following(self, state: str, word: str) -> list[str]:
        """All states that may follow, in a nondeterministic automaton."""
        weights = self.states.scores(self._next([state], [word]))[0]
        return [self.states.names[place] for place in np.flatnonzero(weights >= THRESHOLD)]

    def run(self, start: str, words: Iterable[str]) -> list[str]:
        """The states after each input; the list ends early where a transition is missing."""
        reached: list[str] = []
        for word in words:
            state = self.step(reached[-1] if reached else start, word)
            if state is None:
                break
            reached.append(state)
        return reached

    def _error(self, family: Any) -> float:
        """The expected rate of wrong steps."""
        return self._choice(family, self.states, THRESHOLD)
