"""Compiled files: they hold the program, and whatever else they hold is refused before anything runs."""

from __future__ import annotations

import io
import json
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from assembled import compiled, data
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from programs import programs

from sdol.compiler import portable
from sdol.compiler.asm import assemble
from sdol.compiler.image import Image
from sdol.compiler.link import stepping
from sdol.compiler.listing import whole
from sdol.compiler.portable import from_bytes, to_bytes
from sdol.errors import SdolError
from sdol.kernel import table
from sdol.kernel.depth import deep
from sdol.kernel.output import Output
from sdol.kernel.traps import Trap
from sdol.kernel.world import World

HEADER = len(portable.MAGIC) + 6
FILE = to_bytes(compiled())
HEAD = json.loads(FILE[HEADER:])


def sealed(head: object, *, version: int = portable.FORMAT) -> bytes:
    """A file with a right checksum over whatever is in it."""
    body = head if isinstance(head, bytes) else json.dumps(head).encode()
    return portable.MAGIC + version.to_bytes(2, "big") + zlib.crc32(body).to_bytes(4, "big") + body


def resealed(program: dict[str, Any]) -> bytes:
    """A file with a right digest, too, over this program."""
    try:
        with deep():
            digest = portable._instructions(portable._read_program(program))
    except (ValueError, KeyError):
        digest = ""
    return sealed(HEAD | {"program": program, "instructions": digest})


def refused(file: bytes) -> str:
    with pytest.raises(SdolError) as raised:
        from_bytes(file)
    assert raised.value.code == "E0908"
    assert raised.value.help
    return raised.value.reason


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(programs())
def test_a_program_comes_back_as_it_was(text: str) -> None:
    program = compiled(text)
    assert data(from_bytes(to_bytes(program))) == data(program)


def test_it_holds_no_code() -> None:
    assert b'"print"' not in FILE
    assert json.loads(FILE[HEADER:])["program"]["functions"][0][1] == "main"


# --- made for something else --------------------------------------------------------------------------------


def test_another_format() -> None:
    assert "format 7" in refused(sealed(HEAD, version=7))


def test_another_version_of_sdol() -> None:
    assert "sdol 0.0.0 made it" in refused(sealed(HEAD | {"sdol": "0.0.0"}))


def test_another_model() -> None:
    other = HEAD["program"] | {"spaces": {"minilm": "minilm@00000000"}}
    assert "minilm@00000000" in refused(sealed(HEAD | {"program": other}))


def test_another_signature(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table.get("list.counter"), "signature_texts", ("(n: num) -> list[int]",))
    assert "another signature" in refused(FILE)


def test_a_space_that_is_not_there() -> None:
    other = HEAD["program"] | {"spaces": {"nowhere": "nowhere@00000000"}}
    with pytest.raises(SdolError) as raised:
        from_bytes(sealed(HEAD | {"program": other}))
    assert raised.value.code == "E0701"


# --- damaged ------------------------------------------------------------------------------------------------


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(FILE) * 8 - 1))
def test_no_flipped_bit_goes_unnoticed(bit: int) -> None:
    flipped = bytearray(FILE)
    flipped[bit // 8] ^= 1 << bit % 8
    assert refused(bytes(flipped))


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(FILE) - 1), st.binary(max_size=40))
def test_nor_a_file_that_ends_early_or_is_another(end: int, other: bytes) -> None:
    assert refused(FILE[:end])
    assert refused(other)
    assert refused(portable.MAGIC + other)
    assert refused(sealed(other))


@pytest.mark.parametrize(
    "body", [b"[" * 100_000, b'{"a":' * 100_000, b"1" * 100_000, b"[1e999]", b'"\xff"', b"null", b"{}"]
)
def test_what_is_no_object_of_json(body: bytes) -> None:
    assert refused(sealed(body))


def test_the_deepest_program_that_compiles_comes_back_and_runs() -> None:
    text = "var n = 0\n" + "if n == 1 { n = 2 } else " * 245 + "{ print n }\n"
    program = compiled(text)
    assert data(from_bytes(to_bytes(program))) == data(program)
    assert data(assemble("p", whole(program))) == data(program)


def test_blocks_that_stand_too_deep() -> None:
    program = json.loads(json.dumps(HEAD["program"]))
    inner: list[Any] = []
    for _ in range(280):
        inner = [["If", [0, 0], 0, inner, []]]
    program["functions"][0][6] = inner
    assert "too deep" in refused(resealed(program))
    for _ in range(120):
        inner = [["If", [0, 0], 0, inner, []]]
    program["functions"][0][6] = inner
    assert refused(sealed(HEAD | {"program": program}))


# --- wrong, with a right checksum ---------------------------------------------------------------------------

JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(max_size=4),
    st.sampled_from(
        [[], {}, [[]], {"int": "0x1"}, {"int": "x"}, {"num": "nan"}, 2**31 - 1, 2**31, 10**400, -1]
    ),
    st.sampled_from(
        ["vec@minilm", "list[" * 300, "fn() -> " * 300, "T" + "?" * 3000, "never", "num.add", "../x.y"]
    ),
)


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every part of a JSON value, as its container and the key in it."""
    found: list[tuple[Any, Any]] = []
    waiting = [value]
    while waiting:
        one = waiting.pop()
        keys = list(one) if isinstance(one, dict) else range(len(one))
        for key in keys:
            found.append((one, key))
            if isinstance(one[key], (dict, list)):
                waiting.append(one[key])
    return found


@st.composite
def distorted(draw: Callable[..., Any]) -> bytes:
    """A file whose checksum is right, and some parts of it are not."""
    head = json.loads(json.dumps(HEAD))
    for _ in range(draw(st.integers(1, 3))):
        found = places(head["program"])
        within, key = found[draw(st.integers(0, len(found) - 1))]
        other, where = found[draw(st.integers(0, len(found) - 1))]
        match draw(st.sampled_from(["junk", "number", "swap", "copy", "drop", "double"])):
            case "junk":
                within[key] = draw(JUNK)
            case "number" if isinstance(within[key], int):
                within[key] += draw(st.integers(-3, 3))
            case "swap":
                within[key], other[where] = json.loads(json.dumps([other[where], within[key]]))
            case "copy":
                within[key] = json.loads(json.dumps(other[where]))
            case "drop":
                del within[key]
            case _ if isinstance(within, list):
                within.insert(key, json.loads(json.dumps(within[key])))
    return resealed(head["program"])


def tried(file: bytes) -> None:
    """Reads a file; a program that comes out of it can be prepared by both engines, and its first steps run."""
    try:
        program = from_bytes(file)
    except SdolError as error:
        assert error.message
        return
    image = Image.make(program)
    world = World(output=Output(io.StringIO()), session=":memory:")
    try:
        machine = stepping(image, world)
        machine.start()
        machine.run(300)
    except (Trap, SdolError, TypeError, AttributeError, LookupError, ValueError):
        pass
    finally:
        world.close()


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(distorted())
@example(FILE)
def test_a_distorted_program_is_refused_or_one(file: bytes) -> None:
    tried(file)


def test_a_program_with_an_endless_list_of_one_node_is_read_in_time() -> None:
    program = json.loads(json.dumps(HEAD["program"]))
    at = next(i for i, c in enumerate(program["constants"]) if isinstance(c[1], dict) and "int" in c[1])
    main = program["functions"][0]
    start = len(main[4])
    count = 20_000
    main[4] += ["int"] * count
    main[5] += [""] * count
    main[6] = [["Const", [0, 0], start + n, at] for n in range(count)]
    made = from_bytes(resealed(program))
    assert len(made.functions[0].body) == count
