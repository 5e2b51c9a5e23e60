"""A residue: its number, and what is left of it by each modulus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdol.shell.cards.blocks import Block, Facts, Heading, words

if TYPE_CHECKING:
    from typing import Any

    from sdol.kernel.types import Type
    from sdol.shell.cards.setting import Setting


def view(value: Any, type: Type | None, setting: Setting) -> list[Block]:
    """Its number and residues."""
    number = value.body
    pairs = zip(number.residues, number.moduli, strict=True)
    left = ", ".join(f"{r} mod {m}" for r, m in pairs)
    return [Heading(str(number), "residue"), Facts([("is", words(left))])]
