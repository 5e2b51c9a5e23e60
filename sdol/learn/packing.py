"""What something learned consists of as JSON: arrays in base64, everything else as it is.

Where parts can be put elsewhere, arrays and long lists go there in pieces, cut by their content, so that of two
revisions most pieces are the same. The cuts of matrices follow the rows themselves (content-defined chunking,
Muthitacharoen et al. 2001): a row put in or taken out changes the piece it is in and no other.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from zlib import crc32

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any

    import numpy as np

    Put = Callable[[bytes], str]
    Take = Callable[[str], bytes]

SMALL = 1024
"""Bytes of an array up to which it is not cut up."""

FEW = 64
"""Items of a list up to which it is not cut up."""

_LEAST, _MOST = 8, 512  # rows of a piece
_USUAL = 64
_WIDE = 256  # bytes of a row from which the rows themselves say where to cut
_PIECE = 16_384  # bytes of a piece of narrower rows
_ITEMS = 256
_KINDS = "fiub"


def pack(value: Any, put: Put | None = None) -> Any:
    """A value of dicts, lists, plain values, bytes and arrays as JSON.

    Args:
        put: keeps a piece and gives its name; without it everything is in what is returned.
    """
    if isinstance(value, dict):
        if set(value) == {"shape", "float32"}:
            return {"matrix": _packed_array(_of_region(value), put)}
        return {name: pack(part, put) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return _packed_list([pack(part, put) for part in value], put)
    if isinstance(value, bytes):
        return {"bytes": b64encode(value).decode()}
    return {"array": _packed_array(value, put)} if hasattr(value, "dtype") else value


def unpack(value: Any, take: Take | None = None) -> Any:
    """The inverse of `pack`.

    Args:
        take: gives a piece by its name.

    Raises:
        ValueError: an array or a list cannot be read.
    """
    try:
        return _unpacked(value, take)
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"it is not as it was written: {error}") from None


def pieces(value: Any) -> Iterator[str]:
    """The names of all pieces that something packed has put elsewhere."""
    if isinstance(value, dict):
        if "parts" in value:
            yield from value["parts"]
            return
        for part in value.values():
            yield from pieces(part)
    elif isinstance(value, list):
        for part in value:
            yield from pieces(part)


def _unpacked(value: Any, take: Take | None) -> Any:
    if isinstance(value, list):
        return [_unpacked(part, take) for part in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"array"}:
        return _array(value["array"], take)
    if set(value) == {"matrix"}:
        rows = _array(value["matrix"], take)
        return {"shape": list(rows.shape), "float32": rows.astype("<f4").tobytes()}
    if set(value) == {"bytes"}:
        return b64decode(value["bytes"], validate=True)
    if set(value) == {"list", "parts"}:
        return _list(value, take)
    return {name: _unpacked(part, take) for name, part in value.items()}


# --- arrays -------------------------------------------------------------------------------------------------


def _of_region(stored: dict[str, Any]) -> np.ndarray:
    import numpy as np

    return np.frombuffer(stored["float32"], dtype="<f4").reshape(stored["shape"])


def _packed_array(array: np.ndarray, put: Put | None) -> dict[str, Any]:
    array = array.astype(array.dtype.newbyteorder("<"), order="C", copy=False)
    told = {"dtype": array.dtype.str, "shape": list(array.shape)}
    if put is None or array.nbytes <= SMALL:
        return {**told, "base64": b64encode(array.tobytes()).decode()}
    return {**told, "parts": [put(piece) for piece in _cut(array)]}


def _cut(array: np.ndarray) -> Iterator[bytes]:
    """The bytes of an array, piece by piece."""
    data = memoryview(array.tobytes())
    width = len(data) // len(array)
    if array.ndim < 2 or len(array) < 2 or width < _WIDE:
        yield from (bytes(data[at : at + _PIECE]) for at in range(0, len(data), _PIECE))
        return
    start = 0
    for end in _ends(data, width):
        yield bytes(data[start:end])
        start = end


def _ends(data: memoryview, width: int) -> Iterator[int]:
    """Where pieces end: after a row whose checksum says so, but not too soon and not too late."""
    rows = 0
    for end in range(width, len(data) + 1, width):
        rows += 1
        chosen = rows >= _LEAST and crc32(data[end - width : end]) % _USUAL == 0
        if chosen or rows == _MOST or end == len(data):
            yield end
            rows = 0


def _array(stored: dict[str, Any], take: Take | None) -> np.ndarray:
    import numpy as np

    dtype = np.dtype(stored["dtype"])
    if dtype.kind not in _KINDS:
        raise ValueError(f"an array of {dtype} is none that is written")
    inline = stored.get("base64")
    data = _joined(stored["parts"], take) if inline is None else b64decode(inline, validate=True)
    return np.frombuffer(data, dtype=dtype).reshape(stored["shape"]).astype(dtype.newbyteorder("="))


# --- lists --------------------------------------------------------------------------------------------------


def _packed_list(items: list[Any], put: Put | None) -> Any:
    if put is None or len(items) <= FEW:
        return items
    runs = [items[at : at + _ITEMS] for at in range(0, len(items), _ITEMS)]
    return {"list": len(items), "parts": [put(_text(run)) for run in runs]}


def _text(run: Sequence[Any]) -> bytes:
    return json.dumps(run, separators=(",", ":")).encode()


def _list(stored: dict[str, Any], take: Take | None) -> list[Any]:
    if take is None:
        raise ValueError("a part of it lies elsewhere")
    found = [item for name in stored["parts"] for item in json.loads(take(name))]
    if len(found) != stored["list"]:
        raise ValueError(f"a list has {len(found)} items instead of {stored['list']}")
    return [_unpacked(item, take) for item in found]


def _joined(names: list[str], take: Take | None) -> bytes:
    if take is None:
        raise ValueError("a part of it lies elsewhere")
    return b"".join(take(name) for name in names)
