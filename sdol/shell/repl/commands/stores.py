"""`:stores`."""

from __future__ import annotations

from sdol.shell.repl.registry import ReplCommand, usage_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sdol.shell.repl.evaluator import Evaluator
    from sdol.store.records import PartitionInfo


def _stores(evaluator: Evaluator, rest: str) -> str:
    from sdol.kernel.show import table
    from sdol.shell.amounts import size
    from sdol.shell.terminal import width

    if rest:
        raise usage_of(COMMAND)
    found = _partitions(evaluator)
    if not found:
        return "there are no partitions yet; `store notes` makes one"
    rows = [
        {
            "partition": p.name,
            "space": p.space.partition("@")[0],
            "records": p.count,
            "size": size(p.bytes),
        }
        for p in found
    ]
    return f"{table(rows, width())}\n\nin {_where(evaluator)}"


def _partitions(evaluator: Evaluator) -> list[PartitionInfo]:
    """Those of the database, which is not made for that."""
    import os

    world = evaluator.world
    if world.opened is None and evaluator.path is not None and not os.path.exists(evaluator.path):
        return []
    return world.database.partitions()


def _where(evaluator: Evaluator) -> str:
    from sdol.kernel.output import inert

    return inert(evaluator.world.database.path).replace("\n", " ")


COMMAND = ReplCommand(
    "stores",
    "the partitions of the session's database",
    "stores",
    _stores,
    "Name, space, number of records, and the size of their texts, payloads and vectors. `sdol store` does more.",
    examples=((":stores", "list them"),),
)
