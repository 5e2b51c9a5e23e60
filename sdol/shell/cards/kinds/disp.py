"""A displacement: how far it leads, and where, as far as that is known."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sdol.kernel.pictures.page import Line, Span
from sdol.shell.cards.blocks import Block, Facts, Heading
from sdol.shell.cards.components import components
from sdol.shell.cards.curves import sparkline
from sdol.shell.cards.nearby import named, near
from sdol.shell.cards.setting import space_name

if TYPE_CHECKING:
    from sdol.kernel.types import Type
    from sdol.kernel.values import Disp
    from sdol.shell.cards.setting import Setting


def view(value: Disp, type: Type | None, setting: Setting) -> list[Block]:
    """Its angle; where it starts and ends where those are known, else what its direction is like."""
    length = math.hypot(*value.data.tolist())
    size = f"{setting.degrees(length)} ({length:.2f} rad), {len(value.data):,} dimensions"
    facts = _way(value, setting) if length > 0 else []
    found: list[Block] = [Heading(f"disp@{space_name(value.space)}", size), sparkline(value.data)]
    return [*found, *([Facts(facts)] if facts else []), *components(value.data, setting)]


def _way(value: Disp, setting: Setting) -> list[tuple[str, list[Line]]]:
    if setting.known is None:
        return []
    ends = setting.known.ends_of(value.space, value.data)
    if ends is None:
        return _leaning(value, setting)
    start, end, vector = ends
    facts: list[tuple[str, list[Line]]] = [("from", [[Span(named(setting, value.space, start, 8))]])]
    if end is not None:
        return [*facts, ("to", [[Span(named(setting, value.space, end, 8))]])]
    return [*facts, ("to near", near(setting, value.space, vector))]


def _leaning(value: Disp, setting: Setting) -> list[tuple[str, list[Line]]]:
    """The texts that lie most along its direction, and most against it."""
    import numpy as np

    along = np.ascontiguousarray(value.data / np.linalg.norm(value.data), np.float32)
    sides = (("towards", along), ("away from", -along))
    return [(name, lines) for name, way in sides if (lines := near(setting, value.space, way, most=2))]
