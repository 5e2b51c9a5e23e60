"""The spaces that the database has seen, each name (`minilm@fingerprint`) once."""

from __future__ import annotations

from sdol.store.connection import Connection


def find(connection: Connection, space_id: str) -> int | None:
    """The row of a space."""
    row = connection.row("SELECT id FROM spaces WHERE name = ?", (space_id,))
    return None if row is None else int(row[0])


def find_or_add(connection: Connection, space_id: str) -> int:
    """The row of a space; call within a transaction."""
    found = find(connection, space_id)
    return connection.run("INSERT INTO spaces (name) VALUES (?)", (space_id,)) if found is None else found
