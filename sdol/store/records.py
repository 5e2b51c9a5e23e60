"""What a partition holds and gives back, and how a record gets its id."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

from sdol.store import jsontext

if TYPE_CHECKING:
    from sdol.store.vectors import Floats

ID_LENGTHS = (16, 32, 64)  # hexadecimal digits; the longer ones only where a shorter one is taken


class Record(NamedTuple):
    """A stored record. `vec` is (d,) float32 and read-only; `seq` ascends in order of insertion."""

    id: str
    text: str | None
    payload: Any
    vec: Floats
    seq: int


class Hit(NamedTuple):
    """A record that a search found; `score` is its cosine similarity to the query, -1..1."""

    id: str
    score: float
    text: str | None
    payload: Any
    vec: Floats


class PartitionInfo(NamedTuple):
    """A partition as it is listed; `bytes` counts texts, payloads and vectors."""

    name: str
    space: str
    dimension: int
    count: int  # type: ignore[assignment]  # tuple.count is not wanted here
    bytes: int


class Content(NamedTuple):
    """A record on its way in, in the database's forms."""

    text: str | None
    payload: str | None
    canonical: str | None
    vec: bytes

    def ids(self) -> Iterator[str]:
        """The ids that it may have, shortest first, without end: a shorter one may be taken.

        An id is a hash of text and payload, or of vector and payload, as they are when the record is put.
        """
        digest = self.digest()
        yield from (digest[:length] for length in ID_LENGTHS)
        for number in count():
            yield hashlib.sha256(f"{digest}/{number}".encode()).hexdigest()

    def digest(self) -> str:
        """The SHA-256 of the content, 64 hexadecimal digits."""
        hasher = hashlib.sha256()
        subject = (b"vector", self.vec) if self.text is None else (b"text", jsontext.encode(self.text))
        for part in (*subject, b"" if self.canonical is None else jsontext.encode(self.canonical)):
            hasher.update(len(part).to_bytes(8, "little"))
            hasher.update(part)
        return hasher.hexdigest()

    def equals(self, text: str | None, payload: str | None, vec: bytes) -> bool:
        """Is a stored record the same content?"""
        if text != self.text or (text is None and vec != self.vec):
            return False
        if payload is None or self.canonical is None:
            return payload is None and self.canonical is None
        return payload == self.payload or jsontext.canonical(jsontext.load(payload)) == self.canonical


def content(text: str | None, payload: Any, vec: bytes) -> Content:
    """The database's forms of a record.

    Raises:
        SdolError: E0611, the payload is not JSON.
    """
    if payload is None:
        return Content(text, None, None, vec)
    return Content(text, jsontext.dump(payload), jsontext.canonical(payload), vec)
