"""`:undo`."""

from __future__ import annotations

from sdol.shell.repl.registry import ReplCommand, usage_of, wrong

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from sdol.shell.repl.evaluator import Evaluator
    from sdol.shell.repl.undoing import Entry, Undone

MOST_LISTED = 5


def _undo(evaluator: Evaluator, rest: str) -> str:
    entries = evaluator.undoing.entries
    if not entries:
        raise wrong("there is nothing to undo", reason="no entry has run, or all are taken back")
    undone = evaluator.take_back(_count(entries, rest))
    return "\n".join(_told(undone))


def _count(entries: list[Entry], rest: str) -> int:
    """How many entries are to be taken back."""
    words = rest.split()
    if not words:
        return 1
    if len(words) == 1 and words[0].isdecimal() and int(words[0]) > 0:
        return _not_more(int(words[0]), len(entries))
    if len(words) == 2 and words[0] == "to" and words[1].isdecimal():
        first = next((at for at, entry in enumerate(entries) if entry.number >= int(words[1])), None)
        if first is None:
            raise wrong(f"no entry has run since entry {words[1]}, it included", help="`:history` lists them")
        return len(entries) - first
    raise usage_of(COMMAND)


def _not_more(count: int, there: int) -> int:
    if count > there:
        text = f"only {there:,} {'entry' if there == 1 else 'entries'} can be undone"
        raise wrong(text, help=f"`:undo {there}` goes back as far as there is a way")
    return count


def _told(undone: Undone) -> list[str]:
    lines = [f"undone: {_named(entry)}" for entry in undone.entries[:MOST_LISTED]]
    more = len(undone.entries) - len(lines)
    lines += (
        [f"and {more:,} more, back to the state before entry {undone.entries[-1].number}"] if more else []
    )
    if undone.records:
        lines.append(f"in the database: {undone.records:,} {'change' if undone.records == 1 else 'changes'}")
    if undone.lost:
        lines.append("not undone: in the database, changes of so many records that they were not noted")
    return lines + [f"not undone: {text}" for text in _beyond(undone)]


def _named(entry: Entry) -> str:
    """An entry by its number and its first line."""
    from sdol.kernel.output import inert
    from sdol.shell.terminal import width

    first, *more = entry.text.strip().split("\n")
    text = inert(first + (" …" if more else "")).expandtabs()
    most = max(width() - 20, 20)
    number = f"[{entry.number}] " if entry.number else ""
    return f"{number}{text if len(text) <= most else text[: most - 1] + '…'}"


def _beyond(undone: Undone) -> list[str]:
    """What was done that cannot be taken back, in order."""
    from sdol.kernel.output import inert

    done = [one for entry in reversed(undone.entries) for one in entry.beyond]
    lines = [inert(f"`{verb}` of {resource}").replace("\n", " ") for verb, resource in dict.fromkeys(done)]
    more = len(lines) - MOST_LISTED
    return [*lines[:MOST_LISTED], *([f"{more:,} more of that kind"] if more > 0 else [])]


def _words(evaluator: Evaluator, rest: str) -> Iterable[str]:
    if rest.startswith("to "):
        return [str(entry.number) for entry in evaluator.undoing.entries[-9:]]
    return ("to",)


COMMAND = ReplCommand(
    "undo",
    "back to the state before the last entry, or an earlier one",
    "undo [N | to N]",
    _undo,
    "`:undo 3` takes back the last three entries, `:undo to 3` all from entry 3 on: names, values, and what they "
    "changed in the partitions. What cannot be taken back, such as a file that was written, is named. Colon commands "
    "are no entries. What another process has changed in the database since stays.",
    examples=((":undo", "take back the last entry"), (":undo to 3", "the state before entry 3")),
    complete=_words,
)
