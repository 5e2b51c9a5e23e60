"""The view of a value, by its kind: the module of that name in `kinds`, so that a new kind is one new file."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from sdol.kernel.types import Type
    from sdol.shell.cards.blocks import Block
    from sdol.shell.cards.setting import Setting

_NAMES = {
    **dict.fromkeys(("int", "float", "bool", "nonetype"), "plain"),
    "str": "text",
    "dict": "record",
    "disps": "vecs",
    "closure": "function",
    "builtin_function_or_method": "function",
    "partial": "function",
}
"""Kinds whose name in the language is not that of their class."""


def view(value: Any, of: Type | None, setting: Setting) -> list[Block]:
    """The blocks of a value's card."""
    try:
        found: list[Block] = _module(kind_of(value)).view(value, of, setting)
    except RecursionError:  # a region of thousands of parts, one within the other
        found = _module("plain").view(value, of, setting)
    return found


def kind_of(value: Any) -> str:
    """The name of the module that shows a value."""
    kind = getattr(value, "kind", None)
    if isinstance(kind, str) and hasattr(value, "body"):
        return kind
    name: str = type(value).__name__.lower()
    return _NAMES.get(name, name)


def _module(kind: str) -> Any:
    """The module of a kind; what has none is shown as `print` does."""
    name = f"{__package__}.kinds.{kind}"
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        return import_module(f"{__package__}.kinds.plain")
