"""Assembly: a disassembly assembles to the same program, and anything else ends in one message or a program."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import pytest
from assembled import compiled, data
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from programs import programs

from sdol.compiler.asm import AssemblyError, assemble
from sdol.compiler.image import Image
from sdol.compiler.listing import whole
from sdol.compiler.passes import optimised
from sdol.compiler.verify import verify
from sdol.kernel import ir

ROOT = Path(__file__).resolve().parents[2]
WRITTEN = sorted(
    [*ROOT.glob("tests/golden/*.sdol"), *ROOT.glob("examples/*.sdol"), *ROOT.glob("stdlib/*.sdol")]
)


def wrong(text: str) -> tuple[str, int, int]:
    """The message that a text ends in, with its line and column."""
    with pytest.raises(AssemblyError) as raised:
        assemble("p.sdolasm", text)
    found = raised.value.diagnostic
    assert found.code == "E0910"
    assert found.source is not None
    return found.message, *found.source.position(found.labels[0].start)


# --- there and back -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.stem)
def test_a_disassembly_assembles_to_the_same_program(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(path.parent)
    program = compiled(path.read_text(), path.name)
    text = whole(program)
    assert data(assemble("p.sdolasm", text)) == data(program)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(programs())
def test_so_does_that_of_any_program(text: str) -> None:
    program = compiled(text)
    assert data(assemble("p.sdolasm", whole(program))) == data(program)


odd = st.one_of(
    *(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text()),
    st.sampled_from(
        [2**70, -(10**5000), math.inf, -math.inf, math.nan, -0.0, 1e-320, 1e16, "\ud800", "\u2028"]
    ),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(odd, min_size=1, max_size=8), st.text(), st.text())
@example([1, 1.0, True, 1, 0.0, -0.0], "r1", "")
def test_constants_names_and_sources_of_any_kind(values: list[object], name: str, source: str) -> None:
    registers = len(values)
    kinds = [{int: "int", float: "num", bool: "bool", str: "text"}.get(type(v), "nil") for v in values]
    body: list[ir.Node] = [ir.Const((0, 0), at, at) for at in range(registers)]
    body.append(ir.SetGlobal((0, len(source)), 0, 0))
    main = ir.Function("main", 0, 0, kinds, [name] * registers, body)
    other = ir.Function(name or "f", 0, 0, [], [], [ir.Return((0, 0), -1)])
    constants = [("value", v) for v in values]
    made = ir.Program(
        [main, other], constants, [name, name], [(name, 1)], [("a", source), (name + "b", "")], {}
    )
    if "\0" in name or any("\ud800" <= c <= "\udfff" for c in name):
        return
    verify(made)
    assert data(assemble("p", whole(made))) == data(made)


def test_so_does_that_of_fused_loops() -> None:
    text = "let vs = ['a, 'b, 'c]\nfor v in vs { if v ~ 'a > 0.5 { print 'a ~ v } }\n"
    made = optimised(compiled(text))
    listing = whole(made)
    assert "sweep." in listing
    assert data(assemble("p.sdolasm", listing)) == data(made)


def test_comments_numbers_places_and_names_may_be_left_out_or_changed() -> None:
    program = compiled()
    lines = whole(program).split("\n")
    bare = [line if line.startswith("|") else line.partition("  #")[0] for line in lines]
    assert data(assemble("p", "# a comment\n\n" + "\n".join(bare))) == data(program)


def test_one_written_by_hand() -> None:
    program = assemble(
        "count.sdolasm",
        """
function 0 main()
  r0: int
  r1 i: int
  r2: list[int]
  r3: bool
  r4: nil
    r0 = 3
    r2 = list.counter r0
    c7 = iterate r2
again:
    r1 = next c7 else goto done
    r3 = num.gt r1, r1
    unless r3 goto other
    goto done
other:
    r4 = call show(r1)    # by its name
    goto again
done:

function 1 show(r0 x: int)
  r1: nil
    r1 = output.print r0
    return r1
""",
    )
    loop = program.functions[0].body[2]
    assert isinstance(loop, ir.For)
    assert [type(n) for n in loop.body] == [ir.Op, ir.If, ir.Call]
    assert isinstance(loop.body[1], ir.If)
    assert isinstance(loop.body[1].then[0], ir.Break)
    name, text = program.sources[0]
    assert name == "count.sdolasm"
    start, end = loop.body[2].place
    assert text[start:end] == "r4 = call show(r1)"


# --- what is wrong with it ----------------------------------------------------------------------------------

HEAD = "function 0 main()\n  r0: int\n  r1: bool\n  r2: list[int]\n"

MISTAKES = {
    "r0 = num.ad r0, r0": ("there is no instruction `num.ad`; did you mean `num.add`?", 5, 5),
    "r0 = 1\n    r0 = num.add r0": ("`num.add` does not take 1 argument", 6, 5),
    "r0 = 1\n    r0 = num.add r0, r9": ("there is no register r9 in this function", 6, 5),
    "r0 = num.neg r0": ("r0 is not set on every way to here", 5, 5),
    "r1 = true\n    r0 = num.neg r1": ("`num.neg` takes ", 6, 5),
    "r0 = true": ("a value of type bool stands where int is expected", 5, 5),
    "goto nowhere": ("there is no label `nowhere` in this function", 5, 10),
    "r1 = true\nL1:\n    unless r1 goto L1": ("this `unless` leads out of the block that it stands in", 7, 5),
    "L1:\n    goto L1": ("this jump goes back, and nothing leaves the loop that it closes", 6, 5),
    "goto L1\n    r0 = 1\nL1:": ("this jump leads into or out of a block", 5, 5),
    "endtry": ("this `endtry` ends no `try` that is open here", 5, 5),
    "try else goto L1\n    r0 = 1\nL1:": ("this `try` leads to no handler of the lines below it", 5, 5),
    "r0 = next c0 else goto L1\nL1:": ("`next` stands only after the `iterate` of its cursor", 5, 5),
    "end\n    return": ("`end` stands only at the end of a function", 5, 5),
    "r0 = 12\u00a7": ("`\u00a7` begins no word of the assembly language", 5, 12),
    'r0 = "a': ('`"` begins no word of the assembly language', 5, 10),
    "r0 = call nothing()": ("there is no function `nothing`", 5, 15),
    "r0 = call 7()": ("there is no function 7: there are 1", 5, 15),
    "r0 = call 0 mian()": ("function 0 is `main`, not `mian`", 5, 17),
    "global x = r0": ("there is no global `x`", 5, 12),
    "r0 = k3": ("there are 0 constants, from k0", 5, 10),
    "r0 = 1 2": ("expected the end of the line, not `2`", 5, 12),
    "r0 =": ("expected a constant, a register or an instruction, not the end of the line", 5, 9),
    "add r0": ("expected an instruction, not `add`", 5, 5),
    "r0 = 1 @5..999": ("its place is not in its source", 5, 5),
    "r0 = 1\n| text": ("a line of a source stands below `source`", 6, 1),
    "r0 = 1\nfunction 2 f()": ("functions stand in their order: the next one is 1", 6, 10),
    "r0 = 1\nfunction 1 f(r0 x: list[)": ("a bracket is not closed", 6, 13),
    "r0 = 1\nfunction 1 f(r0 x: lis t)": ("the type of r0 does not read", 6, 1),
    "r0 = 1\nassembly 9": ("this text is of version 9, and this version of sdol reads 1", 6, 1),
    'r0 = 1\nspace minilm "minilm@00000000"': ("the space `minilm` is minilm@", 6, 1),
}


@pytest.mark.parametrize("body", MISTAKES)
def test_each_mistake_has_its_message_and_place(body: str) -> None:
    message, line, column = MISTAKES[body]
    found = wrong(f"{HEAD}    {body}\n")
    assert found[0].startswith(message)
    assert found[1:] == (line, column)


def test_an_empty_text_is_no_program() -> None:
    assert wrong("")[0] == wrong("# only a comment\n")[0] == "there is no function"


def test_blocks_too_deep_are_refused_and_not_walked() -> None:
    text = HEAD + "r1 = true\n" + "".join(f"unless r1 goto L{n}\n" for n in range(5000))
    text += "".join(f"L{n}:\n" for n in range(5000))
    assert wrong(text)[0] == "blocks stand inside each other more than 300 deep"


# --- fuzz ---------------------------------------------------------------------------------------------------

LISTING = whole(compiled())
WORDS = sorted(set(LISTING.split()))


@st.composite
def damaged(draw: Callable[..., object]) -> str:
    """A listing with some lines deleted, doubled, swapped or altered."""
    lines = LISTING.split("\n")[:-30]
    for _ in range(int(str(draw(st.integers(1, 3))))):
        at, other = (int(str(draw(st.integers(0, len(lines) - 1)))) for _ in range(2))
        match draw(st.sampled_from(["delete", "double", "swap", "word", "characters"])):
            case "delete":
                del lines[at]
            case "double":
                lines.insert(other, lines[at])
            case "swap":
                lines[at], lines[other] = lines[other], lines[at]
            case "word":
                words = lines[at].split(" ")
                words[other % len(words)] = str(draw(st.sampled_from(WORDS)))
                lines[at] = " ".join(words)
            case _:
                column = other % (len(lines[at]) + 1)
                lines[at] = lines[at][:column] + str(draw(st.text(max_size=3))) + lines[at][column + 1 :]
    return "\n".join(lines)


def accepted(text: str) -> ir.Program | None:
    """The program that a text makes, if it does; both engines must be able to prepare it."""
    try:
        program = assemble("p.sdolasm", text)
    except AssemblyError as error:
        assert error.diagnostic.message
        assert error.diagnostic.source is not None
        return None
    Image.make(program)
    return program


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(damaged())
def test_a_damaged_listing_is_a_program_or_refused(text: str) -> None:
    program = accepted(text)
    if program is not None:
        assert data(assemble("p.sdolasm", whole(program))) == data(program)


@settings(max_examples=100, deadline=None)
@given(st.text(), st.text("r0=@.,:|#\"~' \n()[]{}", max_size=60))
@example('function 0 "', "")
@example('source 0 "a"\n|"', "")
@example("function 0 a(r0 : {{{{{{", "")
def test_any_text_is_refused_or_assembled(text: str, other: str) -> None:
    for one in (text, other, HEAD + "    " + other, HEAD + other):
        accepted(one)
