"""`sdol store ls | info | decisions | dump | load | check | drop`: what a session's database holds, and its journal."""

from __future__ import annotations

import sys
from datetime import UTC

from sdol.errors import SdolError
from sdol.kernel.output import Output
from sdol.kernel.show import table
from sdol.shell import status
from sdol.shell.answer import dumps, say, say_json
from sdol.shell.options import Call, Command, Option, UsageError
from sdol.shell.terminal import width

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from sdol.store.database import Database
    from sdol.store.decisions import Kept
    from sdol.store.records import PartitionInfo

ACTION = "ls|info|decisions|dump|load|check|drop"
NEEDS_NAME, TAKES_NAME = ("load", "drop"), ("info", "decisions", "dump")
LATEST = 5
"""Runs of the journal that are listed."""


def _store(call: Call) -> int:
    action, name = str(call.argument(ACTION)), call.argument("NAME")
    if action not in ACTION.split("|") or not _fits(action, name) or not _written_as(call, action):
        raise UsageError(
            "E0901",
            f"`sdol store` cannot {action} {name or ''}".rstrip(),
            help=f"usage: {call.command.usage()}",
        )
    return _ACTIONS[action](call, name)


def _fits(action: str, name: str | None) -> bool:
    return action in (*NEEDS_NAME, *TAKES_NAME) if name is not None else action not in NEEDS_NAME


def _written_as(call: Call, action: str) -> bool:
    """One form at most; those of a dump only for that."""
    forms = [form for form in ("json", "jsonl", "csv") if call.option(form)]
    return len(forms) <= (1 if action == "dump" else forms.count("json"))


def _opened(session: str | None) -> Database:
    """The session, to be read; a user who has none yet has an empty one."""
    from sdol.store.database import Database
    from sdol.store.location import MEMORY, default_path

    if session is None and not default_path().exists():
        return Database.open(MEMORY)
    return Database.open(session, create=False, readonly=True)


def _tell(call: Call, found: Any) -> None:
    if call.option("json"):
        say_json(found)
    else:
        say(_shown(found))


# --- ls, info -----------------------------------------------------------------------------------------------


def _ls(call: Call, name: str | None) -> int:
    with _opened(call.option("session")) as database:
        _tell(call, _list(database))
    return status.FINE


def _tell_info(call: Call, name: str | None) -> int:
    with _opened(call.option("session")) as database:
        _tell(call, _partition(database, name) if name else _info(database))
    return status.FINE


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
    from sdol.store.dump import infos

    return _described(infos(database, name)[0])


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
        "decisions": info.tables.get("decisions", 0),
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


def _decisions(call: Call, name: str | None) -> int:
    """What the latest run decided, or that of the number."""
    with _opened(call.option("session")) as database:
        run = _asked(database, name)
        reasons = bool(call.option("json"))
        found = database.decisions.of(run, reasons=reasons) if run else iter(())
        if reasons:
            say_json([_reasoned(one) for one in found])
        else:
            _list_decided(list(found))
    return status.FINE


def _list_decided(kept: list[Kept]) -> None:
    say(table([_decided(one) for one in kept], width()) if kept else "no decisions were kept")
    missing = kept[-1].number - len(kept) if kept else 0
    if missing:
        print(f"note: {missing:,} more were not kept: of a run, the first and the last are", file=sys.stderr)


def _asked(database: Database, name: str | None) -> int:
    """The number of the run that is asked for, 0 where there was none yet.

    Raises:
        UsageError: E0901, there is no such run.
    """
    runs = [run.id for run in database.journal.runs()]
    if name is None:
        return runs[-1] if runs else 0
    run = int(name) if name.isascii() and name.isdecimal() else 0
    if run not in runs:
        raise UsageError(
            "E0901", f"the journal knows no run {name}", help="`sdol store info` lists the latest"
        )
    return run


def _decided(one: Kept) -> dict[str, Any]:
    from math import degrees

    clear = "" if one.margin is None else f"{degrees(one.margin):.1f}°{' close' if one.close else ''}"
    head = {"number": one.number, "line": one.line, "kind": one.kind, "outcome": one.outcome}
    return {**head, "margin": clear, "about": one.about}


def _reasoned(one: Kept) -> dict[str, Any]:
    """All that was kept of it, angles in radians."""
    why = dict(one.why or {})
    if "microradians" in why:
        far = zip(why.pop("regions"), why.pop("microradians"), strict=True)
        taken = why.pop("chosen")
        why["regions"] = [
            {"region": name, "distance": micro / 1e6, "chosen": at in taken}
            for at, (name, micro) in enumerate(far)
        ]
    return {**one._asdict(), "why": why}


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


# --- dump, load ---------------------------------------------------------------------------------------------


def _dump(call: Call, name: str | None) -> int:
    from sdol.store import dump

    with _opened(call.option("session")) as database:
        if call.option("json"):
            say_json({"partitions": _whole(database, name)})
            return status.FINE
        output = Output(sys.stdout, painted=True)
        lines = _csv(database, name) if call.option("csv") else map(dumps, dump.values(database, name))
        for line in lines:
            output.write(line + "\n")
        output.flush()
    return status.FINE


def _whole(database: Database, name: str | None) -> list[dict[str, Any]]:
    from sdol.store import dump

    with database.snapshot():
        return [
            {**dump.head(info), "records": [dump.entry(record) for record in dump.records(database, info)]}
            for info in dump.infos(database, name)
        ]


def _csv(database: Database, name: str | None) -> Iterator[str]:
    """A table for other programs, RFC 4180 but for the line ends: payloads as JSON, no vectors."""
    from sdol.store import dump

    yield "partition,id,text,payload"
    with database.snapshot():
        for info in dump.infos(database, name):
            for record in dump.records(database, info):
                payload = "" if record.payload is None else dumps(record.payload)
                yield ",".join(map(_cell, (info.name, record.id, record.text or "", payload)))


def _cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in ',"\r\n') else text


def _load(call: Call, name: str | None) -> int:
    from sdol.store import dump
    from sdol.store.database import Database

    lines = _lines(str(name))
    with Database.open(call.option("session")) as database:
        loaded = dump.load(database, lines)
    found = [{"name": key, "new": new, "known": known} for key, (new, known) in sorted(loaded.items())]
    _tell(call, found)
    return status.FINE


def _lines(name: str) -> Iterator[tuple[str, Any]]:
    """The values of a file of JSON lines, or of the one JSON value that `dump --json` writes."""
    text = _read(name)
    first = _value(text.partition("\n")[0], f"line 1 of {name}")
    if isinstance(first, dict) and "partitions" in first:
        for at, part in enumerate(first["partitions"] if isinstance(first["partitions"], list) else [None]):
            yield f"partition {at + 1} of {name}", part
            records = part.get("records") if isinstance(part, dict) else None
            for number, record in enumerate(records if isinstance(records, list) else [None]):
                yield f"record {number + 1} of partition {at + 1} of {name}", record
        return
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield f"line {number} of {name}", _value(line, f"line {number} of {name}")


def _value(line: str, where: str) -> Any:
    from sdol.kernel.rows import read_json

    try:
        return read_json(line)
    except ValueError as error:
        raise SdolError(
            "E0617",
            f"{where} is no part of a dump",
            reason=f"it is not JSON: {error}",
            help="`sdol store dump` writes dumps; nothing was taken in",
        ) from None


def _read(name: str) -> str:
    if name == "-":
        return sys.stdin.buffer.read().decode("utf-8", "strict") if sys.stdin else ""
    try:
        with open(name, encoding="utf-8") as file:
            return file.read()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text in UTF-8"
        raise SdolError(
            "E0801", f"{name} cannot be read", reason=reason, help="name a file that `sdol store dump` wrote"
        ) from None


# --- check, drop --------------------------------------------------------------------------------------------


def _check(call: Call, name: str | None) -> int:
    with _opened(call.option("session")) as database:
        problems = database.check()
        readable = _readable(database)
    if call.option("json"):
        say_json({"sound": not problems, "problems": problems, "readable": readable})
    else:
        counted = ", ".join(f"{key}: {count:,}" for key, count in readable.items()) or "nothing"
        say("\n".join([*problems, f"can be read: {counted}"]) if problems else f"sound ({counted})")
    if problems and not call.option("json"):
        print(HELP, file=sys.stderr)
    return status.FAILED if problems else status.FINE


HELP = """help: copy the file, with its -wal file if there is one, before anything else; then restore
a backup, or save what can be read with `sqlite3 FILE .recover`"""


def _readable(database: Database) -> dict[str, int]:
    """Of each partition how many records can be read; of none where not even their list can."""
    try:
        return database.readable()
    except SdolError:
        return {}


def _drop(call: Call, name: str | None) -> int:
    from sdol.store.database import Database

    with Database.open(call.option("session"), create=False) as database:
        found = _partition(database, str(name))
        database.drop(str(name))
    _tell(call, {"dropped": found["name"], "records": found["count"]})
    return status.FINE


_ACTIONS = {
    "ls": _ls,
    "info": _tell_info,
    "decisions": _decisions,
    "dump": _dump,
    "load": _load,
    "check": _check,
    "drop": _drop,
}

COMMAND = Command(
    "store",
    "list, dump, load and check what a session's database holds",
    _store,
    (ACTION, "[NAME]"),
    (
        Option("--session", "the database FILE; by default the user's own", "FILE"),
        Option("--json", "write one JSON value"),
        Option("--jsonl", "dump: write JSON lines (the default), which `load` reads"),
        Option("--csv", "dump: write a table with ids, texts and payloads, without vectors"),
    ),
    "`ls` lists the partitions, `info` tells of the whole database or of the partition NAME. `decisions` lists what "
    "the latest run that was given this session decided, or that of the number NAME. `dump` writes all "
    "partitions or the one called NAME, `load` takes in the dump in the file NAME (`-` is standard input), all of it "
    "or nothing. `check` reads and compares everything. `drop` deletes the partition NAME.",
    examples=(
        ("sdol store dump notes > notes.jsonl", "keep a partition in a file"),
        ("sdol store load notes.jsonl --session other.db", "take it into another session"),
        ("sdol store decisions --json", "what the latest run decided, and why"),
        ("sdol store check", "see whether the session is sound"),
    ),
)
