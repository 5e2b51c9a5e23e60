"""Writes docs/comparison.md, from the programs and from the times in docs/comparison.json.

`python -m benchmarks.comparison` writes the page; with `--measure` it measures the times anew before.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from dataclasses import dataclass
from datetime import date
from typing import Any

from benchmarks.harness.registry import ROOT
from benchmarks.jobs import JOBS as FOLDER
from benchmarks.jobs import NUMBERS, lines, measure, source

PAGE, TIMES = ROOT / "docs" / "comparison.md", ROOT / "docs" / "comparison.json"
ROUNDS = 5


@dataclass(frozen=True)
class Job:
    """One row of the tables.

    Attributes:
        mistake: what is wrong in the job of this number under `mistakes`.
        caught: code of the first problem that `sdol check` finds in it.
        raised: what Python raises while it runs; "" where it prints something.
        then: what happens in Python, in the words of the page.
    """

    number: str
    what: str
    mistake: str
    caught: str
    raised: str
    then: str


_ROWS = (
    (
        "the messages most similar to a question",
        "the question is embedded by another model than the messages",
        "E0301",
        "ValueError",
        "while running, as the two models differ in dimension; never where they do not",
    ),
    ("messages without near-duplicates", "a field is misspelt", "E0206", "KeyError", "while running"),
    (
        "messages to the teams that they are for",
        "a team is misspelt where its messages are answered",
        "E0201",
        "KeyError",
        "while running, at the first message for that team",
    ),
    (
        "questions in clusters, and how close together each is",
        "the mean of a cluster is not brought back to length 1",
        "E0302",
        "",
        "**never**: the similarities are too small",
    ),
    (
        "labels from the most similar examples",
        "the labels of the examples are forgotten in a call",
        "E0303",
        "TypeError",
        "while running, after everything was embedded; before, with mypy",
    ),
    (
        "two tables joined by meaning, and a sum from both",
        "a price is multiplied as text",
        "E0304",
        "",
        '**never**: `"39.00"` times 2 is `39.0039.00`',
    ),
    (
        "the lines of today's log that nothing of yesterday's is like",
        "nobody asks whether there is a most similar line",
        "E0302",
        "",
        "while running, on the day when yesterday's log is empty: `ValueError`",
    ),
    (
        "rows found by meaning and by a field that some lack",
        "a field that some rows lack is taken for granted",
        "E0304",
        "KeyError",
        "while running, at the first row without it",
    ),
    (
        "mean and standard deviation of each sensor in a CSV file",
        "values are not turned into numbers",
        "E0302",
        "TypeError",
        "while running",
    ),
    (
        "a record of symbols, asked by analogy",
        "a symbol is bound to the vector of a text",
        "E0301",
        "ValueError",
        "while running, as the two differ in dimension; never where they do not",
    ),
)
EVERY = tuple(Job(number, *row) for number, row in zip(NUMBERS, _ROWS, strict=True))


def measured() -> dict[str, Any]:
    """The times of all jobs in milliseconds, with the day and the kind of machine."""
    times = {}
    for number in NUMBERS:
        seconds = measure(number, ROUNDS)
        times[number] = dict(
            zip(("sdol", "again", "python"), (round(1e3 * each) for each in seconds), strict=True)
        )
    machine = f"{platform.system()} on {platform.machine()}, {os.cpu_count()} cores"
    return {
        "date": date.today().isoformat(),
        "machine": machine,
        "python": platform.python_version(),
        "rounds": ROUNDS,
        "times": times,
    }


# --- the page -----------------------------------------------------------------------------------------------


def page(data: dict[str, Any]) -> str:
    """The page in Markdown: lines and mistakes as the files have them, times as they were measured."""
    return (
        "\n\n".join([_opening(), _costs(data), _about_lines(), _about_times(data), _mistakes(), _doubts()])
        + "\n"
    )


def _opening() -> str:
    return """# Ten small jobs, in SDOL and in Python

The same job on the same data with the same output, in SDOL and in Python with numpy and its usual libraries. The
programs are in [examples/jobs](../examples/jobs/README.md); the tests run both and compare what they print. This
page is written by `python -m benchmarks.comparison`."""


def _costs(data: dict[str, Any]) -> str:
    head = (
        "| job | lines: SDOL | Python | ms: SDOL | in the same session again | Python |\n"
        "| --- | ---: | ---: | ---: | ---: | ---: |\n"
    )
    return head + "\n".join(
        [*(_cost(job, data["times"][job.number]) for job in EVERY), _total(data["times"])]
    )


def _cost(job: Job, times: dict[str, int]) -> str:
    ours, theirs = (lines(source(language, job.number)) for language in ("sdol", "python"))
    return (
        f"| {job.number} {job.what} | {ours} | {theirs} "
        f"| {times['sdol']:,} | {times['again']:,} | {times['python']:,} |"
    )


def _total(times: dict[str, dict[str, int]]) -> str:
    ours, theirs = totals()
    sums = (sum(each[key] for each in times.values()) for key in ("sdol", "again", "python"))
    return f"| all ten | {ours} | {theirs} | " + " | ".join(f"{each:,}" for each in sums) + " |"


def totals() -> tuple[int, int]:
    """Lines of the ten jobs in SDOL and in Python, without the encoder."""
    ours, theirs = (sum(lines(source(language, n)) for n in NUMBERS) for language in ("sdol", "python"))
    return ours, theirs


def _about_lines() -> str:
    ours, theirs = totals()
    encoder = lines(FOLDER / "python" / "encoder.py")
    return f"""## How lines are counted

Lines that are neither blank, nor only a comment, nor a docstring. The Python programs import `encoder.py`, which
opens the model and embeds; it is not counted above, as a package for sentence encoders brings it with a
deep-learning framework. It has {encoder} lines, so with it, once, Python takes {theirs + encoder} lines and SDOL
{ours}. In SDOL embedding is part of the language, and what `import meaning` brings (near-duplicates, clusters,
votes) is part of its library; Python has no such part, and writes them out. Job 9 has no vectors: with pandas it
takes four lines in Python, fewer than in SDOL, and several times as long."""


def _about_times(data: dict[str, Any]) -> str:
    return f"""## How time is measured

Processor time of the whole process, user and system, from start to exit: the median of {data["rounds"]} rounds by
turns, all on one processor. Measured on {data["date"]}; {data["machine"]}, Python {data["python"]}. The machine
was not idle: trust the ratios.

Both sides are warm: byte code and compiled programs are kept from an earlier run. In the first column of SDOL each
round has a fresh session, so that every text is embedded, as Python embeds it, and each vector is kept in the
session's database. In the second the same program runs again in that session and finds its vectors there; the
Python programs keep none.

    python -m benchmarks jobs                    # beside Python, with a goal
    python -m benchmarks.comparison --measure    # this page anew"""


def _mistakes() -> str:
    head = (
        "## One mistake in each, and who notices it when\n\n"
        "Each job once more with one mistake. `sdol check` finds all ten before anything runs; "
        "Python compiles all ten.\n\n"
        "| job | the mistake | SDOL, before it runs | Python |\n| --- | --- | --- | --- |\n"
    )
    rows = (f"| {j.number} | {j.mistake} | {j.caught} | {j.then}{_named(j.raised)} |" for j in EVERY)
    return head + "\n".join(rows)


def _named(raised: str) -> str:
    return f" (`{raised}`)" if raised else ""


def _doubts() -> str:
    return """## What the table does not say

- The mistakes were chosen by us. mypy without annotations finds one of the ten, that of job 5; annotated Python
  lets it find more.
- Job 3: with examples and answers of a team in one Python dictionary its name stands there once and cannot be
  misspelt.
- Jobs 3 and 6: SDOL takes its threshold from a calibration of the space, Python one found by trying. Jobs 2, 4 and
  7 state a number on both sides.
- Job 8: SDOL finds it because the program says that the year may be missing (`int?`). Where it says `int`, the
  first such row stops it while it runs, with a message.
- `sdol check` sees types, names and spaces. A wrong file, a wrong threshold or a wrong question it does not see."""


def main(words: list[str]) -> int:
    """Writes the page, after measuring where that is asked for; 0, or 2 for a wrong call."""
    if words not in ([], ["--measure"]):
        print("usage: python -m benchmarks.comparison [--measure]", file=sys.stderr)
        return 2
    if words:
        TIMES.write_text(json.dumps(measured(), indent=2) + "\n")
    PAGE.write_text(page(json.loads(TIMES.read_text())))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
