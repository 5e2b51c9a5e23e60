"""What is refused at the doors of the geometry before it is computed with, and what its objects say of themselves."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sdol import lvm
from sdol.lvm.given import whole

HD = lvm.MAP(256)
LETTERS = lvm.Alphabet(HD, "abc")


@pytest.mark.parametrize("given", [3, np.int64(3), np.uint8(3), np.array(3)])
def test_whole_numbers_of_python_and_numpy(given: Any) -> None:
    assert whole(given, "a thing") == 3
    assert type(whole(given, "a thing")) is int


@pytest.mark.parametrize("given", [3.0, 2.5, "3", None, True, np.True_, [3], np.array([3]), float("nan")])
def test_what_is_no_whole_number(given: Any) -> None:
    with pytest.raises(lvm.GeometryError, match="a thing is a whole number, not "):
        whole(given, "a thing")


def test_bounds_of_whole_numbers_belong_to_them() -> None:
    assert [whole(n, "a thing", 1, 3) for n in (1, 2, 3)] == [1, 2, 3]
    with pytest.raises(lvm.GeometryError, match="a thing is a whole number from 1 to 3, not 4"):
        whole(4, "a thing", 1, 3)
    with pytest.raises(lvm.GeometryError, match="a thing is a whole number 1 or more, not 0"):
        whole(0, "a thing", 1)


REFUSED: dict[str, tuple[Callable[[], Any], str]] = {
    "half a power": (lambda: HD.permute(HD.random(1), 1.5), "a power is a whole number, not 1.5"),  # type: ignore[arg-type]
    "half a row": (lambda: HD.random(2.5), "the number of hypervectors is a whole"),  # type: ignore[arg-type]
    "a seed of letters": (lambda: HD.random(2, seed="x"), "a seed is a whole number, not 'x'"),  # type: ignore[arg-type]
    "a seed of an atom": (lambda: HD.atom("a", seed=0.5), "a seed is a whole number, not 0.5"),  # type: ignore[arg-type]
    "half a level": (lambda: HD.levels(2.5), "the number of levels is a whole"),  # type: ignore[arg-type]
    "half a dimension": (lambda: HD.truncate(HD.random(1), 20.5), "a dimension is a whole"),  # type: ignore[arg-type]
    "a number for a name": (lambda: HD.atom(3), "names are texts; 3 is none"),  # type: ignore[arg-type]
    "a number for names": (lambda: HD.atoms(3), "a list of texts, not 3"),  # type: ignore[arg-type]
    "numbers for names": (lambda: lvm.atoms([1]), "names are texts; 1 is none"),  # type: ignore[list-item]
    "no names": (lambda: lvm.Alphabet(HD, 3), "made of names"),  # type: ignore[arg-type]
    "a class for a family": (lambda: lvm.Alphabet(lvm.MAP, "ab"), "such as HRR(1024), not over <class"),
    "a family for an alphabet": (
        lambda: lvm.Sequence(HD, "ab"),  # type: ignore[arg-type]
        "the names of an `Alphabet`, not of MAP(256)",
    ),
    "pairs for an alphabet": (lambda: lvm.HashTable(LETTERS, {"a": "b"}), "not of {'a': 'b'}"),  # type: ignore[arg-type]
    "a list of names for counts": (lambda: lvm.Multiset(LETTERS, ["a", "a"]), "Counter"),  # type: ignore[arg-type]
    "half a place": (lambda: lvm.Sequence(LETTERS, "ab").at(0.5), "a place is a whole number, not 0.5"),  # type: ignore[arg-type]
    "a number for an edge": (lambda: lvm.Graph(LETTERS, [5]), "a pair of nodes, not 5"),  # type: ignore[list-item]
    "no tolerance": (lambda: lvm.Set(LETTERS, tolerance="low"), "a tolerance is a number"),  # type: ignore[arg-type]
    "no setting": (
        lambda: lvm.factor(HD.random(1), [HD.random(2)], iters=3),
        "no setting 'iters'; there are method",
    ),
    "half an iteration": (
        lambda: lvm.factor(HD.random(1), [HD.random(2)], iterations=2.5),
        "the number of iterations is a whole number, not 2.5",
    ),
    "a threshold of letters": (
        lambda: lvm.factor(HD.random(1), [HD.random(2)], threshold="x"),
        "is a number",
    ),
    "half a beam": (
        lambda: lvm.Residue([3, 5], 64).decode(np.ones((1, 64)), beam=1.5),  # type: ignore[arg-type]
        "a beam is a whole number, not 1.5",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_bad_input_is_refused_in_words(what: str) -> None:
    call, said = REFUSED[what]
    with pytest.raises(lvm.GeometryError) as raised:
        call()
    assert said in str(raised.value)


def test_whole_numbers_of_numpy_are_settings() -> None:
    (report,) = lvm.factor(HD.random(1), [HD.random(2)], iterations=np.int64(5))
    assert report.found


@pytest.mark.parametrize("hd", [lvm.HRR(64), lvm.FHRR(64), lvm.MAP(64), lvm.BSC(64)], ids=repr)
def test_an_empty_list_is_a_matrix_without_rows(hd: lvm.Family) -> None:
    assert hd.rows([]).shape == (0, 64)
    assert np.array_equal(hd.bind_all([]), hd.identity())
    with pytest.raises(lvm.GeometryError, match="empty codebook"):
        hd.cleanup(hd.random(1), [])


def test_objects_say_what_they_are() -> None:
    assert repr(LETTERS) == "<Alphabet: 3 names in MAP(256)>"
    assert repr(lvm.Sequence(LETTERS, "abba")) == "<Sequence: weight 4 in MAP(256)>"
    assert repr(lvm.Memory(HD.random(5))) == "<Memory: 5 items of dimension 256>"
    assert repr(lvm.Resonator([HD.random(3), HD.random(4)])) == "<Resonator: codebooks of 3, 4 in MAP(256)>"
    assert repr(lvm.CellularAutomaton(HD, 8)) == "<CellularAutomaton: rule 110 on 8 cells in MAP(256)>"
    assert repr(lvm.Lens(HD.random(2))).startswith("<Lens: 2 points")
    assert repr(lvm.Views(HD.random(3), (64, 256))) == "<Views: 3 vectors at 64, 256>"
