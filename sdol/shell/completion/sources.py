"""The items for each sort of place in code."""

from __future__ import annotations

from sdol.kernel.types import JSON, Bindings, Record, Type, fits, narrow, show, variables
from sdol.shell.completion import library
from sdol.shell.completion.names import Names
from sdol.shell.completion.offer import Item
from sdol.shell.completion.place import Place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ITEM_FIELD_MOST = 200


def items(place: Place) -> Iterator[Item]:
    """Everything that may stand at the place; what fits the word that is begun is chosen later."""
    before = place.before
    if place.prefix.startswith("'"):
        yield from symbols(place)
    elif _in_effects(place):
        yield from effects(place)
    elif before == ".":
        yield from after_dot(place)
    elif before == "@" or (before in ("as", "space") and place.expected.name):
        yield from described(place.scope.spaces(), "space")
    elif before == "import":
        yield from importable(place)
    elif before == "store" and place.expected.name:
        yield from partitions(place)
    else:
        yield from in_expression(place)


def in_expression(place: Place) -> Iterator[Item]:
    """Keywords that the grammar takes; types, or names, where it takes them."""
    from sdol.shell.completion.words import keyword

    if place.before == "|>":
        yield from callables(place.names)
        yield from modules(place.names)
        return
    if place.expected.type:
        yield from described(library.types(), "type")
    elif place.expected.expression:
        yield from parameters(place)
        yield from names(place)
        if len(place.tokens) == 0 or place.prefix:
            yield from modules(place.names)
    left_out = library.types() if place.expected.type else _VALUES if place.before in ("let", "for") else ()
    yield from (keyword(word) for word in place.expected.words if word not in left_out)


_VALUES = frozenset(("true", "false", "nil"))
"""Words that the grammar takes as patterns where only `match` has a use for them."""


def _in_effects(place: Place) -> bool:
    """Whether the last `uses` is still being filled."""
    values = [token.type for token in place.tokens]
    if "uses" not in values:
        return False
    after = values[len(values) - values[::-1].index("uses") :]
    return all(kind in ("NAME", ".", ",") for kind in after) and values[-1] in ("uses", ",", ".")


def effects(place: Place) -> Iterator[Item]:
    """What `uses` can declare; after `fs.` what goes on so."""
    begun = f"{place.tokens[-2].value}." if place.before == "." and len(place.tokens) > 1 else ""
    for name, doc in library.effects().items():
        if name.startswith(begun):
            yield Item(name.removeprefix(begun), "effect", "", doc)


def described(found: Mapping[str, str], kind: str) -> Iterator[Item]:
    """Names with a few words about each."""
    return (Item(name, kind, "", doc) for name, doc in found.items())


def importable(place: Place) -> Iterator[Item]:
    """The modules of the library, and those of the packages of the project."""
    from sdol.lang import packages

    yield from described(library.modules(), "module")
    for name in packages.names(f"{place.scope.folder()}/"):
        yield Item(name, "module", "", "A package of this project.")


def partitions(place: Place) -> Iterator[Item]:
    """The partitions of the session: opening one goes on with what it holds."""
    found = place.scope.partitions(place.prefix, _ITEM_FIELD_MOST)
    return (Item(name, "partition", "", doc) for name, doc in found if name.isidentifier())


def symbols(place: Place) -> Iterator[Item]:
    """The symbols that the text above names."""
    from sdol.lang.pieces import scanned

    text = place.above + place.code
    seen = dict.fromkeys(text[p.start : p.end] for p in scanned(text) if p.kind == "symbol")
    return (Item(name, "symbol", "vec@hd") for name in seen)


# --- names --------------------------------------------------------------------------------------------------


def names(place: Place) -> Iterator[Item]:
    """Variables, the nearest first, and what can be called."""
    for name, type in place.seen.types.items():
        known = place.names.variables.get(name, "")
        yield Item(name, "variable", show(type) if type and not (known and variables(type)) else known)
    for name, written in place.names.variables.items():
        yield Item(name, "variable", written)
    for name, (written, doc) in library.predefined().items():
        yield Item(name, "variable", written, doc)
    yield from callables(place.names)


def callables(names: Names) -> Iterator[Item]:
    """Functions of the program, of the prelude, and instructions."""
    for name, (signature, doc) in names.functions.items():
        yield Item(name, "function", signature, library.sentence(doc))
    for found in library.calls().values():
        yield Item(found.name, found.kind, found.written, found.doc)


def modules(names: Names) -> Iterator[Item]:
    """The modules that are imported."""
    known = library.modules()
    return (Item(name, "module", "", known.get(name, "")) for name in names.modules)


def parameters(place: Place) -> Iterator[Item]:
    """The names of arguments that the call around can still be given."""
    if place.call is None or place.before not in ("(", ","):
        return
    for _, rest, _ in place.signatures:
        for param in rest:
            if not param.many:
                default = f" = {param.default}" if param.default is not None else ""
                yield Item(f"{param.name}: ", "parameter", f"{show(param.type)}{default}")


# --- after a dot --------------------------------------------------------------------------------------------


def after_dot(place: Place) -> Iterator[Item]:
    """Fields, methods, or functions of a module."""
    receiver = place.receiver()
    if not receiver:
        yield from payload_fields(place)
        return
    first = receiver[0].value
    if len(receiver) == 1 and first not in place.seen.types and first not in place.names.variables:
        found = place.names.modules.get(first)
        if found is not None:
            yield from (_of_module(name, *told) for name, told in found.items())
            return
        if first in library.modules():
            yield from _not_imported(first)
            return
    of = place.guess.type(receiver)
    if of is not None:
        yield from members_of(of)
    if of is None or narrow(of) == JSON:
        yield from fields_seen(place)


def _of_module(name: str, head: str, doc: str) -> Item:
    """A function of a module, or a variable of its top level, which has a type alone."""
    return Item(name, "function" if head.startswith("(") else "variable", head, library.sentence(doc))


def _not_imported(module: str) -> Iterator[Item]:
    for name, signature, doc in library.functions_of(module):
        yield Item(name, "function", signature, f"{doc} Needs `import {module}`.")


def members_of(of: Type) -> Iterator[Item]:
    """What a value of a type has after a dot."""
    plain = narrow(of)
    if isinstance(plain, Record):
        yield from (Item(name, "field", show(t)) for name, t in plain.fields if name.isidentifier())
    for name, rows in library.members().items():
        for found, surface in rows:
            bound: Bindings = {}
            if plain != JSON and fits(plain, found.signatures[0].params[0].type, bound):
                kind = "field" if surface == "field" else "method"
                yield Item(name, kind, found.written, found.doc)
                break


def fields_seen(place: Place) -> Iterator[Item]:
    """The fields that the text above names, for data of which nothing else is known."""
    from sdol.lang.pieces import pieces

    text = place.above
    seen = dict.fromkeys(text[p.start : p.end] for p in pieces(text) if p.kind == "field")
    return (Item(name, "field", "", "a field that is named above") for name in seen)


def payload_fields(place: Place) -> Iterator[Item]:
    """The fields of the records of the store that is searched."""
    partition = _searched(place)
    if partition:
        yield from (
            Item(name, "field", t, f"of the payloads in {partition}")
            for name, t in place.scope.keys(partition).items()
        )


def _searched(place: Place) -> str:
    """The name of the store after the last `in` before `where`."""
    values = [token.type for token in place.tokens]
    if "where" not in values or "near" not in values:
        return ""
    end = len(values) - 1 - values[::-1].index("where")
    begins = [i for i in range(end) if values[i] == "in" and place.tokens[i + 1].type == "NAME"]
    return place.tokens[begins[-1] + 1].value if begins else ""


# --- fitting ------------------------------------------------------------------------------------------------


def gives(item: Item) -> Type | None:
    """The type of the value that an item stands for: of a function that of its result."""
    from sdol.shell.completion.guess import read_type

    if item.kind in ("function", "instruction", "method"):
        found = library.parsed(item.type)
        return found[0].result if found else None
    return read_type(item.type) if item.kind in ("variable", "field") else None


def takes(item: Item, of: Type | None) -> bool:
    """Whether a function takes a value as its first argument."""
    found = library.parsed(item.type) if of is not None else ()
    return bool(found and of and found[0].params and fits(of, found[0].params[0].type, {}))
