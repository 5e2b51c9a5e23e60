"""Compiled files: a program's IR in a form that is safe to read, whoever wrote it.

A compiled file holds no code. It is a magic word, the format's version, a checksum, and JSON: which version of sdol
wrote it, a digest of the instructions that it uses, the identities of its spaces, and the program. Everything is
checked before it is used: the file as a whole, then the form of each part, then the program by the verifier. What
was written for another version of sdol, another instruction table or another model is refused, never misread.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import Any

from sdol import __version__
from sdol.errors import SdolError
from sdol.kernel import table
from sdol.kernel.depth import deep
from sdol.kernel.ir import NODES, Function, Node, Op, Program, children

ENDING = ".sdolc"
MAGIC = b"\x89SDOLC\r\n"
FORMAT = 1
MOST_BYTES = 64 << 20
MOST_NESTED = 300
"""Blocks inside each other that are read; the verifier takes fewer."""

_HEADER = len(MAGIC) + 2 + 4


def to_bytes(program: Program) -> bytes:
    """A program as the bytes of a compiled file."""
    head = {"sdol": __version__, "instructions": _instructions(program)}
    with deep():
        body = json.dumps(head | {"program": _program(program)}, separators=(",", ":")).encode("ascii")
    return MAGIC + FORMAT.to_bytes(2, "big") + zlib.crc32(body).to_bytes(4, "big") + body


def from_bytes(data: bytes) -> Program:
    """The program in the bytes of a compiled file, verified.

    Raises:
        SdolError: E0908, it is damaged, was made for another version, table or model, or is no program; E0701, a
            space is not there.
    """
    from sdol.compiler.verify import VerificationError, verify

    try:
        head = _head(data)
        with deep():
            program = _read_program(head.get("program"))
        _check_instructions(program, head.get("instructions"))
        _check_spaces(program)
        verify(program)
    except _Malformed as error:
        raise _refused(f"what it holds is no program: {error}") from None
    except VerificationError as error:
        raise _refused(f"what it holds is no program: {error.message}") from None
    return program


class _Malformed(ValueError):
    """A part that has not the form of one."""


def _refused(reason: str) -> SdolError:
    help = "make it again: `sdol asm` assembles a listing, `sdol dis` lists a source"
    return SdolError("E0908", "this compiled program cannot be read", reason=reason, help=help)


def _head(data: bytes) -> dict[str, Any]:
    """What is in a file, if it is whole and of this version."""
    if data[: len(MAGIC)] != MAGIC or len(data) < _HEADER:
        raise _refused("it is not a compiled program")
    if len(data) > MOST_BYTES:
        raise _refused(f"it is larger than a compiled program can be ({MOST_BYTES >> 20} MiB)")
    version = int.from_bytes(data[len(MAGIC) : len(MAGIC) + 2], "big")
    if version != FORMAT:
        raise _refused(f"it is of format {version}, and this version of sdol reads format {FORMAT}")
    if zlib.crc32(data[_HEADER:]) != int.from_bytes(data[_HEADER - 4 : _HEADER], "big"):
        raise _refused("it is damaged")
    try:
        head = json.loads(data[_HEADER:])
    except (ValueError, RecursionError):
        raise _Malformed("it does not read as JSON") from None
    if not isinstance(head, dict):
        raise _Malformed("it is no object")
    if head.get("sdol") != __version__:
        raise _refused(f"sdol {head.get('sdol')!s:.20} made it, and this is sdol {__version__}")
    return head


# --- what it was made for -----------------------------------------------------------------------------------


def _operations(blocks: list[list[Node]]) -> Iterator[str]:
    """The instructions that blocks use, without recursion."""
    waiting = list(blocks)
    while waiting:
        for node in waiting.pop():
            if isinstance(node, Op):
                yield node.name
            waiting += children(node)


def _instructions(program: Program) -> str:
    """A digest of the names, signatures and effects of the instructions that a program uses."""
    found = hashlib.sha256()
    for name in sorted(set(_operations([f.body for f in program.functions]))):
        row = table.get(name)
        found.update(repr((name, row.signature_texts, row.effect, row.lift, row.surface)).encode())
    return found.hexdigest()[:16]


def _check_instructions(program: Program, expected: object) -> None:
    try:
        found = _instructions(program)
    except (KeyError, ImportError, ValueError):
        return  # the verifier says which one there is not
    if found != expected:
        raise _refused("an instruction that it uses has another signature now")


def _check_spaces(program: Program) -> None:
    from sdol.spaces.registry import manifest

    for name, identity in program.spaces.items():
        here = manifest(name).id
        if here != identity:
            raise _refused(f"it was made for the space {identity!s:.40}, and here is {here}")


# --- writing ------------------------------------------------------------------------------------------------


def _program(program: Program) -> dict[str, Any]:
    return {
        "functions": [_written(f) for f in program.functions],
        "constants": [[kind, *map(_constant, parts)] for kind, *parts in program.constants],
        "globals": program.globals,
        "tests": program.tests,
        "sources": program.sources,
        "spaces": program.spaces,
    }


def _written(value: Any) -> Any:
    """A function or node as a list: its kind and its fields."""
    if isinstance(value, list):
        return [_written(v) for v in value]
    if type(value).__name__ in _FORMS:
        return [type(value).__name__, *(_written(getattr(value, f.name)) for f in fields(value))]
    return value


def _constant(value: Any) -> Any:
    """A constant's part; numbers are written so that no reader rounds them."""
    if isinstance(value, float):
        return {"num": repr(value)}
    if isinstance(value, int) and not isinstance(value, bool):
        return {"int": hex(value)}
    return value


# --- reading ------------------------------------------------------------------------------------------------


def _read_program(data: object) -> Program:
    parts = _object(data)
    return Program(
        [_function(f) for f in _list(parts.get("functions"))],
        [_read_entry(c) for c in _list(parts.get("constants"))],
        [_text(g) for g in _list(parts.get("globals"))],
        [_pair(t, _text, _int) for t in _list(parts.get("tests"))],
        [_pair(s, _text, _text) for s in _list(parts.get("sources"))],
        {name: _text(identity) for name, identity in _object(parts.get("spaces")).items()},
    )


def _function(data: object) -> Function:
    made = _made(data, 0)
    if not isinstance(made, Function):
        raise _Malformed("a function is none")
    return made


def _made(data: object, depth: int) -> Any:
    """A function or node from its list."""
    if depth > MOST_NESTED:
        raise _Malformed("blocks stand too deep inside each other")
    kind, *values = _list(data) or [None]
    form = _FORMS.get(kind) if isinstance(kind, str) else None
    if form is None or len(form[1]) != len(values):
        raise _Malformed(f"{kind!r:.40} is no node")
    return form[0](*(read(value, depth) for read, value in zip(form[1], values, strict=True)))


def _nodes(data: object, depth: int) -> list[Node]:
    found = [_made(node, depth + 1) for node in _list(data)]
    if any(isinstance(node, Function) for node in found):
        raise _Malformed("a function stands in a block")
    return found


def _read_entry(data: object) -> tuple[Any, ...]:
    kind, *parts = _list(data) or [None]
    return _text(kind), *map(_read_constant, parts)


def _read_constant(value: object) -> Any:
    if value is None or isinstance(value, (bool, str)):
        return value
    kind, written = next(iter(value.items())) if isinstance(value, dict) and len(value) == 1 else ("", "")
    if kind == "num" and isinstance(written, str):
        return _number(float, written)
    if kind == "int" and isinstance(written, str):
        return _number(lambda digits: int(digits, 16), written)
    raise _Malformed(f"{value!r:.40} is no constant")


def _number(read: Callable[[str], Any], written: str) -> Any:
    try:
        return read(written)
    except ValueError:
        raise _Malformed(f"{written!r:.40} is no number") from None


def _object(data: object) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise _Malformed("a part of it is missing")
    return data


def _list(data: object) -> list[Any]:
    if not isinstance(data, list):
        raise _Malformed("a list of it is missing")
    return data


def _int(data: object, depth: int = 0) -> int:
    if type(data) is not int or not -1 <= data < 1 << 31:
        raise _Malformed(f"{data!r:.40} is no number of anything")
    return data


def _text(data: object, depth: int = 0) -> str:
    if type(data) is not str:
        raise _Malformed(f"{data!r:.40} is no text")
    return data


def _pair(data: object, first: Callable[[object], Any], second: Callable[[object], Any]) -> tuple[Any, Any]:
    pair = _list(data)
    if len(pair) != 2:
        raise _Malformed("a pair has two parts")
    return first(pair[0]), second(pair[1])


def _place(data: object, depth: int) -> tuple[int, int]:
    return _pair(data, _int, _int)


def _ints(data: object, depth: int) -> list[int]:
    return [_int(value) for value in _list(data)]


def _texts(data: object, depth: int) -> list[str]:
    return [_text(value) for value in _list(data)]


_READERS: dict[str, Callable[[object, int], Any]] = {
    "int": _int,
    "Reg": _int,
    "str": _text,
    "Place": _place,
    "list[Reg]": _ints,
    "list[str]": _texts,
    "list[Node]": _nodes,
}
"""By the type of a field, as the IR declares it, what reads it."""

_FORMS = {
    kind.__name__: (kind, [_READERS[str(f.type)] for f in fields(kind)])
    for kind in (*NODES.values(), Function)
}
