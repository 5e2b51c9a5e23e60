"""What routers have in common: labels with names, and the regions of one field that belong to them."""

from __future__ import annotations

from collections.abc import Sized

from sdol.lvm.described import Described
from sdol.lvm.errors import GeometryError
from sdol.lvm.routing.labelled import Labelled
from sdol.lvm.routing.shared import Shared
from sdol.lvm.sphere import Matrix

SEPARATOR = "/"
"""Between a label and those under it: `cards/lost` is under `cards`."""

SAME = 1.0 - 1e-6
"""The cosine of a point with itself, to float32 rounding."""


class Named(Described):
    """Labels by name, each with its region.

    Attributes:
        names: of the labels, in the order in which they were first met.
        field: that the regions share.
        rows: the examples of the fit, (n, d).
    """

    names: list[str]
    field: Shared
    rows: Matrix

    def __len__(self) -> int:
        """How many examples there are, those included that were learned since the fit."""
        return len(self.rows) + len(self.field.owners)

    @property
    def regions(self) -> list[Labelled]:
        """One for each label, in the order of `names`."""
        return [Labelled(self.field, (code,)) for code in range(len(self.names))]

    def region(self, name: str) -> Labelled:
        """The region of a label, together with those under it.

        Raises:
            GeometryError: there is no such label.
        """
        below = name + SEPARATOR
        codes = [at for at, each in enumerate(self.names) if each == name or each.startswith(below)]
        if not codes:
            raise GeometryError(f"this router has no label {name!r}")
        return Labelled(self.field, tuple(codes))


def counted(labels: Sized, examples: Sized) -> str:
    """How many labels and examples there are, in words."""
    known, shown = len(labels), len(examples)
    return f"{known} label{'s' * (known != 1)}, {shown:,} example{'s' * (shown != 1)}"
