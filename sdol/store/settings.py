"""Small values by key, as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sdol.store import failures, jsontext
from sdol.store.connection import Connection


class Settings:
    """One namespace of keys and JSON values."""

    def __init__(self, connection: Connection, namespace: str) -> None:
        self._connection = connection
        self._namespace = namespace

    def get(self, key: str, default: Any = None) -> Any:
        """The value of `key`, or `default`."""
        sql = "SELECT value FROM settings WHERE namespace = ? AND key = ?"
        row = self._connection.row(sql, (self._namespace, key))
        return default if row is None else self._load(key, row[0])

    def set(self, key: str, value: Any) -> None:
        """Keep `value`. Durable on return, unless in a transaction.

        Raises:
            SdolError: E0611, it is not JSON; E0601, E0606, E0607.
        """
        packed = jsontext.pack(jsontext.dump(value))
        sql = "INSERT OR REPLACE INTO settings (namespace, key, value) VALUES (?, ?, ?)"
        with self._connection.transaction():
            self._connection.run(sql, (self._namespace, key, packed))

    def delete(self, key: str) -> bool:
        """Forget `key`; False if there was none."""
        sql = "DELETE FROM settings WHERE namespace = ? AND key = ?"
        with self._connection.transaction():
            return self._connection.change(sql, (self._namespace, key)) > 0

    def items(self) -> Iterator[tuple[str, Any]]:
        """Keys and values, by key."""
        sql = "SELECT key, value FROM settings WHERE namespace = ? ORDER BY key"
        return (
            (key, self._load(key, value)) for key, value in self._connection.rows(sql, (self._namespace,))
        )

    def _load(self, key: str, stored: str | bytes) -> Any:
        try:
            return jsontext.load(jsontext.unpack(stored))
        except ValueError as error:
            raise failures.damaged(self._connection.path, f"the value of {key!r} is not JSON") from error
