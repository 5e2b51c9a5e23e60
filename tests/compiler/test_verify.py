"""The verifier refuses what no engine may run; that it takes what the compiler makes, other tests show."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sdol.compiler.verify import VerificationError, verify
from sdol.diagnostics import Source
from sdol.kernel import ir
from sdol.lang.program import compile_source

TEXT = """
fn twice(x: int) -> int { x * 2 }
var n = 1
while n < 10 {
  if n == 4 { break }
  n += twice(n)
}
print n
"""


def compiled(text: str = TEXT) -> ir.Program:
    program, problems = compile_source(Source("test.sdol", text))
    assert problems == []
    return program


def first(nodes: list[ir.Node], kind: type) -> ir.Node:
    """The first node of a kind, in the order of the text."""
    for node in nodes:
        if isinstance(node, kind):
            return node
        for block in ir.children(node):
            found = first(block, kind) if block else None
            if found:
                return found
    return None  # type: ignore[return-value]


def main_of(program: ir.Program) -> list[ir.Node]:
    return program.functions[0].body


def test_takes_what_the_compiler_makes() -> None:
    verify(compiled())


def missing_register(program: ir.Program) -> None:
    first(main_of(program), ir.Op).args[0] = 999


def unwritten_register(program: ir.Program) -> None:
    function = program.functions[0]
    function.types.append("int")
    function.names.append("")
    first(function.body, ir.Op).args[0] = len(function.types) - 1


def missing_argument(program: ir.Program) -> None:
    first(main_of(program), ir.Op).args.pop()


def unknown_instruction(program: ir.Program) -> None:
    first(main_of(program), ir.Op).name = "num.nothing"


def lifted_scalar(program: ir.Program) -> None:
    first(main_of(program), ir.Op).lift = "10"


def missing_constant(program: ir.Program) -> None:
    first(main_of(program), ir.Const).index = len(program.constants)


def missing_function(program: ir.Program) -> None:
    first(main_of(program), ir.Call).function = 99


def too_many_arguments(program: ir.Program) -> None:
    call = first(main_of(program), ir.Call)
    call.args.append(call.args[0])


def break_without_loop(program: ir.Program) -> None:
    main_of(program).append(ir.Break((0, 0)))


def type_that_does_not_read(program: ir.Program) -> None:
    program.functions[1].types[0] = "list["


def place_outside_the_source(program: ir.Program) -> None:
    first(main_of(program), ir.Const).place = (0, len(TEXT) + 1)


def constant_of_no_kind(program: ir.Program) -> None:
    program.constants.append(("vec", "minilm"))


def missing_global(program: ir.Program) -> None:
    main_of(program).append(ir.SetGlobal((0, 0), 7, 0))


@pytest.mark.parametrize(
    "damage",
    [
        missing_register,
        unwritten_register,
        missing_argument,
        unknown_instruction,
        lifted_scalar,
        missing_constant,
        missing_function,
        too_many_arguments,
        break_without_loop,
        type_that_does_not_read,
        place_outside_the_source,
        constant_of_no_kind,
        missing_global,
    ],
)
def test_refuses(damage: Callable[[ir.Program], None]) -> None:
    program = compiled()
    damage(program)
    with pytest.raises(VerificationError):
        verify(program)


def function(*body: ir.Node, registers: int = 4) -> ir.Program:
    """A program of one function over registers of type bool, of which the first is its argument."""
    made = ir.Function("main", 1, 0, ["bool"] * registers, [""] * registers, list(body))
    return ir.Program([made], [("value", True)], [], [], [("test.sdol", "")], {})


P = (0, 0)
SET, USE = ir.Const(P, 1, 0), ir.Op(P, 2, "logic.not", [1])


@pytest.mark.parametrize(
    "body",
    [
        [ir.If(P, 0, [SET], [ir.Return(P, -1)]), USE],
        [ir.While(P, [SET], 1, []), USE],
        [ir.While(P, [SET], 1, [ir.Break(P)]), USE],
        [ir.Try(P, [SET], 3, [ir.Copy(P, 1, 3)]), USE],
        [ir.Try(P, [SET], -1, [ir.Return(P, -1)]), USE],
    ],
)
def test_a_register_written_on_every_path_may_be_read(body: list[ir.Node]) -> None:
    verify(function(*body))


@pytest.mark.parametrize(
    "body",
    [
        [ir.If(P, 0, [SET], []), USE],
        [ir.While(P, [], 0, [SET]), USE],
        [ir.For(P, 1, 0, []), USE],
        [ir.Try(P, [SET], -1, []), USE],
        [ir.Try(P, [SET], -1, [USE])],
        [ir.While(P, [ir.Const(P, 3, 0)], 3, [ir.If(P, 0, [ir.Break(P)], []), SET]), USE],
    ],
)
def test_a_register_that_one_path_leaves_out_may_not(body: list[ir.Node]) -> None:
    with pytest.raises(VerificationError, match="register 1"):
        verify(function(*body))
