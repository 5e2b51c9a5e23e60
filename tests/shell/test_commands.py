"""What every command has in common: help, versions, wrong calls, and one JSON value for whatever happens."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sdol import __version__
from sdol.shell.help import all_commands
from tests.shell.conftest import Answer

Call = Callable[..., Answer]


def test_version_and_overview(call: Call) -> None:
    assert call("--version") == (0, f"sdol {__version__}\n", "")
    overview = call("--help")
    assert (overview.status, overview.err) == (0, "")
    assert all(f"  {c.name} " in overview.out for c in all_commands())


@pytest.mark.parametrize("command", [c.name for c in all_commands()])
def test_every_command_has_a_help_page_of_eighty_columns(command: str, call: Call) -> None:
    page = call(command, "--help")
    assert (page.status, page.err) == (0, "")
    assert page.out.startswith(f"usage: sdol {command}")
    assert max(map(len, page.out.splitlines())) <= 80
    assert call("help", command) == page


def test_a_wrong_command_is_told_in_one_message(call: Call) -> None:
    answer = call("chekc")
    assert (answer.status, answer.out) == (2, "")
    assert "did you mean `sdol check`?" in answer.err


@pytest.mark.parametrize("words", [["chekc"], ["isa", "--verbose"], ["dis"], ["store", "sell"], ["models"]])
def test_wrong_calls_as_json(words: list[str], call: Call) -> None:
    answer = call(*words, "--json")
    assert (answer.status, answer.err) == (2, "")
    assert answer.json["status"] == 2
    assert answer.json["diagnostics"][0]["code"] == "E0901"


def test_run_tells_of_every_failure_in_its_own_form(call: Call, script: Callable[..., str]) -> None:
    missing = call("run", "missing.sdol", "--json")
    assert (missing.status, missing.err) == (2, "")
    assert set(missing.json) == {"status", "output", "diagnostics"}
    assert missing.json["output"] == ""
    failing = call("run", script('print "before"\nprint 1 / 0'), "--json")
    assert (failing.status, failing.json["output"]) == (1, "before\n")
    found = failing.json["diagnostics"][0]
    assert (found["code"], found["line"], found["column"]) == ("E0501", 2, 7)
    assert call("run", "--json").json["status"] == 2


def test_check(call: Call, script: Callable[..., str]) -> None:
    good, bad = script("print 1", "good.sdol"), script("print x\nprint y", "bad.sdol")
    assert call("check", good) == (0, "", "")
    assert call("check", good, "--json") == (0, "[]\n", "")
    answer = call("check", bad, good, "missing.sdol", "--json")
    places = [(d["code"], d.get("file"), d.get("line")) for d in answer.json]
    assert (answer.status, answer.err) == (2, "")
    assert places == [("E0201", bad, 1), ("E0201", bad, 2), ("E0801", None, None)]
    told = call("check", bad)
    assert (told.status, told.out) == (2, "")
    assert f"{bad}:2:7" in told.err


@pytest.mark.parametrize("file", ["folder", "binary.sdol", "latin.sdol", "huge.sdol", "zero\0byte.sdol"])
def test_what_is_no_program_is_refused_before_anything_runs(file: str, call: Call, tmp_path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "binary.sdol").write_bytes(bytes(range(256)))
    (tmp_path / "latin.sdol").write_bytes('print "caf\u00e9"'.encode("latin-1"))
    (tmp_path / "huge.sdol").write_bytes(b"# " + b"x" * (5 << 20))
    answer = call("run", file)
    assert (answer.status, answer.out) == (2, "")
    assert answer.err.startswith("error[E08")


def test_a_file_name_runs_the_file(call: Call, script: Callable[..., str]) -> None:
    assert call(script("print 1 + 1")) == (0, "2\n", "")
    assert call("./" + script("print 3", "noending")) == (0, "3\n", "")


def test_options_of_run(call: Call, script: Callable[..., str], tmp_path) -> None:
    name = script("let n: int = args.n\nprint n + 1, args.who\nfor l in input.lines { print l }")
    (tmp_path / "in.txt").write_text("one\ntwo\n")
    given = ("-D", "n=41", "-Dwho=[1", "--input", "in.txt")
    for engine in ("emit", "step"):
        assert call("run", name, *given, "--engine", engine) == (0, "42 [1\none\ntwo\n", "")
    for wrong in (["--engine", "fast"], ["-D", "n"], ["--allow", "telepathy"], ["--allow", "fs.read="]):
        answer = call("run", name, *wrong)
        assert (answer.status, answer.out) == (2, "")


def test_control_characters_never_leave_a_diagnostic(call: Call, script: Callable[..., str]) -> None:
    answer = call("run", script('assert false, "\x1b[2J\x07"'))
    assert answer.status in (1, 2)
    assert "\x1b" not in answer.err and "\x07" not in answer.err


def test_a_cache_that_cannot_be_written_is_no_trouble(call: Call, script, tmp_path, monkeypatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SDOL_CACHE", str(tmp_path / "file"))
    assert call("run", script("print 1")) == (0, "1\n", "")


def test_a_cached_program_is_used_only_for_the_same_text(call: Call, script, tmp_path) -> None:
    for text, out in (("print 1", "1\n"), ("print 2", "2\n"), ("print 2", "2\n")):
        assert call("run", script(text)).out == out
    kept = list((tmp_path / "cache").iterdir())
    assert len(kept) == 2
    for file in kept:
        file.write_bytes(file.read_bytes()[:-5])
    assert call("run", script("print 2")).out == "2\n"


def test_what_an_imported_file_says_is_never_old(call: Call, script: Callable[..., str]) -> None:
    main = script('import "helper.sdol"\nprint helper.f()')
    for n in ("1", "2"):
        script(f"fn f() -> int {{ {n} }}", "helper.sdol")
        assert call("run", main).out == n + "\n"
