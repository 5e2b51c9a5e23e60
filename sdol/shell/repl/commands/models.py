"""`:models`."""

from __future__ import annotations

from sdol.shell.repl.registry import ReplCommand, usage_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sdol.shell.repl.evaluator import Evaluator


def _models(evaluator: Evaluator, rest: str) -> str:
    from sdol.kernel.show import table
    from sdol.shell.model_table import rows
    from sdol.shell.terminal import width

    if rest:
        raise usage_of(COMMAND)
    own = evaluator.session.scope.default_space
    found = [_row(one, own) for one in rows(verify=False)]
    return table(found, width())


def _row(model: dict[str, object], own: str) -> dict[str, object]:
    from sdol.kernel.output import inert

    name = str(model["name"])
    return {
        "space": inert(f"{name} *" if name == own else name),
        "dimension": model["dimension"] or "",
        "files": inert(str(model["problem"] or model["files"])),
        "what it is": inert(str(model["description"])),
    }


COMMAND = ReplCommand(
    "models",
    "the spaces that there are",
    "models",
    _models,
    "A `*` marks the one that texts are embedded in where no other is named; `space swift` chooses another. "
    "`sdol models` does more.",
    examples=((":models", "list them"),),
)
