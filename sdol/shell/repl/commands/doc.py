"""`:doc NAME`, `?NAME`: what a name means, the user's own names first; `??NAME` tells every meaning."""

from __future__ import annotations

import sys

from sdol.shell.repl.registry import ReplCommand, wrong

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sdol.shell.describing import Scope
    from sdol.shell.repl.evaluator import Evaluator


def _doc(evaluator: Evaluator, rest: str) -> str:
    from sdol.shell.describing import describe_all
    from sdol.shell.describing.overview import overview
    from sdol.shell.describing.showing import shown

    every = rest.startswith("!")
    name = rest.removeprefix("!").strip()
    if not name:
        return overview(sys.stdout)
    if name.startswith('"') and name.strip('"'):
        return _searched(name.strip('"'))
    found = describe_all(name, _scope(evaluator))
    if not found:
        return _looked_for(evaluator, name)
    text = shown(found if every else found[:1], sys.stdout)
    value = _value(evaluator, name)
    others = "" if every else _others(name, [one.kind for one in found[1:]])
    return "\n\n".join(part for part in (text, value, others) if part)


def _value(evaluator: Evaluator, name: str) -> str:
    """What a variable holds, as a card."""
    from sdol.shell.cards import shown
    from sdol.shell.repl.outcome import UNSET

    variable = evaluator.variables().get(name)
    if variable is None or variable.value is UNSET:
        return ""
    return shown(variable.value, variable.type, sys.stdout, known=evaluator.known)


def _others(name: str, kinds: list[str]) -> str:
    from sdol.shell.terminal import Paint, width, wrapped

    if not kinds:
        return ""
    listed = ", ".join(dict.fromkeys(kinds))
    lines = wrapped(f"`{name}` is also: {listed}. `??{name}` tells all of it.", width())
    return "\n".join(map(Paint(sys.stdout).faint, lines))


def _looked_for(evaluator: Evaluator, name: str) -> str:
    """What may have been meant; a word that is spelt like nothing, and several words, are looked for."""
    from sdol.shell.describing import elsewhere, suggest
    from sdol.shell.describing.showing import short

    near = " or ".join(f"`{one}`" for one in suggest(name, _scope(evaluator)))
    reason = elsewhere(name)
    if " " in name or not (near or reason):
        return _searched(name)
    help = f"did you mean {near}?" if near else "`:doc` alone lists what there is"
    raise wrong(f"nothing is called `{short(name)}`", reason=reason, help=help)


def _searched(words: str) -> str:
    """What is described so."""
    from sdol.shell.describing.searching import search
    from sdol.shell.describing.showing import rows, short

    found = search(words)
    if not found:
        raise wrong(
            f"nothing is called `{short(words)}`, nor described so", help="`:doc` alone lists what there is"
        )
    return rows(found, sys.stdout)


def _scope(evaluator: Evaluator) -> Scope:
    from sdol.shell.completion.session import of_session

    return of_session(evaluator)


COMMAND = ReplCommand(
    "doc",
    "say what a name means",
    "doc [NAME]",
    _doc,
    "NAME is one of yours, a word or sign of the language, a type, an instruction, a function of the library, a "
    "command, a code of an error, or a guide; `?NAME` is the same, and `??NAME` tells every meaning that it has. "
    "Several words, and what stands in quotes, are looked for. Without a name, what there is.",
    (
        ("?slerp", "an instruction, with examples"),
        (":doc ~=", "a sign"),
        ('?"find the nearest"', "what is described so"),
    ),
)
