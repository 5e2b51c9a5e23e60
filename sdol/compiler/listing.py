"""Disassembly: the flat listing of a function as lines to read, and as data.

A line of the source stands above the instructions that it became; a jump goes to a label. Beside an
instruction stand the name and the type of the register that it sets.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sdol.diagnostics import Source
from sdol.kernel.flat import Entry, Listing, targets
from sdol.kernel.ir import Function, Program
from sdol.kernel.output import inert
from sdol.kernel.show import clip, columns, quote, show

COMMENT = 44
"""Column in which what is said about an instruction begins."""


class Line(NamedTuple):
    """One line: `kind` is `head`, `source`, `label` or `code`; `comment` stands to the right of the text."""

    kind: str
    text: str
    comment: str = ""

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


def lines(program: Program, index: int) -> list[Line]:
    """A function of a program, to read."""
    function = program.functions[index]
    source, listing = Source(*program.sources[function.source]), Listing(function)
    text, labels = _Text(program, index), _labels(listing)
    start = source.position(function.place[0])[0]
    found = [
        Line("head", f"function {index} {text.head()}"),
        Line("source", f"    --> {inert(source.name)}:{start}"),
    ]
    shown = 0
    for at, (entry, place) in enumerate(zip(listing.entries, listing.places, strict=True)):
        if at in labels:
            found.append(Line("label", f"{labels[at]}:"))
        line = source.position(place[0])[0]
        if line != shown and place[0] != place[1]:
            found.append(Line("source", f"{line:>5} | {inert(source.line(line)).expandtabs(4)}"))
            shown = line
        found.append(Line("code", f"{at:>5}   {text.entry(entry, labels)}", text.comment(entry)))
    return found


def as_data(program: Program, index: int) -> dict[str, Any]:
    """A function of a program as data for `--json`."""
    function = program.functions[index]
    source, listing = Source(*program.sources[function.source]), Listing(function)
    text, labels = _Text(program, index), _labels(listing)
    code = []
    for at, (entry, place) in enumerate(zip(listing.entries, listing.places, strict=True)):
        line, column = source.position(place[0])
        op = {"at": at, "op": entry[0], "text": text.entry(entry, labels), "line": line, "column": column}
        code.append(op | ({"label": labels[at]} if at in labels else {}))
    registers = [{"name": n, "type": t} for n, t in zip(function.names, function.types, strict=True)]
    head = {"function": index, "name": function.name, "file": source.name, "arity": function.arity}
    return head | {"captures": function.captures, "registers": registers, "code": code}


def _labels(listing: Listing) -> dict[int, str]:
    """A name for each position that something jumps to."""
    aims = sorted({target for entry in listing.entries for target in targets(entry)})
    return {at: f"L{number}" for number, at in enumerate(aims, start=1)}


class _Text:
    """The words of one function's listing."""

    def __init__(self, program: Program, index: int) -> None:
        self.program, self.function = program, program.functions[index]

    def head(self) -> str:
        function = self.function
        params = [f"r{i} {self.about(i)}" for i in range(function.arity)]
        captured = f"[{', '.join(params[: function.captures])}]" if function.captures else ""
        return f"{function.name}{captured}({', '.join(params[function.captures :])})"

    def about(self, register: int) -> str:
        """Name and type of a register; a loop's cursor has neither in the IR."""
        function: Function = self.function
        if register >= len(function.types):
            return "cursor"
        name, kind = function.names[register], function.types[register]
        return f"{name}: {kind}" if name else kind

    def comment(self, entry: Entry) -> str:
        """What is known of the register that an entry sets."""
        match entry:
            case (
                ("op" | "const" | "copy" | "call" | "apply" | "closure" | "getglobal" | "next" | "iterate"),
                int(dst),
                *_,
            ) if dst >= 0:
                return self.about(dst)
            case ("try", _, int(error)) if error >= 0:
                return self.about(error)
        return ""

    def entry(self, entry: Entry, labels: dict[int, str]) -> str:
        """One instruction."""
        match entry:
            case ("op", dst, name, args, lift):
                return f"{self.sets(dst)}{name}{_mask(lift)} {_registers(args)}".rstrip()
            case ("const", dst, index):
                return f"r{dst} = {constant(self.program.constants[index])}"
            case ("copy", dst, src):
                return f"r{dst} = r{src}"
            case ("call", dst, function, args):
                return f"{self.sets(dst)}call {self.callee(function)}({_registers(args)})"
            case ("apply", dst, callee, args):
                return f"{self.sets(dst)}apply r{callee}({_registers(args)})"
            case ("closure", dst, function, captures):
                return f"{self.sets(dst)}closure {self.callee(function)}[{_registers(captures)}]"
            case ("getglobal", dst, index):
                return f"{self.sets(dst)}global {self.program.globals[index]}"
            case ("setglobal", index, src):
                return f"global {self.program.globals[index]} = r{src}"
        return self._flow(entry, labels)

    def _flow(self, entry: Entry, labels: dict[int, str]) -> str:
        match entry:
            case ("jump", target):
                return f"goto {labels[target]}"
            case ("unless", condition, target):
                return f"unless r{condition} goto {labels[target]}"
            case ("iterate", cursor, sequence):
                return f"r{cursor} = iterate r{sequence}"
            case ("next", dst, cursor, target):
                return f"{self.sets(dst)}next r{cursor} else goto {labels[target]}"
            case ("try", target, error):
                return f"try{f' r{error}' if error >= 0 else ''} else goto {labels[target]}"
            case ("return", src):
                return f"return r{src}" if src >= 0 else "return"
        return str(entry[0])

    def sets(self, dst: int) -> str:
        """The left side; nothing where the result is nil and no one's."""
        nothing = dst < 0 or (dst < len(self.function.types) and self.function.types[dst] == "nil")
        return "" if nothing else f"r{dst} = "

    def callee(self, index: int) -> str:
        return f"{index} {self.program.functions[index].name}"


def constant(entry: tuple[Any, ...]) -> str:
    """A constant as the language writes it."""
    match entry:
        case ("vec", space, text):
            return f"~{quote(text)}@{space}"
        case ("symbol", name):
            return f"'{name}"
    return show(entry[1], nested=True)


def _registers(registers: tuple[int, ...]) -> str:
    return ", ".join(f"r{r}" for r in registers)


def _mask(lift: str) -> str:
    """Which arguments are lists that the instruction is lifted over."""
    return f"[{lift}]" if "1" in lift else ""
