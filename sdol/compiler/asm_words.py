"""Instructions in words: one line of assembly for each entry of a function's listing."""

from __future__ import annotations

from collections import Counter

from sdol.compiler import asm_text
from sdol.diagnostics import Source
from sdol.kernel.flat import Entry, Listing, targets
from sdol.kernel.ir import Node, Program, Return

END = ("end",)
"""In a listing to read, the end of a function that has no `return` of its own there."""


class Known:
    """What is asked of a program for every function: its sources, and which names and constants it has twice."""

    def __init__(self, program: Program) -> None:
        self.sources = [Source(name, text) for name, text in program.sources]
        self.constants = Counter(map(asm_text.key, program.constants))
        self.globals = Counter(program.globals)


class Words:
    """The words for one function's entries."""

    def __init__(self, program: Program, index: int, known: Known | None = None) -> None:
        self.program, self.function = program, program.functions[index]
        self.known = known or Known(program)
        self.source = self.known.sources[self.function.source]
        self.listing = Listing(self.function)
        self.entries = list(self.listing.entries)
        if ends_by_itself(self.function.body):
            self.entries[-1] = END
        aims = sorted({target for entry in self.entries for target in targets(entry)})
        self.labels = {at: f"L{number}" for number, at in enumerate(aims, start=1)}

    def head(self) -> str:
        """Name, captures and parameters."""
        function = self.function
        params = [self.declaration(i) for i in range(function.arity)]
        captured = f"[{', '.join(params[: function.captures])}]" if function.captures else ""
        return f"{asm_text.name(function.name)}{captured}({', '.join(params[function.captures :])})"

    def declaration(self, register: int) -> str:
        """A register with its name, if the user gave it one, and its type."""
        name, kind = self.function.names[register], self.function.types[register]
        return f"r{register} {asm_text.name(name)}: {kind}" if name else f"r{register}: {kind}"

    def _about(self, register: int) -> str:
        """Name and type of a register."""
        name, kind = self.function.names[register], self.function.types[register]
        return f"{asm_text.name(name)}: {kind}" if name else kind

    def comment(self, entry: Entry) -> str:
        """What is known of the register that an entry sets."""
        match entry:
            case (
                "next" | "op" | "const" | "copy" | "call" | "apply" | "closure" | "getglobal",
                int(dst),
                *_,
            ):
                return self._about(dst)
            case ("try", _, int(error)) if error >= 0:
                return self._about(error)
        return ""

    def entry(self, entry: Entry) -> str:
        """One instruction."""
        match entry:
            case ("op", dst, name, args, lift):
                mask = f"[{lift}]" if lift else ""
                return f"r{dst} = {name}{mask} {_registers(args)}".rstrip()
            case ("const", dst, index):
                return f"r{dst} = {self._constant(index)}"
            case ("copy", dst, src):
                return f"r{dst} = r{src}"
            case ("call", dst, function, args):
                return f"r{dst} = call {self._callee(function)}({_registers(args)})"
            case ("apply", dst, callee, args):
                return f"r{dst} = apply r{callee}({_registers(args)})"
            case ("closure", dst, function, captures):
                return f"r{dst} = closure {self._callee(function)}[{_registers(captures)}]"
            case ("getglobal", dst, index):
                return f"r{dst} = global {self._global(index)}"
            case ("setglobal", index, src):
                return f"global {self._global(index)} = r{src}"
        return self._flow(entry)

    def _flow(self, entry: Entry) -> str:
        match entry:
            case ("jump", target):
                return f"goto {self.labels[target]}"
            case ("unless", condition, target):
                return f"unless r{condition} goto {self.labels[target]}"
            case ("iterate", cursor, sequence):
                return f"{self._cursor(cursor)} = iterate r{sequence}"
            case ("next", dst, cursor, target):
                return f"r{dst} = next {self._cursor(cursor)} else goto {self.labels[target]}"
            case ("try", target, error):
                return f"try{f' r{error}' if error >= 0 else ''} else goto {self.labels[target]}"
            case ("return", src):
                return f"return r{src}" if src >= 0 else "return"
        return str(entry[0])

    def _cursor(self, register: int) -> str:
        return f"c{register - len(self.function.types)}"

    def _constant(self, index: int) -> str:
        entry = self.program.constants[index]
        return f"k{index}" if self.known.constants[asm_text.key(entry)] > 1 else asm_text.constant(entry)

    def _global(self, index: int) -> str:
        name = self.program.globals[index]
        return asm_text.name(name) if self.known.globals[name] == 1 else f"{index} {asm_text.name(name)}"

    def _callee(self, index: int) -> str:
        return f"{index} {asm_text.name(self.program.functions[index].name)}"


def ends_by_itself(body: list[Node]) -> bool:
    """Whether the last entry of a function's listing is a return that no node of its body stands for."""
    return not body or not isinstance(body[-1], Return)


def _registers(registers: tuple[int, ...]) -> str:
    return ", ".join(f"r{r}" for r in registers)
