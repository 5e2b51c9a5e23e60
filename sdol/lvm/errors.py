"""The one exception of the geometry."""

from __future__ import annotations


class GeometryError(ValueError):
    """Points, displacements or regions for which the question that was asked has no answer.

    The message is one sentence that names the row, the value or the two dimensions at fault.
    """
