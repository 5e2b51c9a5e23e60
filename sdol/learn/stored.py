"""Something learned, as a value of the language, kept in a session or as data that can be written to a file."""

from __future__ import annotations

from sdol.errors import SdolError
from sdol.kernel.kinds import KINDS, Made
from sdol.learn import keeping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sdol.kernel.values import Point
    from sdol.kernel.world import World
    from sdol.learn.keeping import Words


def keep(world: World, words: Words, value: Made, name: str) -> int:
    """Keeps a value under a name; gives the number of its revision."""
    return keeping.keep(world, words, name, value.space, value.body.to_dict(), str(value.body))


def recall(world: World, words: Words, kind: str, name: str, like: Point, revision: int | None) -> Made:
    """A revision of what is kept under a name, or the last, of the space of a vector.

    Raises:
        SdolError: E0590, E0502, E0591, as `keeping.recall` has them.
    """
    data = keeping.recall(world, words, name, like.space, revision)
    try:
        return _made(kind, like.space, data)
    except ValueError as error:
        raise keeping.damaged(words, name, str(error)) from None


def to_json(value: Made) -> dict[str, Any]:
    """All of a value as data; the field of its parts has the name of its kind."""
    from sdol.learn.packing import pack

    return {"space": value.space, value.kind: pack(value.body.to_dict())}


def from_json(kind: str, data: Any, like: Point) -> Made:
    """The value that `to_json` made data of.

    Raises:
        SdolError: E0591, they are none, or damaged; E0502, they are of another space than the vector.
    """
    from sdol.learn.packing import unpack

    if not (isinstance(data, dict) and "space" in data and kind in data):
        raise SdolError("E0591", f"these data are no {kind}", reason=f"they lack `space` or `{kind}`")
    if data["space"] != like.space:
        raise keeping.other_space(kind, str(data["space"]), like.space)
    try:
        return _made(kind, like.space, unpack(data[kind]))
    except ValueError as error:
        raise SdolError("E0591", f"these data are no {kind}", reason=str(error)) from None


def _made(kind: str, space: str, data: Any) -> Made:
    """The value of what `to_dict` gave.

    Raises:
        ValueError: the data are none.
    """
    if not isinstance(data, dict):
        raise ValueError(f"what is stored of the {kind} is no record")
    return Made(kind, space, KINDS[kind].body_class().from_dict(data))
