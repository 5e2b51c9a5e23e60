"""`:set`."""

from __future__ import annotations

from sdol.shell.repl.registry import ReplCommand

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from sdol.shell.repl.evaluator import Evaluator


def _set(evaluator: Evaluator, rest: str) -> str:
    from sdol.kernel.output import inert

    name, _, value = rest.partition(" ")
    if not rest:
        return inert("\n".join(evaluator.settings.lines()))
    if not value.strip() and name != "prompt":
        return inert("\n".join(line for line in evaluator.settings.lines() if line.startswith(name)))
    evaluator.settings.change(name, value.strip())
    return ""


def _words(evaluator: Evaluator, rest: str) -> Iterable[str]:
    from sdol.shell.repl.settings import ATTRIBUTES, CHOICES, COLOURS, KINDS, NAMES

    name, space, value = rest.lstrip().partition(" ")
    if not space:
        return NAMES
    if name == "colour":
        return (*ATTRIBUTES, *COLOURS) if " " in value.lstrip() else KINDS
    return CHOICES.get(name, ())


COMMAND = ReplCommand(
    "set",
    "the prompt, the keys and the colours of this session",
    "set [NAME [VALUE]]",
    _set,
    "Without a value it shows what is set. `prompt` is a text in which `{n}` is the number of the entry; `keys` are "
    "emacs or vi (what `~/.inputrc` says counts); `colours` are auto or off; `suggestions`, the rest of an earlier "
    "entry behind the cursor, are on or off; `colour KIND STYLE` draws one kind of text otherwise, as in `colour "
    'comment italic green`; `key KEY "TEXT"` types a text, in which `\\n` is Enter, and `key KEY` '
    "forgets it. What is to hold for every session belongs in the start-up file, `~/.config/sdol/startup.sdol`.",
    examples=(
        (":set", "what is set"),
        (":set keys vi", "the keys of vi"),
        (':set prompt "sdol> "', "no number in the prompt"),
        (":set colour text bright-blue", "texts in blue"),
        (':set key f5 ":vars\\n"', "F5 lists the variables"),
    ),
    complete=_words,
)
