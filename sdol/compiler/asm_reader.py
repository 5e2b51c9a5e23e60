"""Reading assembly text: its lines become the parts of a program, each function still a flat listing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sdol.compiler import asm_text
from sdol.compiler.asm_lines import LineReader, Names, meant
from sdol.compiler.asm_text import Unreadable
from sdol.kernel.flat import Entry
from sdol.kernel.ir import Place

MOST_LINES = 1 << 20
"""Text of more lines is no program."""

_BLANK = re.compile(r"\s*(#.*)?$")
_ECHO = re.compile(r"\s*\d+ \|")
_LABEL = re.compile(r"\s*(?!r\d+:)([A-Za-z_]\w*):\s*(#.*)?$", re.ASCII)
_QUOTED = r'"(?:[^"\\]|\\.)*"'
_REGISTER = re.compile(rf"\s+r(\d{{1,9}})(?=\s*(?:\s[A-Za-z_]\w*|{_QUOTED})?\s*:)", re.ASCII)
_HEAD = re.compile(rf"function\s+(\d+)\s+([A-Za-z_]\w*|{_QUOTED})", re.ASCII)
_PART = re.compile(rf"{_QUOTED}|.")
_UNCOMMENTED = re.compile(rf'(?:[^"#]|{_QUOTED})*')
_WORDS = ("assembly", "space", "constant", "global", "test", "function", "source")


class Wrong(Exception):
    """A line that is wrong: what, in which line from 0, and its columns from 0."""

    def __init__(self, line: int, found: Unreadable) -> None:
        super().__init__(found.message)
        self.line, self.found = line, found


@dataclass
class Code:
    """One line of code.

    Attributes:
        line: its number, from 0.
        columns: those of the instruction in it.
        entry: what it says.
        place: the characters of the source that it came from, where they are written.
    """

    line: int
    columns: tuple[int, int] = (0, 0)
    entry: Entry = ()
    place: Place | None = None


@dataclass
class Draft:
    """A function as it was read."""

    line: int
    name: str
    captures: int
    arity: int
    types: list[str]
    names: list[str]
    source: int = -1
    place: Place = (0, 0)
    code: list[Code] = field(default_factory=list)
    labels: dict[str, int] = field(default_factory=dict)


class Reader:
    """Reads a whole text.

    Raises:
        Wrong: a line that does not read; nothing after it is looked at.
    """

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self.names = Names()
        self.spaces: dict[str, tuple[str, int]] = {}
        self.tests: list[tuple[str, int]] = []
        self.sources: list[tuple[str, str]] = []
        self.drafts: list[Draft] = []
        self._body: list[str] | None = None
        for number, line in enumerate(self.lines):
            with _at(number):
                self._line(number, line)
        self._close_source()
        for draft in self.drafts:
            for code in draft.code:
                with _at(code.line):
                    self._instruction(draft, code)

    # --- lines ----------------------------------------------------------------------------------------------

    def _line(self, number: int, line: str) -> None:
        if line.startswith("|"):
            if self._body is None:
                raise Unreadable("a line of a source stands below `source`", 0, len(line))
            self._body.append(asm_text.source_text(line))
        elif _BLANK.match(line) or _ECHO.match(line):
            return
        elif not line[0].isspace() and line.split(None, 1)[0] in _WORDS:
            self._close_source()
            self._directive(number, line, line.split(None, 1)[0])
        elif self.drafts and self._body is None:
            self._inside(self.drafts[-1], number, line)
        else:
            word = line.split()[0]
            end = len(line) - len(line.lstrip()) + len(word)
            text = f"`{word}` stands in no function" if word[0] in "rgcute" else f"`{word}` begins no line"
            raise Unreadable(text, end - len(word), end, meant(word, list(_WORDS)))

    def _inside(self, draft: Draft, number: int, line: str) -> None:
        """A line of a function."""
        label = _LABEL.match(line)
        if label:
            if label[1] in draft.labels:
                raise Unreadable(f"the label `{label[1]}` stands here twice", 0, label.end(1))
            draft.labels[label[1]] = len(draft.code)
        elif line.split(None, 1)[0] == "from":
            self._from(draft, LineReader(line, self.names))
        elif (declared := _REGISTER.match(line)) and not draft.code:
            self._declared(draft, line, int(declared[1]), declared.end())
        else:
            draft.code.append(Code(number))

    def _from(self, draft: Draft, reader: LineReader) -> None:
        reader.at = 1
        draft.source = reader.index("the number of a source")
        draft.place = asm_text.read_place(reader.kind("place", "a place such as `@0..12`"))
        reader.end()

    def _declared(self, draft: Draft, line: str, number: int, start: int) -> None:
        if number != len(draft.types):
            text = f"registers are declared in their order: the next one is r{len(draft.types)}"
            raise Unreadable(text, start - len(str(number)) - 1, start)
        stop = _whole_match(_UNCOMMENTED, line)
        name, kind = _named_type(line[:stop], start)
        draft.names.append(name)
        draft.types.append(kind)

    def _instruction(self, draft: Draft, code: Code) -> None:
        reader = LineReader(self.lines[code.line], self.names)
        code.entry, aim, code.place = reader.instruction()
        code.columns = reader.start, reader.stop
        if aim is not None:
            if aim.text not in draft.labels:
                help = meant(aim.text, list(draft.labels)) or f"write `{aim.text}:` where it leads to"
                text = f"there is no label `{aim.text}` in this function"
                raise Unreadable(text, aim.start, aim.end, help)
            target = draft.labels[aim.text]
            code.entry = tuple(target if part is aim.text else part for part in code.entry)

    # --- directives -----------------------------------------------------------------------------------------

    def _directive(self, number: int, line: str, word: str) -> None:
        if word == "function":
            self._function(number, line)
            return
        reader = LineReader(line, self.names)
        reader.at = 1
        getattr(self, f"_on_{word}")(number, line, reader)

    def _on_assembly(self, number: int, line: str, reader: LineReader) -> None:
        version = reader.index("the version of the assembly language")
        reader.end()
        if version != asm_text.FORMAT:
            text = f"this text is of version {version}, and this version of sdol reads {asm_text.FORMAT}"
            raise Unreadable(text, 0, len(line.rstrip()), "disassemble the program again")

    def _on_space(self, number: int, line: str, reader: LineReader) -> None:
        name = reader.name("the name of a space")
        identity = asm_text.unquoted(reader.kind("text", "")) if reader.next.kind == "text" else ""
        reader.end()
        self.spaces[name] = identity, number

    def _on_constant(self, number: int, line: str, reader: LineReader) -> None:
        self.names.add(reader.constant())
        reader.end()

    def _on_global(self, number: int, line: str, reader: LineReader) -> None:
        self.names.globals.append(reader.name("the name of a global"))
        reader.end()

    def _on_test(self, number: int, line: str, reader: LineReader) -> None:
        title = asm_text.unquoted(reader.kind("text", "the title of a test, in quotes"))
        self.tests.append((title, reader.index("the number of a function")))
        reader.end()

    def _function(self, number: int, line: str) -> None:
        """The head of a function, whose types are no words of an instruction."""
        match = _HEAD.match(line)
        if match is None:
            raise Unreadable("expected `function`, its number, and its name", 0, len(line))
        if match[1] != str(len(self.drafts)):
            text = f"functions stand in their order: the next one is {len(self.drafts)}"
            raise Unreadable(text, match.start(1), match.end(1))
        quoted = asm_text.Token("text", match[2], match.start(2), match.end(2))
        name = asm_text.unquoted(quoted) if match[2][0] == '"' else match[2]
        groups = dict(_groups(line[: _whole_match(_UNCOMMENTED, line)], match.end()))
        captures, params = groups.get("[", []), groups.get("(")
        if params is None:
            raise Unreadable("expected the parameters in parentheses", match.end(), match.end() + 1)
        draft = Draft(number, name, len(captures), len(captures) + len(params), [], [])
        for at, part in enumerate([*captures, *params]):
            self._parameter(draft, line, at, part)
        self.drafts.append(draft)
        self.names.functions.append(name)

    def _parameter(self, draft: Draft, line: str, at: int, part: tuple[int, int]) -> None:
        start, end = part
        written = f"r{at}"
        if not re.match(rf"\s*{written}\b", line[start:end]):
            raise Unreadable(f"expected `{written} name: type`", start, max(end, start + 1))
        name, kind = _named_type(line[:end], line.index(written, start) + len(written))
        draft.names.append(name)
        draft.types.append(kind)

    def _close_source(self) -> None:
        if self._body is not None:
            name = self.sources[-1][0]
            self.sources[-1] = name, "".join(self._body)
            self._body = None

    def _on_source(self, number: int, line: str, reader: LineReader) -> None:
        index = reader.index("the number of the source")
        if index != len(self.sources):
            text = f"sources stand in their order: the next one is {len(self.sources)}"
            raise Unreadable(text, reader.tokens[1].start, reader.tokens[1].end)
        self.sources.append((asm_text.unquoted(reader.kind("text", "the name of the source, in quotes")), ""))
        reader.end()
        self._body = []


class _at:
    """Within it, what does not read is told with its line."""

    def __init__(self, line: int) -> None:
        self.line = line

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: Any, raised: BaseException | None, trace: Any) -> None:
        if isinstance(raised, Unreadable):
            raise Wrong(self.line, raised) from None


def _whole_match(pattern: re.Pattern[str], line: str) -> int:
    match = pattern.match(line)
    return match.end() if match else 0


def _named_type(text: str, start: int) -> tuple[str, str]:
    """Name and type in `name: type` or `: type`."""
    match = re.compile(r'\s*(?:([A-Za-z_]\w*)|("(?:[^"\\]|\\.)*"))?\s*:\s*(.*\S)', re.ASCII).match(
        text, start
    )
    if match is None:
        raise Unreadable("expected a name, `:` and a type", start, max(len(text), start + 1))
    if match[2]:
        return asm_text.unquoted(asm_text.Token("text", match[2], match.start(2), match.end(2))), match[3]
    return match[1] or "", match[3]


def _groups(line: str, start: int) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """The bracketed groups that follow in a line: the bracket, and where each of its parts stands."""
    parts: list[tuple[int, int]] = []
    depth, begin, opener = 0, start, ""
    for match in _PART.finditer(line, start):
        at, character = match.start(), match[0]
        if character in ("(", "[", "{"):
            depth += 1
            if depth == 1:
                parts, begin, opener = [], at + 1, character
        elif character in (")", "]", "}"):
            depth -= 1
            if depth < 0:
                raise Unreadable("this bracket was not opened", at, at + 1)
            if depth == 0:
                yield opener, [*parts, (begin, at)] if parts or line[begin:at].strip() else []
        elif character == "," and depth == 1:
            parts.append((begin, at))
            begin = at + 1
        elif depth == 0 and not character.isspace():
            raise Unreadable(f"`{character}` does not belong here", at, match.end())
    if depth:
        raise Unreadable("a bracket is not closed", start, len(line))
