"""`:history`."""

from __future__ import annotations

from sdol.shell.repl.registry import ReplCommand, usage_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from sdol.shell.repl.evaluator import Counted, Evaluator

MOST = 20
"""Entries that are listed where no number is given."""

SIGNS = {"failed": "!", "rejected": "!", "stopped": "!", "undone": "-"}


def _history(evaluator: Evaluator, rest: str) -> str:
    if rest == "clear":
        return _clear(evaluator)
    if rest in ("", "all") or rest.isdecimal():
        return _of_session(evaluator, int(rest) if rest.isdecimal() else None if rest else MOST)
    return _found(evaluator, rest)


def _of_session(evaluator: Evaluator, most: int | None) -> str:
    """The last entries of this session, numbered."""
    if most == 0:
        raise usage_of(COMMAND)
    entries = evaluator.entries[-most:] if most else evaluator.entries
    if not entries:
        return "nothing was typed yet"
    width = len(str(entries[-1].number)) + 2
    lines = [line for entry in entries for line in _numbered(entry, width)]
    signs = {SIGNS[entry.status] for entry in entries if entry.status in SIGNS}
    meanings = {"!": "! did not come to its end", "-": "- was undone"}
    told = [meaning for sign, meaning in meanings.items() if sign in signs]
    return "\n".join([*lines, *(["", ", ".join(told)] if told else [])])


def _numbered(entry: Counted, width: int) -> list[str]:
    first, *more = _inert(entry.text).strip("\n").split("\n")
    head = f"[{entry.number}]".rjust(width) + f" {SIGNS.get(entry.status, ' ')} "
    return [head + first, *(" " * (width + 3) + line for line in more)]


def _found(evaluator: Evaluator, part: str) -> str:
    """The entries of all sessions in which a text occurs, the newest last."""
    part = part[1:-1] if len(part) > 2 and part[0] == part[-1] == '"' else part
    typed = [entry.text.rstrip() for entry in reversed(evaluator.entries) if part in entry.text]
    kept = evaluator.history.search(part) if evaluator.history else []
    found = list(dict.fromkeys([*typed, *kept]))
    found = [one for one in found if not one.startswith(":hi")][:MOST]
    if not found:
        return "no entry has this in it"
    return "\n".join("\n  ".join(_inert(one).split("\n")) for one in reversed(found))


def _clear(evaluator: Evaluator) -> str:
    if evaluator.history is not None:
        evaluator.history.clear()
    return "the history is empty"


def _inert(text: str) -> str:
    from sdol.kernel.output import inert

    return inert(text)


def _words(evaluator: Evaluator, rest: str) -> Iterable[str]:
    return ("all", "clear")


COMMAND = ReplCommand(
    "history",
    "the entries of this session, or those of all sessions with a text in them",
    "history [N | all | TEXT | clear]",
    _history,
    f"Without a number, the last {MOST}. What is typed on a terminal is kept in the session's database, whole entries, "
    "for all sessions with it; an entry that begins with a blank is not. `:history clear` deletes all of it.",
    examples=(
        (":history", "what was typed last, with numbers"),
        (":history put_all", "entries with `put_all` in them"),
    ),
    complete=_words,
)
