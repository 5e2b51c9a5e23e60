"""What a session keeps of something learned, by kind and name, each in its last revisions.

A revision is a list of pieces that are named by their content, so that what did not change is not written again.
Numbers of revisions are given out within one transaction: two processes that keep at once give two revisions.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from hashlib import blake2b
from typing import NamedTuple

from sdol.errors import SdolError
from sdol.learn.packing import pack, pieces, unpack

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sdol.kernel.world import World


class Words(NamedTuple):
    """How messages name a kind, and what a program calls to keep, recall and forget one."""

    kind: str
    keep: str
    recall: str
    forget: str


REVISIONS = 8
"""Of one name that are kept; the oldest goes when there is one more."""

ROUTER = Words("router", "keep", "recall", "forget_router")
TAGGER = Words("tagger", "keep", "recall_tagger", "forget_tagger")


def keep(world: World, words: Words, name: str, space: str, data: dict[str, Any], about: str) -> int:
    """Keeps something as the next revision of a name; gives its number, from 1.

    Args:
        data: what its `to_dict` gave.
        about: what it is, in a few words.
    """
    with world.database.transaction():
        numbers = _numbers(world, words, name)
        number = numbers[-1] + 1 if numbers else 1
        gone, staying = numbers[: -(REVISIONS - 1)], numbers[-(REVISIONS - 1) :]
        shared = _Shared(world, words, name, staying)
        packed = pack(data, shared.put)
        shared.drop(gone)
        told = {"space": space, "kept": _now(), "about": about, "data": packed}
        world.database.state.set(_revision(words, name, number), told)
        world.database.state.set(_list(words, name), [*staying, number])
    return number


class _Shared:
    """The pieces of a name, of which only those are written that no revision which stays has."""

    def __init__(self, world: World, words: Words, name: str, staying: list[int]) -> None:
        self._world, self._words, self._name = world, words, name
        self._there = _pieces_of(world, words, name, staying)

    def put(self, piece: bytes) -> str:
        called = _called(piece)
        if called not in self._there:
            key = _piece(self._words, self._name, called)
            self._world.database.state.set(key, b64encode(piece).decode())
            self._there.add(called)
        return called

    def drop(self, numbers: list[int]) -> None:
        """Deletes revisions, and those of their pieces that nothing else has."""
        state = self._world.database.state
        for called in sorted(_pieces_of(self._world, self._words, self._name, numbers) - self._there):
            state.delete(_piece(self._words, self._name, called))
        for number in numbers:
            state.delete(_revision(self._words, self._name, number))


def recall(world: World, words: Words, name: str, space: str, revision: int | None) -> dict[str, Any]:
    """What `from_dict` takes, of a revision or of the last.

    Raises:
        SdolError: E0590, there is none; E0502, it is of another space; E0591, it is damaged.
    """
    with world.database.snapshot():
        numbers = _numbers(world, words, name)
        number = revision if revision is not None else (numbers[-1] if numbers else 0)
        if number not in numbers:
            raise _not_there(words, name, revision, numbers)
        stored = _read(world, words, name, number)
        if stored["space"] != space:
            raise other_space(words.kind, stored["space"], space)
        try:
            return unpack(stored["data"], _taker(world, words, name))  # type: ignore[no-any-return]
        except ValueError as error:
            raise damaged(words, name, str(error)) from None


def revisions(world: World, words: Words, name: str) -> list[dict[str, Any]]:
    """The revisions that are kept, the oldest first: `revision`, `kept` (when, in UTC) and `about`; none for none."""
    with world.database.snapshot():
        found = [
            (number, _read(world, words, name, number, lost=True)) for number in _numbers(world, words, name)
        ]
    return [{"revision": number, "kept": one["kept"], "about": one["about"]} for number, one in found]


def forget(world: World, words: Words, name: str) -> bool:
    """Forgets all revisions of a name, damaged or not; false if there were none."""
    state = world.database.state
    with world.database.transaction():
        try:
            numbers = _numbers(world, words, name)
        except SdolError:
            numbers = []
        for called in _pieces_of(world, words, name, numbers):
            state.delete(_piece(words, name, called))
        for number in numbers:
            state.delete(_revision(words, name, number))
        return state.delete(_list(words, name))


def damaged(words: Words, name: str, reason: str) -> SdolError:
    """The error of what cannot be read, with the way out."""
    return SdolError(
        "E0591",
        f"the {words.kind} {name!r} of this session cannot be read",
        reason=reason,
        help=f'recall an earlier revision, or forget it, `{words.forget}("{name}")`, and fit it again',
    )


def other_space(kind: str, stored: str, space: str) -> SdolError:
    """The error of what was learned in another space than it is asked for."""
    return SdolError(
        "E0502",
        f"this {kind} lives in another space than the vector: {stored} and {space}",
        reason=f"a {kind} of one model says nothing about a vector made by another",
    )


# --- read ---------------------------------------------------------------------------------------------------


def _numbers(world: World, words: Words, name: str) -> list[int]:
    found = world.database.state.get(_list(words, name), [])
    if not (isinstance(found, list) and all(type(number) is int for number in found)):
        raise damaged(words, name, "the list of its revisions is none")
    return found


def _read(world: World, words: Words, name: str, number: int, *, lost: bool = False) -> dict[str, Any]:
    """What is stored of a revision; where it is damaged, an error or, if it may be `lost`, a word about that."""
    stored = world.database.state.get(_revision(words, name, number))
    texts = ("space", "kept", "about")
    whole = isinstance(stored, dict) and "data" in stored
    if whole and all(isinstance(stored.get(part), str) for part in texts):
        return stored  # type: ignore[no-any-return]
    if lost:
        return {"kept": "", "about": "damaged"}
    raise damaged(words, name, f"revision {number} is not as it was written")


def _taker(world: World, words: Words, name: str) -> Any:
    state = world.database.state

    def take(called: str) -> bytes:
        stored = state.get(_piece(words, name, called))
        if not isinstance(stored, str):
            raise ValueError("a piece of it is lost")
        piece = b64decode(stored, validate=True)
        if _called(piece) != called:
            raise ValueError("a piece of it is not as it was written")
        return piece

    return take


def _pieces_of(world: World, words: Words, name: str, numbers: list[int]) -> set[str]:
    """The names of all pieces of some revisions; of a damaged one those that can be read."""
    state = world.database.state
    stored = [state.get(_revision(words, name, number)) for number in numbers]
    return {one for each in stored for one in pieces(each) if isinstance(one, str)}


# --- names --------------------------------------------------------------------------------------------------


def _called(piece: bytes) -> str:
    return blake2b(piece, digest_size=16).hexdigest()


def _list(words: Words, name: str) -> str:
    return f"{words.kind} revisions of {name}"


def _revision(words: Words, name: str, number: int) -> str:
    return f"{words.kind} revision {number} of {name}"


def _piece(words: Words, name: str, called: str) -> str:
    return f"{words.kind} piece {called} of {name}"


def _now() -> str:
    from datetime import UTC, datetime

    return datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def _not_there(words: Words, name: str, revision: int | None, numbers: list[int]) -> SdolError:
    if not numbers:
        return SdolError(
            "E0590",
            f"this session keeps no {words.kind} {name!r}",
            help=f'keep one: `{words.keep}(r, "{name}")`',
        )
    return SdolError(
        "E0590",
        f"this session keeps no revision {revision} of the {words.kind} {name!r}",
        reason=f"it keeps {', '.join(map(str, numbers))}",
    )
