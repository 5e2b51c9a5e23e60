"""Colon commands: found by name, each does what its page says."""

from __future__ import annotations

import ast
import json
import sys
from pathlib import Path

import pytest
from sitting import Sitting

from sdol.diagnostics import Source
from sdol.errors import SdolError
from sdol.kernel.gate import Refused
from sdol.kernel.values import Region
from sdol.lang.program import compile_source
from sdol.shell.repl import registry

ENTRIES = """\
import statistics
import statistics
let x = 1
fn f() -> int { x }
f()
let x = 2
f() + x
let x = "abc" # now a text
x
[_, _]
_7
fn g() -> int { 1 }
fn g() -> int { 2 }
g();
store notes@hd
store notes@hd
nope
1 / 0
region r = ball(~"a dog"@swift, 0.5)
var n = 0
n += 1
n"""


@pytest.mark.parametrize("name", registry.names())
def test_every_command_has_a_page_with_examples(name: str) -> None:
    command = registry.get(name)
    assert command.name == name
    assert command.usage.split()[0].partition("[")[0].rstrip("!") == name
    assert command.summary[0].islower() and command.summary[-1].isalnum(), name
    assert command.examples, name
    for typed, _ in command.examples:
        found = registry.command_of(typed)
        assert found is not None and registry.get(found[0]) is command, typed


def test_the_beginning_of_a_name_is_enough_where_only_one_begins_so() -> None:
    assert registry.get("ty").name == "type"
    assert registry.get("q").name == "quit"
    with pytest.raises(SdolError) as raised:
        registry.get("ver" if "verify" in registry.names() else "re")
    assert "`:reload`" in raised.value.help and "`:reset`" in raised.value.help


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("?map", ("doc", "map")),
        ("map?", ("doc", "map")),
        ("??map", ("doc", "! map")),
        ("!ls -l", ("sh", "ls -l")),
        (":save! a.sdol", ("save", "! a.sdol")),
        (":type 1 +\n2", ("type", "1 +\n2")),
        ("let x = 1", None),
        ('"what?"', None),
    ],
)
def test_what_is_a_command(typed: str, meant: tuple[str, str] | None) -> None:
    assert registry.command_of(typed) == meant


def test_help_fits_and_lists_every_command(sitting: Sitting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    lines = sitting.text(":help").splitlines()
    assert {line.split()[0] for line in lines if line.startswith("  :")} == {
        f":{n}" for n in registry.names()
    }
    assert max(map(len, lines)) <= 60
    assert sitting.text(":help undo").startswith("usage: :undo [N | to N]\n")


def test_history_tells_what_became_of_entries(sitting: Sitting) -> None:
    sitting.enter("let x = 1", "fn f() {\n  print x\n}", "1 / 0", "x", ":undo")
    assert sitting.text(":history") == (
        "[1]   let x = 1\n[2]   fn f() {\n        print x\n      }\n[3] ! 1 / 0\n[4] - x\n\n"
        "! did not come to its end, - was undone"
    )
    assert sitting.text(":history 1").startswith("[4] - x")
    assert sitting.text(":history let") == "let x = 1"


def test_what_is_saved_is_a_program_that_does_the_same(sitting: Sitting, tmp_path: Path) -> None:
    for line in ENTRIES.split("\n"):
        sitting.enter(line)
    path = tmp_path / "saved.sdol"
    assert sitting.text(f":save {path}") == f"saved in {path}: 20 entries"
    _, problems = compile_source(Source(str(path), path.read_text()))
    assert problems == []
    before = len(sitting.printed.getvalue())
    assert sitting.enter(":reset", f":load {path}").problems == ()
    assert sitting.printed.getvalue()[before:] == '1\n4\nabc\n["abc", "abc"]\n4\n1\n'
    assert sitting.codes(f":save {path}") == ["E0840"]
    assert sitting.text(f":save! {path}").startswith("saved in ")
    assert sitting.codes(f":save {tmp_path}/no/x.sdol") == ["E0801"]


def test_a_loaded_file_is_one_entry_whose_messages_name_it(sitting: Sitting, tmp_path: Path) -> None:
    (tmp_path / "lib.sdol").write_text("fn half(n: num) -> num { n / 2 }\n")
    main = tmp_path / "main.sdol"
    main.write_text('import "lib.sdol"\nlet x = lib.half(3)\nlet y = 1 / 0\n')
    problem = sitting.enter(f":load {main}").problems[0]
    assert (problem.code, problem.to_json()["file"], problem.to_json()["line"]) == ("E0501", str(main), 3)
    assert sitting.value("x") == 1.5
    sitting.text(":undo 2")
    assert sitting.codes("x") == ["E0201"]
    assert sitting.codes(":load nowhere.sdol") == ["E0801"]


def test_a_module_that_is_read_again_is_seen_by_what_uses_it(sitting: Sitting, tmp_path: Path) -> None:
    file = tmp_path / "lib.sdol"
    file.write_text("fn size() -> int { 1 }\n")
    assert sitting.value(f'import "{file}"', "fn twice() -> int { 2 * lib.size() }", "twice()") == 2
    file.write_text("# longer\n\n\nfn size() -> int { 5 }\n")
    assert sitting.text(":reload") == "read again: lib"
    assert sitting.value("twice()") == 10
    file.write_text("fn size() -> int { nope }\n")
    assert sitting.codes(":reload lib") == ["E0201"]
    assert sitting.value("twice()") == 10
    assert sitting.codes(":reload nope") == ["E0840"]


def test_grants_are_given_and_taken_back(sitting: Sitting, tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("hello")
    line = f'read("{file}")'
    assert sitting.enter(line).refused
    assert f"allowed: fs.read={file}" in sitting.text(f":grants allow fs.read={file}")
    assert sitting.value(line) == "hello"
    assert "nothing" in sitting.text(f":grants revoke fs.read={tmp_path}")
    assert sitting.codes(line) == ["E0401"]
    assert sitting.codes(":grants revoke") == ["E0840"]
    assert sitting.codes(":grants allow fs.nope") == ["E0902"]
    with pytest.raises(Refused):
        sitting.world.gate._require("net", "a.example", "a.example", (0, 0, 0))


def test_time_repeats_only_what_leaves_nothing_behind(sitting: Sitting) -> None:
    assert "runs" in sitting.text(":time 1 + 1")
    assert sitting.value("_") == 2
    assert sitting.text(":time print 1").endswith("in one run: it has effects")
    assert sitting.printed.getvalue() == "1\n"
    assert "2 runs" in sitting.text("var n = 0", ":time 2 n += 1")
    assert sitting.value("n") == 2
    assert sitting.codes(":time 1 / 0") == ["E0501"]


def test_json_shows_values_as_data(sitting: Sitting) -> None:
    sitting.enter("{a: [1, 2.5], b: nil}")
    assert json.loads(sitting.text(":json _")) == {"a": [1, 2.5], "b": None}
    assert sitting.text(":json on") == "values are shown as JSON"


def test_instructions_and_loops_can_be_looked_at(sitting: Sitting) -> None:
    assert "num.add" in sitting.text(":dis 1 + 2")
    assert "num.mul" in sitting.text("fn twice(n: int) -> int { n * 2 }", ":dis twice")
    told = sitting.text(':explain [x ~ ~"a"@swift for x in [~"b"@swift]]')
    assert "fused" in told
    assert sitting.text("1 / 0", ":explain").startswith("E0501")
    assert sitting.text(":explain e0301").startswith("E0301")
    assert sitting.codes(":explain E0000") == ["E0840"]
    assert sitting.codes(":dis nope") == ["E0201"]


def test_what_a_session_adds_for_why_is_not_shown_as_instructions(sitting: Sitting) -> None:
    name = 'fn name(n: int) -> text {\n  match n {\n    1 => "one"\n    _ => "many"\n  }\n}'
    shown = sitting.text(name, ":dis name")
    assert [line.split("#")[0].split(" = ")[1].strip() for line in shown.splitlines() if '= "' in line] == [
        '"one"',
        '"many"',
    ]
    assert "matched" not in shown


def test_what_is_defined_can_be_listed_and_read(sitting: Sitting) -> None:
    sitting.enter(
        "## Twice.\nfn twice(n: int, by: int = 2) -> int { n * by }", "var total = 41", "import statistics"
    )
    lines = sitting.text(":vars").splitlines()
    assert lines[0].split() == ["name", "type", "value"]
    assert lines[1].split() == ["total", "var", "int", "41"]
    assert lines[2] == "fn twice(n: int, by: int = 2) -> int"
    assert lines[3].startswith("import statistics, with ")
    assert max(map(len, lines)) <= 80
    assert sitting.text(":vars tw") == lines[2]
    assert sitting.text(":source twice") == "## Twice.\nfn twice(n: int, by: int = 2) -> int { n * by }"
    assert sitting.text(":source total") == "var total = 41"
    assert "fn map(" in sitting.text(":source map")
    assert sitting.codes(":source len") == ["E0840"]


def test_names_are_forgotten_and_brought_back(sitting: Sitting) -> None:
    sitting.enter("let x = 1", ":reset")
    assert sitting.codes("x") == ["E0201"]
    assert sitting.text(":undo") == "undone: [2] :reset"
    assert sitting.value("x") == 1


def test_an_entry_is_edited_and_run(
    sitting: Sitting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sitting.codes(":edit") == ["E0840"]  # there is no terminal
    script = tmp_path / "editor.py"
    script.write_text(
        "import sys\np = sys.argv[1]\nt = open(p).read()\nopen(p, 'w').write(t.replace('1', '41'))\n"
    )
    monkeypatch.setenv("VISUAL", f"{sys.executable} {script}")
    monkeypatch.setattr("sdol.shell.terminal.is_terminal", lambda stream: stream is sys.stdin)
    sitting.enter("1 + 1")
    assert sitting.enter(":edit").value == 82
    assert sitting.enter(":edit 1").value == 82
    assert sitting.codes(":edit nope") == ["E0840"]


def test_folders(sitting: Sitting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "a.txt").write_text("")
    assert sitting.text(":ls inner") == "a.txt"
    assert sitting.text(":cd inner") == str(tmp_path / "inner") == sitting.text(":pwd")
    assert sitting.text(":cd -") == str(tmp_path)
    assert sitting.codes(":cd nowhere") == ["E0801"]
    assert sitting.text(":sh echo hi; cat; exit 3") == "hi\nit ended with status 3"


def test_stores_are_listed_with_their_spaces(sitting: Sitting) -> None:
    assert "no partitions" in sitting.text(":stores")
    told = sitting.text("store atoms@hd\natoms.put('a)", ":stores").splitlines()
    assert told[2].split() == ["atoms", "hd", "1", "4.1", "KB"]


def test_a_mistake_of_our_own_does_not_end_the_session(
    sitting: Sitting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry.get("pwd"), "run", lambda *_: 1 / 0)
    assert sitting.codes(":pwd") == ["E0999"]
    assert sitting.value("1") == 1


def test_commands_load_nothing_heavy_before_they_run() -> None:
    folder = Path(registry.__file__).parent / "commands"
    for path in folder.glob("*.py"):
        tree = ast.parse(path.read_text())
        top = [n for n in tree.body if isinstance(n, (ast.Import, ast.ImportFrom))]
        names = {a.name for n in top if isinstance(n, ast.Import) for a in n.names}
        names |= {n.module or "" for n in top if isinstance(n, ast.ImportFrom)}
        assert not names & {"numpy", "rich", "prompt_toolkit", "pygments", "sdol.lvm"}, path.name


def test_a_value_is_written_to_a_file(sitting: Sitting, tmp_path: Path) -> None:
    sitting.enter("[{a: 1}, {a: 2}]")
    for ending, written in (
        (".json", '[{"a": 1}, {"a": 2}]'),
        (".jsonl", '{"a": 1}\n{"a": 2}'),
        (".txt", "[{a: 1}, {a: 2}]"),
    ):
        path = tmp_path / f"out{ending}"
        assert sitting.text(f":out {path}") == f"written to {path}"
        assert path.read_text() == written + "\n"
        assert sitting.codes(f":out {path} 1") == ["E0840"]
    assert sitting.text(f':out! {path} "é"') == f"written to {path}"
    assert path.read_text() == "é\n"
    assert sitting.codes(f":out! {path} nope") == ["E0201"]


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("grants", ""),
        ("grants", "allow "),
        ("undo", ""),
        ("undo", "to "),
        ("time", "o"),
        ("help", "u"),
        ("vars", ""),
    ],
)
def test_what_may_follow_a_command_is_words(sitting: Sitting, typed: str, word: str) -> None:
    sitting.enter("let x = 1")
    complete = registry.get(typed).complete
    assert complete is not None
    found = list(complete(sitting.evaluator, word))
    assert found and all(one and " " not in one for one in found)


def test_a_profile_counts_what_ran(sitting: Sitting) -> None:
    sitting.enter("var calls = 0", "fn square(n: int) -> int {\n  calls += 1\n  n * n\n}")
    lines = sitting.text(":profile [square(n) for n in range(30)]").splitlines()
    square = next(line for line in lines if "square  entry 2:1" in line)
    assert square.split()[3] == "30"
    assert any(line.endswith("entry 2:3  n * n") and line.split()[3] == "30" for line in lines)
    assert (sitting.value("calls"), sitting.value("len(_3)")) == (30, 30)
    assert sitting.codes(":profile 1 / 0") == ["E0501"]


def test_a_space_that_was_chosen_later_is_told_when_saving(sitting: Sitting, tmp_path: Path) -> None:
    sitting.enter("let x = 1", "space swift", '~"a cat" ~ ~"a cat" > 0.9')
    told = sitting.text(f":save {tmp_path}/a.sdol")
    assert told.endswith("`space swift` holds for all of it, also for what was entered before")


def test_a_complement_is_an_expression_and_no_command_of_the_system(sitting: Sitting) -> None:
    sitting.enter("region billing = ball('bill, 0.5)")
    assert isinstance(sitting.value("!billing"), Region)
    assert sitting.text("!exit 3") == "it ended with status 3"


def test_tests_run_with_what_names_mean_now_and_leave_nothing_behind(sitting: Sitting) -> None:
    assert sitting.codes(":test") == ["E0840"]
    sitting.enter("store notes@swift", "var n = 0", "fn f() -> int { 1 }")
    sitting.enter('test "counts" { assert(f() == 1) }', 'test "changes" {\n  n = 7\n  notes.put("a cat")\n}')
    assert sitting.text(":test").splitlines() == ["passed: counts", "passed: changes", "2 passed, 0 failed"]
    assert sitting.value("n + notes.count()") == 0
    undoable = len(sitting.evaluator.undoing.entries)
    failed = sitting.enter("fn f() -> int { 2 }", ":test COUNT")
    assert (failed.status, failed.text) == ("failed", "failed: counts\n0 passed, 1 failed")
    assert failed.problems[0].to_json()["file"] == "test counts"
    assert len(sitting.evaluator.undoing.entries) == undoable + 1
    sitting.enter('test "counts" { assert(f() == 2) }', ":undo to 4")
    assert sitting.codes(":test") == ["E0840"]


@pytest.mark.parametrize("typed", ["exit", "quit()", ":quit", ":quit!"])
def test_whoever_wants_to_leave_leaves(sitting: Sitting, typed: str) -> None:
    assert sitting.enter(typed).status == "quit"


def test_what_others_call_help_is_help_unless_it_has_a_meaning(sitting: Sitting) -> None:
    assert sitting.text("help") == sitting.text("help()") == sitting.text(":help")
    assert sitting.text("help(sort)") == sitting.text("?sort")
    assert sitting.value("let exit = 3", "exit") == 3
    assert sitting.codes(":quit now") == ["E0840"]
