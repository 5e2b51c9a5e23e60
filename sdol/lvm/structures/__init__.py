"""Data structures in one hypervector, and machines that compute with them, over every family of `lvm.vsa`.

| structure | as a sum | asked | holds for |
| --- | --- | --- | --- |
| `Set`, `Multiset` | c a | is a name in, how often, which are in | all |
| `HashTable` | key * P(value) | value of a key, keys of a value | all |
| `Sequence` | P^i(a), or position * a | item at a place, places of an item | all |
| `Stack` | a + P(rest) | top, push, pop | all |
| `NGrams` | P^2(a) * P(b) * c | count of a run, what follows, similarity | all |
| `Tree` | label + role * P(child) | label at a path, the whole tree | all |
| `Graph` | a * P(b); undirected a * b | edge, neighbours, sources | all; undirected loops HRR, FHRR only |
| `Automaton` | state * input * P(next) | next state, states that may follow | all |
| `CellularAutomaton`, `TuringMachine` | permuted tape, bound rules | steps | all |

P is the family's permutation; within products HRR permutes the spectrum instead of the coordinates, so that all
factors stay unitary. HRR needs its unitary atoms. Structures keep the unnormalised sum, so that items can be taken
out again; `.vector` is the family's own hypervector. What n terms in d dimensions cost in errors is in `capacity`
(Frady, Kleyko and Sommer 2018), and each structure refuses more than its tolerance allows.
"""

from sdol.lvm.capacity import (
    choice_error,
    error_free,
    presence_error,
    room,
    room_for_presence,
)
from sdol.lvm.structures.alphabet import Alphabet
from sdol.lvm.structures.automata import Automaton
from sdol.lvm.structures.bags import Multiset, Set
from sdol.lvm.structures.cellular import CellularAutomaton
from sdol.lvm.structures.sequences import NGrams, Sequence, Stack
from sdol.lvm.structures.structure import Structure
from sdol.lvm.structures.tables import Graph, HashTable
from sdol.lvm.structures.trees import Tree
from sdol.lvm.structures.turing import TWO_FOUR, Tapes, TuringMachine

__all__ = [
    "TWO_FOUR",
    "Alphabet",
    "Automaton",
    "CellularAutomaton",
    "Graph",
    "HashTable",
    "Multiset",
    "NGrams",
    "Sequence",
    "Set",
    "Stack",
    "Structure",
    "Tapes",
    "Tree",
    "TuringMachine",
    "choice_error",
    "error_free",
    "presence_error",
    "room",
    "room_for_presence",
]
