"""Without a terminal: entries from standard input, an answer to each, and a status that says whether all went well."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sdol.store.database import Database

Sdol = Callable[..., subprocess.CompletedProcess[str]]
ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("1 + 1\n", 0),
        ("nope\n1\n", 2),
        ("1 / 0\nnope\n", 1),
        ('read("x")\n', 3),
        (":nope\n", 2),
        (":q\n1 / 0\n", 0),
    ],
)
def test_the_status_is_that_of_the_first_failure(sdol: Sdol, text: str, status: int) -> None:
    assert sdol("repl", input=text).returncode == status


def test_plain_sdol_takes_entries_from_a_pipe(sdol: Sdol) -> None:
    assert sdol(input=":type 1\n").stdout == "int\n"


def test_plain_sdol_without_any_input_says_what_to_do() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sdol"], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "error[E0901]" in done.stderr


def test_a_syntax_error_does_not_hide_what_follows(sdol: Sdol) -> None:
    assert sdol("repl", input="let x = )\n1\n").stdout == "1\n"
    done = sdol("repl", input="let xs = [1,\n\nprint 3\n  4\n\nfn f() -> int {\n  2\n}\nf()\n")
    assert (done.stdout, done.stderr.count("error[")) == ("3\n4\n2\n", 1)
    done = sdol("repl", input="let xs = [1,\n\nprint 3\n")
    assert (done.stdout, done.stderr.count("error[")) == ("3\n", 1)


def test_a_file_on_standard_input_is_read_as_a_file(tmp_path: Path) -> None:
    lines = "let xs = [3, 2]\r\n  |> sort()\n\nxs\nif xs[0] > 5 {\n  1\n}\n\nelse { 2 }\n\n"
    (tmp_path / "typed").write_text(lines)
    with (tmp_path / "typed").open() as file:
        done = subprocess.run(
            [sys.executable, "-m", "sdol"], stdin=file, capture_output=True, text=True, check=False
        )
    assert (done.stdout, done.stderr) == ("[2, 3]\n2\n", "")


def test_comments_belong_to_the_entry_below(sdol: Sdol) -> None:
    done = sdol("repl", input="## Twice.\n##\nfn twice(n: int) -> int { n * 2 }\n# end\n:source twice\n")
    assert done.stdout == "## Twice.\n##\nfn twice(n: int) -> int { n * 2 }\n"


def test_answers_as_json(sdol: Sdol) -> None:
    done = sdol("repl", "--json", input="print 1\n{a: 2}\nnope\n:type 1\npow(10.0, 400)\n:quit\n")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["status"] for row in rows] == ["nothing", "value", "rejected", "command", "failed", "quit"]
    assert (rows[0]["output"], rows[1]["value"], rows[1]["type"]) == ("1\n", {"a": 2}, "{a: int}")
    assert (rows[2]["diagnostics"][0]["file"], rows[3]["text"]) == ("entry 3", "int")
    assert (done.stderr, done.returncode) == ("", 2)


def test_a_file_can_be_run_first(sdol: Sdol, tmp_path: Path) -> None:
    (tmp_path / "begin.sdol").write_text("let x = 6\nprint x\n")
    assert sdol("repl", "begin.sdol", input="x * 7\n").stdout == "6\n42\n"
    done = sdol("repl", "nowhere.sdol", input="1\n")
    assert (done.returncode, done.stdout) == (2, "")


def test_ctrl_c_ends_it_at_once_with_what_was_printed(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "sdol", "repl"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as running:
        assert running.stdin and running.stdout and running.stderr
        running.stdin.write('print "on"\nvar n = 0\nwhile n < 100_000_000 { n += 1 }\nprint "never"\n')
        running.stdin.flush()
        assert running.stdout.readline() == "on\n"
        running.send_signal(signal.SIGINT)
        running.stdin.close()
        assert running.stdout.read() == ""
        assert running.wait(timeout=20) == 130
        assert running.stderr.read() == "stopped\n"


def test_a_long_entry_takes_time_in_proportion(sdol: Sdol) -> None:
    lines = "".join(f"  let y{i} = n + {i}\n" for i in range(1500))
    numbers = "1,\n" * 1500
    text = f"fn f(n: int) -> int {{\n{lines}  n\n}}\nf(3)\nlet xs = [\n{numbers}]\nlen(xs)\nlet broken = [\n{numbers}"
    done = sdol("repl", input=text, timeout=20)
    assert (done.stdout, done.returncode) == ("3\n1500\n", 2)
    assert done.stderr.count("error[") == 1


def test_a_named_session_is_journaled_and_undone(sdol: Sdol, tmp_path: Path) -> None:
    lines = "store atoms@hd\natoms.put('a)\n:undo\natoms.count()\n:stores\n"
    done = sdol("repl", "--session", "shop.db", input=lines)
    assert done.stdout.splitlines()[1:5] == [
        "undone: [2] atoms.put('a)",
        "in the database: 1 change",
        "0",
        "partition  space  records  size",
    ]
    with Database.open(tmp_path / "shop.db") as kept:
        assert [row["instruction"] for row in kept.admin()["intents"].rows][:3] == [
            "store.open",
            "store.put",
            "store.undo",
        ]
