"""What is known of a space: its name, and the similarity from which two of its vectors mean the same."""

from __future__ import annotations

from sdol.kernel.spaces import calibration
from sdol.kernel.table import Example, instruction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sdol.kernel.values import Point


@instruction(
    "space.same_threshold",
    "(v: vec@S) -> num",
    examples=[Example('same_threshold(~"a cat"@swift) > 0.3', "true")],
)
def same_threshold(v: Point) -> float:
    """The similarity that unrelated pairs of a vector's space hardly ever reach: what `~=` asks for."""
    return calibration(v.space).same_threshold


@instruction(
    "space.space_of",
    "(v: vec@S) -> text",
    examples=[Example("space_of('a)", "hd"), Example('space_of(~"a cat"@swift)', "swift")],
)
def space_of(v: Point) -> str:
    """The name of the space that a vector lives in."""
    return v.space.partition("@")[0]
