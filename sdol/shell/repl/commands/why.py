"""`:why`: the last decision, by meaning or by form, and what would have changed it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdol.kernel import decisions
from sdol.kernel.decided import Decision, Match, case_of, together
from sdol.kernel.values import Region, Vec
from sdol.lang import ast
from sdol.shell.repl.registry import ReplCommand, wrong

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from sdol.diagnostics import Source
    from sdol.shell.cards.blocks import Block
    from sdol.shell.cards.cases import Case
    from sdol.shell.cards.setting import Setting
    from sdol.shell.repl.evaluator import Evaluator
    from sdol.shell.repl.outcome import Outcome


FLIP = "flip"
"""Asks for the smallest change of wording too."""


def _run(evaluator: Evaluator, rest: str) -> Outcome:
    last = decisions.latest()
    if not rest:
        return _shown(evaluator, _some(last))
    if rest == FLIP and FLIP not in evaluator.variables():
        return _shown(evaluator, _some(decisions.gathered()), rewording=True)
    found = evaluator.value_of(rest)
    if found.status != "value":
        return found
    if isinstance(last, Match) and _alike(found.value, last.value):
        return _shown(evaluator, _as_if(evaluator, last, found.value))
    return _shown(evaluator, _about(evaluator, found.value))


def _some(made: Decision | Match | None) -> Decision | Match:
    if made is None:
        raise wrong(
            "nothing was decided yet",
            reason="`:why` is about the last `route`, `match`, `decide`, `in` a region or `~=`",
            help='run one, or ask about a vector: `:why ~"my parcel is late"`',
        )
    return made


def _alike(one: Any, other: Any) -> bool:
    """Whether a `match` that was about one value could be about another; a vector is asked about for regions."""
    both = {type(one), type(other)} <= {int, float} or other is None or isinstance(one, type(other))
    return both and not isinstance(one, Vec)


def _as_if(evaluator: Evaluator, match: Match, value: Any) -> Match:
    """What the last `match` would have decided about another value."""
    from sdol.shell.cards.cases import goes_to

    cases = _cases(evaluator, match)
    taken = goes_to(cases, value, _around(evaluator, match)) if cases else None
    if taken is None:
        raise wrong(
            "it cannot be told to which case this would go",
            reason="a guard decides it, and guards do not run again for this",
            help="run the `match` with this value, and ask `:why` then",
        )
    source, start, end = match.place
    _, *names = match.case.split(" ")
    return match._replace(value=value, case=case_of(source, start, end, taken, names))


def _about(evaluator: Evaluator, value: Any) -> Decision:
    """How a vector or text is decided between the regions of the last route, or those in scope."""
    from sdol import lvm
    from sdol.shell.cards.deciding import chosen

    regions = _regions(evaluator, value)
    space = regions[0].space
    query = value
    if isinstance(value, str):
        query = evaluator.world.embeddings.embed(space.partition("@")[0], [value])[0]
    found = lvm.distances([r.shape for r in regions], query.rows)[0].tolist()
    return Decision("route", query, tuple(regions), chosen(found))


def _regions(evaluator: Evaluator, value: Any) -> list[Region]:
    """Those of the last route if they are of the space of what is asked about, else all in scope that are."""
    if not isinstance(value, (str, Vec)):
        raise wrong(
            "`:why` asks about a vector or a text, and this is neither",
            help='embed what you mean: `:why ~"my parcel is late"`',
        )
    space = value.space if isinstance(value, Vec) else None
    last = decisions.gathered()
    if last is not None and last.regions and space in (None, last.regions[0].space):
        return list(last.regions)
    found = [v.value for v in evaluator.variables().values() if isinstance(v.value, Region)]
    same = [r for r in found if r.space == (space or found[0].space)]
    if not same:
        raise wrong(
            "there are no regions to decide between",
            reason="nothing was routed yet, and no region of this space is in scope",
            help='make one: `region billing = around ["refund my payment"]`',
        )
    return same


def _shown(evaluator: Evaluator, made: Decision | Match, *, rewording: bool = False) -> Outcome:
    from sdol.shell.cards import as_html, of_terminal
    from sdol.shell.repl import outcome as of

    there = of_terminal(evaluator.known)
    if isinstance(made, Match):
        blocks = _of_match(evaluator, made, there.setting)
    else:
        blocks = _of_decision(evaluator, made, there.setting, rewording=rewording)
    return of.Outcome(of.COMMAND, text=there.text(blocks), html=as_html(blocks, there.setting))


def _of_decision(
    evaluator: Evaluator, decision: Decision, setting: Setting, *, rewording: bool = False
) -> list[Block]:
    from sdol.shell.cards.deciding import embedder
    from sdol.shell.cards.decision import view

    embed = embedder(evaluator.world, decision.query.space)
    return [*view(decision, setting, embed, rewording=rewording), *_place(decision)]


def _place(decision: Decision) -> list[Block]:
    """Where it was decided; a session tells its sources apart by their numbers, which nobody wants to see."""
    if decision.place is None:
        return []
    source, line = decision.place
    number, _, name = source.partition(" ")
    return [_decided(name if number.isdecimal() else source, line)]


def _decided(source: str, line: int) -> Block:
    from sdol.shell.cards.blocks import Note

    return Note(f"decided in {source}, line {line}")


# --- match --------------------------------------------------------------------------------------------------


def _of_match(evaluator: Evaluator, match: Match, setting: Setting) -> list[Block]:
    """The card of a `match`, and one for each vector that its guards asked about."""
    from sdol.shell.cards.blocks import text
    from sdol.shell.cards.matching import view

    cases = _cases(evaluator, match)
    blocks = view(match.value, cases, match.taken, _around(evaluator, match), setting)
    source = _source(evaluator, match)
    if source is not None:
        blocks.append(_decided(source.name, source.position(match.place[1])[0]))
    for asked in _asked(match, cases, source):
        blocks += [text(""), *_of_decision(evaluator, asked, setting)]
    return blocks


def _source(evaluator: Evaluator, match: Match) -> Source | None:
    from sdol.diagnostics import Source

    sources, number = evaluator.session.program.sources, match.place[0]
    return Source(*sources[number]) if number < len(sources) else None


def _cases(evaluator: Evaluator, match: Match) -> list[Case]:
    """The cases as they are written; none where that text is not kept."""
    from sdol.shell.cards.cases import cases_of

    source = _source(evaluator, match)
    _, start, end = match.place
    found = cases_of(source.text[start:end]) if source is not None else []
    return found if match.taken < len(found) else []


def _around(evaluator: Evaluator, match: Match) -> dict[str, Any]:
    """What the variables hold that the guards name."""
    held = evaluator.live.values()
    shared = {name: held[index] for name, index in match.top_level.items() if index in held}
    return {**shared, **match.variables}


def _asked(match: Match, cases: list[Case], source: Source | None) -> list[Decision]:
    """What the guards of the cases up to the one that was taken have asked of regions."""
    from sdol.lang.lambdas import inside

    waiting: list[Any] = [case.guard for case in cases[: match.taken + 1 or None]]
    most = 0
    while waiting:
        node = waiting.pop()
        if isinstance(node, (tuple, list)):
            waiting += node
        elif isinstance(node, ast.Node):
            most += isinstance(node, ast.Binary) and node.op in ("in", "not in", "~=")
            waiting += (getattr(node, name) for name in inside(node))
    if not most or source is None:
        return []
    _, start, end = match.place
    lines = range(source.position(start)[0], source.position(end)[0] + 1)
    made = [one for one in decisions.before(match)[-most:] if one.place is None or one.place[1] in lines]
    return together(made)


def _complete(evaluator: Evaluator, rest: str) -> Iterable[str]:
    word = rest.split(" ")[-1]
    vectors = [n for n, v in evaluator.variables().items() if isinstance(v.value, Vec)]
    return [n for n in [*vectors, FLIP] if n.startswith(word)]


COMMAND = ReplCommand(
    "why",
    "why the last `route`, `match`, `decide`, `in` or `~=` decided as it did",
    "why [flip | EXPR]",
    _run,
    "For each region the distance to its boundary, by how much the chosen one led, the examples most like what was "
    "asked, and what would have changed it: how far away another choice begins, and which one word, left out, makes "
    "another choice (texts of up to 24 words, in a space whose model is on this machine). Of a `match`, for each case "
    "before the one that was taken, what of its pattern or guard did not fit, and the smallest change that leads to "
    "one of them; what its guards asked of regions is told below. `:why flip` looks for the smallest change of wording "
    "that changes the decision: up to three words left out, put in or replaced, which may embed some hundred texts. "
    "With an expression it tells how another vector or text would be decided between the same "
    "regions, or to which case of the same `match` another value would go.",
    examples=(
        (":why", "the last decision"),
        (":why flip", "the last decision, and the smallest change of wording that changes it"),
        (':why ~"where is my refund"', "another question, the same regions"),
        (":why 3", "another value, the same `match`"),
    ),
    complete=_complete,
)
