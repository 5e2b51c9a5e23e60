"""What is known of a space: its name, and the similarity from which two of its vectors mean the same."""

from __future__ import annotations

from sdol.kernel.spaces import calibration
from sdol.kernel.table import Example, instruction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sdol.kernel.values import Point, Vecs


@instruction(
    "space.same_threshold",
    "(v: vec@S) -> num",
    whole="space.list_threshold",
    examples=[Example('same_threshold(~"a cat"@swift) > 0.3', "true")],
)
def same_threshold(v: Point) -> float:
    """The similarity that unrelated pairs of a vector's space hardly ever reach: what `~=` asks for."""
    return calibration(v.space).same_threshold


@instruction(
    "space.list_threshold",
    "(vs: list[vec@S]) -> num",
    surface="syntax",
    form="vs ~= vs",
    examples=[Example("let vs = ['a, 'b]\nvs ~= vs", "[true, true]")],
)
def list_threshold(vs: Vecs) -> float:
    """The similarity that `~=` on two lists asks for; 1 where the list is empty, and so is of no space."""
    return calibration(vs.space).same_threshold if len(vs) else 1.0


@instruction(
    "space.space_of",
    "(v: vec@S) -> text",
    examples=[Example("space_of('a)", "hd"), Example('space_of(~"a cat"@swift)', "swift")],
)
def space_of(v: Point) -> str:
    """The name of the space that a vector lives in."""
    return v.space.partition("@")[0]
