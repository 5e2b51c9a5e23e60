"""What is open, and what is known of it: texts come in, are analysed in the background, and questions wait for that.

Three threads work beside the protocol's: one checks programs, which takes seconds for the largest; one answers
questions about those that are checked; one does what goes through a whole file, such as colouring it. So nobody who
types or points waits for a large file.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from lsprotocol.types import Range

from sdol.diagnostics import Source
from sdol.kernel.depth import DEEP
from sdol.lang.analysis.document import Document
from sdol.lang.analysis.observing import Stopped
from sdol.lang.analysis.project import Project
from sdol.shell.lsp.files import Files, name_of, path_of
from sdol.shell.lsp.text import Lines, Measure, Positions, measure_of, program

PAUSE = 0.15
"""Seconds after the last keystroke at which a program is checked, if nobody asks before."""

STACK = 256 << 20
"""Bytes of stack for a thread that walks deep trees."""

NO_MODULE = "E0209"
"""The code of an import that names no module."""

T = TypeVar("T")


class Changed(Exception):
    """The text is not the one that was asked about any more."""


@dataclass
class Analysed:
    """A document that is checked, the places of its text, and the version of the buffer, also as counted here."""

    uri: str
    version: int | None
    edits: int
    document: Document
    positions: Positions


@dataclass
class Buffer:
    """An open file.

    Attributes:
        edits: counts the changes.
        known: the last analysis, of this text or of one before.
        asked: somebody waits for the analysis.
        read: the files that the last analysis looked at.
        lacking: a module that it imports was nowhere.
        glances: counts the questions that take an older analysis, of which only the newest is wanted.
    """

    uri: str
    lines: Lines
    version: int | None
    edits: int = 0
    known: Analysed | None = None
    task: asyncio.Task[None] | None = None
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    read: set[Path] = field(default_factory=set)
    lacking: bool = False
    glances: int = 0
    ready: asyncio.Event = field(default_factory=asyncio.Event)


class Desk:
    """The open files, and their analyses.

    Args:
        found: called with every analysis.
        failed: called with a mistake of ours.
    """

    def __init__(self, found: Callable[[Analysed], None], failed: Callable[[BaseException], None]) -> None:
        self.files = Files()
        self.project = Project(self.files.document, self.files.programs)
        self.measure: Measure = measure_of("")
        self.buffers: dict[str, Buffer] = {}
        self.versioned = False
        """Whether the client takes edits that say for which version of a file they are."""
        self._found, self._failed = found, failed
        self._stamps = itertools.count()
        sys.setrecursionlimit(max(sys.getrecursionlimit(), DEEP))
        before = threading.stack_size(STACK)
        self._checking = ThreadPoolExecutor(1, "checking")
        self._answering = ThreadPoolExecutor(1, "answering")
        self._drawing = ThreadPoolExecutor(1, "drawing")
        for pool in self._pools():
            pool.submit(int).result()  # its thread takes the size of stack that is set now
        threading.stack_size(before)

    def uri(self, name: str) -> str:
        """The URI of a file as the client writes it, where it is open."""
        return next((uri for uri in list(self.buffers) if name_of(uri) == name), "") or self.files.uri(name)

    def version(self, uri: str) -> int | None:
        """The version of an open file; None of one that is not."""
        buffer = self.buffers.get(uri)
        return buffer.version if buffer else None

    # --- what the editor tells ------------------------------------------------------------------------------

    def open(self, uri: str, text: str, version: int | None) -> None:
        known = self.buffers.get(uri)
        buffer = self.buffers[uri] = Buffer(uri, Lines(text, self.measure), version)
        if known is not None:
            buffer.edits = known.edits
            self._stop(known)
        buffer.asked.set()
        self._changed(buffer)

    def change(self, uri: str, version: int | None, edits: list[tuple[Range | None, str]]) -> None:
        """Edits an open file, one edit after the other."""
        buffer = self.buffers.get(uri)
        if buffer is None:
            return
        for range, text in edits:
            buffer.lines.replace(range, text)
        buffer.version = version
        self._changed(buffer)

    def close(self, uri: str) -> None:
        buffer = self.buffers.pop(uri, None)
        if buffer is None:
            return
        buffer.edits += 1
        self._stop(buffer)
        path = path_of(uri)
        if path is not None:
            self.files.hide(path)
            self.touched(path)

    def touched(self, path: Path) -> None:
        """A file is another than before: what imports it is checked again."""
        for buffer in self.buffers.values():
            if (buffer.lacking or path in buffer.read) and path_of(buffer.uri) != path:
                self._begin(buffer)

    def _changed(self, buffer: Buffer) -> None:
        path = path_of(buffer.uri)
        if path is not None:
            lines = buffer.lines
            self.files.show(path, next(self._stamps), lambda: program(lines.text()))
            self.touched(path)
        self._begin(buffer)

    # --- checking -------------------------------------------------------------------------------------------

    def _stop(self, buffer: Buffer) -> None:
        if buffer.task is not None:
            buffer.task.cancel()
        buffer.ready.set()  # whoever waits looks again, and sees that it is gone

    def _begin(self, buffer: Buffer) -> None:
        """Checks a buffer soon; a check that runs gives up."""
        buffer.edits += 1
        self._stop(buffer)
        buffer.ready = asyncio.Event()
        buffer.task = asyncio.get_running_loop().create_task(self._check(buffer, buffer.edits, buffer.ready))

    async def _check(self, buffer: Buffer, edits: int, ready: asyncio.Event) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(buffer.asked.wait(), PAUSE)
        raw, version, read = buffer.lines.text(), buffer.version, set[Path]()

        def check() -> Analysed:
            if buffer.edits != edits:  # `wait_for` may lose that it was cancelled
                raise Stopped
            positions = Positions(raw, self.measure)
            document = self._document(buffer, edits, positions.text, read)
            return Analysed(buffer.uri, version, edits, document.diagnosed(), positions)

        loop = asyncio.get_running_loop()
        try:
            analysed = await loop.run_in_executor(self._checking, check)
            buffer.read, buffer.lacking = read, _lacks_module(analysed.document)
            self._found(analysed)
            await loop.run_in_executor(self._checking, analysed.document.complete)
            buffer.known = analysed
        except Stopped:
            return
        except Exception as error:
            self._failed(error)
        buffer.asked.clear()
        ready.set()

    def _document(self, buffer: Buffer, edits: int, text: str, read: set[Path]) -> Document:
        def noted(path: str, shown: str) -> str:
            read.add(Path(path))
            return self.files.read(path, shown)

        return Document(Source(name_of(buffer.uri), text), noted, lambda: buffer.edits != edits)

    # --- questions ------------------------------------------------------------------------------------------

    async def analysed(self, uri: str) -> Analysed | None:
        """The analysis of an open file as it is now; None where it is not open.

        Raises:
            Changed: it was edited meanwhile.
        """
        buffer = self.buffers.get(uri)
        if buffer is None:
            return None
        edits = buffer.edits
        if not buffer.ready.is_set():
            buffer.asked.set()
            await buffer.ready.wait()
        if self.buffers.get(uri) is not buffer or buffer.edits != edits:
            raise Changed
        return buffer.known if buffer.known and buffer.known.edits == edits else None

    async def glance(
        self, uri: str, patience: float, question: Callable[[Analysed | None, Positions], T]
    ) -> T | None:
        """What a function gives of the newest analysis that is there within some seconds, and the text as it is now.

        Raises:
            Changed: it was edited meanwhile, and the same was asked again.
        """
        buffer = self.buffers.get(uri)
        if buffer is None:
            return None
        buffer.asked.set()
        buffer.glances += 1
        raw, edits, number = buffer.lines.text(), buffer.edits, buffer.glances
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(buffer.ready.wait(), patience)

        def answer() -> T:
            if buffer.edits != edits and buffer.glances != number:
                raise Changed
            return question(buffer.known, Positions(raw, self.measure))

        return await self.answer(answer)

    async def answer(self, question: Callable[[], T]) -> T:
        """What a function gives, which may take its time."""
        return await asyncio.get_running_loop().run_in_executor(self._answering, question)

    async def draw(self, question: Callable[[], T]) -> T:
        """The same, of a question about a whole file."""
        return await asyncio.get_running_loop().run_in_executor(self._drawing, question)

    def _pools(self) -> tuple[ThreadPoolExecutor, ...]:
        return self._checking, self._answering, self._drawing

    def soon(self, what: Callable[[], object]) -> None:
        """Does something before the first answer."""
        self._answering.submit(what)

    def end(self) -> None:
        """Gives up what is being done."""
        for uri in list(self.buffers):
            self.buffers[uri].edits += 1
            self._stop(self.buffers[uri])
        for pool in self._pools():
            pool.shutdown(wait=False, cancel_futures=True)


def _lacks_module(document: Document) -> bool:
    return any(one.code == NO_MODULE for one in document.problems)
