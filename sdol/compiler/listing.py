"""Disassembly: what a program became, to read on a screen, as data, and whole.

Read on a screen, a line of the source stands above the instructions that it became, a jump goes to a label, and
beside an instruction stand the name and the type of the register that it sets. Whole, the text says all that the
program holds, and `sdol.compiler.asm` makes the same program of it.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from typing import Any, NamedTuple

from sdol.compiler import asm_text
from sdol.compiler.asm_words import Known, Words
from sdol.kernel.flat import Listing
from sdol.kernel.ir import Place, Program
from sdol.kernel.output import inert
from sdol.kernel.show import clip, columns

COMMENT = 44
"""Column in which what is said about an instruction begins."""

PLACE = 56
"""Column in which an instruction's place stands."""


class Line(NamedTuple):
    """One line: `kind` is `head`, `source`, `label` or `code`; `comment` stands to the right of the text.

    `place` is set where an instruction has another one than the line before, or where a function stands.
    """

    kind: str
    text: str
    comment: str = ""
    place: Place | None = None

    def plain(self, width: int) -> str:
        """The line without colours, cut to a width."""
        return clip(self.text, width) + self.beside(width)

    def beside(self, width: int) -> str:
        """What follows the text: blanks and the comment, as far as there is room."""
        if not self.comment:
            return ""
        start = max(columns(self.text) + 2, COMMENT)
        room = width - start
        return " " * (start - columns(self.text)) + clip(f"# {self.comment}", room) if room > 8 else ""

    def whole(self) -> str:
        """The line with its place, uncut."""
        place = "" if self.place is None else f"  {asm_text.place(self.place)}"
        comment = f"  # {self.comment}" if self.comment else ""
        return (self.text.ljust(COMMENT) + place.ljust(PLACE - COMMENT) + comment).rstrip()


def lines(
    program: Program, index: int, without: Callable[[Listing], Container[int]] | None = None
) -> list[Line]:
    """A function of a program, to read; `without` the entries at positions that it gives."""
    words = Words(program, index)
    return _lines(words, index, without(words.listing) if without else ())


def _lines(words: Words, index: int, without: Container[int] = ()) -> list[Line]:
    function, source = words.function, words.source
    start = source.position(function.place[0])[0]
    found = [
        Line("head", f"function {index} {words.head()}"),
        Line("source", f"    --> {_shown(source.name)}:{start}"),
    ]
    shown, before = 0, function.place
    for at, (entry, place) in enumerate(zip(words.entries, words.listing.places, strict=True)):
        if at in words.labels:
            found.append(Line("label", f"{words.labels[at]}:"))
        if at in without:
            continue
        line = source.position(place[0])[0]
        if line != shown and place[0] != place[1]:
            found.append(Line("source", f"{line:>5} | {inert(source.line(line)).expandtabs(4)}"))
            shown = line
        new = place if place != before else None
        found.append(Line("code", f"{at:>5}   {words.entry(entry)}", words.comment(entry), new))
        before = place
    return found


def _shown(name: str) -> str:
    return name if name.isprintable() else asm_text.quoted(name)


def whole(program: Program) -> str:
    """All of a program as assembly text: `sdol.compiler.asm.assemble` gives the same program again."""
    found = [f"assembly {asm_text.FORMAT}", ""]
    found += [f"space {asm_text.name(n)} {asm_text.quoted(i)}" for n, i in program.spaces.items()]
    found += [f"constant {asm_text.constant(entry)}" for entry in program.constants]
    found += [f"global {asm_text.name(n)}" for n in program.globals]
    found += [f"test {asm_text.quoted(title)} {function}" for title, function in program.tests]
    known = Known(program)
    for index in range(len(program.functions)):
        found += ["", *_function(Words(program, index, known), index)]
    for index, (name, text) in enumerate(program.sources):
        found += ["", f"source {index} {asm_text.quoted(name)}", *asm_text.source_lines(text)]
    return "\n".join(found) + "\n"


def _function(words: Words, index: int) -> Iterator[str]:
    """A function whole: the registers beside its parameters are declared before its code."""
    function = words.function
    head, where, *code = _lines(words, index)
    yield head.text
    yield f"  from {function.source} {asm_text.place(function.place)}  # {where.text.strip()}"
    for register in range(function.arity, len(function.types)):
        yield f"  {words.declaration(register)}"
    for line in code:
        yield line.whole()


def as_data(program: Program, index: int) -> dict[str, Any]:
    """A function of a program as data for `--json`."""
    words = Words(program, index)
    function, source = words.function, words.source
    code = []
    for at, (entry, place) in enumerate(zip(words.entries, words.listing.places, strict=True)):
        line, column = source.position(place[0])
        op = {"at": at, "op": entry[0], "text": words.entry(entry), "line": line, "column": column}
        code.append(op | ({"label": words.labels[at]} if at in words.labels else {}))
    registers = [{"name": n, "type": t} for n, t in zip(function.names, function.types, strict=True)]
    head = {"function": index, "name": function.name, "file": source.name, "arity": function.arity}
    return head | {"captures": function.captures, "registers": registers, "code": code}
