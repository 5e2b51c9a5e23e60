"""The one SQLite library of this process: the one that sqlite-utils picks.

Two SQLite libraries that open one file in one process break each other's locks (closing a file drops every
POSIX lock that the process holds on it), so no other module imports sqlite3 or pysqlite3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3 as library
else:
    try:
        import pysqlite3.dbapi2 as library
    except ImportError:
        import sqlite3 as library

__all__ = ["library"]
