"""The line editor of the debugger: history, and completion of its commands and of the program's names."""

from __future__ import annotations

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.history import FileHistory, History, InMemoryHistory

from sdol.errors import SdolError
from sdol.shell.debugger import registry
from sdol.shell.debugger.reading import PROMPT
from sdol.shell.debugger.session import split

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from prompt_toolkit.input import Input
    from prompt_toolkit.output import Output

    from sdol.shell.debugger.session import Session


class Names(Completer):
    """Completes a command's name, and behind it what that command takes."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        """See `offered`."""
        word = document.get_word_before_cursor()
        for name, what in offered(self._session, document.text_before_cursor):
            yield Completion(name, start_position=-len(word), display_meta=what)


def offered(session: Session, text: str) -> list[tuple[str, str]]:
    """What may stand at the end of a line that is being typed, each with what it is."""
    begun = text.lstrip()
    if " " not in begun:
        return [(c.name, c.summary) for c in registry.every() if c.name.startswith(begun)]
    name, _ = split(begun)
    word = begun[len(begun.rstrip("_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")) :]
    try:
        command = registry.find(name)
    except SdolError:
        return []
    known = command.complete(session) if command.complete else ()
    return [(one, "") for one in dict.fromkeys(known) if one.startswith(word)]


def editor(
    session: Session, kept: Path, *, input: Input | None = None, output: Output | None = None
) -> Callable[[], str]:
    """A function that reads one command."""
    editing: PromptSession[str] = PromptSession(
        history=_history(kept),
        completer=Names(session),
        complete_while_typing=False,
        enable_history_search=True,
        input=input,
        output=output,
    )
    return lambda: editing.prompt(PROMPT)


def past() -> Path:
    """Where earlier commands of the debugger are kept, beside the session's database."""
    from sdol.store.location import default_path

    return default_path().with_name("debug_history")


def _history(path: Path) -> History:
    """Earlier commands; one that cannot be written is found out now, not at every command."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.open("ab").close()
    except OSError:
        return InMemoryHistory()
    return FileHistory(str(path))
