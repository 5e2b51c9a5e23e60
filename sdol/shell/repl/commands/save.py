"""`:save`."""

from __future__ import annotations

import os

from sdol.shell.repl.registry import ReplCommand, usage_of, wrong

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sdol.shell.repl.evaluator import Evaluator


def _save(evaluator: Evaluator, rest: str) -> str:
    from sdol.shell.repl.saving import program_of, write

    over, name = rest.startswith("!"), rest.removeprefix("!").strip()
    if not name:
        raise usage_of(COMMAND)
    path = os.path.expanduser(name)
    if os.path.lexists(path) and not over:
        raise wrong(f"there is a file `{_inert(name)}`", help=f"write over it with `:save! {_inert(name)}`")
    saved = program_of(evaluator)
    write(path, saved.text)
    lines = [f"saved in {_inert(name)}: {saved.entries:,} {'entry' if saved.entries == 1 else 'entries'}"]
    if saved.problems:
        lines.append(
            f"it does not run as it is, see `sdol check {_inert(name)}`: {saved.problems[0].message}"
        )
    elif saved.space:
        lines.append(f"`space {saved.space}` holds for all of it, also for what was entered before")
    return "\n".join(lines)


def _inert(text: str) -> str:
    from sdol.kernel.output import inert

    return inert(text).replace("\n", " ")


COMMAND = ReplCommand(
    "save",
    "write the entries of this session as a program",
    "save[!] FILE",
    _save,
    "Those that came to their end and were not undone, formatted: `sdol run FILE` runs them. What an entry showed, the "
    "program prints. Where a name was defined again, the earlier one gets another name. Colon commands are no part of "
    "it. `:save!` writes over a file that is there.",
    examples=((":save triage.sdol", "a new file"), (":save! triage.sdol", "write over it")),
)
