"""The kernel: Jupyter's messages about cells, answered by a session."""

from __future__ import annotations

import sys
from fnmatch import fnmatchcase
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from ipykernel.kernelbase import Kernel

from sdol import __version__
from sdol.shell.completion.offer import Offer
from sdol.shell.failures import of_error
from sdol.shell.jupyter import replies
from sdol.shell.jupyter.cells import Cells
from sdol.shell.jupyter.streams import Keyboard, Printed, StandardInput, Talk
from sdol.shell.repl import outcome as of
from sdol.shell.repl.outcome import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from sdol.kernel.gate import Place
    from sdol.kernel.world import World
T = TypeVar("T")

FAILURES = (of.REJECTED, of.FAILED, of.STOPPED)
"""What an entry may come to that a notebook calls an error."""

MOST_ENTRIES = 1000
"""Entries of the history that are told at once."""


class SdolKernel(Kernel):
    """One session of the language for one notebook."""

    implementation = "sdol"
    implementation_version = __version__
    banner = f"SDOL {__version__}. `:help` lists what a cell can ask besides running a program."
    language_info = replies.language_info(__version__)

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)  # type: ignore[no-untyped-call]
        sys.stdin = StandardInput(Keyboard(self.raw_input, lambda: bool(self._allow_stdin)))
        self._cells: Cells | None = None

    @property
    def cells(self) -> Cells:
        """The session, made for the first message that needs one: by then the streams lead to the notebook."""
        if self._cells is None:
            from sdol.store.history import History
            from sdol.store.location import default_path

            self._cells = Cells(self._world(), History(default_path()))
        return self._cells

    @property
    def kernel_info(self) -> dict[str, Any]:
        """What Jupyter shows and has to know; one cell runs at a time, and none in a debugger of Python's."""
        return {**super().kernel_info, "supported_features": []}

    def close(self) -> None:
        """Ends the session with everything written; to be called by the thread that runs the cells."""
        if self._cells is not None:
            self._cells.close()

    def set_parent(self, ident: Any, parent: Any, channel: str = "shell") -> None:
        """Remembers whose request is answered; what is printed meanwhile belongs to it."""
        super().set_parent(ident, parent, channel)  # type: ignore[no-untyped-call]
        for stream in (sys.stdout, sys.stderr):
            if channel == "shell" and hasattr(stream, "set_parent"):
                stream.set_parent(parent)

    # --- messages -------------------------------------------------------------------------------------------

    async def do_execute(
        self,
        code: str,
        silent: bool,
        store_history: bool = True,
        user_expressions: dict[str, str] | None = None,
        allow_stdin: bool = False,
        *,
        cell_meta: dict[str, Any] | None = None,
        cell_id: str | None = None,
    ) -> dict[str, Any]:
        """Runs a cell; what it prints is sent as it comes, its value when it has ended."""
        self._allow_stdin = bool(allow_stdin)
        try:
            return self._executed(str(code), silent, store_history and not silent, user_expressions or {})
        except KeyboardInterrupt:  # one that came when the cell had ended
            outcome = Outcome(of.STOPPED)
        except Exception as error:
            outcome = Outcome(of.FAILED, problems=(of_error(error),))
        return self._failed(outcome, silent)

    async def do_complete(self, code: str, cursor_pos: int | None) -> dict[str, Any]:
        """How the word before the cursor can go on."""
        at = _place(code, cursor_pos)
        return self._tried(
            lambda: replies.completions(self.cells.offer(str(code), at)), replies.completions(Offer(at, at))
        )

    async def do_inspect(
        self, code: str, cursor_pos: int | None, detail_level: int = 0, omit_sections: Any = ()
    ) -> dict[str, Any]:
        """What is known of the name at the cursor."""
        data = self._tried(
            lambda: self.cells.described(str(code), _place(code, cursor_pos)), dict[str, str]()
        )
        return {"status": "ok", "found": bool(data), "data": data, "metadata": {}}

    async def do_is_complete(self, code: str) -> dict[str, Any]:
        """Whether Enter should run the cell or begin another line."""
        return self._tried(
            lambda: replies.completeness(self.cells.completeness(str(code))), {"status": "unknown"}
        )

    async def do_history(
        self,
        hist_access_type: str = "tail",
        output: bool = False,
        raw: bool = True,
        session: int | None = None,
        start: int | None = None,
        stop: int | None = None,
        n: int | None = None,
        pattern: str | None = None,
        unique: bool = False,
    ) -> dict[str, Any]:
        """Entries of this and earlier sessions, the oldest first; all of them count as one session."""
        most = min(n, MOST_ENTRIES) if isinstance(n, int) and n > 0 else MOST_ENTRIES
        wanted = str(pattern or "*") if hist_access_type == "search" else "*"
        found = self._tried(lambda: self._entries(wanted, most, unique), list[str]())
        return {"status": "ok", "history": [(0, number, text) for number, text in enumerate(found, 1)]}

    async def do_shutdown(self, restart: bool) -> dict[str, Any]:
        """Agrees; the session is closed when the loop of messages has ended."""
        return {"status": "ok", "restart": restart}

    async def create_subshell_request(self, socket: Any, ident: Any, parent: Any) -> None:
        """Refuses: the cells of a session run one after the other."""
        content = {"status": "error", "ename": "Error", "evalue": "one cell runs at a time", "traceback": []}
        if self.session:
            self.session.send(socket, "create_subshell_reply", content, parent, ident)

    def _tried(self, ask: Callable[[], T], otherwise: T) -> T:
        """An answer; where sdol itself fails, another one: a notebook waits until it has some answer."""
        try:
            return ask()
        except Exception as error:
            self.log.error("%s", of_error(error).message)
            return otherwise

    # --- running --------------------------------------------------------------------------------------------

    def _executed(self, code: str, silent: bool, keep: bool, expressions: dict[str, str]) -> dict[str, Any]:
        if keep and code.strip():
            self.cells.history.keep(code.strip("\n"))
        outcome = self._entered(code, None if silent else self.execution_count)
        if outcome.status in FAILURES:
            return self._failed(outcome, silent)
        if not silent:
            self._show(code, outcome)
        found = {name: self._expression(text) for name, text in expressions.items()}
        return replies.executed(self.execution_count, found, _payload(outcome))

    def _failed(self, outcome: Outcome, silent: bool) -> dict[str, Any]:
        if not silent:
            self._publish("error", replies.error(outcome))
        return replies.failed(outcome, self.execution_count)

    def _entries(self, pattern: str, most: int, unique: bool) -> list[str]:
        """The newest entries that match, the oldest of them first."""
        entries = (e for e in self.cells.history.newest(MOST_ENTRIES) if fnmatchcase(e, pattern))
        return list(islice(dict.fromkeys(entries) if unique else entries, most))[::-1]

    def _entered(self, code: str, number: int | None) -> Outcome:
        """What a cell comes to; a signal that asks the process to end ends it with the session closed."""
        from sdol.shell.signals import Heeding, Terminated

        with Heeding():
            try:
                return self.cells.run(code, number)
            except Terminated as ended:
                self.close()
                ended.end()
                raise

    def _expression(self, text: str) -> dict[str, Any]:
        outcome = self.cells.value(text)
        if outcome.status in FAILURES:
            return {"status": "error", **replies.error(outcome)}
        return {"status": "ok", "data": self.cells.shown(outcome), "metadata": {}}

    def _show(self, code: str, outcome: Outcome) -> None:
        if outcome.text:
            data = self.cells.told(code, outcome.text, outcome.html)
            self._publish("display_data", {"data": data, "metadata": {}})
        if outcome.status == of.VALUE:
            data = self.cells.shown(outcome)
            content = {"execution_count": self.execution_count, "data": data, "metadata": {}}
            self._publish("execute_result", content)
        if self.cells.evaluator.timing and outcome.seconds:
            from sdol.shell.amounts import duration

            print(f"took {duration(outcome.seconds)}", file=sys.stderr)

    def _publish(self, kind: str, content: dict[str, Any]) -> None:
        """Sends a message to everyone who watches, after what was printed."""
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
        self.send_response(self.iopub_socket, kind, content)  # type: ignore[no-untyped-call]

    # --- the session's surroundings -------------------------------------------------------------------------

    def _world(self) -> World:
        from sdol.kernel.output import Output
        from sdol.kernel.world import World

        talk = Talk(lambda: sys.stderr)
        output = Output(Printed(sys.stdout), painted=True)  # type: ignore[arg-type]
        return World(output=output, ask=self._ask, notice=talk.notice, progress=talk.progress)

    def _ask(self, effect: str, resource: str, place: Place) -> bool:
        """Puts a question about an effect in the notebook, where the cell may ask at all."""
        from sdol.shell.asking import asker

        if not self._allow_stdin:
            return False
        sources = self.cells.evaluator.session.program.sources
        return asker(lambda: sources)(effect, resource, place)


def _place(code: str, cursor: int | None) -> int:
    """The cursor's place among the characters, wherever a client believes it to be."""
    end = len(str(code))
    return max(0, min(cursor, end)) if isinstance(cursor, int) else end


def _payload(outcome: Outcome) -> list[dict[str, Any]]:
    """What the notebook is asked to do: after `:quit`, to end the kernel."""
    return [{"source": "ask_exit", "keepkernel": False}] if outcome.status == of.QUIT else []
