"""A value on one line, for a table of variables, registers or watched expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdol.errors import SdolError
from sdol.kernel.values import Region
from sdol.shell.cards.hits import is_hit
from sdol.shell.cards.setting import plural, space_name
from sdol.shell.excerpts import excerpt

if TYPE_CHECKING:
    from typing import Any

    from sdol.kernel.partition import Store
    from sdol.kernel.pictures.page import Page
    from sdol.kernel.types import Type


def of(value: Any, type: Type | None, page: Page, width: int) -> str:
    """The value in so many columns, inert."""
    return page.label(_said(value, type, width), width)


def _said(value: Any, type: Type | None, width: int) -> str:
    if isinstance(value, Region):
        return f"region {value.name}".strip() + f": {_extent(value)}"
    if getattr(value, "kind", "") == "store":
        return _store(value)
    if isinstance(value, list) and value and is_hit(value[0]):
        return f"{plural(len(value), 'hit')}: {value[0]['score']:.3f} {excerpt(value[0]['text'], width)}"
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return plural(len(value), "record") + ": " + excerpt(value[0], width)
    return excerpt(value, width + 1)


def _store(value: Store) -> str:
    try:
        return f"store {value.name}: {plural(value.partition.count(), 'record')}"
    except SdolError:  # locked, or dropped meanwhile
        return f"store {value.name}"


def _extent(region: Region) -> str:
    from sdol.shell.cards.shapes import leaves

    parts = leaves(region.shape)
    if len(parts) > 1:
        return f"{region.shape.kind} of {len(parts)} in {space_name(region.space)}"
    examples = getattr(region.shape, "examples", None)
    made = plural(len(examples), "example") if examples is not None else region.shape.kind
    return f"{made} in {space_name(region.space)}"
