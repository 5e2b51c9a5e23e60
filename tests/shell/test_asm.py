"""`sdol asm`, and compiled files in `run` and `dis`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.shell.conftest import Answer

Call = Callable[..., Answer]

PROGRAM = """\
fn half(n: int) -> num { 10 / n }
for x in [5, 2, 0] {
  print half(x)
}
"""


@pytest.fixture
def assembled(call: Call, script: Callable[..., str]) -> Callable[..., Answer]:
    """Disassembles a program, changes the listing, and assembles it."""

    def made(text: str = PROGRAM, change: tuple[str, str] = ("", ""), *words: str) -> Answer:
        listing = call("dis", script(text)).out
        assert change[0] in listing
        Path("p.sdolasm").write_text(listing.replace(*change))
        return call("asm", "p.sdolasm", *words)

    return made


def test_what_was_disassembled_runs_again(call: Call, assembled: Callable[..., Answer]) -> None:
    answer = assembled(PROGRAM, ("", ""), "-o", "half.sdolc")
    assert (answer.status, answer.err) == (0, "")
    assert answer.out.startswith("half.sdolc: 2 functions, ")
    for engine in ("emit", "step"):
        ran = call("run", "half.sdolc", "--engine", engine)
        assert (ran.status, ran.out) == (1, "2.0\n5.0\n")
        assert "error[E0501]: division by zero" in ran.err
        assert "program.sdol:1:26" in ran.err
        assert "fn half(n: int) -> num { 10 / n }" in ran.err


def test_what_was_changed_runs_changed(call: Call, assembled: Callable[..., Answer]) -> None:
    assembled(PROGRAM.replace("0]", "1]"), ("num.div", "num.mul"))
    assert call("run", "p.sdolc").out == "50\n20\n10\n"
    assert "num.mul" in call("dis", "p.sdolc").out


def test_by_default_it_is_written_beside_the_listing(call: Call, assembled: Callable[..., Answer]) -> None:
    assembled()
    assert Path("p.sdolc").is_file()
    assert call("dis", "p.sdolc").out == Path("p.sdolasm").read_text()


def test_a_check_writes_nothing(assembled: Callable[..., Answer]) -> None:
    assert assembled(PROGRAM, ("", ""), "--check").status == 0
    assert not Path("p.sdolc").exists()


def test_as_json(assembled: Callable[..., Answer]) -> None:
    found = assembled(PROGRAM, ("", ""), "--json").json
    assert (found["status"], found["file"], found["functions"]) == (0, "p.sdolc", 2)


def test_a_mistake_is_shown_at_its_place(assembled: Callable[..., Answer]) -> None:
    answer = assembled(PROGRAM, ("num.div", "num.dvi"))
    assert (answer.status, answer.out) == (2, "")
    assert "error[E0910]: there is no instruction `num.dvi`; did you mean `num.div`?" in answer.err
    assert "--> p.sdolasm:" in answer.err
    assert not Path("p.sdolc").exists()


def test_a_mistake_as_json(assembled: Callable[..., Answer]) -> None:
    found = assembled(PROGRAM, ("num.div", "num.dvi"), "--json").json
    assert found["status"] == 2
    assert [d["code"] for d in found["diagnostics"]] == ["E0910"]
    assert found["diagnostics"][0]["file"] == "p.sdolasm"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["nothing.sdolasm"], "E0801"),
        (["."], "E0802"),
        (["program.sdol"], "E0901"),
        (["p.sdolc"], "E0901"),
        (["p.sdolasm", "-o", "p.txt"], "E0901"),
        (["p.sdolasm", "-o", "nowhere/p.sdolc"], "E0801"),
        (["-"], "E0901"),
        (["a\0b"], "E0801"),
    ],
)
def test_calls_that_are_wrong(
    call: Call, assembled: Callable[..., Answer], words: list[str], code: str
) -> None:
    assembled()
    answer = call("asm", *words)
    assert answer.status in (1, 2)
    assert f"error[{code}]" in answer.err


@pytest.mark.parametrize("command", ["run", "dis"])
def test_a_damaged_file_is_refused(call: Call, assembled: Callable[..., Answer], command: str) -> None:
    assembled()
    data = bytearray(Path("p.sdolc").read_bytes())
    data[200] ^= 1
    Path("p.sdolc").write_bytes(data)
    answer = call(command, "p.sdolc")
    assert (answer.status, answer.out) == (2, "")
    assert "error[E0908]: p.sdolc cannot be read" in answer.err
    assert "it is damaged" in answer.err


def test_a_file_that_is_not_there(call: Call) -> None:
    assert call("run", "nothing.sdolc").status == 2


def test_a_value_that_is_not_of_its_type_is_told_of(call: Call) -> None:
    Path("q.sdolasm").write_text(
        "function 0 main()\n  r0: json\n  r1: text\n  r2: nil\n"
        "    r0 = 5\n    r1 = text.upper r0\n    r2 = output.print r1\n"
    )
    assert call("asm", "q.sdolasm").status == 0
    for engine in ("emit", "step"):
        answer = call("run", "q.sdolc", "--engine", engine)
        assert answer.status == 1
        assert "error[E0908]: q.sdolc does what no program of the language can" in answer.err


@pytest.mark.parametrize("command", ["check", "explain", "test"])
def test_a_compiled_program_is_no_text(command: str, call: Call, assembled: Callable[..., Answer]) -> None:
    assembled(PROGRAM, ("", ""), "-o", "half.sdolc")
    answer = call(command, "half.sdolc")
    assert answer.status == 2
    assert "half.sdolc is a compiled program" in answer.out + answer.err
    assert "sdol run" in answer.out + answer.err
