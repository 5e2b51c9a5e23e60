"""The interactive loop: an entry is read, compiled, run, and its value shown; then the next.

Reading is apart from evaluating: on a terminal prompt-toolkit edits, from a pipe lines are taken as they are.
"""

from __future__ import annotations

import sys

from sdol import __version__
from sdol.compiler.live import Live
from sdol.errors import SdolError
from sdol.kernel.output import inert
from sdol.kernel.show import show
from sdol.kernel.traps import Trap
from sdol.kernel.types import NEVER, NIL
from sdol.kernel.world import World
from sdol.lang.interactive import Compiled, Session
from sdol.shell import failures, status

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HELP = """\
Type a line of SDOL; its value is shown. An unfinished entry goes on on the next line.
  :help         this page
  :type EXPR    the type of an expression, without running it
  :quit         leave (or Ctrl-D); Ctrl-C drops what is typed or stops what runs
In a shell, `sdol isa` lists the instructions and `sdol --help` the commands."""


class Evaluator:
    """Compiles and runs entries, and shows what came of each."""

    def __init__(self, session: Session, world: World) -> None:
        self.session, self.world = session, world
        self._live = Live(session.program, world)

    def enter(self, text: str, *, final: bool = False) -> bool:
        """Runs an entry; False where it is unfinished and more must come."""
        if text.strip().startswith(":"):
            self._command(text.strip())
            return True
        compiled = self.session.add(text, final=final)
        if compiled.incomplete:
            return False
        if compiled.problems:
            failures.show(compiled.problems)
        else:
            self._run(compiled)
        return True

    def _run(self, compiled: Compiled) -> None:
        assert compiled.function is not None
        try:
            value = self._live.call(compiled.function)
            if compiled.type not in (NIL, NEVER):
                self.world.output.write(show(value, nested=True) + "\n")
        except Trap as trap:
            self.world.output.flush()
            entry = trap.places[-1][0] if trap.places else 0
            failures.show([failures.of_trap(trap, self.session.program.sources, main=entry)])
        except SdolError as error:
            self.world.output.flush()
            failures.show([failures.of_error(error)])
        except KeyboardInterrupt:
            print("\nstopped", file=sys.stderr)
        self.world.transactions.roll_back()  # one that was left in the middle
        self.world.output.flush()

    def _command(self, text: str) -> None:
        name, _, rest = text.partition(" ")
        if name == ":help":
            print(HELP)
        elif name == ":type" and rest:
            self._type(rest)
        elif name in (":quit", ":q", ":exit"):
            raise EOFError
        else:
            print(f"there is no command `{inert(name)}`; `:help` lists them", file=sys.stderr)

    def _type(self, text: str) -> None:
        compiled = self.session.type_of(text)
        if compiled.problems:
            failures.show(compiled.problems)
        else:
            print(compiled.type)


def on_terminal(evaluator: Evaluator, history: Path) -> int:
    """The loop on a terminal, until Ctrl-D."""
    print(f"SDOL {__version__}. `:help` for help, Ctrl-D to leave.")
    ask = _editor(history)
    while True:
        try:
            text = ask()
            if text.strip():
                evaluator.enter(text, final=True)
        except KeyboardInterrupt:
            continue
        except EOFError:
            return status.FINE


def _editor(history: Path) -> Callable[[], str]:
    """A function that reads one whole entry: Enter ends it where the grammar says that it is whole."""
    from prompt_toolkit import PromptSession
    from prompt_toolkit.history import FileHistory, InMemoryHistory
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

    keys = KeyBindings()

    @keys.add("enter")
    def _(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        if unfinished(buffer.text) and not buffer.text.endswith("\n\n"):
            buffer.insert_text("\n")
        else:
            buffer.validate_and_handle()

    try:
        history.parent.mkdir(parents=True, exist_ok=True)
        history.open("ab").close()  # a history that cannot be written is found out now, not at every entry
        kept: FileHistory | InMemoryHistory = FileHistory(str(history))
    except OSError:
        kept = InMemoryHistory()
    session: PromptSession[str] = PromptSession(history=kept, multiline=True, key_bindings=keys)
    return lambda: session.prompt(
        "sdol> ", prompt_continuation=lambda width, number, wrapped: "." * (width - 1) + " "
    )


def unfinished(text: str) -> bool:
    """Whether an entry is not wrong so far, and more must come."""
    from sdol.diagnostics import Source
    from sdol.lang.parser import parse_entry

    if not text.strip() or text.lstrip().startswith(":"):
        return False
    return parse_entry(Source("entry", text))[2]


def from_pipe(evaluator: Evaluator) -> int:
    """The loop without a terminal: entries are taken from standard input until it ends."""
    if sys.stdin is None:
        raise SdolError("E0806", "there is no standard input")
    waiting = ""
    try:
        for line in sys.stdin:
            waiting += line
            if not waiting.strip() or evaluator.enter(waiting):
                waiting = ""
        if waiting:
            evaluator.enter(waiting, final=True)
    except EOFError:
        pass  # `:quit`
    return status.FINE
