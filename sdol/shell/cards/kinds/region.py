"""A region: its extent, what it was made of, what lies inside, and which regions are next to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdol.kernel.pictures.page import FAINT, Line, Span
from sdol.kernel.symbols import SPACE as SYMBOLS
from sdol.shell.cards.blocks import Block, Facts, Heading, words
from sdol.shell.cards.nearby import named
from sdol.shell.cards.setting import plural, space_name
from sdol.shell.cards.shapes import anchors, inner, middle

if TYPE_CHECKING:
    import numpy as np

    from sdol.kernel.types import Type
    from sdol.kernel.values import Region
    from sdol.lvm.region import Region as Shape
    from sdol.shell.cards.setting import Setting

FEW, ALL = 3, 1000
"""Examples, members and neighbours that are named, on a card and where the whole is shown."""

Fact = tuple[str, list[Line]]


def view(value: Region, type: Type | None, setting: Setting) -> list[Block]:
    """Its card."""
    space = space_name(value.space)
    what, where = (f"region {value.name}", f"in {space}, ") if value.name else (f"region@{space}", "")
    size = f"{_noun(value.shape)}, {where}{value.shape.dimension:,} dimensions"
    facts = [("extent", words(extent(value.shape, setting))), *_parts(value.shape, setting)]
    if setting.known is not None:
        facts += [*_examples(value, setting), *_members(value, setting), *_neighbours(value, setting)]
    return [Heading(what, size), Facts(facts)]


def _most(setting: Setting) -> int:
    return ALL if setting.whole else FEW


def extent(shape: Shape, setting: Setting) -> str:
    """How far a region reaches, in words."""
    if hasattr(shape, "examples"):
        count = plural(len(shape.examples), "example")
        return f"{setting.degrees(shape.radius)} about the blend of {count}"  # type: ignore[attr-defined]
    if shape.kind == "halfspace":
        return f"similarity of at least {shape.offset:.3g}"  # type: ignore[attr-defined]
    if shape.kind == "ellipsoid":
        return _half_lengths(shape, setting)
    if hasattr(shape, "radius"):
        about = "the way from one point to another" if hasattr(shape, "a") else "one point"
        return f"{setting.degrees(shape.radius)} about {about}"
    return _PARTS.get(shape.kind, shape.kind)


_PARTS = {
    "union": "what lies in any of its parts",
    "intersection": "what lies in all of its parts",
    "difference": "what lies in the first part and not in the second",
    "complement": "what does not lie in its part",
    "smooth_union": "what lies in any of its parts, with rounded seams",
    "field": "what is familiar to a router, whatever its label",
    "labelled": "what is familiar to a router and most likely of its label",
}


def _noun(shape: Shape) -> str:
    return "around examples" if shape.kind == "around" else shape.kind.replace("_", " ")


def _half_lengths(shape: Shape, setting: Setting) -> str:
    radii = shape.radii[0].tolist()  # type: ignore[attr-defined]
    rest = setting.degrees(shape.residual)  # type: ignore[attr-defined]
    if not radii:
        return f"{rest} each way"
    low, high = setting.degrees(min(radii)), setting.degrees(max(radii))
    along = low if low == high else f"{low} to {high}"
    return f"{along} along {plural(len(radii), 'axis').replace('axiss', 'axes')}, {rest} elsewhere"


def _parts(shape: Shape, setting: Setting) -> list[Fact]:
    """What it is made of, a line each."""
    found = inner(shape)
    lines: list[Line] = [[Span(extent(one, setting))] for one in found[: _most(setting)]]
    return [("parts", _with_more(lines, len(found) - len(lines)))] if lines else []


def _examples(value: Region, setting: Setting) -> list[Fact]:
    """The texts that a region was made around, where they are known."""
    rows = None if inner(value.shape) else anchors(value.shape)
    if rows is None or setting.known is None:
        return []
    texts = [t for t in setting.known.texts_of(value.space, rows[: _most(setting)]) if t]
    if not texts:
        return []
    lines = [[Span(named(setting, value.space, text, 12))] for text in texts]
    return [("made of", _with_more(lines, len(rows) - len(texts)))]


def _members(value: Region, setting: Setting) -> list[Fact]:
    """The known texts inside, the deepest first."""
    assert setting.known is not None
    names, count, looked = setting.known.inside(value, _most(setting))
    if not looked:
        return []
    head = f"{count:,} of {plural(looked, 'known symbol' if value.space == SYMBOLS else 'known text')}"
    lines = [[Span(named(setting, value.space, name, 12))] for name in names]
    return [("inside", [[Span(head)], *lines])]


def _neighbours(value: Region, setting: Setting) -> list[Fact]:
    """The regions in scope by how far the middle of this one lies from them."""
    assert setting.known is not None
    here = middle(value.shape)
    if here is None:
        return []
    others = {n: r for n, r in setting.known.regions(value.space).items() if r.shape is not value.shape}
    away = sorted((_from(here, r), name) for name, r in others.items())
    lines = [[Span(f"{name}, {_apart(gap, setting)}")] for gap, name in away[: _most(setting)]]
    return [("next to", _with_more(lines, len(away) - len(lines)))] if lines else []


def _from(point: np.ndarray, region: Region) -> float:
    return float(region.shape.distance(point[None, :])[0])


def _apart(gap: float, setting: Setting) -> str:
    if gap <= 0:
        return f"which this middle lies in, {setting.degrees(-gap)} deep"
    return f"whose edge is {setting.degrees(gap)} from this middle"


def _with_more(lines: list[Line], left: int) -> list[Line]:
    return [*lines, [Span(f"and {left:,} more", FAINT)]] if left > 0 and lines else lines
