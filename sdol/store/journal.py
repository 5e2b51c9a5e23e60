"""The journal of effects: what was about to be done, and what became of it. Rows are only ever added.

An intent is durable before the effect begins (write-ahead, as in Gray & Reuter, Transaction Processing, 1992,
chapter 9), so after a kill an intent without a result says that the outcome is unknown.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from sdol.errors import SdolError
from sdol.store import failures, jsontext
from sdol.store.connection import Connection, Row

Ended = Literal["done", "failed", "refused", "rolled back"]
Outcome = Ended | Literal["unknown"]

_BLOCK = 500

_ENTRIES = """SELECT intents.id, intents.run, effect, resource, instruction, arguments, intents.at,
        outcome, value, results.at
    FROM intents LEFT JOIN results ON results.intent = intents.id"""


class Run(NamedTuple):
    """One run of a program; `status` is "unknown" until it ends, so also if it was killed. Unix seconds."""

    id: int
    program: str
    digest: str
    started: float
    status: str
    ended: float | None


class Entry(NamedTuple):
    """One effect: intent and result. Unix seconds.

    `outcome` is "unknown" where no result was written. A transaction of a program (`store.begin`) writes its result
    along with its changes: where that is unknown, nothing has changed.
    """

    id: int
    run: int
    effect: str
    resource: str
    instruction: str
    arguments: Any
    outcome: Outcome
    value: Any
    began: float
    ended: float | None


class Journal:
    """Runs and their effects. What is added is durable on return.

    Inside `Database.transaction()` it becomes durable with the transaction, which is right only for an effect
    on this same database.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def start_run(self, program: str, digest: str) -> int:
        """Record that `program`, whose source has this digest, begins; the run's id."""
        sql = "INSERT INTO runs (program, digest, at) VALUES (?, ?, ?)"
        with self._connection.transaction():
            return self._connection.run(sql, (jsontext.pack(program), digest, time.time()))

    def end_run(self, run: int, status: str) -> None:
        """Record how a run ended.

        Raises:
            SdolError: E0614, no such run, or it has ended; E0601, E0606, E0607.
        """
        sql = "INSERT INTO run_ends (run, status, at) VALUES (?, ?, ?)"
        with self._connection.transaction():
            self._require("runs", run)
            self._require_open("run_ends", "run", run)
            self._connection.run(sql, (run, status, time.time()))

    def intent(self, run: int, effect: str, resource: str, instruction: str, arguments: Any) -> int:
        """Record what is about to be done; the entry's id.

        Args:
            effect: such as "fs.read".
            resource: what it acts on: a path, a host.
            instruction: the instruction's name.
            arguments: JSON.

        Raises:
            SdolError: E0611, the arguments are not JSON; E0614, no such run; E0601, E0606, E0607.
        """
        packed = jsontext.pack(resource), instruction, jsontext.pack(jsontext.dump(arguments))
        sql = """INSERT INTO intents (run, effect, resource, instruction, arguments, at)
            VALUES (?, ?, ?, ?, ?, ?)"""
        with self._connection.transaction():
            self._require("runs", run)
            return self._connection.run(sql, (run, effect, *packed, time.time()))

    def result(self, entry: int, outcome: Ended, value: Any = None) -> None:
        """Record what became of an intent; `value` is JSON, a summary of what the program is given.

        Raises:
            SdolError: E0611, the value is not JSON; E0614, no such entry, or it has a result; E0601, E0606,
                E0607.
        """
        packed = jsontext.pack(jsontext.dump(value))
        sql = "INSERT INTO results (intent, outcome, value, at) VALUES (?, ?, ?, ?)"
        with self._connection.transaction():
            self._require("intents", entry)
            self._require_open("results", "intent", entry)
            self._connection.run(sql, (entry, outcome, packed, time.time()))

    def entries(self, run: int | None = None) -> Iterator[Entry]:
        """The entries of one run, or of all, in order; read as they are needed."""
        condition = "intents.id > ?" if run is None else "intents.id > ? AND intents.run = ?"
        sql = f"{_ENTRIES} WHERE {condition} ORDER BY intents.id LIMIT {_BLOCK}"
        last = 0
        while block := self._connection.rows(sql, (last,) if run is None else (last, run)):
            yield from map(self._entry, block)
            last = block[-1][0]

    def runs(self) -> list[Run]:
        """All runs, in order."""
        sql = """SELECT id, program, digest, runs.at, ifnull(status, 'unknown'), run_ends.at
            FROM runs LEFT JOIN run_ends ON run_ends.run = runs.id ORDER BY id"""
        return [Run(row[0], jsontext.unpack(row[1]), *row[2:]) for row in self._connection.rows(sql)]

    def _require(self, table: str, id: int) -> None:
        if self._connection.row(f"SELECT 1 FROM {table} WHERE id = ?", (id,)) is None:
            raise _wrong(f"the journal has no {id} in {table}")

    def _require_open(self, table: str, column: str, id: int) -> None:
        if self._connection.row(f"SELECT 1 FROM {table} WHERE {column} = ?", (id,)) is not None:
            raise _wrong(f"{column} {id} of the journal has ended already")

    def _entry(self, row: Row) -> Entry:
        id, run, effect, resource, instruction, arguments, began, outcome, value, ended = row
        try:
            read = jsontext.load(jsontext.unpack(arguments))
            became = None if value is None else jsontext.load(jsontext.unpack(value))
        except (ValueError, TypeError) as error:
            raise failures.damaged(self._connection.path, f"entry {id} of the journal is not JSON") from error
        resource = jsontext.unpack(resource)
        return Entry(id, run, effect, resource, instruction, read, outcome or "unknown", became, began, ended)


def _wrong(what: str) -> SdolError:
    return SdolError(
        "E0614",
        what,
        reason="the journal takes one result for each intent, and intents of runs that were begun",
        help="this should not happen: please report it with the program that led to it",
    )
