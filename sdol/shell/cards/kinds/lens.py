"""A lens: how much it bends, and what its masses are like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdol.kernel.show import show
from sdol.shell.cards.blocks import Block, Facts, Heading, words
from sdol.shell.cards.curves import sparkline
from sdol.shell.cards.nearby import named
from sdol.shell.cards.setting import plural, space_name

if TYPE_CHECKING:
    from typing import Any

    from sdol.kernel.types import Type
    from sdol.shell.cards.setting import Setting


MOST = 2000
"""Points of a lens whose masses are shown: what those of more weigh takes its time to find."""


def view(value: Any, type: Type | None, setting: Setting) -> list[Block]:
    """Its points and the greatest angle that it turns a vector by."""
    lens = value.body
    size = f"{plural(len(lens), 'point')}, {lens.dimension:,} dimensions"
    facts = [("bends", words(f"by up to {setting.degrees(lens.limit)}"))]
    if len(lens) > MOST:
        return [Heading(f"lens@{space_name(value.space)}", size), Facts(facts)]
    masses = lens.masses
    facts.append(("masses", words(_range(float(masses.min()), float(masses.max())))))
    uneven = masses.min() < masses.max()
    heaviest = lens.points[int(masses.argmax())]
    text = setting.known.text_of(value.space, heaviest) if uneven and setting.known else None
    facts += [("heaviest", words(named(setting, value.space, text, 12)))] if text else []
    found: list[Block] = [Heading(f"lens@{space_name(value.space)}", size), Facts(facts)]
    return [*found, *([sparkline(masses)] if uneven else [])]


def _range(low: float, high: float) -> str:
    return f"{show(low)} each" if low == high else f"{show(low)} to {show(high)}"
