"""Completion at a key: how long an answer takes, in a session of 100,000 records and as many partitions."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.harness.registry import Run, benchmark
from benchmarks.harness.rows import Row
from benchmarks.harness.timing import own_folder

LIMIT = 30.0
"""Milliseconds in which an answer must stand: less than a key takes to be pressed and let go."""

SIZE = 100_000
PLACES = {
    "an empty entry": "",
    "a name": "print cou",
    "a method": "letters.pu",
    "a partition": "store part_0999",
    "a known text": '~"text number 9999',
    "a text that nothing begins with": '~"nobody wrote',
    "a field of payloads": 'near "x" in letters where .',
    "a call": "sort_by(near ~letters in letters, ",
}


@benchmark("completion")
def completion(run: Run) -> Iterator[Row]:
    """Processor time of one answer, cold and warm, beside the 30 ms that it may take."""
    with own_folder() as folder:
        path = _large(folder / "large.db")
        for name, text in PLACES.items():
            times = _warm(path, text, 20 if run.quick else 200)
            yield Row(f"{name}, the slowest", max(times), "ms", LIMIT, "limit", "<= 1")
        cold = [_cold(path) for _ in range(3 if run.quick else 11)]
    yield Row("the first answer after warm()", median(c[0] for c in cold), "ms", LIMIT, "limit", "<= 1")
    yield Row("warm(), in a thread after the first prompt", median(c[1] for c in cold), "ms")


def _large(path: Path) -> Path:
    """A session as large as the issue asks; its vectors are left out, for completion reads none."""
    from sdol.store.database import Database
    from sdol.store.sqlite import library

    Database.open(path).close()
    raw: Any = library.connect(path)
    raw.execute("INSERT INTO spaces (name) VALUES ('minilm@1')")
    named = [("letters",), *((f"part_{n:06}",) for n in range(SIZE))]
    raw.executemany("INSERT INTO partitions (name, space, dimension) VALUES (?, 1, 384)", named)
    rows = ((str(n), f"text number {n} of a large session", f'{{"year":{n}}}') for n in range(SIZE))
    raw.executemany("INSERT INTO records (partition, id, text, payload) VALUES (1, ?, ?, ?)", rows)
    raw.commit()
    raw.close()
    return path


def asking(path: Path) -> Callable[[str], object]:
    """What answers in a session of that database."""
    from sdol.kernel.world import World
    from sdol.lang.interactive import Session
    from sdol.shell.completion import complete
    from sdol.shell.completion.session import of_session
    from sdol.shell.repl.evaluator import Evaluator

    evaluator = Evaluator(Session(), World(session=":memory:"), path=path)
    evaluator.enter("store letters\nlet counted = 1", final=True)
    evaluator.world.close()
    scope = of_session(evaluator)
    return lambda text: complete(text, len(text), scope)


def _warm(path: Path, text: str, rounds: int) -> list[float]:
    ask = asking(path)
    ask(text)
    return [_milliseconds(ask, text) for _ in range(rounds)]


def _milliseconds(ask: Callable[[str], object], text: str) -> float:
    began = time.process_time()
    ask(text)
    return (time.process_time() - began) * 1e3


def _cold(path: Path) -> tuple[float, float]:
    """Milliseconds of the first answer in a process of its own, and of what was read before it."""
    command = [sys.executable, "-m", "benchmarks.completion", str(path)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    answer, before = map(float, ran.stdout.split())
    return answer, before


def main(path: Path) -> None:
    """One cold answer, for `_cold`: both times on one line."""
    ask = asking(path)
    from sdol.shell.completion import warm

    before = _milliseconds(lambda _: warm(), "")
    print(_milliseconds(ask, PLACES["a known text"]), before)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
