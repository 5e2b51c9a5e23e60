"""What `sdol trace` writes: each instruction with what it read and wrote, as text or as JSON lines."""

from __future__ import annotations

from collections import deque

from sdol.compiler.asm_words import Known, Words
from sdol.kernel.flat import operands
from sdol.kernel.limits import Limits
from sdol.kernel.output import inert
from sdol.kernel.show import clip
from sdol.shell.answer import dumps
from sdol.shell.excerpts import excerpt, whole
from sdol.shell.stepwise import held
from sdol.shell.values import as_json
from sdol.shell.watched import called

TYPE_CHECKING = False
if TYPE_CHECKING:
    import io
    from typing import Any, Protocol

    from sdol.kernel.ir import Program
    from sdol.kernel.machine import Machine
    from sdol.kernel.output import Output
    from sdol.kernel.watching import Event
    from sdol.shell.terminal import Paint
    from sdol.shell.watched import Position

    class Form(Protocol):
        """How events and what the program printed are written, a text with its line ends for each."""

        def event(self, event: Event) -> str: ...

        def printed(self, text: str) -> str: ...


BESIDE = 40
"""Column in which an instruction's values begin."""


class Trace:
    """A program on the stepping machine whose instructions are written down while it runs.

    Args:
        machine: with the program, or with a function of it begun.
        out: where the trace goes.
        form: how it is written.
        shown: the instructions to show, or None for all.
        printing: those that print.
        echo: takes what the program prints, where that stands in the trace.
        last: to show only so many, the last ones before the end.
        limits: of memory and instructions.
    """

    def __init__(
        self,
        machine: Machine,
        out: Output,
        form: Form,
        shown: set[Position] | None,
        printing: set[Position],
        echo: io.StringIO | None,
        last: int | None,
        limits: Limits | None = None,
    ) -> None:
        self._machine, self._out, self._form, self._echo = machine, out, form, echo
        self._limits = limits or Limits()
        self._shown = shown
        self._watched = None if shown is None else shown | (printing if echo else set())
        self._kept: deque[tuple[Event, str]] | None = None if last is None else deque(maxlen=last)
        self.count = 0
        """How many instructions were shown, or would have been but for `last`."""

    def call(self) -> Any:
        """Runs the program to its end.

        Raises:
            Trap: it failed, or came to a limit.
            OutputClosed, SdolError: E0820, the trace cannot be written.
        """
        if not self._machine.frames:
            self._machine.start()
        try:
            with held(self._limits.memory):
                for event in self._machine.events(self._watched, self._limits.instructions):
                    self._take(event)
        finally:
            for event, printed in self._kept or ():
                self._write(event, printed)
            self._out.flush()
        return self._machine.result

    def _take(self, event: Event) -> None:
        printed = self._printed()
        if self._shown is not None and (event.code, event.position) not in self._shown:
            if self._kept is None:
                self._write(None, printed)
            return
        self.count += 1
        if self._kept is None:
            self._write(event, printed)
        else:
            self._kept.append((event, printed))

    def _write(self, event: Event | None, printed: str) -> None:
        text = self._form.event(event) if event else ""
        self._out.write(text + (self._form.printed(printed) if printed else ""))

    def _printed(self) -> str:
        """What the program has printed since it was last asked."""
        if self._echo is None:
            return ""
        self._machine.world.output.flush()
        text = self._echo.getvalue()
        if text:
            self._echo.seek(0)
            self._echo.truncate()
        return text


class Texts:
    """The trace for a person: a line of the source, and below it what its instructions did.

    Args:
        program: what runs.
        paint: colours, where they are wanted.
        width: columns to which lines are cut, or None.
        uncut: whether values are shown whole.
    """

    def __init__(self, program: Program, paint: Paint, width: int | None, *, uncut: bool) -> None:
        self._views = Views(program)
        self._paint, self._width = paint, width
        self._show = whole if uncut else excerpt
        self._at: tuple[int, int, int] | None = None

    def event(self, event: Event) -> str:
        view = self._views.of(event.code)
        at = (event.code, view.line(event.position), event.depth)
        head = "" if at == self._at else self._head(view, *at)
        self._at = at
        code = f"{event.position:>5}  {view.words.entry(view.words.entries[event.position])}"
        return head + self._line(code, self._beside(view, event))

    def printed(self, text: str) -> str:
        return "".join(f"     | {line}\n" for line in text.removesuffix("\n").split("\n"))

    def _head(self, view: View, code: int, line: int, depth: int) -> str:
        source, name = view.words.source, view.words.function.name
        deep = f", call {depth - 1:,} deep" if depth > 1 else ""
        where = f"{source.name}:{line} in {name}{deep}"
        text = f"{inert(where)} | {inert(source.line(line)).expandtabs(4).strip()}"
        return self._paint.strong(self._cut(text)) + "\n"

    def _line(self, code: str, beside: str) -> str:
        if not beside:
            return self._cut(code) + "\n"
        start = max(len(code) + 2, BESIDE)
        text = self._cut(code.ljust(start) + beside)
        return text[:start] + self._paint.faint(text[start:]) + "\n"

    def _cut(self, text: str) -> str:
        return text if self._width is None else clip(text, self._width)

    def _beside(self, view: View, event: Event) -> str:
        """What it read, and after an arrow what it wrote, or failed with."""
        pairs = zip(operands(event.entry), event.args, strict=True)
        text = ", ".join(f"{view.called(r)} {self._held(event, v)}" for r, v in pairs)
        if event.error is not None:
            return f"{text} ✗ {event.error.code}: {event.error.message}".replace("\n", " ").strip()
        if event.wrote < 0 or event.entry[0] == "const" or view.type(event.wrote) == "nil":
            return text
        text = "" if event.entry[0] == "copy" else text
        return f"{text} → {view.called(event.wrote)} = {self._show(event.value)}".strip()

    def _held(self, event: Event, value: Any) -> str:
        return f"at {value}" if event.entry[0] == "next" else f"= {self._show(value)}"


class Records:
    """The trace for a program: a JSON object on each line."""

    def __init__(self, program: Program, *, uncut: bool) -> None:
        self._views = Views(program)
        self._uncut = uncut

    def event(self, event: Event) -> str:
        view = self._views.of(event.code)
        line, column = view.places[event.position]
        registers = operands(event.entry)
        record: dict[str, Any] = {
            "depth": event.depth,
            "function": event.function,
            "file": view.words.source.name,
            "line": line,
            "column": column,
            "at": event.position,
            "instruction": called(event.entry),
            "text": view.words.entry(view.words.entries[event.position]),
            "read": [self._value(view, r, v) for r, v in zip(registers, event.args, strict=True)],
            "wrote": self._value(view, event.wrote, event.value) if event.wrote >= 0 else None,
        }
        if event.error is not None:
            record["error"] = {"code": event.error.code, "message": event.error.message}
        return _json_line(record)

    def printed(self, text: str) -> str:
        return _json_line({"printed": text})

    def _value(self, view: View, register: int, value: Any) -> dict[str, Any]:
        found = {"register": register, "name": view.name(register), "type": view.type(register)}
        if not self._uncut:
            return found | {"shown": excerpt(value)}
        shown = whole(value)
        data = as_json(value)
        try:
            dumps(data)
        except ValueError:  # a number that is too long to be written
            data = shown
        return found | {"shown": shown, "value": data}


def _json_line(record: dict[str, Any]) -> str:
    return dumps(record) + "\n"


class Views:
    """The functions of a program, each made ready to be shown when it is first met."""

    def __init__(self, program: Program) -> None:
        self._program, self._known = program, Known(program)
        self._made: dict[int, View] = {}

    def of(self, code: int) -> View:
        if code not in self._made:
            self._made[code] = View(Words(self._program, code, self._known))
        return self._made[code]


class View:
    """One function: its instructions in words, its places, and what its registers are called."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.places = [words.source.position(place[0]) for place in words.listing.places]

    def line(self, position: int) -> int:
        return self.places[position][0]

    def name(self, register: int) -> str:
        """What the user calls a register, or ""."""
        names = self.words.function.names
        return names[register] if register < len(names) else ""

    def type(self, register: int) -> str:
        types = self.words.function.types
        return types[register] if register < len(types) else "cursor"

    def called(self, register: int) -> str:
        """Its name, if the user gave it one, else its number; the cursor of a loop by its own."""
        count = len(self.words.function.types)
        return self.name(register) or (f"r{register}" if register < count else f"c{register - count}")
