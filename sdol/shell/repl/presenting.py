"""An outcome shown: values to standard output, everything else that is said to standard error."""

from __future__ import annotations

import sys

from sdol.shell.repl import outcome as of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sdol.shell.repl.evaluator import Evaluator
    from sdol.shell.repl.outcome import Outcome


def present(outcome: Outcome, evaluator: Evaluator) -> None:
    """Prints what came of an entry.

    Raises:
        OutputClosed: nobody reads any more.
        SdolError: E0820, it cannot be written.
    """
    from sdol.shell import failures
    from sdol.shell.amounts import duration
    from sdol.shell.paging import page
    from sdol.shell.terminal import is_terminal, talk

    if outcome.status == of.STOPPED:
        talk("\nstopped" if is_terminal(sys.stderr) else "stopped")
    if outcome.problems:
        failures.show(list(outcome.problems))
    if outcome.status == of.VALUE:
        _show_value(outcome, evaluator)
    if outcome.text:
        page(outcome.text)
    if evaluator.timing and outcome.seconds:
        talk(f"took {duration(outcome.seconds)}")
    _warn_once(evaluator)


def _warn_once(evaluator: Evaluator) -> None:
    """Says that the history is not kept, where that has just come to light."""
    from sdol.shell.terminal import talk

    if evaluator.history is None or evaluator.history.problem is None or evaluator.warned:
        return
    evaluator.warned = True
    talk(f"note: this session's history is kept in memory only: {evaluator.history.problem.message}")


def _show_value(outcome: Outcome, evaluator: Evaluator) -> None:
    from sdol.errors import SdolError
    from sdol.shell import failures
    from sdol.shell.answer import say_drawn

    try:
        text = shown(outcome, evaluator)
    except SdolError as error:
        failures.show([failures.of_error(error)])
        return
    say_drawn(text)


def shown(outcome: Outcome, evaluator: Evaluator, *, whole: bool = False) -> str:
    """A value as standard output takes it: its card on a terminal, elsewhere all of it.

    Raises:
        SdolError: it cannot be shown.
    """
    from sdol.kernel.traps import as_error
    from sdol.shell.terminal import is_terminal

    try:
        if evaluator.json:
            return as_json(outcome.value)
        if is_terminal(sys.stdout):
            from sdol.shell.cards import shown as card

            return card(outcome.value, outcome.type, sys.stdout, known=evaluator.known, whole=whole)
        from sdol.kernel.show import show

        return show(outcome.value, nested=True)
    except ValueError as raised:
        raise as_error(raised) from None


def as_json(value: object) -> str:
    """A value as JSON, on one line."""
    import json

    from sdol.shell.values import as_json as as_data

    return json.dumps(as_data(value), ensure_ascii=False)
