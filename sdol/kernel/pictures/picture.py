"""What all pictures share: they are data, and a text."""

from __future__ import annotations

from dataclasses import dataclass, fields
from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar

    from sdol.kernel.pictures.page import Line, Page

KINDS = {
    "heatmap": "heatmap:Heatmap",
    "curves": "curves:Curves",
    "bars": "bars:Bars",
    "histogram": "histogram:Histogram",
    "spectrum": "spectrum:Spectrum",
    "scatter": "scatter:Scatter",
    "sparkline": "sparkline:Sparkline",
}
"""Where the class of each kind of picture stands."""


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture; its fields are what it shows, and none is changed after it was made."""

    kind: ClassVar[str]
    title: str

    def lines(self, page: Page) -> list[Line]:
        """The picture on a page; a line that is wider than that is cut where it is written."""
        raise NotImplementedError

    def __str__(self) -> str:
        """The picture as text for a page of 80 columns."""
        return self.text()

    def text(self, width: int = 80, *, ascii: bool = False) -> str:
        """The picture as text for a page of so many columns."""
        from sdol.kernel.pictures.page import fitted, page_of, plain

        page = page_of(width, ascii=ascii)
        return plain(fitted(self.lines(page), page))

    def to_dict(self) -> dict[str, Any]:
        """The picture as data, of which `from_dict` makes it again."""
        return {"picture": self.kind, **{f.name: getattr(self, f.name) for f in fields(self)}}

    @classmethod
    def from_dict(cls, parts: dict[str, Any]) -> Picture:
        """The picture of what `to_dict` gave.

        Raises:
            ValueError: the parts make no picture.
        """
        found = _class(parts.get("picture"))
        if parts.keys() != {"picture", *(f.name for f in fields(found))}:
            raise ValueError(f"these are not the parts of a {found.kind}")
        try:
            return found(**{name: part for name, part in parts.items() if name != "picture"})
        except TypeError:
            raise ValueError(f"a part of this {found.kind} is of another type") from None


def _class(kind: Any) -> type[Picture]:
    where = KINDS.get(kind) if isinstance(kind, str) else None
    if where is None:
        raise ValueError(f"there is no picture called {kind!r}")
    module, _, name = where.partition(":")
    found: type[Picture] = getattr(import_module(f"sdol.kernel.pictures.{module}"), name)
    return found


def need(holds: bool, what: str) -> None:
    """Raises ValueError: the parts of a picture are not as they must be."""
    if not holds:
        raise ValueError(what)


def texts(found: Any, count: int | None = None) -> bool:
    """Whether something is a list of texts, of so many."""
    return type(found) is list and all(type(t) is str for t in found) and count in (None, len(found))


def numbers(found: Any, dimensions: int) -> bool:
    """Whether something is an array of doubles of so many dimensions."""
    return getattr(found, "ndim", None) == dimensions and found.dtype == "float64"
