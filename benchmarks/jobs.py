"""The ten small jobs of examples/jobs as whole processes, SDOL beside Python, with the lines that each takes."""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import chdir
from pathlib import Path
from statistics import median

from benchmarks.harness.registry import ROOT, Run, benchmark
from benchmarks.harness.rows import Row
from benchmarks.harness.timing import cpu_of, on_one_processor, own_folder

JOBS = ROOT / "examples" / "jobs"
NUMBERS = tuple(f"{number:02}" for number in range(1, 11))
QUICK = ("03", "08", "09", "10")
SUFFIXES = {"sdol": "sdol", "python": "py"}


@benchmark("jobs")
def jobs(run: Run) -> Iterator[Row]:
    """Ten small jobs as whole processes, processor time and lines, beside Python with numpy."""
    for number in QUICK if run.quick else NUMBERS:
        ours, again, theirs = measure(number, 3 if run.quick else 7)
        yield Row(f"{number}, time, fresh session", ours * 1e3, "ms", theirs * 1e3, "Python", "<= 1")
        yield Row(f"{number}, time, same session", again * 1e3, "ms", theirs * 1e3, "Python", "<= 1")
        mine, other = (lines(source(language, number)) for language in ("sdol", "python"))
        yield Row(f"{number}, lines", mine, "lines", other, "Python", "<= 1")


def source(language: str, number: str) -> Path:
    """The file of a job in "sdol" or "python"."""
    return JOBS / language / f"job{number}.{SUFFIXES[language]}"


def measure(number: str, rounds: int) -> tuple[float, float, float]:
    """Median processor seconds of a job: ours in a fresh session, ours again in that session, Python.

    Both have what a second run has: compiled programs and byte code are kept. In a fresh session every text is
    embedded, as Python embeds it; in the same session its vectors are there. All three share one processor.

    Raises:
        RuntimeError: a program failed; the message ends with what it wrote to standard error.
    """
    ours = [sys.executable, "-P", "-m", "sdol", "run", "--allow", "fs.read", str(source("sdol", number))]
    theirs = [sys.executable, str(source("python", number))]
    with own_folder() as folder, on_one_processor(), chdir(JOBS):
        rows = [_turn(ours, theirs, folder, at) for at in range(rounds + 1)]
    first, again, other = (median(column) for column in zip(*rows[1:], strict=True))
    return first, again, other


def _turn(ours: Sequence[str], theirs: Sequence[str], folder: Path, at: int) -> tuple[float, float, float]:
    kept = {"PYTHONPYCACHEPREFIX": str(folder / "bytecode"), "SDOL_SESSION": str(folder / f"{at}.db")}
    path = {"PYTHONPATH": os.pathsep.join([str(ROOT), str(JOBS / "python")])}
    environment = {**os.environ, **kept, **path}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    first, again = cpu_of(ours, environment), cpu_of(ours, environment)
    return first, again, cpu_of(theirs, environment)


# --- lines --------------------------------------------------------------------------------------------------


def lines(path: Path) -> int:
    """Lines of code: neither blank, nor only a comment, nor a Python docstring."""
    text = path.read_text()
    documented = _docstrings(text) if path.suffix == ".py" else set()
    numbered = enumerate(text.splitlines(), 1)
    return sum(at not in documented and _code(line.strip()) for at, line in numbered)


def _code(line: str) -> bool:
    return bool(line) and not line.startswith("#")


def _docstrings(text: str) -> set[int]:
    found: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        if (
            isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and ast.get_docstring(node) is not None
        ):
            first = node.body[0]
            found |= set(range(first.lineno, (first.end_lineno or first.lineno) + 1))
    return found
