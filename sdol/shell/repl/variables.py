"""The variables of a session as a table of registers."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sdol.shell.cards.registers import Register
    from sdol.shell.repl.evaluator import Evaluator


def registers(evaluator: Evaluator) -> list[Register]:
    """Each variable by name, with its type as the language writes it, in order of definition."""
    from sdol.shell.cards.registers import Register
    from sdol.shell.repl.outcome import UNSET

    return [
        Register(name, str(v.type), v.value, "var" if v.mutable else "", v.value is UNSET)
        for name, v in evaluator.variables().items()
    ]
