"""What the run itself was given."""

from __future__ import annotations

from sdol.kernel.table import Example, instruction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sdol.kernel.world import World


@instruction(
    "run.args",
    "() -> json",
    effect="input",
    surface="syntax",
    form="args",
    examples=[Example("args.limit", "nil")],
)
def args(world: World) -> dict[str, Any]:
    """What `-D name=value` gave: `args.name`, nil where it was not given."""
    return world.arguments
