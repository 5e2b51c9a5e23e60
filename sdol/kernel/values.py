"""The values of a running program.

Numbers, texts, booleans, nil, lists and records are Python's own (`int`, `float`, `str`, `bool`, `None`, `list`,
`dict`), treated as immutable. What Python does not have is here: points and displacements that never lose their space,
one contiguous matrix for a list of them, regions, codebooks and handles.

numpy is not imported here: a program without vectors must start without it.
"""

from __future__ import annotations

from sdol.errors import SdolError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    import numpy as np


class Incomparable:
    """What has no `==` in the language, and is not compared by way of a generic function or of a list either."""

    __slots__ = ()
    plural = "vectors"

    def __eq__(self, other: object) -> bool:
        """Only `nil` may stand on the other side: an optional value is tested so.

        Raises:
            SdolError: E0511, anything else does.
        """
        if other is None:
            return False
        raise not_compared("==", self.plural)

    def __hash__(self) -> int:
        raise not_compared("==", self.plural)


def not_compared(verb: str, plural: str = "vectors") -> SdolError:
    """E0511: `verb` came upon values that are not equal or unequal."""
    if plural != "vectors":
        return SdolError(
            "E0511",
            f"`{verb}` cannot compare {plural}",
            reason=f"{plural} have no equality",
            help="compare what they were made from",
        )
    return SdolError(
        "E0511",
        f"`{verb}` cannot compare vectors",
        reason="two vectors are more or less similar, hardly ever equal",
        help="compare them by `~` or `~=`, or take the nearest: `cleanup(v, codebook xs)`",
    )


class Point(Incomparable):
    """One vector: a unit vector (`vec`) or a tangent vector (`disp`) of a space.

    Attributes:
        space: the identity of the space, `name@fingerprint`; compared, never guessed.
        data: (d,) float32, C-contiguous, never written to.
        name: the symbol that it is, for an atom of `hd`; else None.
    """

    __slots__ = ("data", "name", "space")
    kind = "vec"

    def __init__(self, space: str, data: np.ndarray, name: str | None = None) -> None:
        self.space, self.data, self.name = space, data, name

    @property
    def rows(self) -> np.ndarray:
        """The vector as a matrix with one row, (1, d)."""
        return self.data[None, :]


class Vec(Point):
    __slots__ = ()


class Disp(Point):
    __slots__ = ()
    kind = "disp"


class Points(Incomparable):
    """A list of vectors of one space as one C-contiguous float32 matrix, (n, d)."""

    __slots__ = ("names", "rows", "space")
    item: type[Point] = Vec

    def __init__(self, space: str, rows: np.ndarray, names: list[str | None] | None = None) -> None:
        self.space, self.rows, self.names = space, rows, names

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Point]:
        names = self.names or [None] * len(self.rows)
        return (self.item(self.space, row, name) for row, name in zip(self.rows, names, strict=True))

    def __getitem__(self, index: int | slice) -> Any:
        names = self.names[index] if self.names else None
        if isinstance(index, slice):
            return type(self)(self.space, self.rows[index], names)  # type: ignore[arg-type]
        return self.item(self.space, self.rows[index], names)  # type: ignore[arg-type]


class Vecs(Points):
    __slots__ = ()


class Disps(Points):
    __slots__ = ()
    item = Disp


class Region(Incomparable):
    """A signed-distance region of a space; `name` is the one it was declared under."""

    __slots__ = ("name", "shape", "space")
    plural = "regions"

    def __init__(self, space: str, shape: Any, name: str = "") -> None:
        self.space, self.shape, self.name = space, shape, name


class Codebook(Incomparable):
    """Vectors to clean up against; `items` are the vectors themselves."""

    __slots__ = ("items",)
    plural = "codebooks"

    def __init__(self, items: Vecs) -> None:
        self.items = items

    @property
    def space(self) -> str:
        return self.items.space


def same_space(values: list[Any]) -> str:
    """The one space of several spaced values.

    Raises:
        SdolError: E0502, they live in different spaces (known only at run time).
    """
    first = values[0].space
    for value in values:
        if value.space != first:
            raise SdolError(
                "E0502",
                f"these two values live in different spaces: {first} and {value.space}",
                reason="a vector made by one model says nothing about a vector made by another",
                help=f"translate one side: `v as {first.partition('@')[0]}`",
            )
    return str(first)


def pack(items: list[Any]) -> Any:
    """A list as the machine keeps it: vectors of one kind become one matrix, all else stays as it is."""
    if not items or not isinstance(items[0], Point):
        return items
    import numpy as np

    where = same_space(items)
    rows = np.ascontiguousarray(np.stack([p.data for p in items]))
    names = [p.name for p in items] if any(p.name for p in items) else None
    return (Disps if isinstance(items[0], Disp) else Vecs)(where, rows, names)


def rows_of(points: Points) -> np.ndarray:
    """The matrix of a list of vectors, (n, d); an empty list is of no space, and has none of its dimensions."""
    import numpy as np

    return points.rows if len(points) else np.empty((0, 1), np.float32)
