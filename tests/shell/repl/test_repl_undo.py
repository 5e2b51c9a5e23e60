"""`:undo`: names, values and the partitions as they were before an entry."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sitting import Sitting

from sdol.kernel.gate import Grant
from sdol.store.database import Database


def records(sitting: Sitting, name: str = "notes") -> list[tuple[object, ...]]:
    """What a partition holds, in its order."""
    partition = sitting.world.database.partition(name, *_of(sitting, name))
    return [(r.id, r.text, r.payload, r.seq) for r in partition]


def _of(sitting: Sitting, name: str) -> tuple[str, int]:
    return next((p.space, p.dimension) for p in sitting.world.database.partitions() if p.name == name)


def test_names_and_values_are_as_before(sitting: Sitting) -> None:
    sitting.enter("let x = 1", "fn f() -> int { x }", "let x = 2", "fn f() -> int { x * 10 }", 'let x = "a"')
    assert sitting.value("x") == "a"
    sitting.text(":undo 2")
    assert (sitting.value("x"), sitting.value("f()")) == (2, 20)
    sitting.text(":undo to 4")
    assert (sitting.value("x"), sitting.value("f()")) == (2, 2)
    sitting.text(":undo to 3")
    assert sitting.value("x") == 1
    sitting.text(":undo to 1")
    assert sitting.codes("x") == ["E0201"]
    assert sitting.codes(":undo 3") == ["E0840"]


def test_a_variable_that_a_function_changed_is_as_before(sitting: Sitting) -> None:
    sitting.enter("var n = 1", "fn more() { n += 1 }", "more()", "more()")
    sitting.text(":undo")
    assert sitting.value("n") == 2


def test_an_import_is_read_again_after_it_was_undone(sitting: Sitting, tmp_path: Path) -> None:
    file = tmp_path / "counting.sdol"
    file.write_text("var total = 5\nfn now() -> int { total }\n")
    line = f'import "{file}"'
    assert sitting.value(line, "counting.now()") == 5
    sitting.text(":undo 2")
    assert sitting.codes("counting.now()") == ["E0201"]
    assert sitting.value(line, "counting.now()") == 5


def test_records_come_back_in_their_place(sitting: Sitting) -> None:
    sitting.enter(
        'store notes@swift\nlet first = notes.put("a cat", {n: 1})\nlet second = notes.put("a dog")'
    )
    sitting.enter('notes.put("a hen")')
    before = records(sitting)
    assert sitting.value('near "a dog" in notes top 1')[0]["text"] == "a dog"
    changes = ("notes.delete(second)", "notes.update(first, {n: 2})", 'notes.put("a cow")', "notes.clear()")
    for change in changes:
        sitting.value(change)
        assert records(sitting) != before
        assert "in the database: " in sitting.text(":undo")
        assert records(sitting) == before
    sitting.value(*changes)
    sitting.text(":undo 4")
    assert records(sitting) == before
    assert sitting.value('near "a dog" in notes top 1')[0]["text"] == "a dog"
    assert sitting.world.database.check() == []
    sitting.text(":undo to 1")
    assert sitting.world.database.partitions() == []


def test_another_process_keeps_what_it_did_and_sees_what_came_back(sitting: Sitting, tmp_path: Path) -> None:
    sitting.enter('store atoms@hd\nlet ids = [atoms.put(symbol(s), s) for s in ["a", "b", "c"]]')
    with Database.open(tmp_path / "session.db") as other:
        theirs = other.partition("atoms", *_of(sitting, "atoms"))
        vector = theirs.first(1)[0].vec
        assert theirs.near(vector, 3)[0].payload == "a"
        sitting.value("atoms.delete_all(ids)")
        assert theirs.near(vector, 3) == []
        theirs.put("mine", -vector)
        sitting.text(":undo")
        assert {hit.payload for hit in theirs.near(vector, 9)} == {"a", "b", "c", None}
        assert [record.payload for record in theirs] == ["a", "b", "c", None]
        sitting.text(":undo to 1")
        assert [record.text for record in theirs] == ["mine"]
        assert other.check() == []


def test_what_a_command_computes_is_no_entry_unless_it_changes_something(sitting: Sitting) -> None:
    sitting.enter("var n = 1", "store atoms@hd", ":json n", ":show n")
    assert sitting.text(":json atoms.put('a)", ":undo").startswith("undone: atoms.put('a)\n")
    assert sitting.text(":undo") == "undone: [2] store atoms@hd\nin the database: 1 change"
    assert sitting.text(":history").startswith("[1]   var n = 1\n[2] - store")


def test_a_database_in_which_another_process_writes_is_left_as_it_is(
    sitting: Sitting, tmp_path: Path
) -> None:
    sitting.enter("store atoms@hd", "let x = 1", "atoms.put('a)")
    sitting.world.database._connection.run("PRAGMA busy_timeout = 50")
    with Database.open(tmp_path / "session.db") as other, other.transaction():
        assert sitting.codes(":undo 2") == ["E0601"]
        assert (sitting.value("x"), sitting.value("atoms.count()")) == (1, 1)
    sitting.text(":undo to 2")
    assert (sitting.codes("x"), sitting.value("atoms.count()")) == (["E0201"], 0)


def test_a_list_of_records_that_is_still_held_does_not_change(sitting: Sitting) -> None:
    sitting.enter("store atoms@hd", "atoms.put('a, 1)", "let seen = atoms.all()")
    seen = sitting.evaluator.value("seen")
    sitting.text(":undo 2")
    assert sitting.value("atoms.count()") == 0
    assert [hit["payload"] for hit in seen] == [1]


def test_what_cannot_be_undone_is_named(sitting: Sitting, tmp_path: Path) -> None:
    sitting.world.gate.allow(Grant.parse("fs.write"))
    told = sitting.text(f'write("{tmp_path}/out.txt", "x")', ":undo")
    assert "not undone: `write` of " in told
    assert "out.txt" in told


def test_old_entries_hold_for_good_where_too_much_would_be_remembered(
    sitting: Sitting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sdol.shell.repl.undoing.MOST_RECORDS", 5)
    fill = 'for i in range(4) { let _ = atoms.put(symbol("s{i}"), i) }'
    sitting.enter("store atoms@hd", fill, "atoms.clear()", fill, "atoms.clear()")
    assert sitting.codes(":undo 3") == ["E0840"]
    sitting.text(":undo 2")
    assert sitting.value("atoms.count()") == 0
    sitting.text(fill, "let x = 1", ":undo 2")
    assert sitting.value("atoms.count()") == 0


def test_changes_of_very_many_records_are_not_undone_and_it_is_said(
    sitting: Sitting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sdol.store.undo.MOST", 3)
    sitting.enter("store atoms@hd", 'for i in range(9) { let _ = atoms.put(symbol("s{i}"), i) }')
    told = sitting.text("atoms.clear()", ":undo")
    assert "not undone: in the database, changes of so many records" in told
    assert sitting.value("atoms.count()") == 3
    assert sitting.world.database.check() == []


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.integers(0, 5)),
        st.tuples(st.just("delete"), st.integers(0, 5)),
        st.tuples(st.just("update"), st.integers(0, 5)),
        st.tuples(st.just("clear"), st.just(0)),
        st.tuples(st.just("fail"), st.integers(0, 5)),
    ),
    max_size=12,
)


def written(step: tuple[str, int]) -> str:
    kind, n = step
    symbol = f'symbol("s{n}")'
    return {
        "put": f"atoms.put({symbol}, {{n: {n}}})",
        "delete": f"for a in atoms {{ if a.payload.n == {n} {{ let _ = atoms.delete(a.id) }} }}",
        "update": f"for a in atoms {{ if a.payload.n == {n} {{ let _ = atoms.merge(a.id, {{m: {n}}}) }} }}",
        "clear": "atoms.clear()",
        "fail": f'transaction {{\n  atoms.put({symbol}, {{n: 9}})\n  atoms.clear()\n  stop("no")\n}}',
    }[kind]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS, st.data())
def test_any_steps_can_be_taken_back(
    sitting: Sitting, steps: list[tuple[str, int]], data: st.DataObject
) -> None:
    sitting.enter("store atoms@hd")
    states = [records(sitting, "atoms")]
    for step in steps:
        sitting.enter(written(step))
        states.append(records(sitting, "atoms"))
    while len(states) > 1:
        count = data.draw(st.integers(1, len(states) - 1))
        sitting.text(f":undo {count}")
        del states[-count:]
        assert records(sitting, "atoms") == states[-1]
    assert sitting.world.database.check() == []


@pytest.mark.parametrize("typed", [":undo 0", ":undo x", ":undo to", ":undo to 9"])
def test_an_undo_that_is_written_wrongly_changes_nothing(sitting: Sitting, typed: str) -> None:
    assert sitting.codes("let x = 1", typed) == ["E0840"]
    assert sitting.value("x") == 1
