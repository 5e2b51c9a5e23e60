"""The shipped translation between two spaces, on texts it was not fitted to, beside the textbook's rotation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from benchmarks.harness.registry import Run, benchmark
from benchmarks.harness.rows import Row
from benchmarks.harness.timing import by_turns, on_one_processor

DATA_SETS = ("banking77", "clinc150", "hwu64")
JUDGED = 1000
TEXTBOOK = "Procrustes"


@benchmark("rosetta")
def rosetta(run: Run) -> Iterator[Row]:
    """`v as other` between minilm and swift on held-out texts: retrieval, routing, time."""
    with on_one_processor():
        yield from _retrieval(run)
        yield from _routing(run)
        yield from _time(run)


def _retrieval(run: Run) -> Iterator[Row]:
    """Each of 1,000 validation texts looks for itself among all of them in the other space."""
    import numpy as np

    taught = _sample(run, "train", 1_500 if run.quick else 9_000)
    judged = _sample(run, "val", JUDGED)
    a, b = _both([text for text, _ in judged])
    there, back = _shipped(a, b)
    turn = _textbook(*_both([text for text, _ in taught]))
    plain_there, plain_back = _unit(a @ turn), _unit(b @ turn.T)
    for name, ours, plain, true in (
        ("minilm as swift", there, plain_there, b),
        ("swift as minilm", back, plain_back, a),
    ):
        yield Row(
            f"{name}, top-1 of {JUDGED:,}", _top1(ours, true), "", _top1(plain, true), TEXTBOOK, ">= 1.0"
        )
        cosines = [float(np.vecdot(side, true).mean()) for side in (ours, plain)]
        yield Row(f"{name}, cosine to the true one", cosines[0], "", cosines[1], TEXTBOOK, ">= 1.0")
    yield Row("guessing, top-1", 1 / JUDGED, "")


def _routing(run: Run) -> Iterator[Row]:
    """Messages routed by centroids that were fitted to the other space, beside those of their own space."""
    import numpy as np

    name = "banking77"
    taught = _sample(run, "train", 1_500 if run.quick else 6_000, (name,))
    asked = _sample(run, "val", 500 if run.quick else 2_000, (name,))
    labels = np.array([label for _, label in taught])
    wanted = np.array([label for _, label in asked])
    minilm, swift = (_centroids(rows, labels) for rows in _both([text for text, _ in taught]))
    a, b = _both([text for text, _ in asked])
    there, back = _shipped(a, b)
    for title, moved, own, centres, theirs in (
        ("swift's messages by minilm's centroids", back, b, minilm, swift),
        ("minilm's messages by swift's centroids", there, a, swift, minilm),
    ):
        accuracy = _accuracy(moved, centres, wanted)
        yield Row(title, accuracy, "", _accuracy(own, theirs, wanted), "their own centroids")


def _time(run: Run) -> Iterator[Row]:
    """One vector, and a thousand: translated, or their texts embedded again."""
    import numpy as np

    from sdol.spaces.registry import open_space

    texts = [text for text, _ in _sample(run, "val", 100 if run.quick else 1_000)]
    _, b = _both(texts)
    back = _translation().inverse()
    space = open_space("minilm")
    one = np.ascontiguousarray(b[:1])
    calls = [lambda: back.translate(one), lambda: space.embed(texts[:1])]
    times = [1e6 * seconds for seconds in by_turns(calls, 9 if run.quick else 51)]
    yield Row("swift as minilm, one vector", times[0], "us", times[1], "embed its text again", "<= 1.0")
    times = [
        1e3 * seconds for seconds in by_turns([lambda: back.translate(b), lambda: space.embed(texts)], 1)
    ]
    yield Row(
        f"swift as minilm, {len(texts):,}", times[0], "ms", times[1], "embed their texts again", "<= 1.0"
    )


def _translation() -> Any:
    from sdol.kernel.translations import Translations
    from sdol.spaces.registry import manifest
    from sdol.store.database import Database

    with Database.open(":memory:") as database:
        return Translations(lambda: database).between(manifest("minilm").id, manifest("swift").id)


def _shipped(a: Any, b: Any) -> tuple[Any, Any]:
    found = _translation()
    return found.translate(a), found.inverse().translate(b)


def _textbook(a: Any, b: Any) -> Any:
    """The rotation (p, q) of Schönemann 1966, as one writes it in three lines of numpy."""
    import numpy as np

    left, _, right = np.linalg.svd(a.T @ b, full_matrices=False)
    return left @ right


def _sample(run: Run, split: str, most: int, names: tuple[str, ...] = DATA_SETS) -> list[tuple[str, str]]:
    """Distinct texts with their labels, evenly from the data sets."""
    found: dict[str, str] = {}
    for name in names:
        lines = (run.dataset(name) / f"{split}.jsonl").read_text(encoding="utf-8").splitlines()
        step = max(1, len(lines) * len(names) // (most + most // 10))
        found |= {row["text"]: row["intent"] for row in map(json.loads, lines[::step])}
    return list(found.items())[::-1][:most]


def _both(texts: list[str]) -> tuple[Any, Any]:
    from sdol.spaces.registry import open_space

    return open_space("minilm").embed(texts), open_space("swift").embed(texts)


def _unit(rows: Any) -> Any:
    import numpy as np

    return rows / np.sqrt(np.vecdot(rows, rows))[:, None]


def _top1(found: Any, true: Any) -> float:
    import numpy as np

    return float(((found @ true.T).argmax(axis=1) == np.arange(len(true))).mean())


def _centroids(rows: Any, labels: Any) -> tuple[Any, Any]:
    import numpy as np

    names = np.unique(labels)
    return _unit(np.stack([rows[labels == name].mean(axis=0) for name in names])), names


def _accuracy(rows: Any, centroids: tuple[Any, Any], wanted: Any) -> float:
    centres, names = centroids
    return float((names[(rows @ centres.T).argmax(axis=1)] == wanted).mean())
