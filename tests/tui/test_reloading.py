"""A program that is edited while it is shown: what runs is what is seen, until it is read again."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from sdol.diagnostics import Source
from sdol.tui.models.files import Files
from tests.tui.conftest import Driven, Seen

COUNT = "var n = 0\nwhile n < 5 {\n  n += 1\n}\nprint n\n"


def _edit(seen: Seen | Driven, text: str) -> Path:
    driver = seen.app.driver if hasattr(seen, "app") else seen.driver
    path = Path(driver.reading.source.name)
    path.write_text(text)
    return path


def test_an_edit_is_noticed_and_nothing_else_is_shown_than_what_runs(see: Callable[..., object]) -> None:
    async def look(seen: Seen) -> None:
        _edit(seen, "# a new first line\n" + COUNT.replace("5", "7"))
        seen.app._look_at_files()
        text = await seen.wait("p.sdol was edited: R reads it again")
        assert "while n < 5" in text and "a new first line" not in text
        await seen.press("down", "down", "t")
        await seen.wait(" *   3")
        await seen.press("R")
        text = await seen.wait(" *   4   n += 1")
        assert "a new first line" in text and "was edited" not in text
        await seen.press("space")
        await seen.wait("breakpoint 1")

    see(COUNT, look, size=(100, 24))


def test_one_that_does_not_compile_leaves_the_program_as_it_was(see: Callable[..., object]) -> None:
    async def look(seen: Seen) -> None:
        await seen.press("s", "s")
        _edit(seen, "var n = nonsense\n")
        await seen.press("R")
        await seen.wait("It cannot be run as it is")
        await seen.wait("E0201")
        await seen.press("escape")
        assert "while n < 5" in await seen.wait("Registers")
        await seen.press("s")
        await seen.wait("n 1")

    see(COUNT, look)


def test_breakpoints_follow_their_lines_with_their_conditions(drive: Callable[..., Driven]) -> None:
    driven = drive(COUNT)
    driven.say(":break 3 if n == 4")
    driven.say(":break 1")
    driven.say(":break 5")
    _edit(driven, "# one\n# two\n" + COUNT.replace("var n = 0", "var n = 1").replace("print n\n", ""))
    driven.driver.begin_anew(driven.driver.compiled())
    reading = driven.wait(lambda reading: "# two" in reading.source.text)
    assert {line for _, line in reading.breakpoints} == {3, 5}
    assert reading.why.startswith("no place any more for the breakpoint at line 5")
    stopped = driven.run()
    if stopped.line == 3:
        stopped = driven.run()
    assert (stopped.line, stopped.values["n"]) == (5, 4)


WATCHED = """\
var n = 0
var total = 0
fn add(k: int) -> int {
  var s = k * 2
  total += s
  s
}
while n < 3 {
  n += 1
  let q = add(n)
}
let kept = total
print kept
"""


def test_watches_go_on_watching_and_those_that_mean_nothing_any_more_say_so(
    drive: Callable[..., Driven],
) -> None:
    driven = drive(WATCHED)
    for command in ("until 13", "watch kept", "watch n + total", "disable 1 2", "break 5", "run"):
        driven.say(f":{command}")
    for command in ("delete 3", "watch s", "enable 2", "catch all"):
        driven.say(f":{command}")
    _edit(driven, "# one\n" + WATCHED.replace("let kept = total\nprint kept", "print total"))
    driven.driver.begin_anew(driven.driver.compiled())
    reading = driven.wait(lambda reading: "# one" in reading.source.text)
    assert reading.why.splitlines()[0] == "no place any more for the watch of kept and the watch of s"
    assert driven.say(":info breakpoints") == "watch 1: n + total is nothing (`n` has no value here)"
    sums = [driven.run().why.rpartition(" ")[2] for _ in range(8)]
    assert sums == ["0", "1", "3", "4", "8", "9", "15", "ended"]
    assert "before every failure" in driven.say(":catch")


def test_a_watch_outlives_going_back_to_where_it_has_no_value(drive: Callable[..., Driven]) -> None:
    driven = drive(COUNT)
    driven.say(":until 2")
    driven.say(":watch n")
    driven.run()
    assert driven.move("start").state == "stopped"
    assert driven.run().why == "watch 1: n was nothing (`n` has no value here), and is 0"


def test_a_file_is_read_again_only_where_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "p.sdol"
    path.write_text("print 1\n")
    files, source = Files(), Source(str(path), "print 1\n")
    assert files.changed([source, Source("library:prelude", "x")]) == ""
    path.write_text("print 2\n")
    os.utime(path, ns=(1, 1))
    assert files.changed([source]) == str(path)
    path.write_text("print 1\n")
    assert files.changed([source]) == "", "it was taken back"
    path.unlink()
    assert files.changed([source]) == ""


def test_one_that_runs_for_ever_is_read_again_without_waiting_for_it(drive: Callable[..., Driven]) -> None:
    driven = drive("var n = 0\nwhile true {\n  n += 1\n}\n")
    driven.driver.run()
    driven.pulsed(lambda reading: reading.time > 0)
    _edit(driven, COUNT)
    driven.driver.begin_anew(driven.driver.compiled())
    reading = driven.pulsed(lambda reading: "print n" in reading.source.text and reading.state == "stopped")
    assert (reading.time, reading.line) == (0, 1)
    assert driven.run().output == ("5",)
