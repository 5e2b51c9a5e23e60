"""Routers as JSON: arrays in base64, everything else as it is."""

from __future__ import annotations

from base64 import b64decode, b64encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sdol.lvm.routing import Router


def to_json(router: Router) -> dict[str, Any]:
    """All of a router; `from_json` makes an equal one."""
    found: dict[str, Any] = _packed(router.to_dict())
    return found


def from_json(data: Any) -> Router:
    """The router that `to_json` made data of.

    Raises:
        GeometryError: the data are none, of another version, or damaged.
    """
    from sdol.lvm import GeometryError
    from sdol.lvm.routing import Router

    if not isinstance(data, dict):
        raise GeometryError("these data are no router of this version")
    try:
        plain = _unpacked(data)
    except (KeyError, TypeError, ValueError):
        raise GeometryError("the stored router is damaged: a matrix cannot be read") from None
    return Router.from_dict(plain)


def _packed(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _packed(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_packed(part) for part in value]
    if isinstance(value, bytes):
        return b64encode(value).decode()
    if not hasattr(value, "dtype"):
        return value
    if value.dtype.kind == "i":
        return value.tolist()
    return {"shape": list(value.shape), "matrix": b64encode(value.astype("<f4").tobytes()).decode()}


def _unpacked(value: Any) -> Any:
    if isinstance(value, list):
        return [_unpacked(part) for part in value]
    if not isinstance(value, dict):
        return value
    if "matrix" in value:
        return _matrix(value)
    if isinstance(value.get("float32"), str):
        return {**value, "float32": b64decode(value["float32"], validate=True)}
    return {name: _unpacked(part) for name, part in value.items()}


def _matrix(stored: dict[str, Any]) -> Any:
    import numpy as np

    data = b64decode(stored["matrix"], validate=True)
    return np.frombuffer(data, dtype="<f4").reshape(stored["shape"]).astype(np.float32)
