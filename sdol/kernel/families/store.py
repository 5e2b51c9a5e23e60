"""The store: named partitions of the session's database, each bound to a space."""

from __future__ import annotations

import sys

from sdol.errors import SdolError
from sdol.kernel.partition import Records, Store
from sdol.kernel.table import Example, instruction
from sdol.kernel.values import Point

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sdol.kernel.values import Vec, Vecs
    from sdol.kernel.world import World

NOTES = (
    'store notes@swift\nnotes.put("a late parcel", {year: 2024})\nnotes.put("a sunny day", {year: 2019})\n'
)


@instruction(
    "store.open",
    "(name: text, space: text) -> store@S",
    effect="store",
    changes=True,
    surface="syntax",
    form="store name",
    examples=[Example("store notes@swift\nprint notes.count()", "0")],
)
def open_store(world: World, name: str, space: str) -> Store:
    """The partition of that name, made if there is none."""
    from sdol.kernel.symbols import DIMENSION, SPACE
    from sdol.spaces.registry import manifest

    if space == "hd":
        return Store(name, SPACE, world.database.partition(name, SPACE, DIMENSION))
    described = manifest(space)
    return Store(name, described.id, world.database.partition(name, described.id, described.dimension))


@instruction(
    "store.put",
    (
        "(s: store@S, item: text, payload: T = nil) -> text",
        "(s: store@S, item: vec@S, payload: T = nil) -> text",
    ),
    effect="store",
    changes=True,
    surface="method",
    examples=[
        Example(NOTES + 'notes.put("a sunny day", {year: 2019})\nprint notes.count()', "2"),
        Example('store notes@swift\nnotes.put("a sunny day")\nprint notes.count()', "1"),
        Example("store atoms@hd\natoms.put('a, {n: 1})\nprint atoms.count()", "1"),
        Example("store atoms@hd\natoms.put('a)\nprint atoms.count()", "1"),
    ],
)
def put(world: World, s: Store, item: Any, payload: Any) -> str:
    """Keeps a text or a vector with a payload; the same content is kept once. Gives its id, also where it was there.

    The same text with another payload is another record; `update` changes the payload of one.
    """
    if isinstance(item, Point):
        return s.partition.put(None, item.data, payload)[0]
    vector = world.embeddings.embed(s.space.partition("@")[0], [item])[0]
    return s.partition.put(item, vector.data, payload)[0]


@instruction(
    "store.put_all",
    "(s: store@S, texts: list[text], payloads: list[T]) -> int",
    effect="store",
    changes=True,
    surface="method",
    examples=[Example('store s@swift\nprint s.put_all(["a", "b", "a"], [1, 2, 1])', "2")],
)
def put_all(world: World, s: Store, texts: list[str], payloads: list[Any]) -> int:
    """Keeps many texts with their payloads in one batch and one transaction; gives how many were new."""
    if len(texts) != len(payloads):
        raise SdolError("E0507", f"these lists differ in length: {len(texts)} and {len(payloads)}")
    _, rows = world.embeddings.matrix(s.space.partition("@")[0], texts)
    return sum(new for _, new in s.partition.put_many(texts, rows, payloads))


@instruction(
    "store.get",
    "(s: store@S, id: text) -> hit@S?",
    effect="store",
    surface="method",
    examples=[
        Example(
            'store s@swift\nlet id = s.put("a")\nlet found = s.get(id)\n'
            'print if found != nil { found.text } else { "gone" }',
            "a",
        )
    ],
)
def get(world: World, s: Store, id: str) -> dict[str, Any] | None:
    """The record of that id, or nil."""
    found = s.partition.get(id)
    return None if found is None else s.hit(found, 1.0)


@instruction(
    "store.has",
    "(s: store@S, id: text) -> bool",
    effect="store",
    surface="method",
    examples=[Example('store s@swift\nlet id = s.put("a")\nprint s.has(id), s.has("none")', "true false")],
)
def has(world: World, s: Store, id: str) -> bool:
    """Whether there is a record of that id."""
    return s.partition.get(id) is not None


@instruction(
    "store.update",
    "(s: store@S, id: text, payload: T) -> bool",
    effect="store",
    changes=True,
    surface="method",
    examples=[
        Example(
            'store s@swift\nlet id = s.put("a", {n: 1})\nprint s.update(id, {n: 2}), s.first()[0].payload.n, s.count()',
            "true 2 1",
        )
    ],
)
def update(world: World, s: Store, id: str, payload: Any) -> bool:
    """Gives a record another payload; it keeps its id, its text and its place. False if there is none."""
    return s.partition.update(id, payload)


@instruction(
    "store.merge",
    "(s: store@S, id: text, fields: T) -> bool",
    effect="store",
    changes=True,
    surface="method",
    examples=[
        Example(
            'store s@swift\nlet id = s.put("a", {n: 1, old: true})\ns.merge(id, {n: 2, old: nil})\n'
            "print s.first()[0].payload",
            "{n: 2}",
        )
    ],
)
def merge(world: World, s: Store, id: str, fields: Any) -> bool:
    """Sets fields of a record's payload; nil takes one out. False if there is no such record.

    As JSON Merge Patch, RFC 7396, has it: records inside the payload are merged too, lists are replaced.
    """
    return s.partition.merge(id, fields)


@instruction(
    "store.delete",
    "(s: store@S, id: text) -> bool",
    effect="store",
    changes=True,
    surface="method",
    examples=[Example('store s@swift\nlet id = s.put("a")\nprint s.delete(id), s.count()', "true 0")],
)
def delete(world: World, s: Store, id: str) -> bool:
    """Takes a record out; false if there was none."""
    return s.partition.delete(id)


@instruction(
    "store.delete_all",
    "(s: store@S, ids: list[text]) -> int",
    effect="store",
    changes=True,
    surface="method",
    examples=[
        Example(
            NOTES + "print notes.delete_all([n.id for n in notes if n.payload.year < 2020]), notes.count()",
            "1 1",
        )
    ],
)
def delete_all(world: World, s: Store, ids: list[str]) -> int:
    """Takes many records out in one transaction; gives how many there were."""
    return s.partition.delete_many(ids)


@instruction(
    "store.clear",
    "(s: store@S) -> int",
    effect="store",
    changes=True,
    surface="method",
    examples=[Example(NOTES + "print notes.clear(), notes.count()", "2 0")],
)
def clear(world: World, s: Store) -> int:
    """Takes every record out; gives how many there were."""
    return s.partition.clear()


@instruction(
    "store.count",
    "(s: store@S) -> int",
    effect="store",
    surface="method",
    examples=[Example(NOTES + "print notes.count()", "2")],
)
def count(world: World, s: Store) -> int:
    """How many records a store has."""
    return s.partition.count()


@instruction(
    "store.first",
    "(s: store@S, n: int = 1) -> list[hit@S]",
    effect="store",
    surface="method",
    examples=[
        Example(NOTES + "print notes.first()[0].text", "a late parcel"),
        Example(NOTES + "print len(notes.first(5))", "2"),
    ],
)
def first(world: World, s: Store, n: int) -> list[dict[str, Any]]:
    """The first n records in the order of insertion; all where there are fewer."""
    return [s.hit(found, 1.0) for found in s.partition.first(_counted("first", n))]


@instruction(
    "store.last",
    "(s: store@S, n: int = 1) -> list[hit@S]",
    effect="store",
    surface="method",
    examples=[
        Example(NOTES + "print notes.last()[0].text", "a sunny day"),
        Example(NOTES + "print len(notes.last(1))", "1"),
    ],
)
def last(world: World, s: Store, n: int) -> list[dict[str, Any]]:
    """The last n records in the order of insertion, the latest at the end; all where there are fewer."""
    return [s.hit(found, 1.0) for found in s.partition.last(_counted("last", n))]


@instruction(
    "store.all",
    "(s: store@S) -> ranked[hit@S]",
    effect="store",
    surface="method",
    examples=[
        Example(NOTES + "for n in notes.all() { print n.text }", "a late parcel\na sunny day"),
        Example(NOTES + "for n in notes { notes.delete(n.id) }\nprint notes.count()", "0"),
    ],
)
def all_records(world: World, s: Store) -> Records:
    """Every record as it is now, in the order of insertion, to walk through; `for n in notes` takes it by itself."""
    return Records(s, s.partition.all())


@instruction(
    "store.vectors",
    "(s: store@S) -> list[vec@S]",
    effect="store",
    surface="method",
    examples=[Example(NOTES + 'print len([v for v in notes.vectors() if v ~ ~"a parcel"@swift > 0.5])', "1")],
)
def vectors(world: World, s: Store) -> Vecs:
    """The vectors of all records in the order of insertion: one matrix, which is not copied."""
    return Records(s, s.partition.all()).vectors


@instruction(
    "store.ids",
    "(s: store@S) -> list[text]",
    effect="store",
    surface="method",
    examples=[Example('store s@swift\nlet id = s.put("a")\nprint s.ids() == [id]', "true")],
)
def ids(world: World, s: Store) -> list[str]:
    """The ids of all records in the order of insertion."""
    return s.partition.ids()


@instruction(
    "store.texts",
    "(s: store@S) -> list[text]",
    effect="store",
    surface="method",
    examples=[Example(NOTES + "print notes.texts()", '["a late parcel", "a sunny day"]')],
)
def texts(world: World, s: Store) -> list[str]:
    """The texts of all records in the order of insertion; empty where a vector was put without one."""
    return [text or "" for text in s.partition.texts()]


@instruction(
    "store.payloads",
    "(s: store@S) -> list[json]",
    effect="store",
    surface="method",
    examples=[Example(NOTES + "print notes.payloads()[1].year", "2019")],
)
def payloads(world: World, s: Store) -> list[Any]:
    """The payloads of all records in the order of insertion."""
    return s.partition.payloads()


@instruction(
    "store.near",
    "(s: store@S, q: vec@S, n: int) -> list[hit@S]",
    effect="store",
    surface="syntax",
    form="near q in s top n",
    examples=[Example(NOTES + 'print (near "where is my parcel" in notes top 1)[0].text', "a late parcel")],
)
def near(world: World, s: Store, q: Vec, n: int) -> list[dict[str, Any]]:
    """The n records most similar to a query, best first; exact."""
    _check(s, q)
    return [s.hit(found, found.score) for found in s.partition.near(q.data, _counted("top", n))]


@instruction(
    "store.ranked",
    "(s: store@S, q: vec@S) -> ranked[hit@S]",
    effect="store",
    surface="syntax",
    form="near q in s top n where c",
    examples=[
        Example(NOTES + 'print (near "a parcel" in notes top 1 where .year < 2020)[0].text', "a sunny day")
    ],
)
def ranked(world: World, s: Store, q: Vec) -> Records:
    """Every record as it is now by similarity to a query, best first, to walk through."""
    _check(s, q)
    return Records(s, s.partition.ranked(q.data))


@instruction(
    "store.begin",
    "() -> int",
    effect="store",
    changes=True,
    surface="syntax",
    form="transaction { }",
    examples=[
        Example(
            NOTES + "let n = transaction {\n  notes.clear()\n  notes.count()\n}\nprint n, notes.count()",
            "0 0",
        )
    ],
)
def begin(world: World) -> int:
    """Begins a transaction, or a savepoint in the one that is open; gives its handle."""
    return world.transactions.begin()


@instruction(
    "store.commit",
    "(handle: int)",
    effect="store",
    changes=True,
    surface="syntax",
    form="transaction { }",
    examples=[Example(NOTES + 'transaction { notes.put("a storm") }\nprint notes.count()', "3")],
)
def commit(world: World, handle: int) -> None:
    """Lets what a transaction changed hold."""
    world.transactions.commit(handle)


@instruction(
    "store.rollback",
    "(handle: int)",
    effect="store",
    changes=True,
    surface="syntax",
    form="transaction { }",
    examples=[
        Example(
            NOTES
            + 'try {\n  transaction {\n    notes.clear()\n    stop("no")\n  }\n'
            + "} else e { print e.message, notes.count() }",
            "no 2",
        )
    ],
)
def rollback(world: World, handle: int) -> None:
    """Undoes what a transaction changed."""
    world.transactions.roll_back(handle)


def _check(s: Store, q: Vec) -> None:
    from sdol.kernel.values import same_space

    same_space([s, q])


def _counted(word: str, n: int) -> int:
    if n < 0:
        raise SdolError("E0554", f"`{word}` takes a count, not {n}")
    return min(n, sys.maxsize)  # SQLite's own limit too; no store has more
