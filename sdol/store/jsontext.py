"""Strict JSON (RFC 8259) in and out of the database, and texts that UTF-8 cannot hold."""

from __future__ import annotations

import json
from typing import Any

from sdol.errors import SdolError

MAX_DEPTH = 100
_MAX_INT_BITS = (
    4096  # an int of more decimal digits than Python converts by default (4,300) could not be read back
)


def dump(value: Any) -> str:
    """`value` as JSON text, keys in their own order.

    Raises:
        SdolError: E0611, a value that JSON has no form for, NaN and infinity included, or too deep a nesting.
    """
    _check(value, "", 0)
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def canonical(value: Any) -> str:
    """`value` (which `dump` accepts) as JSON text that is the same for every order of keys."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True)


def merged(target: Any, patch: Any) -> Any:
    """`target` changed by a JSON Merge Patch (RFC 7396); None in the patch takes a field out. Both stay as they are."""
    if not isinstance(patch, dict):
        return patch
    made = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            made.pop(key, None)
        else:
            made[key] = merged(made.get(key), value)
    return made


def load(text: str) -> Any:
    """The value of JSON text that `dump` made.

    Raises:
        ValueError: it did not.
    """
    return json.loads(text)


def pack(text: str) -> str | bytes:
    """`text` as a value for SQLite: itself, or bytes where a lone surrogate in it has no form in UTF-8."""
    if text.isascii():
        return text
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return encode(text)
    return text


def unpack(stored: str | bytes) -> str:
    """The text that `pack` stored."""
    return stored if isinstance(stored, str) else stored.decode("utf-8", "surrogatepass")


def encode(text: str) -> bytes:
    """The bytes of any Python text, for hashing and storing."""
    return text.encode("utf-8", "surrogatepass")


def _check(value: Any, where: str, depth: int) -> None:
    if value is None or isinstance(value, (str, bool)):
        return
    if isinstance(value, int):
        _check_int(value, where)
    elif isinstance(value, float):
        _check_float(value, where)
    elif isinstance(value, dict | list):
        _check_inside(value, where, depth + 1)
    else:
        plural = getattr(value, "plural", None)  # vectors, holograms and their like
        kind = f"{plural} have" if plural else f"a value of type {type(value).__name__} has"
        raise _refusal(where, f"{kind} no form in JSON")


def _check_inside(value: dict[Any, Any] | list[Any], where: str, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise _refusal("", f"it is nested more than {MAX_DEPTH} levels deep")
    if isinstance(value, list):
        for index, item in enumerate(value):
            _check(item, f"{where}[{index}]", depth)
        return
    for key, item in value.items():
        if not isinstance(key, str):
            raise _refusal(where, f"a key is of type {type(key).__name__}; keys are texts")
        _check(item, f"{where}.{key}", depth)


def _check_int(value: int, where: str) -> None:
    if value.bit_length() > _MAX_INT_BITS:
        raise _refusal(where, f"an integer of {value.bit_length()} bits is too long")


def _check_float(value: float, where: str) -> None:
    if value - value != 0.0:  # NaN or infinite
        raise _refusal(where, f"JSON has no {value}")


def _refusal(where: str, why: str) -> SdolError:
    place = f" at {where}" if where else ""
    return SdolError(
        "E0611",
        f"this value cannot be stored as JSON{place}",
        reason=why,
        help="store numbers that are finite, texts, booleans, nil, lists and records of these",
    )
