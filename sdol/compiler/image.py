"""A compiled program as it is kept: code objects for the fast engine, the IR for everything else.

The bytes are marshal's, guarded by a magic word, the format's version and a checksum: what was written by
another version or is damaged is refused, never misread.
"""

from __future__ import annotations

import marshal
import sys

from sdol import __version__
from sdol.errors import SdolError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType
    from typing import Any

    from sdol.compiler.emit import Emitted
    from sdol.kernel.ir import Program

LIBRARY = "library:"
"""Begins the name of a source of the library, which is the same on every machine."""

MAGIC = b"SDOL\x01"
_WRITER = f"{__version__} {sys.implementation.cache_tag} {sys.hexversion:x}"
_FIELDS = (
    *("modules", "operations", "effects", "used_constants", "constants"),
    *("globals", "function_names", "sources", "tests", "spaces", "vectors", "ir"),
)


class Image:
    """A compiled program.

    Attributes:
        modules: code objects, one for each source with functions.
        operations: (instruction, lift mask) of each `o0`, `o1`, … in the code.
        effects: instructions of each `e0`, `e1`, …
        used_constants: positions of the constants that the code reads.
        constants: the constants; vectors of texts are looked up when the program is linked.
        globals, function_names, sources, tests, spaces: as in `ir.Program`.
        vectors: by the identity of the space and the text, the float32 bytes of literals that were embedded.
        ir: the program's IR as marshalled data.
        changed: whether there is more than in the file that it was read from; not kept itself.
    """

    __slots__ = (*_FIELDS, "changed")
    modules: list[CodeType]
    operations: list[tuple[str, str]]
    effects: list[str]
    used_constants: list[int]
    constants: list[tuple[Any, ...]]
    globals: list[str]
    function_names: list[str]
    sources: list[tuple[str, str]]
    tests: list[tuple[str, int]]
    spaces: dict[str, str]
    vectors: dict[str, dict[str, bytes]]
    ir: bytes
    changed: bool

    @classmethod
    def make(cls, program: Program, *, fused: bool = True) -> Image:
        """Compiles a program for the fast engine and keeps its IR, as it was before any pass, beside it."""
        from sdol.compiler.emit import emit
        from sdol.compiler.passes import optimised
        from sdol.kernel.depth import deep
        from sdol.kernel.ir import to_data

        with deep():
            made = optimised(program) if fused else program
            image = cls.of(made, emit(made))
            image.ir = marshal.dumps(to_data(program))
        return image

    @classmethod
    def of(cls, program: Program, emitted: Emitted) -> Image:
        """An image without the IR, for a program that is not kept."""
        image = cls()
        image.ir, image.vectors, image.changed = b"", {}, True
        image.fill(program, emitted)
        return image

    def fill(self, program: Program, emitted: Emitted) -> None:
        """Takes over what a program has come to be, and what was emitted for it."""
        self.modules = emitted.modules
        self.operations, self.effects = list(emitted.operations), list(emitted.effects)
        self.used_constants = sorted(emitted.constants)
        self.constants, self.globals = program.constants, program.globals
        self.function_names = [f.name for f in program.functions]
        self.sources, self.tests, self.spaces = program.sources, program.tests, program.spaces

    def program(self) -> Program:
        """The IR."""
        from sdol.kernel.depth import deep
        from sdol.kernel.ir import Program, from_data

        with deep():
            made = from_data(marshal.loads(self.ir))
        assert isinstance(made, Program)
        return made

    def to_bytes(self) -> bytes:
        body = marshal.dumps([getattr(self, name) for name in _FIELDS])
        writer = _WRITER.encode()
        return MAGIC + len(writer).to_bytes(2, "big") + writer + digest(body).to_bytes(4, "big") + body

    @classmethod
    def from_bytes(cls, data: bytes) -> Image:
        """Reads what `to_bytes` wrote.

        Raises:
            SdolError: E0908, not a compiled program, damaged, or made by another version.
        """
        start = len(MAGIC) + 2
        if data[: len(MAGIC)] != MAGIC or len(data) < start:
            raise _unreadable("it is not a compiled program")
        end = start + int.from_bytes(data[len(MAGIC) : start], "big")
        if data[start:end] != _WRITER.encode():
            raise _unreadable("another version of sdol or Python compiled it")
        body = data[end + 4 :]
        if digest(body) != int.from_bytes(data[end : end + 4], "big"):
            raise _unreadable("it is damaged")
        image = cls()
        for name, value in zip(_FIELDS, marshal.loads(body), strict=True):
            setattr(image, name, value)
        image.changed = False
        return image


def digest(data: str | bytes) -> int:
    """CRC-32: it finds damage, and need not stand up to malice in the user's own folder."""
    from zlib import crc32

    return crc32(data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data)


def _unreadable(reason: str) -> SdolError:
    return SdolError(
        "E0908",
        "this compiled program cannot be read",
        reason=reason,
        help="compile it again from its source",
    )
