"""Of which examples the regions of a router were fitted, for who explains a decision between them.

A region knows the field that decides, not the examples; they are remembered here for as long as the field is.
"""

from __future__ import annotations

from typing import Any, NamedTuple
from weakref import ref

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np


class Nearby(NamedTuple):
    """An example near a point: its label or labels, what it says or "", its cosine, its vector (d,)."""

    label: str
    text: str
    cosine: float
    row: np.ndarray


class Origin:
    """The examples of a router or tagger, and by how many logits a label may be behind and still be the right one."""

    def __init__(self, router: Any) -> None:
        self.names: list[str] = list(router.names)
        self.doubt = float(getattr(router.measured, "doubt", 0.0))
        self._rows, codes, self._texts = router.examples()
        self._owners = [{code} if isinstance(code, int) else set(code) for code in codes]

    def rows(self, shape: Any) -> np.ndarray | None:
        """The examples (n, d) of a region of the router; None for none."""
        found = self._rows[self._places(_labels(shape))]
        return found if len(found) else None

    def nearest(self, row: np.ndarray, count: int) -> list[Nearby]:
        """The examples most like a point (d,), most like first."""
        return self._nearest(row, count, self._places(None))

    def within(self, row: np.ndarray, count: int, shape: Any) -> list[Nearby]:
        """The same of the examples of one region."""
        return self._nearest(row, count, self._places(_labels(shape)))

    def _nearest(self, row: np.ndarray, count: int, places: Any) -> list[Nearby]:
        from sdol import lvm

        if not len(places):
            return []
        cosines = lvm.table(row[None], self._rows[places])[0]
        return [self._nearby(int(places[at]), float(cosines[at])) for at in lvm.top(cosines, count).tolist()]

    def _nearby(self, at: int, cosine: float) -> Nearby:
        return Nearby(
            ", ".join(self.names[code] for code in sorted(self._owners[at])),
            self._texts[at],
            cosine,
            self._rows[at],
        )

    def _places(self, labels: Sequence[int] | None) -> Any:
        import numpy as np

        if labels is None:
            return np.arange(len(self._rows))
        return np.flatnonzero([not owners.isdisjoint(labels) for owners in self._owners])


def _labels(shape: Any) -> Sequence[int] | None:
    """The numbers of the labels of a region; None for the field, which has all of them."""
    return shape.labels if shape.kind == "labelled" else None


_OF_FIELD: dict[int, tuple[ref[Any], Origin]] = {}
"""By the identity of the field: fields compare by all that is in them, which takes long."""


def note(router: Any) -> None:
    """To be called where a program takes regions of a router."""
    key = id(router.field)
    if key not in _OF_FIELD:
        _OF_FIELD[key] = ref(router.field, lambda _: _OF_FIELD.pop(key, None)), Origin(router)


def of(shape: Any) -> Origin | None:
    """The origin of a region, or of a field; None where no router of this process gave it."""
    found = _OF_FIELD.get(id(getattr(shape, "field", shape)))
    return None if found is None else found[1]
