"""The assembler: assembly text becomes a program that the verifier takes, or one message says why not.

`assemble(listing.whole(program))` is that program again. Text that a person wrote may leave much out: constants,
positions, places, sources; a function without a source has the assembly text itself as its source, so that a
failure shows the instruction.
"""

from __future__ import annotations

from sdol.compiler import asm_text
from sdol.compiler.asm_blocks import Blocks, Unstructured, aims_outside
from sdol.compiler.asm_reader import MOST_LINES, Draft, Reader, Wrong
from sdol.compiler.asm_words import ends_by_itself
from sdol.compiler.verify import VerificationError, verify
from sdol.diagnostics import Diagnostic, Label, Source
from sdol.errors import SdolError
from sdol.kernel.depth import deep
from sdol.kernel.flat import Entry, Listing
from sdol.kernel.ir import Function, Place, Program

CODE = "E0910"


class AssemblyError(Exception):
    """Text that makes no program: what is told of it."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


def assemble(name: str, text: str) -> Program:
    """The program that assembly text describes, verified.

    Args:
        name: of the file, for messages.

    Raises:
        AssemblyError: E0910, or E07xx for a space that is not there.
    """
    with deep():
        return _Assembler(Source(name, text)).program()


class _Assembler:
    def __init__(self, source: Source) -> None:
        self.source = source
        if source.text.count("\n") > MOST_LINES:
            raise self.wrong(0, 0, 0, f"an assembly text has at most {MOST_LINES:,} lines")
        try:
            self.reader = Reader(source.text)
        except Wrong as wrong:
            found = wrong.found
            raise self.wrong(wrong.line, found.start, found.end, found.message, found.help) from None

    def program(self) -> Program:
        """The whole program."""
        reader, names = self.reader, self.reader.names
        if not reader.drafts:
            raise self.wrong(
                len(reader.lines) - 1, 0, 0, "there is no function", "the first one is `function 0 main()`"
            )
        own = self._own_source()
        made = [_Function(self, draft, own) for draft in reader.drafts]
        program = Program(
            [one.function for one in made],
            names.constants,
            names.globals,
            reader.tests,
            reader.sources,
            self._spaces(),
        )
        try:
            verify(program)
        except VerificationError as error:
            raise self._refused(error, made) from None
        return program

    def _own_source(self) -> int:
        """The index of the assembly text among the sources, where a function needs it."""
        drafts, sources = self.reader.drafts, self.reader.sources
        if any(draft.source < 0 for draft in drafts):
            sources.append((self.source.name, self.source.text))
        return len(sources) - 1

    def _spaces(self) -> dict[str, str]:
        """The spaces, those of constants included; one whose identity is not written is as it is here."""
        from sdol.spaces.registry import manifest

        declared = dict(self.reader.spaces)
        for entry in self.reader.names.constants:
            if entry[0] == "vec":
                declared.setdefault(entry[1], ("", 0))
        found: dict[str, str] = {}
        for name, (identity, line) in declared.items():
            try:
                here = manifest(name).id
            except SdolError as error:
                raise self.wrong(line, 0, None, error.message, error.help, error.code) from None
            if identity not in ("", here):
                help = "disassemble the program again, or leave out the identity"
                text = f"the space `{name}` is {here} here, not {identity}"
                raise self.wrong(line, 0, None, text, help)
            found[name] = here
        return found

    def _refused(self, error: VerificationError, made: list[_Function]) -> AssemblyError:
        """What the verifier refuses, at the line that it means."""
        at = error.function
        line, start, end = made[at].where(error.node) if 0 <= at < len(made) else (0, 0, None)
        return self.wrong(line, start, end, error.message)

    def wrong(
        self, line: int, start: int, end: int | None, message: str, help: str = "", code: str = CODE
    ) -> AssemblyError:
        """A message about columns of a line, from 0; up to the end of what is written there if `end` is None."""
        text = self.source.line(line + 1)
        if end is None:
            start, end = len(text) - len(text.lstrip()), len(text.rstrip())
        base = self.source.offset(line + 1, 1)
        label = Label(base + min(start, len(text)), base + min(max(end, start), len(text)))
        return AssemblyError(Diagnostic(code, message, self.source, (label,), "", help))


class _Function:
    """One function, structured."""

    def __init__(self, assembler: _Assembler, draft: Draft, own: int) -> None:
        self.assembler, self.draft = assembler, draft
        place = draft.place if draft.source >= 0 else self._characters(draft.line)
        self.function = Function(
            draft.name,
            draft.arity,
            draft.captures,
            draft.types,
            draft.names,
            source=draft.source if draft.source >= 0 else own,
            place=place,
        )
        self.code = draft.code
        if self.code and self.code[-1].entry == ("end",):
            self.code = self.code[:-1]
        self._structure()

    def _structure(self) -> None:
        entries = [code.entry for code in self.code]
        self.blocks = Blocks(entries, self._places())
        try:
            if (at := aims_outside(entries)) >= 0:
                raise Unstructured(at, "this jump leads behind the end of the function")
            self.function.body = self.blocks.body()
        except Unstructured as error:
            code = self.code[min(error.at, len(self.code) - 1)]
            raise self.assembler.wrong(code.line, *code.columns, error.message, error.help) from None
        self._compare(Listing(self.function), entries)

    def _places(self) -> list[Place]:
        """The place of each entry: as written, else that of the line before, or of the line itself."""
        found: list[Place] = []
        place = self.function.place
        for code in self.code:
            if code.place is not None:
                place = code.place
            elif self.draft.source < 0:
                place = self._characters(code.line, code.columns)
            found.append(place)
        return found

    def _compare(self, listing: Listing, entries: list[Entry]) -> None:
        """Makes sure that the blocks mean the very listing that they were made from."""
        flat = listing.entries[:-1] if ends_by_itself(self.function.body) else listing.entries
        for at, code in enumerate(self.code):
            if at >= len(flat) or _without_cursor(flat[at]) != _without_cursor(entries[at]):
                raise self.assembler.wrong(code.line, *code.columns, "this instruction fits no block")
            if code.place not in (None, listing.places[at]):
                place = asm_text.place(listing.places[at])
                text = f"this line belongs to a block at {place}, and has another place"
                raise self.assembler.wrong(code.line, *code.columns, text, "leave the place out")
        if len(flat) != len(self.code):
            raise self.assembler.wrong(
                self.draft.line, 0, None, "the function does not end where its blocks do"
            )

    def where(self, node: object) -> tuple[int, int, int | None]:
        """Line and columns of a node, or of the function's head."""
        at = self.blocks.positions.get(id(node), -1)
        code = self.code[at] if 0 <= at < len(self.code) else None
        return (code.line, *code.columns) if code else (self.draft.line, 0, None)

    def _characters(self, line: int, columns: tuple[int, int] | None = None) -> Place:
        """The characters of a line of the assembly text."""
        source = self.assembler.source
        start, end = columns or (0, len(source.line(line + 1)))
        base = source.offset(line + 1, 1)
        return base + start, base + end


def _without_cursor(entry: Entry) -> Entry:
    """An entry without the number of its loop's cursor, which follows from the order of the loops."""
    match entry:
        case ("iterate", _, source):
            return ("iterate", source)
        case ("next", dst, _, target):
            return ("next", dst, target)
    return entry
