from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sdol.errors import SdolError
from sdol.store import Database, records
from sdol.store.matrix import Matrix

SPACE = "minilm@0123456789ab"
AXES = np.eye(4, dtype=np.float32)


@pytest.fixture
def notes(db):
    return db.partition("notes", SPACE, 4)


def nested(levels):
    value = []
    for _ in range(levels - 1):
        value = [value]
    return value


def test_the_same_content_is_stored_once(notes):
    id, new = notes.put("late parcel", AXES[0], {"year": 2021, "team": "a"})
    assert new
    assert notes.put("late parcel", AXES[1], {"team": "a", "year": 2021}) == (id, False)
    assert notes.count() == 1
    np.testing.assert_array_equal(notes.get(id).vec, AXES[0])


def test_an_id_that_cannot_be_written_belongs_to_nothing(notes):
    id, _ = notes.put("late parcel", AXES[0], None)
    broken = "\udcff"
    assert (notes.get(broken), notes.delete(broken), notes.update(broken, 1)) == (None, False, False)
    assert notes.near(AXES[0], ids=[broken, id])[0].id == id
    assert notes.delete_many([broken, id]) == 1


def test_other_payload_or_other_text_is_other_content(notes):
    variants = [
        ("a", None),
        ("a1", None),
        ("a", 1),
        ("a", 1.0),
        ("a", True),
        ("a", "1"),
        ("a", []),
        ("b", None),
        ("", None),
    ]
    assert len({notes.put(text, AXES[0], payload)[0] for text, payload in variants}) == len(variants)


def test_without_a_text_the_vector_is_the_content(notes):
    first, _ = notes.put(None, AXES[0])
    assert notes.put(None, AXES[0]) == (first, False)
    assert notes.put(None, AXES[1])[1]
    assert notes.get(first).text is None


def test_ids_do_not_depend_on_the_database(notes, tmp_path):
    id, _ = notes.put("a", AXES[0], {"k": [1, None]})
    with Database.open(tmp_path / "other.db") as other:
        elsewhere = other.partition("elsewhere", SPACE, 4)
        elsewhere.put("before", AXES[1])
        assert elsewhere.put("a", AXES[0], {"k": [1, None]})[0] == id


def test_contents_that_collide_are_told_apart(notes, monkeypatch):
    monkeypatch.setattr(records, "ID_LENGTHS", (1, 2, 64))
    texts = [f"text {index}" for index in range(40)]
    stored = notes.put_many(texts, AXES[[0] * 40])
    assert all(new for _, new in stored)
    assert [notes.get(id).text for id, _ in stored] == texts
    assert notes.put_many(texts, AXES[[0] * 40]) == [(id, False) for id, _ in stored]
    angles = np.linspace(0, 1, 40)
    circle = np.stack([np.cos(angles), np.sin(angles), 0 * angles, 0 * angles], axis=1)
    assert all(new for _, new in notes.put_many([None] * 40, circle))
    assert not any(new for _, new in notes.put_many([None] * 40, circle))


@pytest.mark.parametrize(
    "text", ["", "a\x00b", "naïve 日本語 🚚", "\ud800 alone", "x" * 200_000], ids=lambda text: ascii(text[:9])
)
def test_every_text_comes_back(notes, text):
    payload = {text: [text, None, -0.5, 10**40]}
    id, _ = notes.put(text, AXES[0], payload)
    record = notes.get(id)
    assert (record.text, record.payload) == (text, payload)
    assert notes.near(AXES[0], 1)[0].text == text


def test_a_payload_keeps_the_order_of_its_keys(notes):
    id, _ = notes.put("a", AXES[0], {"z": 1, "a": 2})
    assert list(notes.get(id).payload) == ["z", "a"]


@pytest.mark.parametrize(
    "payload",
    [
        float("nan"),
        {"a": [float("inf")]},
        {1: 2},
        {"a": {1, 2}},
        (1, 2),
        b"x",
        nested(101),
        1 << 20_000,
        AXES,
    ],
    ids=["nan", "inf", "int key", "set", "tuple", "bytes", "deep", "huge int", "array"],
)
def test_what_is_not_json_is_refused_and_nothing_is_stored(notes, payload):
    with pytest.raises(SdolError) as caught:
        notes.put_many(["fine", "not fine"], AXES[:2], [{}, payload])
    assert caught.value.code == "E0611"
    assert notes.count() == 0


def test_a_refused_payload_says_where(notes):
    with pytest.raises(SdolError, match=r"at \.rows\[1\]\.price"):
        notes.put("a", AXES[0], {"rows": [{}, {"price": float("nan")}]})
    assert notes.put("a", AXES[0], nested(100))[1]


@pytest.mark.parametrize(
    "vector",
    [
        np.ones(3) / np.sqrt(3),
        [0, 0, 0, 0],
        [np.nan, 0, 0, 1],
        [np.inf, 0, 0, 0],
        [1e300, 0, 0, 0],
        [2, 0, 0, 0],
        AXES,
        1.0,
        ["a", "b", "c", "d"],
    ],
    ids=["dimension", "zero", "nan", "inf", "overflow", "length", "matrix", "scalar", "texts"],
)
def test_what_is_no_unit_vector_is_refused(notes, vector):
    for use in (lambda: notes.put("a", vector), lambda: notes.near(vector, 1), lambda: notes.ranked(vector)):
        with pytest.raises(SdolError) as caught:
            use()
        assert caught.value.code == "E0610"
    assert notes.count() == 0


def test_lists_of_different_lengths_are_refused(notes):
    for texts, payloads in ((["a"], None), (["a", "b"], [None])):
        with pytest.raises(SdolError) as caught:
            notes.put_many(texts, AXES[:2], payloads)
        assert caught.value.code == "E0610"


def test_a_partition_keeps_its_space(db, path):
    db.partition("notes", SPACE, 4)
    for space in ("swift@aaaaaaaaaaaa", "minilm@bbbbbbbbbbbb"):
        with pytest.raises(SdolError) as caught:
            db.partition("notes", space, 4)
        assert caught.value.code == "E0603"
        assert SPACE in caught.value.message and space in caught.value.message
        assert caught.value.help
    with Database.open(path) as again:
        assert again.partition("notes", SPACE, 4).count() == 0


@pytest.mark.parametrize("name", ["", "2nd", "a b", ".a", "a/b", "a'b", "-x", "x" * 65, "a\n", "a\x00"])
def test_names_that_are_none(db, name):
    with pytest.raises(SdolError) as caught:
        db.partition(name, SPACE, 4)
    assert caught.value.code == "E0609"
    assert db.partitions() == []


@pytest.mark.parametrize("name", ["notes", "_x", "größe", "a.b-c_2", "x" * 64])
def test_names(db, name):
    db.partition(name, SPACE, 4)
    assert [info.name for info in db.partitions()] == [name]


def test_records_come_in_order_of_insertion_and_the_loop_ends(notes):
    notes.put_many([f"{index}" for index in range(1200)], AXES[[0] * 1200])
    seen = []
    for record in notes:
        seen.append(int(record.text))
        if len(seen) < 5:
            notes.put(f"{record.text} again", AXES[1])
    assert seen == list(range(1200))


def test_near_is_exact_and_ties_keep_the_order_of_insertion(notes):
    stored = notes.put_many(list("abcdef"), AXES[[1, 0, 1, 0, 2, 0]])
    assert [hit.text for hit in notes.near(AXES[0], 5)] == list("bdfac")
    assert [hit.score for hit in notes.near(AXES[0], 4)] == [1.0, 1.0, 1.0, 0.0]
    assert notes.near(AXES[0], 0) == []
    assert len(notes.near(AXES[0], 100)) == 6
    chosen = [stored[5][0], stored[1][0], stored[1][0], stored[4][0], "no such id"]
    assert [hit.text for hit in notes.near(AXES[0], 10, chosen)] == list("bfe")
    assert notes.near(AXES[0], 10, []) == []


def test_near_of_an_empty_partition(notes):
    assert notes.near(AXES[0]) == []
    assert notes.near(AXES[0], 3, ["no such id"]) == []
    assert list(notes.ranked(AXES[0])) == []


@pytest.mark.parametrize("take", ["all", "ranked"])
def test_a_snapshot_shows_nothing_that_this_process_does_afterwards(notes, take):
    texts = [f"{index}" for index in range(300)]
    stored = notes.put_many(texts, AXES[[0] * 300], [{"n": index} for index in range(300)])
    taken = notes.all() if take == "all" else notes.ranked(AXES[0])
    assert taken[0].text == "0"
    notes.delete(stored[299][0])
    notes.update(stored[150][0], {"n": -1})
    notes.put("later", AXES[0])
    assert [(hit.text, hit.payload["n"]) for hit in taken] == list(zip(texts, range(300), strict=True))
    notes.clear()
    assert [hit.text for hit in reversed(taken)] == texts[::-1]
    assert len(notes.all()) == 0


def test_what_a_snapshot_saw_within_a_transaction_outlives_its_rollback(db, notes):
    notes.put("kept", AXES[0], 1)
    with pytest.raises(ZeroDivisionError), db.transaction():
        notes.put("undone", AXES[1])
        notes.update(notes.ids()[0], 2)
        taken = notes.all()
        raise ZeroDivisionError
    assert [(hit.text, hit.payload) for hit in taken] == [("kept", 2), ("undone", None)]
    assert [(hit.text, hit.payload) for hit in notes.all()] == [("kept", 1)]


def test_the_vectors_of_a_snapshot_are_the_matrix_itself_and_never_change(notes):
    notes.put_many(list("abcd"), AXES)
    taken = notes.all()
    whole = taken.vectors(range(4))
    assert np.shares_memory(whole, notes.all().vectors(range(4)))
    notes.delete_many(notes.ids()[:2])
    notes.put("e", AXES[0])
    assert notes.all().vectors(range(3)).tolist() == AXES[[2, 3, 0]].tolist()
    assert whole.tolist() == AXES.tolist()
    with pytest.raises(ValueError, match="read-only"):
        whole[0, 0] = 2


def test_an_updated_record_keeps_its_id_and_its_place(notes):
    first, _ = notes.put("a", AXES[0], {"n": 1})
    notes.put("b", AXES[1])
    assert notes.update(first, {"n": 2})
    assert next((r.id, r.payload) for r in notes) == (first, {"n": 2})
    assert notes.put("a", AXES[0], {"n": 2}) == (first, False)
    again, new = notes.put("a", AXES[0], {"n": 1})
    assert new and again != first
    assert notes.update("no such id", 1) is False
    assert notes.count() == 3


def test_the_same_content_gets_another_id_each_time_that_the_one_before_became_something_else(notes):
    ids = []
    for round in range(6):
        ids.append(notes.put("a", AXES[0], "first")[0])
        notes.update(ids[-1], round)
    assert len(set(ids)) == 6
    assert notes.payloads() == list(range(6))


# RFC 7396, appendix A, without its rows about bare nulls inside arrays
@pytest.mark.parametrize(
    ("old", "patch", "new"),
    [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        (["a", "b"], ["c", "d"], ["c", "d"]),
        ({"a": "foo"}, None, None),
        ({"a": "foo"}, "bar", "bar"),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
        (None, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_merging_is_json_merge_patch(notes, old, patch, new):
    id, _ = notes.put("a", AXES[0], old)
    notes.merge(id, patch)
    assert notes.get(id).payload == new


def test_first_and_last_are_in_the_order_of_insertion(notes):
    notes.put_many(list("dabc"), AXES)
    assert "".join(r.text for r in notes.first(2)) == "da"
    assert "".join(r.text for r in notes.last(3)) == "abc"
    assert notes.texts() == list("dabc")
    assert len(notes.first(9)) == 4 and notes.last(0) == []


def test_counts_and_sizes_follow_every_change(db, notes):
    id, _ = notes.put("né", AXES[0], {"k": 1})
    assert db.partitions() == [records.PartitionInfo("notes", SPACE, 4, 1, 3 + len('{"k":1}') + 16)]
    assert notes.delete(id)
    assert not notes.delete(id)
    assert notes.get(id) is None
    assert db.partitions()[0][3:] == (0, 0)


def test_a_search_sees_one_state_of_the_database(notes, path, monkeypatch):
    stored = notes.put_many(list("abc"), AXES[:3])
    search = Matrix.top
    with Database.open(path) as other:

        def meanwhile(matrix, query, k):
            other.partition("notes", SPACE, 4).delete(stored[0][0])
            return search(matrix, query, k)

        monkeypatch.setattr(Matrix, "top", meanwhile)
        assert [hit.text for hit in notes.near(AXES[0], 3)] == ["a", "b", "c"]
        assert [hit.text for hit in notes.near(AXES[0], 3)] == ["b", "c"]


def test_an_interrupted_load_leaves_nothing_half_done(notes, monkeypatch):
    notes.put_many(list("abc"), AXES[:3])
    append = Matrix.append

    def interrupted(matrix, seqs, rows):
        append(matrix, seqs, rows)
        monkeypatch.undo()
        raise KeyboardInterrupt

    monkeypatch.setattr(Matrix, "append", interrupted)
    with pytest.raises(KeyboardInterrupt):
        notes.near(AXES[0])
    assert [hit.text for hit in notes.near(AXES[0])] == ["a", "b", "c"]


def test_a_partition_made_by_another_process_meanwhile_is_opened(db, path, monkeypatch):
    def late(name):
        monkeypatch.undo()
        with Database.open(path) as other:
            other.partition(name, SPACE, 4).put("a", AXES[0])

    monkeypatch.setattr(db, "_partition_row", late)
    assert db.partition("notes", SPACE, 4).count() == 1


def test_a_dropped_partition_is_gone_for_all(db, notes, path):
    notes.put("a", AXES[0])
    with Database.open(path) as other:
        other.drop("notes")
        with pytest.raises(SdolError):
            other.drop("notes")
        assert other.partition("notes", "swift@1", 3).count() == 0
    for use in (notes.count, lambda: notes.put("b", AXES[0]), lambda: notes.near(AXES[0])):
        with pytest.raises(SdolError) as caught:
            use()
        assert caught.value.code == "E0609"
    assert db.check() == []
    assert db.partition("notes", "swift@1", 3).put("a", AXES[0, :3])[1]
    assert set(db.info().tables.items()) >= {("records", 1), ("vectors", 1), ("deletions", 0)}


def test_administrators_tools_keep_the_counters_right(db, notes):
    notes.put_many(["a", "b", "c"], AXES[:3])
    assert len(notes.near(AXES[0])) == 3
    db.admin()["records"].delete_where("text = 'b'")
    assert notes.count() == 2
    assert [hit.text for hit in notes.near(AXES[0])] == ["a", "c"]


def test_settings_hold_json(db, path):
    db.settings.set("a", {"x": [1, None, "\ud800"]})
    db.settings.set("a", [2])
    db.state.set("a", 3)
    with Database.open(path, readonly=True) as again:
        assert (again.settings.get("a"), again.state.get("a"), again.state.get("b", 0)) == ([2], 3, 0)
        assert list(again.settings.items()) == [("a", [2])]
    assert db.settings.delete("a") and not db.settings.delete("a")


def test_a_session_in_memory_leaves_no_file(tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with Database.open(":memory:") as db:
        db.partition("notes", SPACE, 4).put("a", AXES[0])
        assert db.partitions()[0].count == 1
    assert list(tmp_path.iterdir()) == []
