"""Who is writing to a database: told in the message to those who waited in vain.

In WAL mode the writer holds byte 120 of the -shm file (https://www.sqlite.org/walformat.html#wal_locks). The kernel
lists the holders of locks in /proc/locks; to open the -shm file and ask for its locks would drop our own.
"""

from __future__ import annotations

import os
from pathlib import Path

_WRITE_LOCK = 120


def writer(path: str) -> str:
    """Number and name of the process that writes to the database file, "" where that cannot be told."""
    try:
        inode = os.stat(f"{path}-shm").st_ino
        locks = Path("/proc/locks").read_text().splitlines()
        number = next((n for n in (_holder(line.split(), inode) for line in locks) if n), 0)
        return f"{number}, {_name(number)}" if number else ""
    except (OSError, ValueError, IndexError):
        return ""


def _holder(fields: list[str], inode: int) -> int:
    """The process of a line `1: POSIX ADVISORY WRITE 4711 fe:00:1234 120 120`, if it is the lock in question."""
    if len(fields) != 8 or fields[3] != "WRITE" or int(fields[5].rpartition(":")[2]) != inode:
        return 0
    return int(fields[4]) if int(fields[6]) <= _WRITE_LOCK <= _end(fields[7]) else 0


def _end(field: str) -> int:
    return 2**63 if field == "EOF" else int(field)


def _name(number: int) -> str:
    return Path(f"/proc/{number}/comm").read_text().strip()
