"""Every stage of small programs: what they parse to, become, and print."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from trees import dump

from sdol.compiler.image import Image
from sdol.compiler.link import ready
from sdol.compiler.listing import lines
from sdol.compiler.verify import verify
from sdol.diagnostics import Source
from sdol.kernel.gate import Grant
from sdol.kernel.ir import Program
from sdol.kernel.output import Output
from sdol.kernel.traps import Trap
from sdol.kernel.world import World
from sdol.lang.parser import parse
from sdol.lang.program import compile_source
from sdol.lang.render import render
from sdol.shell.failures import of_trap

HERE = Path(__file__).parents[1] / "golden"
ROOT = HERE.parents[1]
PROGRAMS = sorted(p.stem for p in HERE.glob("*.sdol"))
PROBLEMS = sorted(p.stem for p in (HERE / "problems").glob("*.sdol"))
INPUT = "first line\nsecond\n"
WIDTH = 100


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(HERE)


@pytest.mark.parametrize("name", PROGRAMS)
def test_program(name: str, update: bool, tmp_path: Path) -> None:
    source = Source(f"{name}.sdol", Path(f"{name}.sdol").read_text())
    module, _ = parse(source)
    program, problems = compile_source(source)
    assert [p.message for p in problems] == []
    verify(program)
    outputs = {engine: output(program, engine, tmp_path) for engine in ("step", "emit")}
    assert outputs["step"] == outputs["emit"]
    tree = "\n".join(dump(item) for item in module.items)
    stages = {"tree": tree, "instructions": instructions(program), "output": outputs["step"]}
    found = "\n\n".join(f"=== {stage}\n{text.rstrip()}" for stage, text in stages.items()) + "\n"
    compare(Path(f"{name}.txt"), found, update)


@pytest.mark.parametrize("name", PROBLEMS)
def test_problem(name: str, update: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("problems")
    _, problems = compile_source(Source(f"{name}.sdol", Path(f"{name}.sdol").read_text()))
    assert problems
    compare(Path(f"{name}.txt"), render(problems, color=False, width=WIDTH), update)


def output(program: Program, engine: str, folder: Path) -> str:
    """What a program prints, and how it failed if it did."""
    given = folder / "input.txt"
    given.write_text(INPUT)
    written = io.StringIO()
    image = Image.make(program)
    grants = [Grant.parse("fs.read=lib")]
    world = World(output=Output(written), input_path=str(given), session=":memory:", grants=grants)
    try:
        ready(image, world, engine).call()
    except Trap as trap:
        world.close(1)
        failure = render([of_trap(trap, image.sources)], color=False, width=WIDTH)
        return written.getvalue() + "\n" + failure.replace(f"{ROOT}/", "")
    world.close()
    return written.getvalue()


def instructions(program: Program) -> str:
    """The listing of the user's own functions."""
    own = [i for i, f in enumerate(program.functions) if f.source == 0]
    return "\n\n".join("\n".join(line.plain(WIDTH) for line in lines(program, i)) for i in own)


def compare(kept: Path, found: str, update: bool) -> None:
    if update:
        kept.write_text(found)
    assert found == kept.read_text()
