"""The store: named partitions of the session's database, each bound to a space."""

from __future__ import annotations

from sdol.errors import SdolError
from sdol.kernel.partition import Ranked, Store
from sdol.kernel.table import Example, instruction
from sdol.kernel.values import Point

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sdol.kernel.values import Vec
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
        Example("store atoms@hd\natoms.put('a, {n: 1})\nprint atoms.count()", "1"),
    ],
)
def put(world: World, s: Store, item: Any, payload: Any) -> str:
    """Keeps a text or a vector with a payload; the same content is kept once. Gives its id."""
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
    "store.all",
    "(s: store@S) -> ranked[hit@S]",
    effect="store",
    surface="method",
    examples=[Example(NOTES + "for n in notes.all() { print n.text }", "a late parcel\na sunny day")],
)
def all_records(world: World, s: Store) -> Ranked:
    """Every record in the order of insertion, to walk through."""
    return Ranked(s, iter(s.partition))


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
    if n < 0:
        raise SdolError("E0554", f"`top` takes a count, not {n}")
    return [s.hit(found, found.score) for found in s.partition.near(q.data, n)]


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
def ranked(world: World, s: Store, q: Vec) -> Ranked:
    """Every record by similarity to a query, best first, read as they are needed."""
    _check(s, q)
    return Ranked(s, s.partition.ranked(q.data))


@instruction(
    "store.advance",
    "(r: ranked[T]) -> bool",
    effect="store",
    surface="syntax",
    form="for x in ranked",
    examples=[Example(NOTES + "for n in notes.all() { print n.payload.year }", "2024\n2019")],
)
def advance(world: World, r: Ranked) -> bool:
    """Goes on to the next record; false after the last."""
    return r.advance()


@instruction(
    "store.current",
    "(r: ranked[T]) -> T",
    surface="syntax",
    form="the x of for x in ranked",
    examples=[Example(NOTES + "for n in notes.all() { print len(n.text) }", "13\n11")],
)
def current(r: Ranked) -> Any:
    """The record that a search stands at."""
    return r.current


def _check(s: Store, q: Vec) -> None:
    from sdol.kernel.values import same_space

    same_space([s, q])
