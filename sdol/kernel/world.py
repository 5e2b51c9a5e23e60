"""What a running program can reach: its input and output, its session's database, its spaces, its gate.

One `World` per run. Everything in it opens when it is first used: a program that prints and ends touches no
database and loads no model.
"""

from __future__ import annotations

import os
import sys

from sdol.kernel.gate import Gate, Grant
from sdol.kernel.transactions import Transactions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Protocol

    from sdol.kernel.debugging import Debugger
    from sdol.kernel.embedding import Embeddings
    from sdol.kernel.gate import Ask
    from sdol.kernel.input import Input
    from sdol.kernel.output import Output
    from sdol.kernel.translations import Translations
    from sdol.store.database import Database

    class Recorder(Protocol):
        """Who keeps the decisions of a run."""

        def follow(self, debugger: Debugger) -> None: ...

        def end(self) -> None: ...


class World:
    """The surroundings of one run.

    Args:
        output: where `print` writes; standard output by default.
        input_path: the file that `input` reads, or None for standard input.
        session: path of the session's database, or None for the user's own.
        record: journal the free effects too; so it is where a session was named.
        grants: what `--allow` gave; `allow_all` gives everything.
        ask: asks the person at the terminal for leave, or None.
        arguments: what `-D name=value` gave, the program's `args`.
        notice: shows one sentence of talk to the user, such as progress; silent by default.
        progress: shows how far long work is, as (what, done, total); silent by default.
    """

    def __init__(
        self,
        *,
        output: Output | None = None,
        input_path: str | None = None,
        session: str | None = None,
        record: bool = False,
        grants: list[Grant] | None = None,
        allow_all: bool = False,
        ask: Ask | None = None,
        arguments: dict[str, Any] | None = None,
        notice: Callable[[str], None] | None = None,
        progress: Callable[[str, int, int], None] | None = None,
    ) -> None:
        self._output, self._input_path, self._session = output, input_path, session
        self._database: Database | None = None
        self._embeddings: Embeddings | None = None
        self._translations: Translations | None = None
        self._input: Input | None = None
        self._run: Any = None
        self.program: tuple[str, str] = ("", "")
        """Name and text of the program that runs."""
        self.arguments = arguments or {}
        self.notice = notice or (lambda sentence: None)
        self.progress = progress or (lambda what, done, total: None)
        self.when_opened: Callable[[Database], None] | None = None
        """Called with the session's database as soon as something has opened it."""
        self.recorder: Recorder | None = None
        """Keeps what the run decides with its journal, if somebody does."""
        self.transactions = Transactions(self)
        self.gate = Gate(self, grants or [], allow_all=allow_all, ask=ask, recording=record)

    @property
    def output(self) -> Output:
        if self._output is None:
            from sdol.kernel.output import Output

            self._output = Output(sys.stdout)
        return self._output

    @property
    def input(self) -> Input:
        if self._input is None:
            from sdol.kernel.input import Input

            self._input = Input(self._input_path, before_waiting=self.output.flush)
        return self._input

    @input.setter
    def input(self, given: Input) -> None:
        """Puts another input in its place, before it is first read."""
        self._input = given

    @property
    def database(self) -> Database:
        """The session's database, opened when first needed."""
        if self._database is None:
            from sdol.store.database import Database

            self._database = Database.open(self._session)
            if self.when_opened is not None:
                self.when_opened(self._database)
        return self._database

    @property
    def opened(self) -> Database | None:
        """The session's database, if something has opened it."""
        return self._database

    def open_database(self) -> None:
        """Opens the session's database now, not when it is first needed."""
        _ = self.database

    @property
    def embeddings(self) -> Embeddings:
        """Text to vectors, through the session's cache."""
        if self._embeddings is None:
            from sdol.kernel.embedding import Embeddings

            self._embeddings = Embeddings(
                lambda: self.database.embeddings, self.notice, self.progress, self._following, self.gate
            )
        return self._embeddings

    @property
    def translations(self) -> Translations:
        """From one space to another, by what was learned in the session or shipped with the package."""
        if self._translations is None:
            from sdol.kernel.translations import Translations

            self._translations = Translations(lambda: self.database)
        return self._translations

    def state(self) -> dict[str, Any]:
        """What a saved program needs of this world: its arguments, and how far its input was read."""
        path = None if self._input_path is None else os.path.abspath(self._input_path)
        read = {"path": path, "lines": None} if self._input is None else self._input.state()
        return {"arguments": self.arguments, "input": read}

    def take_up(self, state: dict[str, Any]) -> None:
        """Goes on where the world of a saved program stood; an input that is named now goes before its own.

        Raises:
            SdolError: E0534 and E0801 to E0806, the input cannot be taken up.
        """
        self.arguments = state["arguments"]
        self._input_path = self._input_path or state["input"]["path"]
        self.input.take_up(state["input"])

    def _following(self, line: str, most: int) -> list[str]:
        return self._input.following(line, most) if self._input is not None else []

    @property
    def journal(self) -> Any:
        return self.database.journal

    @property
    def run(self) -> Any:
        """This run's entry in the journal, made with its first recorded effect."""
        if self._run is None:
            from hashlib import sha256

            name, text = self.program
            self._run = self.journal.start_run(
                name, sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
            )
        return self._run

    def close(self, status: int = 0) -> None:
        """Writes out what is buffered and closes what was opened."""
        from contextlib import ExitStack

        try:
            if self._output is not None:
                self._output.flush()
        finally:
            if self._input is not None:
                self._input.close()
            self.transactions.roll_back()
            with ExitStack() as last:  # whatever of it fails, the rest is done
                last.callback(self._close_database, status)
                if self.recorder is not None:
                    last.callback(self.recorder.end)
                self.gate.write_records()

    def _close_database(self, status: int) -> None:
        if self._database is None:
            return
        try:
            if self._run is not None:
                self.journal.end_run(self._run, str(status))
        finally:
            self._database.close()
            self._database = None
