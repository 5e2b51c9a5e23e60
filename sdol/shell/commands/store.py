"""`sdol store ls | info [NAME]`: what a session's database holds. It is only read."""

from __future__ import annotations

from datetime import UTC

from sdol.kernel.show import table
from sdol.shell import status
from sdol.shell.answer import say, say_json
from sdol.shell.options import Call, Command, Option, UsageError
from sdol.shell.terminal import width

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sdol.store.database import Database
    from sdol.store.records import PartitionInfo

ACTION = "ls|info"
LATEST = 5
"""Runs of the journal that are listed."""


def _store(call: Call) -> int:
    action, name = call.argument(ACTION), call.argument("NAME")
    if action not in ACTION.split("|") or (action == "ls" and name):
        raise UsageError(
            "E0901",
            f"`sdol store` cannot {action} {name or ''}".rstrip(),
            help=f"usage: {call.command.usage()}",
        )
    with _opened(call.option("session")) as database:
        found = _list(database) if action == "ls" else _partition(database, name) if name else _info(database)
    if call.option("json"):
        say_json(found)
    else:
        say(_shown(found))
    return status.FINE


def _opened(session: str | None) -> Database:
    """The session, to be read; a user who has none yet has an empty one."""
    from sdol.store.database import Database
    from sdol.store.location import MEMORY, default_path

    if session is None and not default_path().exists():
        return Database.open(MEMORY)
    return Database.open(session, create=False, readonly=True)


def _list(database: Database) -> list[dict[str, Any]]:
    return [_described(info) for info in database.partitions()]


def _described(info: PartitionInfo) -> dict[str, Any]:
    return {
        "name": info.name,
        "space": info.space,
        "dimension": info.dimension,
        "count": info.count,
        "bytes": info.bytes,
    }


def _partition(database: Database, name: str) -> dict[str, Any]:
    found = [info for info in database.partitions() if info.name == name]
    if found:
        return _described(found[0])
    from sdol.store.partitions import dropped

    raise dropped(name)


def _info(database: Database) -> dict[str, Any]:
    info = database.info()
    return {
        "path": _path(info.path),
        "bytes": info.bytes,
        "version": info.version,
        "sqlite": info.sqlite,
        "partitions": len(database.partitions()),
        "records": info.tables["records"],
        "embeddings": _embeddings(database),
        "runs": info.tables["runs"],
        "effects": info.tables["intents"],
        "latest_runs": [_run(run) for run in database.journal.runs()[-LATEST:]],
    }


def _path(path: str) -> str:
    from sdol.store.location import MEMORY, default_path

    return f"{default_path()} (not made yet)" if path == MEMORY else path


def _embeddings(database: Database) -> dict[str, int]:
    """Vectors in the cache, by space."""
    spaces = database.admin().query(
        "SELECT DISTINCT spaces.name FROM embeddings JOIN spaces ON spaces.id = space"
    )
    names = sorted(row["name"] for row in spaces)
    return {name: database.embeddings.count(name) for name in names}


def _run(run: Any) -> dict[str, Any]:
    from datetime import datetime

    at = datetime.fromtimestamp(run.started, UTC).isoformat(timespec="seconds")
    return {"run": run.id, "program": run.program, "started": at, "status": run.status}


def _shown(found: Any) -> str:
    if isinstance(found, list):
        return table(found, width()) if found else "no partitions"
    lines = []
    for key, value in found.items():
        if isinstance(value, list):
            lines += ["", table(value, width())] if value else []
        else:
            inner = (
                ", ".join(f"{k}: {v:,}" for k, v in value.items()) or "none"
                if isinstance(value, dict)
                else value
            )
            lines.append(f"{key:<12}{inner}")
    return "\n".join(lines)


COMMAND = Command(
    "store",
    "list what a session's database holds",
    _store,
    (ACTION, "[NAME]"),
    (
        Option("--session", "the database FILE; by default the user's own", "FILE"),
        Option("--json", "write one JSON value"),
    ),
    "`ls` lists the partitions, `info` tells of the whole database or of the partition NAME.",
)
