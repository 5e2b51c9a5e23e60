"""Columns: what a loop computes for many of its elements at once.

A fused loop (`sdol.compiler.passes.fusion`) takes its list in chunks, computes for each chunk what the body
would compute for one element after the other, and runs the rest of the body on the results. A column is the
matrix of a list of vectors, or a numpy array of float64 or bool; it never reaches a program.
"""

from __future__ import annotations

from functools import cache

from sdol.kernel.values import Points, pack, same_space

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any

    import numpy as np

    from sdol.kernel.table import Instruction

FIRST, LAST = 64, 16_384
"""Elements of the first chunk and of the longest: each is twice the one before, so that a loop which is left
early has computed little in vain."""

_EXACT = 2**53
"""Whole numbers up to here are the same as doubles."""

_DENSE = 4
"""Where one element in so many is wanted, the whole column becomes a list."""


class Chunks:
    """A list in consecutive pieces, as slices of it."""

    __slots__ = ("_bounds", "_items")

    def __init__(self, items: Sequence[Any]) -> None:
        self._items = items
        self._bounds = [0]
        size = FIRST
        while self._bounds[-1] < len(items):
            self._bounds.append(min(self._bounds[-1] + size, len(items)))
            size = min(2 * size, LAST)

    def __len__(self) -> int:
        return len(self._bounds) - 1

    def __getitem__(self, at: int) -> Any:
        return self._items[self._bounds[at] : self._bounds[at + 1]]

    def __iter__(self) -> Iterator[Any]:
        return map(self.__getitem__, range(len(self)))


def vectors(chunk: Any, name: str) -> Points:
    """The vectors that a field of every record of a chunk holds, as one matrix."""
    if hasattr(chunk, "vectors") and name == "vec":
        return chunk.vectors  # type: ignore[no-any-return]
    return pack([record[name] for record in chunk])  # type: ignore[no-any-return]


def lookup(column: np.ndarray, places: list[int]) -> Any:
    """The values of a column at some places, to be had as `found[place]`: a list, or a dict of a few."""
    if _DENSE * len(places) >= len(column):
        return column.tolist()
    return dict(zip(places, column[places].tolist(), strict=True))


def columnar(row: Instruction, mask: str) -> Callable[..., Any]:
    """The function of an instruction over columns; `c` in the mask marks them among the arguments."""
    return _of_vectors(row) if row.lift else _of_scalars(row, mask)


def _of_vectors(row: Instruction) -> Callable[..., Any]:
    function = row.function

    def apply(*args: Any) -> Any:
        import numpy as np

        same_space([a for a in args if hasattr(a, "space")])
        found = function(*(a.rows if hasattr(a, "rows") else getattr(a, "shape", a) for a in args))
        return found.astype(np.float64) if found.dtype == np.float32 else found

    return apply


def _of_scalars(row: Instruction, mask: str) -> Callable[..., Any]:
    names = tuple(p.name for p in row.signatures[0].params)
    whole = _compiled(str(row.batch), names)

    def apply(*args: Any) -> Any:
        import numpy as np

        if any(type(a) is int and abs(a) > _EXACT for a in args):
            return _one_by_one(row, mask, args)
        with np.errstate(all="ignore"):
            return whole(*args)

    return apply


def _one_by_one(row: Instruction, mask: str, args: tuple[Any, ...]) -> np.ndarray:
    """Where a double cannot stand for a number among the arguments."""
    import numpy as np

    size = next(len(a) for a, m in zip(args, mask, strict=True) if m == "c")
    lists = [a.tolist() if m == "c" else [a] * size for a, m in zip(args, mask, strict=True)]
    return np.array([row.function(*each) for each in zip(*lists, strict=True)])


@cache
def _compiled(expression: str, names: tuple[str, ...]) -> Callable[..., Any]:
    made: Callable[..., Any] = eval(f"lambda {', '.join(names)}: {expression}", {"choose": _choose})
    return made


def _choose(condition: np.ndarray, yes: Any, no: Any) -> np.ndarray:
    import numpy as np

    chosen: np.ndarray = np.where(condition, yes, no)
    return chosen
