"""A graph of values as bytes, and back: the body of a saved state.

The bytes are a row of nodes, each after those that it refers to, so that there are no cycles, nothing that is
shared is written twice, and reading needs no recursion. A node is a list, a tuple, a record, a text, bytes, a
numeric array, or an object of a known kind with its parts; plain scalars stand inside the nodes. Nothing in the
bytes is code or names code: an object's kind is looked up among those that the reader knows.
"""

from __future__ import annotations

import struct
from array import array

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

(NIL, TRUE, FALSE, INT, BIG, FLOAT, SHORT, REF) = range(8)
(LIST, TUPLE, DICT, DOUBLES, LONGS, TEXT, BYTES, ARRAY, OBJECT) = range(16, 25)

INLINE = 32
"""Characters of a text that is written where it stands, not once for all places."""

DTYPES = ("<f4", "<f8", "|b1", "<i8", "<c8", "<c16", "|u1", "<i4", "<u8", "|i1", "<i2", "<u4")
_WORD = 1 << 63
_DOUBLE = struct.Struct("<d")


class Damaged(ValueError):
    """The bytes are not what a writer wrote."""


class Unsavable(TypeError):
    """There is a value that cannot be written; its kind is the argument."""


class Kind:
    """How the objects of one class are written: taken apart into values, and made of them again.

    Args:
        name: the class in the bytes.
        take: gives the parts of an object.
        make: makes an object of what the reader was given for this purpose, and the parts.
    """

    __slots__ = ("make", "name", "take")

    def __init__(self, name: str, take: Callable[[Any], list[Any]], make: Callable[..., Any]) -> None:
        self.name, self.take, self.make = name, take, make


class Writer:
    """Writes one graph.

    Args:
        kind_of: gives the kind of the objects of a class, or None.
    """

    def __init__(self, kind_of: Callable[[type[Any]], Kind | None]) -> None:
        self._kind_of = kind_of
        self._out = bytearray()
        self._places: dict[int, int] = {}
        self._parts: dict[int, list[Any]] = {}
        self._alive: list[Any] = []  # what was taken apart: an identity is one only while its object lives

    def write(self, root: Any) -> bytes:
        """The bytes of a value and all that it holds.

        Raises:
            Unsavable: something in it has no kind.
        """
        waiting = [root]
        while waiting:
            value = waiting[-1]
            if id(value) in self._places:
                waiting.pop()
                continue
            parts = self._parts.get(id(value))
            if parts is None:
                parts = self._parts[id(value)] = self._taken(value)
                self._alive += (value, parts)
            missing = [p for p in parts if not _inline(p) and id(p) not in self._places]
            waiting += missing
            if not missing:
                self._node(value, parts)
                self._places[id(value)] = len(self._places)
                del self._parts[id(value)]
                waiting.pop()
        return bytes(self._out)

    def _taken(self, value: Any) -> list[Any]:
        """What a node's items are: none where it is written as a whole."""
        kind = type(value)
        if kind is list:
            return [] if _packed(value) else value
        if kind is tuple:
            return list(value)
        if kind is dict:
            return [part for pair in value.items() for part in pair]
        if kind in (str, bytes) or kind.__module__ == "numpy":
            return []
        return self._kind(value).take(value)

    def _kind(self, value: Any) -> Kind:
        cls = value if isinstance(value, type) else type(value)
        found = self._kind_of(cls)
        if found is None:
            raise Unsavable(cls.__name__)
        return found

    def _node(self, value: Any, parts: list[Any]) -> None:
        kind = type(value)
        if kind is list:
            self._list(value)
        elif kind is tuple:
            self._items(TUPLE, parts)
        elif kind is dict:
            self._items(DICT, parts)
        elif kind is str:
            self._blob(TEXT, value.encode("utf-8", "surrogatepass"))
        elif kind is bytes:
            self._blob(BYTES, value)
        elif kind.__module__ == "numpy":
            self._array(value)
        else:
            self._out.append(OBJECT)
            self._text(self._kind(value).name)
            self._items(None, parts)

    def _list(self, value: list[Any]) -> None:
        code = _packed(value)
        if not code:
            self._items(LIST, value)
            return
        self._blob(DOUBLES if code == "d" else LONGS, _little(array(code, value)).tobytes())

    def _array(self, value: Any) -> None:
        dtype = value.dtype.newbyteorder("<").str if hasattr(value, "ndim") and value.ndim else ""
        if dtype not in DTYPES:
            raise Unsavable(type(value).__name__)
        self._out.append(ARRAY)
        self._out.append(DTYPES.index(dtype))
        self._number(value.ndim)
        for size in value.shape:
            self._number(size)
        self._out += value.astype(dtype, order="C", copy=False).tobytes()

    def _items(self, tag: int | None, items: list[Any]) -> None:
        if tag is not None:
            self._out.append(tag)
        self._number(len(items))
        for item in items:
            self._item(item)

    def _item(self, value: Any) -> None:
        out = self._out
        if value is None or value is True or value is False:
            out.append(NIL if value is None else TRUE if value else FALSE)
        elif type(value) is int:
            self._int(value)
        elif type(value) is float:
            out.append(FLOAT)
            out += _DOUBLE.pack(value)
        elif type(value) is str and len(value) <= INLINE:
            out.append(SHORT)
            self._text(value)
        else:
            out.append(REF)
            self._number(self._places[id(value)])

    def _int(self, value: int) -> None:
        if -_WORD <= value < _WORD:
            self._out.append(INT)
            self._number(2 * value if value >= 0 else -2 * value - 1)
            return
        self._out.append(BIG)
        data = value.to_bytes(value.bit_length() // 8 + 1, "little", signed=True)
        self._number(len(data))
        self._out += data

    def _blob(self, tag: int, data: bytes) -> None:
        self._out.append(tag)
        self._number(len(data))
        self._out += data

    def _text(self, text: str) -> None:
        data = text.encode("utf-8", "surrogatepass")
        self._number(len(data))
        self._out += data

    def _number(self, value: int) -> None:
        """An unsigned number, seven bits to a byte, the lowest first."""
        while value > 127:
            self._out.append(value & 127 | 128)
            value >>= 7
        self._out.append(value)


class Reader:
    """Reads one graph.

    Args:
        data: what `Writer.write` gave.
        named: gives the kind of that name in the bytes, or None.
        given: handed to the `make` of each kind.
    """

    def __init__(self, data: bytes, named: Callable[[str], Kind | None], given: Any) -> None:
        self._data, self._named, self._given = data, named, given
        self._at = 0
        self.nodes: list[Any] = []

    def read(self) -> Any:
        """The value.

        Raises:
            Damaged: the bytes are of another form.
            Exception: whatever a kind raises where the parts do not fit it.
        """
        while self._at < len(self._data):
            self.nodes.append(self._node())
        if not self.nodes:
            raise Damaged("there is nothing in it")
        return self.nodes[-1]

    def _node(self) -> Any:
        tag = self._byte()
        if tag == LIST:
            return self._items()
        if tag == TUPLE:
            return tuple(self._items())
        if tag == DICT:
            return _record(self._items())
        if tag in (DOUBLES, LONGS):
            return self._numbers("d" if tag == DOUBLES else "q")
        if tag == TEXT:
            return self._text()
        if tag == BYTES:
            return self._take(self._number())
        if tag == ARRAY:
            return self._array()
        if tag == OBJECT:
            return self._object()
        raise Damaged(f"there is no form {tag}")

    def _numbers(self, code: str) -> list[Any]:
        found = array(code)
        found.frombytes(self._take(self._number()))
        return _little(found).tolist()

    def _array(self) -> Any:
        import numpy as np

        dtype = np.dtype(DTYPES[self._byte()])
        shape = [self._number() for _ in range(self._bounded(self._number()))]
        size = dtype.itemsize
        for length in shape:
            size *= length
        made = np.frombuffer(self._take(size), dtype)
        if dtype.kind == "b" and bool((made.view(np.uint8) > 1).any()):
            raise Damaged("a truth value is neither")
        return made.reshape(shape)

    def _object(self) -> Any:
        kind = self._named(self._text())
        if kind is None:
            raise Damaged("it holds a value of an unknown kind")
        return kind.make(self._given, *self._items())

    def _items(self) -> list[Any]:
        return [self._item() for _ in range(self._bounded(self._number()))]

    def _item(self) -> Any:
        tag = self._byte()
        if tag == REF:
            at = self._number()
            if at >= len(self.nodes):
                raise Damaged("it refers to what comes later")
            return self.nodes[at]
        if tag == INT:
            value = self._number()
            return -(value + 1 >> 1) if value & 1 else value >> 1
        if tag == SHORT:
            return self._text()
        if tag == FLOAT:
            return _DOUBLE.unpack(self._take(8))[0]
        if tag == BIG:
            return int.from_bytes(self._take(self._number()), "little", signed=True)
        if tag in (NIL, TRUE, FALSE):
            return (None, True, False)[tag]
        raise Damaged(f"there is no value of form {tag}")

    def _text(self) -> str:
        return self._take(self._number()).decode("utf-8", "surrogatepass")

    def _bounded(self, count: int) -> int:
        """A count of things, each of which takes a byte at least."""
        if count > len(self._data) - self._at:
            raise Damaged("it ends too soon")
        return count

    def _take(self, count: int) -> bytes:
        end = self._at + self._bounded(count)
        found, self._at = self._data[self._at : end], end
        return found

    def _byte(self) -> int:
        return self._take(1)[0]

    def _number(self) -> int:
        value = shift = 0
        while shift < 70:
            byte = self._byte()
            value |= (byte & 127) << shift
            if byte < 128:
                return value
            shift += 7
        raise Damaged("a number does not end")


def _record(items: list[Any]) -> dict[Any, Any]:
    if len(items) % 2 or any(type(key) not in (str, int) for key in items[::2]):
        raise Damaged("a record has other keys than names")
    return dict(zip(items[::2], items[1::2], strict=True))


def _inline(value: Any) -> bool:
    return value is None or type(value) in (bool, int, float) or (type(value) is str and len(value) <= INLINE)


def _packed(value: list[Any]) -> str:
    """The type code of an `array` that holds a list as it is, or nothing."""
    kinds = set(map(type, value))
    if kinds == {float}:
        return "d"
    return "q" if kinds == {int} and min(value) >= -_WORD and max(value) < _WORD else ""


def _little(values: array[Any]) -> array[Any]:
    import sys

    if sys.byteorder == "big":
        values.byteswap()
    return values
