"""Holograms in the language: what goes wrong says so, records split, and a saved one is whole."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sdol.kernel.kinds import Made, remade
from sdol.lvm import Hologram, atoms

WORDS = 'let words = [symbol("w{i}") for i in range(1000)]\nlet book = codebook words\nlet none = take(words, 0)\n'
ONE = 'let h = put(hologram(book), "a", \'w7)\n'


@pytest.mark.parametrize(
    ("code", "error", "says"),
    [
        ('put(h, "b", \'stranger)', "E0576", "the value is not in the hologram's codebook"),
        ('put(h, ["b", "c"], [\'w1, \'stranger])', "E0576", "value 1 is not in the hologram's codebook"),
        ('put(h, ["b", "c"], take(words, 1))', "E0506", "2 keys and 1 values"),
        ('remove(h, "b")', "E0578", "no key 'b'"),
        ("capacity(0, 10)", "E0506", "dimension 0 can hold nothing"),
        ("capacity(10, 0)", "E0506", "empty codebook"),
        ("decode('a, none, book).certain", "E0506", "no keys"),
        ("decode('a, [], book).certain", "E0506", "no keys"),
        ('put(h, ["b"], [])', "E0506", "1 keys and 0 values"),
        ("len(put(h, [], []))", "", "1"),
        ("decode('a, ['a + 'b], book).certain", "E0506", "key 0 is not unitary"),
        ("len(put(h, [], none))", "", "1"),
        ('get(put(h, "a", \'w9), "a"), len(put(h, "a", \'w9))', "", "'w9 1"),
        ('get(remove(h, "a"), "a")', "", "nil"),
    ],
)
@pytest.mark.parametrize("engine", ["step", "emit"])
def test_what_goes_wrong_says_so(run: Callable, engine: str, code: str, error: str, says: str) -> None:
    found = run(f"{WORDS}{ONE}print {code}", engine)
    if error:
        assert found.codes == [error] and says in found.messages[0]
    else:
        assert found.out == f"{says}\n"


def test_what_is_too_much_for_one_record_goes_into_two_and_is_read_from_both(run: Callable) -> None:
    many = 'let names = ["k{i}" for i in range(200)]\nlet h = put(hologram(book), names, take(words, 200))\n'
    found = run(
        f"{WORDS}{many}print h\nprint len(records(h)), len(items(h))\n"
        "assert all(range(200), i => items(h)[i].value ~ words[i] > 0.99)\n"
        'print get(h, "k3"), get(h, "k199"), get(h, "k200")'
    )
    assert found.messages == []
    assert found.out.splitlines()[1:] == ["2 200", "'w3 'w199 nil"]
    assert "200 pairs in 2 records" in found.out


def test_two_spaces_do_not_meet(run: Callable) -> None:
    found = run(f'{WORDS}{ONE}print put(h, "b", ~"a cat")')
    assert found.status == 2 and found.codes == ["E0301"]


def test_holograms_are_saved_whole_with_the_names_of_their_values() -> None:
    book = atoms(["a", "b"], 256)
    made = Made("hologram", "hd@1", Hologram(book, labels=["a", None]).put("x", book[:1]))
    again = remade("hologram", "hd@1", made.body.to_dict())
    assert again.shown == made.shown
    assert again.body.find("x") == 0 and again.body.labels == ("a", None)  # type: ignore[attr-defined]
    with pytest.raises(ValueError, match="1 labels and 2 rows"):
        remade("hologram", "hd@1", {**made.body.to_dict(), "labels": ["a"]})
