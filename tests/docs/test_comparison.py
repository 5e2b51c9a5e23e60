"""The comparison with Python: lines and mistakes as the files have them, times from the measurements that are kept."""

from __future__ import annotations

import json
import py_compile
import re
from pathlib import Path

import pytest

from benchmarks.comparison import EVERY, PAGE, TIMES, Job, page
from benchmarks.jobs import JOBS, lines, source
from sdol.shell.commands.check import problems

ROW = re.compile(r"^\| (\d\d) .*?\| (\d+) \| (\d+) \| ", re.MULTILINE)


def test_the_page_is_what_the_files_and_the_measurements_give() -> None:
    assert PAGE.read_text() == page(json.loads(TIMES.read_text())), "`python -m benchmarks.comparison`"


def test_the_lines_in_the_table_are_those_of_the_files() -> None:
    shown = {number: (int(ours), int(theirs)) for number, ours, theirs in ROW.findall(PAGE.read_text())}
    assert set(shown) == {job.number for job in EVERY}
    for number, counted in shown.items():
        assert counted == tuple(lines(source(language, number)) for language in ("sdol", "python"))


def test_a_line_is_code_unless_blank_comment_or_docstring(tmp_path: Path) -> None:
    python, sdol = tmp_path / "a.py", tmp_path / "a.sdol"
    python.write_text(
        '"""Two\nlines."""\n\n# why\ndef f():\n    """What."""\n    return """x\n    y"""  # kept\n'
    )
    sdol.write_text("# why\n\nlet a = 1  # kept\nprint a\n")
    assert (lines(python), lines(sdol)) == (3, 2)


def test_no_program_is_short_by_long_lines() -> None:
    programs = [source(language, job.number) for language in ("sdol", "python") for job in EVERY]
    assert [path.name for path in programs if max(map(len, path.read_text().splitlines())) > 120] == []


@pytest.mark.parametrize("job", EVERY, ids=lambda job: job.number)
def test_the_mistake_is_found_before_it_runs_and_python_compiles_it(job: Job, tmp_path: Path) -> None:
    wrong = JOBS / "mistakes"
    assert problems(str(source("sdol", job.number))) == []
    assert [p.code for p in problems(str(wrong / "sdol" / f"job{job.number}.sdol"))][:1] == [job.caught]
    compiled = str(tmp_path / "compiled")
    py_compile.compile(str(wrong / "python" / f"job{job.number}.py"), cfile=compiled, doraise=True)
