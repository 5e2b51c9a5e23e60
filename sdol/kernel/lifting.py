"""Lifting: one batched kernel serves one vector, a list of them, or a list beside one.

The checker says which arguments are lists (`"10"`: the first is), a fused loop which are columns (`"c0"`); this
module wraps the instruction's function once, so that no instruction deals with it. Vectors go in as
C-contiguous float32 matrices, one row for one vector.
"""

from __future__ import annotations

from sdol.errors import SdolError
from sdol.kernel.noting import noted
from sdol.kernel.values import Disp, Disps, Point, Points, Vec, Vecs, same_space

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from sdol.kernel.table import Instruction

_RESULTS = {"vec": (Vec, Vecs), "disp": (Disp, Disps)}


def operation(row: Instruction, mask: str, count: int) -> Callable[..., Any]:
    """The function by which an engine runs a pure instruction with so many arguments, marked by the mask."""
    if "c" in mask:
        from sdol.kernel.columns import columnar

        return noted(row.name, columnar(row, mask))
    return noted(row.name, lifted(row, mask or "0" * count)) if row.lift else row.function


def lifted(row: Instruction, mask: str) -> Callable[..., Any]:
    """The function of a lifting instruction over the machine's values, for these arguments being lists."""
    result = row.signatures[0].result
    kind = getattr(result, "name", "")
    over_list = "1" in mask
    function = row.function

    def apply(*args: Any) -> Any:
        spaced = [a for a in args if hasattr(a, "space")]
        if over_list:
            lengths = {len(a) for a, m in zip(args, mask, strict=True) if m == "1"}
            if len(lengths) > 1:
                raise _uneven(sorted(lengths))
            if lengths == {0}:
                return []
        where = same_space(spaced)
        found = function(
            *(a.rows if isinstance(a, (Point, Points)) else getattr(a, "shape", a) for a in args)
        )
        return _wrap(found, kind, where, over_list)

    return apply


def _wrap(found: Any, kind: str, where: str, over_list: bool) -> Any:
    if kind in _RESULTS:
        one, many = _RESULTS[kind]
        return many(where, found) if over_list else one(where, found[0])
    return found.tolist() if over_list else found[0].item()


def _uneven(lengths: list[int]) -> SdolError:
    return SdolError(
        "E0507",
        f"these lists differ in length: {lengths[0]} and {lengths[-1]}",
        reason="an operator on two lists takes them element by element",
        help="for every pair of the two, write `table(a, b)`",
    )
