"""What is known near a vector: from texts of this process, partitions and symbols, without a model."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from sdol import lvm
from sdol.kernel.symbols import SPACE as SYMBOLS
from sdol.kernel.symbols import atom
from sdol.kernel.values import Region, Vec
from sdol.kernel.world import World
from sdol.shell.cards import card, known
from sdol.shell.cards.known import Known
from sdol.spaces.registry import manifest

TEXTS = ["my card was charged twice", "refund my payment", "where is my parcel", "the delivery is late"]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(session=str(tmp_path / "s.db"))
    yield made
    made.close()


def test_the_nearest_is_found_among_texts_of_the_process(world: World) -> None:
    vectors = world.embeddings.embed("swift", TEXTS)
    found = Known(world).near(vectors[0].space, vectors[2].data)
    assert (found.exact, found.looked, found.known) == (TEXTS[2], 4, 4)
    true = {t: float(v.data @ vectors[2].data) for t, v in zip(TEXTS, vectors, strict=True)}
    assert [text for text, _ in found.found] == sorted(true, key=lambda text: -true[text])[:3]
    assert [s for _, s in found.found] == pytest.approx(sorted(true.values(), reverse=True)[:3])


def test_what_is_embedded_later_is_found_too(world: World) -> None:
    known = Known(world)
    first = world.embeddings.embed("swift", TEXTS[:1])[0]
    assert known.near(first.space, first.data).looked == 1
    second = world.embeddings.embed("swift", ["a sunny day"])[0]
    assert known.text_of(second.space, second.data) == "a sunny day"


def test_records_of_a_partition_are_found(world: World) -> None:
    """Also those that another process put, which were never embedded here."""
    here = manifest("swift")
    row = np.zeros((1, here.dimension), np.float32)
    row[0, 0] = 1
    world.database.partition("notes", here.id, here.dimension).put("from elsewhere", row[0])
    found = Known(world).near(here.id, row[0])
    assert found.found == [("from elsewhere", 1.0)]


def test_a_large_partition_is_not_read_for_a_look(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known, "READ", 2)
    here = manifest("swift")
    partition = world.database.partition("notes", here.id, here.dimension)
    rows = lvm.normalise(np.random.default_rng(1).standard_normal((3, here.dimension)))
    partition.put_many(["a", "b", "c"], rows)
    looked = Known(world)
    assert (looked.near(here.id, rows[0]).looked, looked.near(here.id, rows[0]).known) == (0, 3)
    partition.near(rows[0], 1)
    assert looked.near(here.id, rows[0]).exact == "a"


def test_nothing_is_opened_to_look(world: World) -> None:
    vector = world.embeddings.embed("swift", TEXTS[:1])[0]
    Known(world).near(vector.space, vector.data)
    assert world.opened is None


def test_symbols_beyond_chance_are_named(world: World) -> None:
    a, b, c = (atom(name) for name in ("ferry", "island", "harbour"))
    both = Vec(SYMBOLS, lvm.normalise((a.data + b.data)[None])[0])
    shown = card(both, None, width=80, known=Known(world))
    assert "'ferry" in shown and "'island" in shown
    assert f"'{c.name}" not in shown


def test_a_displacement_knows_its_ends(world: World) -> None:
    a, b = world.embeddings.embed("swift", TEXTS[1:3])
    world.embeddings.embed("swift", TEXTS)
    way = lvm.log_map(a.rows, b.rows)[0]
    ends = Known(world).ends_of(a.space, way)
    assert ends is not None and ends[:2] == (TEXTS[1], TEXTS[2])
    halfway = Known(world).ends_of(a.space, way / 2)
    assert halfway is not None and halfway[:2] == (TEXTS[1], None)


def test_members_of_a_region_are_those_inside(world: World) -> None:
    vectors = world.embeddings.embed("swift", TEXTS)
    region = Region(vectors[0].space, lvm.Ball(vectors[0].rows, 0.2))
    assert Known(world).inside(region, 3) == ([TEXTS[0]], 1, 4)
