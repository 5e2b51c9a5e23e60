"""What is shown of an outcome, and where: values are data, all else is talk."""

from __future__ import annotations

from pathlib import Path

import pytest
from sitting import Sitting

from sdol.shell.amounts import duration, size
from sdol.shell.repl import starting
from sdol.shell.repl.outcome import Outcome
from sdol.shell.repl.presenting import present
from sdol.store.history import History

Captured = pytest.CaptureFixture[str]


def shown(sitting: Sitting, captured: Captured, *texts: str) -> tuple[str, str]:
    """What the last of several entries writes to standard output and standard error."""
    for text in texts:
        captured.readouterr()
        present(sitting.enter(text), sitting.evaluator)
    found = captured.readouterr()
    return found.out, found.err


def test_values_go_to_standard_output_whole(sitting: Sitting, capsys: Captured) -> None:
    assert shown(sitting, capsys, '"a\\n" |> words()', "range(200)") == (f"{list(range(200))}\n", "")
    assert shown(sitting, capsys, "let x: int? = nil", "x") == ("nil\n", "")
    assert shown(sitting, capsys, "fn f() {}", "f()") == ("", "")


def test_mistakes_and_talk_go_to_standard_error(sitting: Sitting, capsys: Captured) -> None:
    out, err = shown(sitting, capsys, "1 / 0")
    assert (out, err.splitlines()[0]) == ("", "error[E0501]: division by zero")
    present(Outcome("stopped"), sitting.evaluator)
    assert capsys.readouterr() == ("", "stopped\n")
    out, err = shown(sitting, capsys, ":time on", "1")
    assert (out, err[:5]) == ("1\n", "took ")


def test_values_as_json(sitting: Sitting, capsys: Captured) -> None:
    assert shown(sitting, capsys, ":json on", '{a: "é", b: [1]}') == ('{"a": "é", "b": [1]}\n', "")


def test_a_number_that_is_too_long_to_be_shown_is_told(sitting: Sitting, capsys: Captured) -> None:
    out, err = shown(sitting, capsys, "pow(10, 5000)")
    assert (out, err.splitlines()[0]) == ("", "error[E0504]: the number is too large to be shown")


def test_that_the_history_is_not_kept_is_said_once(
    sitting: Sitting, capsys: Captured, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.db"
    broken.write_text("this is no database")
    sitting.evaluator.history = History(broken)
    sitting.evaluator.history.keep("1")
    assert shown(sitting, capsys, "1")[1].startswith("note: this session's history is kept in memory only: ")
    assert shown(sitting, capsys, "1") == ("1\n", "")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 ns"),
        (2.5e-8, "25 ns"),
        (1.234e-5, "12.3 µs"),
        (0.9999, "1000 ms"),
        (1.5, "1.5 s"),
        (75.2, "1 min 15 s"),
    ],
)
def test_a_time_has_three_figures(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_a_size_has_three_figures() -> None:
    assert [size(n) for n in (0, 999, 1000, 4096, 153_600_000, 5_000_000_000)] == [
        *("0 bytes", "999 bytes", "1 KB", "4.1 KB", "154 MB", "5 GB"),
    ]


def test_the_start_up_file_runs_as_if_it_was_typed(
    sitting: Sitting, capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    starting.begin(sitting.evaluator, None, startup=True)  # there is none: nothing happens
    (tmp_path / "sdol").mkdir()
    (tmp_path / "sdol" / "startup.sdol").write_text(
        "# mine\n:json on\nlet mine = 5\nnope\nmine\nprint mine\n"
    )
    starting.begin(sitting.evaluator, None, startup=True)
    told = capsys.readouterr().err
    assert told.startswith(f"in {starting.startup_path()}:\nerror[E0201]")
    assert (sitting.evaluator.json, sitting.value("mine"), sitting.printed.getvalue()) == (True, 5, "5\n")
    starting.begin(sitting.evaluator, None, startup=False)
    assert capsys.readouterr() == ("", "")
