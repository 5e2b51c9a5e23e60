"""The card of a decision that a journal kept: as that of one just taken, as far as what was kept goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdol.kernel.decided import VOID, Decision
from sdol.kernel.symbols import SPACE as SYMBOLS
from sdol.kernel.values import Region, Vec
from sdol.shell.cards.balance import balance
from sdol.shell.cards.blocks import Block, Facts, Heading, Note, words
from sdol.shell.cards.decision import close_call, heading, lead
from sdol.shell.cards.nearby import named

if TYPE_CHECKING:
    from sdol.shell.cards.decision import Fact
    from sdol.shell.cards.setting import Setting
    from sdol.store.decisions import Kept


def view(kept: Kept, setting: Setting) -> list[Block]:
    """The blocks of its card; where it was taken is the last of its facts."""
    if kept.why is None:
        return [Heading(f"match {kept.about}", f"to {kept.outcome}"), Facts(_place(kept))]
    if "similarity" in kept.why:
        return _sameness(kept, setting)
    return _between(kept, setting)


def _between(kept: Kept, setting: Setting) -> list[Block]:
    why = kept.why
    made = _decision(kept)
    distances = [far / 1e6 for far in why["microradians"]]
    close = close_call(made, kept.close, why.get("rivals", []))
    one = kept.kind == "in" and why["of"] == 1
    facts = [] if one else [lead(made, distances, close, setting)]
    left = why["of"] - len(distances)
    more: list[Block] = [Note(f"and {left:,} regions farther away")] if left else []
    head = heading(made, kept.about or None, setting)
    return [head, *balance(made, distances), *more, Facts([*facts, *_place(kept)])]


def _decision(kept: Kept) -> Decision:
    """The decision between the regions that were kept, of which nothing but the names is left."""
    chosen = kept.why["chosen"]
    regions = tuple(Region("", None, name) for name in kept.why["regions"])
    query = Vec(_space(kept.about), None)  # type: ignore[arg-type]
    given = tuple(chosen) if kept.kind == "tag" else ()
    return Decision(kept.kind, query, regions, chosen[0] if chosen else VOID, given=given)


def _sameness(kept: Kept, setting: Setting) -> list[Block]:
    sides = [("one", kept.about), ("other", kept.why["other"])]
    facts: list[Fact] = [
        (label, words(named(setting, _space(side), side, 10))) for label, side in sides if side
    ]
    facts += [
        ("similarity", words(f"{kept.why['similarity']:.3f}")),
        ("asked for", words(f"{kept.why['threshold']:.3f}")),
    ]
    return [Heading("~=", "true" if kept.outcome == "yes" else "false"), Facts([*facts, *_place(kept)])]


def _space(text: str) -> str:
    """The space of symbols for the name of one."""
    return SYMBOLS if text.startswith("'") else ""


def _place(kept: Kept) -> list[Fact]:
    source = kept.source.rsplit("/", 1)[-1]
    return [("taken", words(f"line {kept.line} of {source}"))] if kept.line else []
