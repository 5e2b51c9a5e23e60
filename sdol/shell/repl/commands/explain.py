"""`:explain`."""

from __future__ import annotations

import sys

from sdol.shell.repl import outcome as of
from sdol.shell.repl.outcome import Outcome
from sdol.shell.repl.registry import ReplCommand, wrong

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from sdol.compiler.passes import Note
    from sdol.shell.repl.evaluator import Evaluator


def _explain(evaluator: Evaluator, rest: str) -> str | Outcome:
    from sdol.shell.catalogue import CODE

    if rest and not CODE.fullmatch(rest.upper()):
        return _loops(evaluator, rest)
    if not rest and not evaluator.problems:
        raise wrong("nothing went wrong so far", help="`:explain E0501` says what a code means")
    codes = [rest.upper()] if rest else dict.fromkeys(one.code for one in evaluator.problems)
    return "\n\n\n".join(_page(code) for code in codes)


def _page(code: str) -> str:
    from sdol.shell import catalogue
    from sdol.shell.commands.explain import page
    from sdol.shell.terminal import Paint

    try:
        return page(catalogue.entry(code), Paint(sys.stdout))
    except KeyError:
        raise wrong(f"there is no error code `{code}`", help="`:doc errors` lists them") from None


def _loops(evaluator: Evaluator, text: str) -> str | Outcome:
    """What becomes of the loops of an expression, and of the functions that it defines."""
    from sdol.compiler.passes import optimised
    from sdol.shell.fusion_report import told

    session = evaluator.session
    known = session.scope.functions.get(text.strip())
    with session.tried(text) as compiled:
        if compiled.function is None:
            return Outcome(of.REJECTED, problems=tuple(compiled.problems))
        first = compiled.function
        wanted = [known.index] if known else [*range(first, len(session.program.functions))]
        notes: list[Note] = []
        optimised(session.program, wanted, notes)
        return told(session.program, notes) or "there are no loops in this"


def _codes(evaluator: Evaluator, rest: str) -> Iterable[str]:
    from sdol.shell import catalogue

    return catalogue.codes()


COMMAND = ReplCommand(
    "explain",
    "what a message means, or what becomes of the loops of an expression",
    "explain [CODE | EXPR]",
    _explain,
    "Without either, what the last message means. Of lines of the language, or of a function by its name: which loops "
    "run as one step over whole columns, which do not, and why.",
    examples=(
        (":explain", "the last message"),
        (":explain E0301", "any message"),
        (":explain total", "a function"),
    ),
    complete=_codes,
    code=True,
)
