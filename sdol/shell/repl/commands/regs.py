"""`:regs`: what registers held where the last entry failed; the variables of the session where it did not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdol.shell.repl.registry import ReplCommand

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from sdol.kernel.ir import Function
    from sdol.shell.cards.blocks import Block
    from sdol.shell.cards.registers import Register
    from sdol.shell.cards.setting import Setting
    from sdol.shell.repl.evaluator import Evaluator


def _run(evaluator: Evaluator, rest: str) -> str:
    from sdol.shell.cards import of_terminal

    there = of_terminal(evaluator.known)
    failed = [(function, held) for function, held in evaluator.live.failed() if held]
    if failed:
        return there.text([block for call in failed for block in _call(*call, rest, there.setting)])
    return there.text(_variables(evaluator, rest, there.setting))


def _call(function: Function, held: dict[int, Any], wanted: str, setting: Setting) -> list[Block]:
    """The registers of one open call."""
    from sdol.shell.cards.blocks import Heading
    from sdol.shell.cards.registers import Register, blocks

    found = [
        Register(_called(function, number), function.types[number], value)
        for number, value in sorted(held.items())
        if number < len(function.types)
    ]
    shown = blocks(_matching(found, wanted), setting, nothing="no register is called so")
    return [Heading(f"in {function.name}"), *shown]


def _called(function: Function, number: int) -> str:
    """What the user calls a register, else its number."""
    return (function.names[number] if number < len(function.names) else "") or f"r{number}"


def _variables(evaluator: Evaluator, wanted: str, setting: Setting) -> list[Block]:
    from sdol.shell.cards.registers import blocks
    from sdol.shell.repl.variables import registers

    nothing = "no variable is called so" if wanted else "no variable is defined yet"
    return blocks(_matching(registers(evaluator), wanted), setting, nothing=nothing)


def _matching(registers: list[Register], wanted: str) -> list[Register]:
    """Those whose names are wanted, by name or with `*` and `?`; all where nothing is said."""
    from fnmatch import fnmatchcase

    names = wanted.split()
    return [one for one in registers if not names or any(fnmatchcase(one.name, name) for name in names)]


def _complete(evaluator: Evaluator, rest: str) -> Iterable[str]:
    return list(evaluator.variables())


COMMAND = ReplCommand(
    "regs",
    "the registers of the calls that were open when the last entry failed, else the variables",
    "regs [NAME …]",
    _run,
    "After a failure it shows of each open call, the innermost first, what its registers held: by name where they "
    "have one, else by number; values that were only passed on at once are in none. Where the last entry did not "
    "fail, it shows the variables of the session. A name may have `*` and `?` in it. "
    "`:step EXPR` shows registers as they change.",
    examples=((":regs", "all of them"), (":regs b*", "those that begin with b")),
    complete=_complete,
)
