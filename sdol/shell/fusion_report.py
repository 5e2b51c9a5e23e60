"""`sdol explain FILE`: what the compiler made of each loop of a program, and why it left the others alone."""

from __future__ import annotations

import sys
from textwrap import fill

from sdol.compiler.image import LIBRARY
from sdol.diagnostics import Source
from sdol.shell import running, status
from sdol.shell.answer import say, say_json
from sdol.shell.terminal import Paint, width

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sdol.compiler.passes import Note
    from sdol.kernel.ir import Program
    from sdol.shell.options import Call


def explain(call: Call, name: str) -> int:
    """Says for every loop of a program, and of the files it imports, what was done with it."""
    from sdol.compiler.passes import optimised

    program = running.compiled(*running.read_program(name)).program()
    notes: list[Note] = []
    optimised(program, notes=notes)
    if call.option("json"):
        sources = [Source(*source) for source in program.sources]
        say_json([_as_data(sources[note.source], note) for note in _shown(program, notes)])
    else:
        say(told(program, notes) or "there are no loops in this program")
    return status.FINE


def told(program: Program, notes: list[Note]) -> str:
    """What is said of each loop, in the order of the source; nothing where there is none."""
    paint = Paint(sys.stdout)
    sources = [Source(*source) for source in program.sources]
    return "\n\n".join(_told(sources[note.source], note, paint) for note in _shown(program, notes))


def _shown(program: Program, notes: list[Note]) -> list[Note]:
    return [note for note in _in_order(notes) if not _of_library(program, note)]


def _in_order(notes: list[Note]) -> list[Note]:
    return sorted(notes, key=lambda note: (note.source, note.place))


def _of_library(program: Program, note: Note) -> bool:
    return program.sources[note.source][0].startswith(LIBRARY)


def _told(source: Source, note: Note, paint: Paint) -> str:
    line, column = source.position(note.place[0])
    head = f"{source.name}:{line}:{column}  {source.line(line).strip()}"
    verdict = paint.warning(note.done) if note.done == "not fused" else paint.good(note.done)
    text = fill(note.text, width(), initial_indent="    ", subsequent_indent="    ", break_on_hyphens=False)
    return f"{paint.strong(head)}\n  {verdict}\n{text}"


def _as_data(source: Source, note: Note) -> dict[str, Any]:
    line, column = source.position(note.place[0])
    place = {"file": source.name, "line": line, "column": column, "function": note.function}
    return place | {"done": note.done, "text": note.text}
