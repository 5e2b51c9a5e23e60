"""A stream watched: how often it is wrong where nothing changes, and how soon it sees what does."""

from types import SimpleNamespace

import numpy as np
import pytest

from sdol.lvm.errors import GeometryError
from sdol.lvm.routing.stream import begun, observed

LABELS = 10
EVERY = 1000.0


class Messages:
    """A router of which each row says itself how familiar it is (column 0) and to which label it is nearest (1)."""

    def __init__(self, scores):
        self.names = [str(label) for label in range(LABELS)]
        self.scores = np.sort(scores)[None].astype(np.float32)
        self.field = SimpleNamespace(_checked=lambda rows: rows, table=self._table)

    def _table(self, rows):
        return np.where(rows[:, 1:] == np.arange(LABELS), -0.1, 0.3).astype(np.float32)

    def familiarity(self, rows):
        return rows[:, 0]


def drawn(rng, count, shift=0.0, labels=LABELS):
    scores = rng.normal(size=count) + shift
    return np.stack([scores, rng.integers(0, labels, count)], axis=1).astype(np.float32)


def runs(shift, length, count=40, **more):
    """Of streams of usual messages and others after them, at which message the alarm came, 0 for none."""
    found = []
    for seed in range(count):
        rng = np.random.default_rng(seed)
        router = Messages(rng.normal(size=400))
        stream = np.concatenate([drawn(rng, 200), drawn(rng, length, shift, **more)])
        found.append(observed(begun(router), router, stream, EVERY))
    return found


def test_where_nothing_changes_alarms_are_no_more_frequent_than_was_said():
    # An alarm within 400 messages has a chance of at most 400 / 1000; of 40 streams 27 or more would have one with a
    # chance below 0.1% (binomial).
    assert sum(one.at > 0 for one in runs(0.0, 200)) < 27


def test_messages_more_familiar_than_held_out_ones_are_not_strange():
    assert [one.kind for one in runs(0.3, 300)].count("strange") < 4


@pytest.mark.parametrize(
    ("shift", "labels", "kind"), [(-2.0, LABELS, "strange"), (0.0, 2, "mix")], ids=["strange", "mix"]
)
def test_a_change_is_seen_soon_and_named(shift, labels, kind):
    found = [one for one in runs(shift, 150, labels=labels) if not 0 < one.at <= 200]
    assert len(found) > 20
    late = sorted(one.at - 200 if one.at else 1000 for one in found)
    assert late[len(late) // 2] < 40
    assert [one.kind for one in found].count(kind) > 0.9 * len(found)


def test_the_same_message_again_and_again_is_seen():
    rng = np.random.default_rng(0)
    router = Messages(rng.normal(size=400))
    found = observed(begun(router), router, np.tile(np.float32([[0.3, 4.0]]), (10_000, 1)), 10_000.0)
    assert (found.kind, found.messages, found.labels[4]) == ("same", 10_000, 10_000)
    assert found.at < 60
    assert np.isfinite(found.total)


def test_it_does_not_grow_with_the_stream():
    rng = np.random.default_rng(0)
    router = Messages(rng.normal(size=400))
    few, many = (observed(begun(router), router, drawn(rng, count), EVERY) for count in (10, 3000))
    lengths = [
        [len(part) for part in one.__dict__.values() if isinstance(part, tuple)] for one in (few, many)
    ]
    assert lengths[0] == lengths[1]


def test_a_router_without_held_out_examples_compares_the_stream_with_itself():
    rng = np.random.default_rng(1)
    router = Messages(np.empty(0))
    assert observed(begun(router), router, drawn(rng, 50), EVERY).messages == 50


def test_a_watch_of_another_router_is_refused():
    one, other = Messages(np.arange(400.0)), Messages(np.arange(20.0))
    with pytest.raises(GeometryError, match="another router"):
        observed(begun(other), one, drawn(np.random.default_rng(0), 3), EVERY)
