"""`:keys`."""

from __future__ import annotations

from sdol.shell.repl.registry import ReplCommand

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sdol.shell.repl.evaluator import Evaluator
    from sdol.shell.repl.settings import Settings

KEYS = (
    (
        "entering",
        (
            ("Enter", "runs the entry where it is whole, else begins a line"),
            ("Alt-Enter", "begins a line, whole or not; also Escape, then Enter"),
            ("Tab", "completes; at the beginning of a line, indents"),
            ("Ctrl-C", "drops the entry, or stops what runs"),
            ("Ctrl-D", "leaves, at an empty prompt"),
            ("Ctrl-X Ctrl-E", "the entry in $EDITOR"),
            ("Ctrl-L", "clears the screen"),
            ("Ctrl-Z", "puts the session aside; `fg` in the shell brings it back"),
        ),
    ),
    (
        "earlier entries",
        (
            (
                "Up, Down",
                "the earlier entries that begin as what is typed; in an entry of several lines, its lines",
            ),
            ("Ctrl-R", "searches for a text in earlier entries; again, for the next; Enter takes it"),
            ("Right, End", "takes what is suggested behind the cursor; Alt-F takes a word of it"),
        ),
    ),
    (
        "editing",
        (
            ("Ctrl-A, Ctrl-E", "to the beginning, to the end of the line"),
            ("Alt-B, Alt-F", "back, on by a word"),
            ("Ctrl-W, Alt-D", "cuts the word before, behind the cursor"),
            ("Ctrl-U, Ctrl-K", "cuts what is before, behind the cursor on the line"),
            ("Ctrl-Y", "puts in what was cut"),
            ("Ctrl-_", "undoes the last change"),
        ),
    ),
)
"""The keys, in groups: what is pressed, and what that does."""

EMACS = ("Alt-Enter", "Ctrl-X Ctrl-E")
"""Keys besides the group `editing` that are others in vi."""


def _keys(evaluator: Evaluator, rest: str) -> str:
    from sdol.kernel.output import inert
    from sdol.shell.terminal import width, wrapped

    lines: list[str] = []
    for title, rows in _groups(evaluator.settings):
        lines += ["", title]
        for key, does in rows:
            first, *more = wrapped(inert(does), max(width() - LEFT - 4, 20))
            lines += [f"  {key:<{LEFT}}  {first}", *(" " * (LEFT + 4) + line for line in more)]
    return "\n".join([*lines[1:], "", *wrapped(_last(evaluator.settings.keys), width())])


LEFT = 14
"""Columns of the keys."""


def _groups(settings: Settings) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    """The groups that hold with these settings, and the keys that the person has set."""
    own = tuple((key, "types " + text.replace("\n", "\\n")) for key, text in settings.bound.items())
    found = [*KEYS, *([("set by you", own)] if own else [])]
    if settings.keys != "vi":
        return found
    return [
        (title, tuple(row for row in rows if row[0] not in EMACS))
        for title, rows in found
        if title != "editing"
    ]


def _last(keys: str) -> str:
    if keys == "vi":
        return "Escape leads to the keys of vi, where `v` is the entry in $EDITOR."
    return '`:set keys vi` for those of vi; `:set key f5 ":vars\\n"` for a key of your own.'


COMMAND = ReplCommand(
    "keys",
    "what the keys do",
    "keys",
    _keys,
    "The keys of Emacs by default, as in a shell, besides those that are listed; `:set keys vi` for those of vi. "
    "`:set key` gives a key a text to type.",
    examples=((":keys", "the keys"),),
)
