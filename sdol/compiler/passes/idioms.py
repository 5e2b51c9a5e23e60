"""Bodies that need not run at all: what they do for each chosen element can be done for all of them at once."""

from __future__ import annotations

from sdol.compiler.passes.facts import new_register, set_by
from sdol.kernel.ir import Const, Copy, Function, Node, Op, Program, Reg


def counting(program: Program, function: Function, body: list[Node], test: tuple[Reg, Reg]) -> list[Node]:
    """`n += 1` for so many elements is one addition: whole numbers have no bound and no rounding.

    Args:
        test: the column of conditions, and what is wanted of them.
    """
    match body:
        case [Copy(_, left, total), Const(_, right, index), Op(_, dst, "num.add", [a, b])]:
            step = program.constants[index][1]
            if (
                dst == total
                and [a, b] == [left, right]
                and type(step) is int
                and function.types[dst] == "int"
                and set_by(function)[left] == 1
            ):
                place = body[2].place
                size, more = new_register(function, "int"), new_register(function, "int")
                return [
                    Op(place, size, "sweep.count", [*test]),
                    body[1],
                    Op(place, more, "num.mul", [size, right]),
                    Op(place, dst, "num.add", [dst, more]),
                ]
    return []


def collecting(body: list[Node], element: Reg, chunk: Reg, places: Reg) -> list[Node]:
    """`[v for v in vs if …]`: the chosen rows of the matrix go to the list together.

    Args:
        element: the register of the loop's element.
        chunk, places: the elements, and the places of the chosen ones.
    """
    match body:
        case [Op(place, dst, "collect.add", [made, item])] if item == element:
            return [Op(place, dst, "collect.choose", [made, chunk, places])]
    return []
