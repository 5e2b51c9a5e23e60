"""One record for everything that is wrong with a program, and the places in its text.

The parser, the checker and both engines make `Diagnostic`s; the terminal, `--json`, and later the language server and
the dashboard render them. This module renders nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True)
class Source:
    """A program's text and the name it is shown under.

    Offsets count characters from 0; lines and columns count from 1, as editors do.
    """

    name: str
    text: str

    @cached_property
    def _starts(self) -> list[int]:
        starts, at = [0], self.text.find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = self.text.find("\n", at + 1)
        return starts

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of a character offset."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """The character offset of a line and column."""
        return self._starts[line - 1] + column - 1

    def line(self, number: int) -> str:
        """The text of line `number`, without its line ending."""
        start = self._starts[number - 1]
        end = self._starts[number] if number < len(self._starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")


@dataclass(frozen=True)
class Label:
    """Characters of the source that play a part, and what to say under them."""

    start: int
    end: int
    text: str = ""


@dataclass(frozen=True)
class Diagnostic:
    """What is wrong, where, why, and what to do.

    `code` is the catalogue's key, `message` one sentence in the user's words, `reason` says what was expected and
    because of what, `help` what to write instead. The first label is the place itself, further ones explain it.
    """

    code: str
    message: str
    source: Source | None = None
    labels: tuple[Label, ...] = ()
    reason: str = ""
    help: str = ""
    severity: str = "error"
    trace: tuple[str, ...] = field(default=())

    def to_json(self) -> dict[str, object]:
        """The record as `--json` shows it; positions are lines and columns from 1, the end exclusive."""
        found: dict[str, object] = {"code": self.code, "severity": self.severity, "message": self.message}
        if self.source and self.labels:
            first = self.labels[0]
            line, column = self.source.position(first.start)
            end_line, end_column = self.source.position(first.end)
            found |= {"file": self.source.name, "line": line, "column": column}
            found |= {"end_line": end_line, "end_column": end_column}
        return found | {"reason": self.reason, "help": self.help, "trace": list(self.trace)}
