"""The verifier refuses what no engine may run; that it takes what the compiler makes, other tests show."""

from __future__ import annotations

import time
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


def number_where_a_truth_is_asked(program: ir.Program) -> None:
    first(main_of(program), ir.If).condition = 0
    program.functions[0].types[0] = "num"
    main_of(program).insert(0, ir.Const((0, 0), 0, program.constants.index(("value", 1))))


def text_where_a_number_is_asked(program: ir.Program) -> None:
    program.functions[1].types[0] = "text"


def constant_of_another_type(program: ir.Program) -> None:
    program.constants[first(main_of(program), ir.Const).index] = ("value", "one")


def constant_that_is_no_scalar(program: ir.Program) -> None:
    program.constants.append(("value", [1]))


def register_below_zero(program: ir.Program) -> None:
    first(main_of(program), ir.Op).dst = -1


def condition_that_is_no_register(program: ir.Program) -> None:
    first(main_of(program), ir.While).condition = 999


def break_in_the_test_of_a_loop(program: ir.Program) -> None:
    first(main_of(program), ir.While).test.append(ir.Break((0, 0)))


def type_that_nests_too_deep(program: ir.Program) -> None:
    program.functions[1].types[0] = "fn() -> " * 500 + "int"


def instruction_that_is_a_path(program: ir.Program) -> None:
    first(main_of(program), ir.Op).name = "../kernel.gate"


def loops_too_deep(program: ir.Program) -> None:
    nodes: list[ir.Node] = []
    for _ in range(21):
        nodes = [ir.While((0, 0), [], 0, nodes)]
    main_of(program).extend(nodes)


def two_sources_of_one_name(program: ir.Program) -> None:
    program.sources.append(program.sources[0])


def rethrow_outside_a_handler(program: ir.Program) -> None:
    main_of(program).append(ir.Op((0, 0), 0, "control.rethrow", []))


def arguments_for_a_test(program: ir.Program) -> None:
    program.tests.append(("a test", 1))


@pytest.mark.parametrize(
    "damage",
    [
        number_where_a_truth_is_asked,
        text_where_a_number_is_asked,
        constant_of_another_type,
        constant_that_is_no_scalar,
        register_below_zero,
        condition_that_is_no_register,
        break_in_the_test_of_a_loop,
        type_that_nests_too_deep,
        instruction_that_is_a_path,
        loops_too_deep,
        rethrow_outside_a_handler,
        two_sources_of_one_name,
        arguments_for_a_test,
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
    """A program of one function over registers of type json, of which the first is set."""
    made = ir.Function("main", 0, 0, ["json"] * registers, [""] * registers, [ir.Const(P, 0, 0), *body])
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
    with pytest.raises(VerificationError, match="r1 is not set"):
        verify(function(*body))


def test_a_long_program_takes_time_in_proportion() -> None:
    count = 20_000
    body: list[ir.Node] = [ir.Const(P, at, 0) for at in range(count)]
    body.append(ir.Op(P, count, "list.make", list(range(count))))
    kinds = ["bool"] * count + ["list[bool]"]
    made = ir.Function("main", 0, 0, kinds, [""] * len(kinds), body)
    program = ir.Program([made], [("value", True)], [], [], [("test.sdol", "")], {})
    started = time.process_time()
    verify(program)
    assert time.process_time() - started < 2.0
