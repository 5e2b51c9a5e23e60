"""`:dis`."""

from __future__ import annotations

import sys

from sdol.shell.repl import outcome as of
from sdol.shell.repl.outcome import Outcome
from sdol.shell.repl.registry import ReplCommand, wrong

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from sdol.kernel.ir import Program
    from sdol.shell.repl.evaluator import Evaluator


def _dis(evaluator: Evaluator, rest: str) -> str | Outcome:
    fused, rest = rest.startswith("!"), rest.removeprefix("!").strip()
    session = evaluator.session
    if rest in session.scope.functions:
        return _listing(session.program, session.scope.functions[rest].index, fused)
    with session.tried(rest or _last(evaluator)) as compiled:
        if compiled.function is None:
            return Outcome(of.REJECTED, problems=tuple(compiled.problems))
        return _listing(session.program, compiled.function, fused)


def _last(evaluator: Evaluator) -> str:
    if not evaluator.entries:
        raise wrong("no entry was typed yet", help="`:dis 1 + 2` shows the instructions of an expression")
    return evaluator.entries[-1].text.rstrip().rstrip(";")


def _listing(program: Program, index: int, fused: bool) -> str:
    from sdol.compiler import listing
    from sdol.compiler.passes import optimised
    from sdol.shell.commands.dis import shown
    from sdol.shell.repl.noting import added
    from sdol.shell.terminal import Paint, is_terminal, width

    if fused:
        program = optimised(program, [index])
    paint = Paint(sys.stdout)
    columns = width() if is_terminal(sys.stdout) else 1000
    return "\n".join(shown(line, paint, columns) for line in listing.lines(program, index, added))


def _names(evaluator: Evaluator, rest: str) -> Iterable[str]:
    return evaluator.functions()


COMMAND = ReplCommand(
    "dis",
    "the instructions that an expression or a function becomes",
    "dis[!] [EXPR | FUNCTION]",
    _dis,
    "Without either, those of the last entry. Nothing runs. With `!`, as they are after the passes of the fast "
    "engine, which fuse loops.",
    examples=((':dis ~"a cat" ~ ~"a dog"', "of an expression"), (":dis! count_all", "of a function, fused")),
    complete=_names,
    code=True,
)
