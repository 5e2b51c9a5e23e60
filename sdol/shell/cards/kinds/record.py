"""A record: on one line where it fits, else a tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdol.shell.cards.blocks import Block
from sdol.shell.cards.drifting import is_verdict
from sdol.shell.cards.drifting import view as of_verdict
from sdol.shell.cards.hits import is_hit
from sdol.shell.cards.reasons import is_why
from sdol.shell.cards.reasons import view as of_reasons
from sdol.shell.cards.trees import tree

if TYPE_CHECKING:
    from typing import Any

    from sdol.kernel.types import Type
    from sdol.shell.cards.setting import Setting


def view(value: dict[str, Any], type: Type | None, setting: Setting) -> list[Block]:
    """Its fields; of a hit those that a person reads, the vector last. Reasons and verdicts have cards of their own."""
    if is_why(value):
        return of_reasons(value, setting)
    if is_verdict(value):
        return of_verdict(value, setting)
    if is_hit(value):
        value = {name: value[name] for name in ("score", "text", "payload", "id", "vec")}
    return tree(value, setting)
