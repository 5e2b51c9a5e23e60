"""Every stage of one program in one file: what it says, what is wrong, what it becomes, and what it does.

A program that has problems ends there. `--update` writes the files anew. A stage is a function of the
program as it went through the stages before; a new one takes its place in `STAGES`.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from trees import dump

from sdol.compiler.image import Image
from sdol.compiler.link import ready, resumed, stepping
from sdol.compiler.listing import lines
from sdol.compiler.passes import Note, optimised
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

HERE = Path(__file__).parent
NAMES = sorted(p.stem for p in HERE.glob("*.sdol"))
WIDTH = 100
HOP = 25
"""Instructions after which a program is saved, and goes on in another machine."""


class Subject:
    """A program on its way: its source, its tree, and what it was compiled to."""

    def __init__(self, name: str, folder: Path) -> None:
        self.folder = folder
        self.source = Source(f"{name}.sdol", (HERE / f"{name}.sdol").read_text())
        self.tree, _ = parse(self.source)
        self.program, self.problems = compile_source(self.source)

    def world(self, session: str) -> tuple[World, io.StringIO]:
        given, written = self.folder / "input.txt", io.StringIO()
        given.write_text("first line\nsecond\n")
        grants = [Grant.parse("fs.read=notes")]
        path = str(self.folder / session)
        return World(output=Output(written), input_path=str(given), session=path, grants=grants), written


# --- the stages ---------------------------------------------------------------------------------------------


def source(subject: Subject) -> str:
    return subject.source.text


def problems(subject: Subject) -> str:
    return render(subject.problems, color=False, width=WIDTH)


def tree(subject: Subject) -> str:
    return "\n".join(dump(item) for item in subject.tree.items)


def instructions(subject: Subject) -> str:
    verify(subject.program)
    return listing(subject.program)


def fused(subject: Subject) -> str:
    """What the passes said of each loop, and what they made of the functions that they changed."""
    notes: list[Note] = []
    made = optimised(subject.program, notes=notes, after=lambda name, program: verify(program))
    told = [f"{subject.source.position(n.place[0])[0]}: {n.done}: {n.text}" for n in notes if n.source == 0]
    changed = [i for i, f in enumerate(made.functions) if f != subject.program.functions[i]]
    return "\n".join(told) + "\n\n" + listing(made, changed) if told else ""


def output(subject: Subject) -> str:
    """What it prints, on either engine and in pieces."""
    found = run(subject, "emit")
    assert run(subject, "step") == found
    assert in_pieces(subject) == found
    return found


STAGES: tuple[Callable[[Subject], str], ...] = (source, problems, tree, instructions, fused, output)
"""In the order in which a program goes through them."""


# --- how ----------------------------------------------------------------------------------------------------


def listing(program: Program, only: list[int] | None = None) -> str:
    """The instructions of the user's own functions."""
    chosen = range(len(program.functions)) if only is None else only
    own = [i for i in chosen if program.functions[i].source == 0]
    return "\n\n".join("\n".join(line.plain(WIDTH) for line in lines(program, i)) for i in own)


def run(subject: Subject, engine: str) -> str:
    world, written = subject.world(f"{engine}.db")
    image = Image.make(subject.program)
    try:
        ready(image, world, engine).call()
    except Trap as trap:
        world.close(1)
        return failed(written.getvalue(), trap, image)
    world.close()
    return written.getvalue()


def in_pieces(subject: Subject) -> str:
    """The same with the whole machine saved and loaded every few instructions."""
    image, printed = Image.make(subject.program), ""
    world, written = subject.world("pieces.db")
    machine = stepping(image, world)
    machine.start()
    try:
        while not machine.run(HOP):
            if world.transactions.open:
                continue
            data = machine.save()
            world.close()
            printed += written.getvalue()
            world, written = subject.world("pieces.db")
            machine = resumed(data, world)
    except Trap as trap:
        world.close(1)
        return failed(printed + written.getvalue(), trap, image)
    world.close()
    return printed + written.getvalue()


def failed(printed: str, trap: Trap, image: Image) -> str:
    return printed + "\n" + render([of_trap(trap, image.sources)], color=False, width=WIDTH)


@pytest.mark.parametrize("name", NAMES)
def test_stages(name: str, update: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(HERE)
    subject, parts = Subject(name, tmp_path), []
    for stage in STAGES:
        text = stage(subject).strip("\n")
        if text:
            parts.append(f"=== {stage.__name__}\n{text}\n")
        if stage is problems and text:
            break
    kept, found = HERE / f"{name}.txt", "\n".join(parts)
    if update:
        kept.write_text(found)
    assert found == kept.read_text()
