"""Holograms: many pairs of a name and a vector kept in one vector, and records that are read as a whole."""

from __future__ import annotations

from contextlib import contextmanager

from sdol.errors import SdolError
from sdol.kernel.kinds import Made
from sdol.kernel.table import Example, instruction
from sdol.kernel.values import Vec, Vecs, same_space

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from sdol.kernel.values import Codebook, Point
    from sdol.lvm import Hologram

BOOK = "let h = hologram(codebook ['paris, 'rome, 'oslo])\n"
FILLED = BOOK + 'let k = put(h, ["france", "italy"], [\'paris, \'rome])\n'


@instruction(
    "hologram.hologram",
    "(book: codebook@S, split: bool = true) -> hologram@S",
    examples=[
        Example("print hologram(codebook ['paris, 'rome])", "hologram@hd, 0 pairs, room for 220 more"),
        Example("print len(hologram(codebook ['paris, 'rome], split: false))", "0"),
    ],
)
def hologram(book: Codebook, split: bool) -> Made:
    """A hologram without pairs, whose values will be vectors of a codebook.

    A record of it is one vector, and takes `capacity` pairs; then another is begun, or, without `split`, `put` fails.
    """
    from sdol import lvm

    return Made("hologram", book.space, lvm.Hologram(book.items.rows, labels=_names(book.items), split=split))


@instruction(
    "hologram.put",
    (
        "(h: hologram@S, key: text, value: vec@S) -> hologram@S",
        "(h: hologram@S, keys: list[text], values: list[vec@S]) -> hologram@S",
    ),
    examples=[
        Example(f'{BOOK}print get(put(h, "italy", \'rome), "italy")', "'rome"),
        Example(f'{BOOK}print len(put(h, ["italy", "norway"], [\'rome, \'oslo]))', "2"),
    ],
)
def put(h: Made, key: Any, value: Any) -> Made:
    """The hologram with a value under a key, in place of what the key held; or with several under as many keys."""
    keys = [key] if isinstance(key, str) else key
    with _told():
        return _made(h, _body(h).put_many(keys, _rows_beside(h, value)))


@instruction(
    "hologram.get",
    "(h: hologram@S, key: text) -> vec@S?",
    examples=[
        Example(f'{FILLED}print get(k, "france")', "'paris"),
        Example(f'{FILLED}print get(k, "norway")', "nil"),
    ],
)
def get(h: Made, key: str) -> Vec | None:
    """The vector under a key, read from the sum together with all others; nil where the key has none."""
    item = _body(h).find(key)
    return None if item is None else _item(h, item)


@instruction(
    "hologram.remove",
    "(h: hologram@S, key: text) -> hologram@S",
    examples=[Example(f'{FILLED}print get(remove(k, "italy"), "italy"), len(remove(k, "italy"))', "nil 1")],
)
def remove(h: Made, key: str) -> Made:
    """The hologram without a key: to the bit what it would be had the pair never been put."""
    with _told():
        return _made(h, _body(h).remove(key))


@instruction(
    "hologram.items",
    "(h: hologram@S) -> list[{name: text, value: vec@S}]",
    examples=[
        Example(
            f"{FILLED}print items(k)", '[{name: "france", value: \'paris}, {name: "italy", value: \'rome}]'
        )
    ],
)
def items(h: Made) -> list[dict[str, Any]]:
    """All keys and their vectors, every record read as a whole; in the order in which they were put."""
    with _told():
        return [{"name": key, "value": _item(h, item)} for key, item in _body(h).pairs()]


@instruction(
    "hologram.keys",
    "(h: hologram@S) -> list[text]",
    examples=[Example(f"{FILLED}print keys(k)", '["france", "italy"]')],
)
def keys(h: Made) -> list[str]:
    """The keys, in the order in which they were put."""
    return _body(h).keys


@instruction(
    "hologram.has",
    "(h: hologram@S, key: text) -> bool",
    examples=[Example(f'{FILLED}print has(k, "france"), has(k, "norway")', "true false")],
)
def has(h: Made, key: str) -> bool:
    """Whether a hologram has a key."""
    return key in _body(h)


@instruction(
    "hologram.len",
    "(h: hologram@S) -> int",
    examples=[Example(f"{FILLED}print len(k)", "2")],
)
def len_(h: Made) -> int:
    """How many pairs a hologram holds."""
    return len(_body(h))


@instruction(
    "hologram.capacity",
    (
        "(h: hologram@S) -> int",
        "(dimension: int, items: int) -> int",
    ),
    examples=[
        Example(f"{BOOK}print capacity(h)", "220"),
        Example("print capacity(768, 1000), capacity(1024, 10000)", "96 92"),
    ],
)
def capacity(h: Any, items: int = 0) -> int:
    """How many pairs one vector holds so that 99 in 100 such vectors are read without an error.

    By state evolution (Barbier and Krzakala 2017), for a codebook of so many vectors that are as unlike as random ones.
    """
    from sdol import lvm

    return _body(h).capacity if isinstance(h, Made) else lvm.joint_capacity(h, items)


@instruction(
    "hologram.room_left",
    "(h: hologram@S) -> int",
    examples=[Example(f"{FILLED}print room_left(h) - room_left(k)", "2")],
)
def room_left(h: Made) -> int:
    """How many more pairs fit before another record is begun."""
    return _body(h).room


@instruction(
    "hologram.records",
    "(h: hologram@S) -> list[vec@S]",
    examples=[
        Example(f"{FILLED}print len(records(h)), len(records(k)), dimension(records(k)[0])", "0 1 1024")
    ],
)
def records(h: Made) -> Vecs:
    """The vectors that a hologram is: all that it knows of its values."""
    return Vecs(h.space, _body(h).rows)


@instruction(
    "hologram.decode",
    (
        "(v: vec@S, keys: list[vec@S], book: codebook@S) -> "
        "{values: list[vec@S], confidences: list[num], similarity: num, certain: bool}"
    ),
    examples=[
        Example(
            "let fact = 'capital * 'paris + 'money * 'euro + 'tongue * 'french\n"
            "let read = decode(fact, ['tongue, 'capital, 'money], codebook ['french, 'euro, 'paris, 'rome])\n"
            "print read.values, read.certain",
            "['french, 'paris, 'euro] true",
        )
    ],
)
def decode(v: Point, keys: Vecs, book: Codebook) -> dict[str, Any]:
    """What each of several keys is bound to in a bundle of pairs, all read together.

    Where taking the pairs away leaves nothing, they are certain; else each has the probability that it is right.
    """
    from sdol import lvm

    same_space([v, book])
    read = lvm.decode(v.rows, _rows_beside(book, keys), book.items.rows)
    names = book.items.names
    values = Vecs(
        v.space, book.items.rows[read.items], [names[i] for i in read.items.tolist()] if names else None
    )
    return {
        "values": values,
        "confidences": [float(share) for share in read.confidence],
        "similarity": read.cosine,
        "certain": read.certain,
    }


@contextmanager
def _told() -> Iterator[None]:
    """What a hologram refuses within, in the language's words."""
    from sdol.lvm.hologram import Full, NoItem, NoKey, Unreadable

    try:
        yield
    except NoItem as error:
        raise SdolError(
            "E0576", str(error), help="make the hologram over a codebook of all vectors that it may hold"
        ) from None
    except Full as error:
        raise SdolError(
            "E0577", str(error), help="let it split: `hologram(book)` begins another record"
        ) from None
    except NoKey as error:
        raise SdolError("E0578", str(error), help="ask first: `if has(h, key) { ... }`") from None
    except Unreadable as error:
        raise SdolError("E0578", str(error), help="leave out vectors that say nearly the same") from None


def _rows_beside(one: Made | Codebook, vectors: Any) -> Any:
    """The rows of vectors that are of the same space as what stands beside them."""
    if isinstance(vectors, list):  # an empty list is of no space
        return (_body(one).book if isinstance(one, Made) else one.items.rows)[:0]
    same_space([one, vectors])
    return vectors.rows


def _names(items: Vecs) -> list[str | None] | None:
    return list(items.names) if items.names else None


def _body(h: Made) -> Hologram:
    return h.body  # type: ignore[return-value]


def _made(h: Made, body: Hologram) -> Made:
    return Made("hologram", h.space, body)


def _item(h: Made, item: int) -> Vec:
    body = _body(h)
    return Vec(h.space, body.book[item], body.labels[item])
