"""Who listens to what a program decides, or keeps it.

Nobody does as a rule, and then an instruction that decides does nothing more than before. Who listens (`listen`) is
given the last of them, and what was decided about many vectors at once is one note of them all.
"""

from __future__ import annotations

import sys
from collections import deque

from sdol.kernel.decided import VOID, Decision, Decisions, Judgement, Match, together

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from types import FrameType
    from typing import Any

    from sdol.kernel.decided import Made
    from sdol.kernel.values import Point, Points, Region, Vec

KEPT = 32
"""Decisions that are remembered."""

_heard: deque[Made] | None = None
_ear: Callable[[Made], None] | None = None
_keeper: Callable[[Made], None] | None = None

_matched: tuple[Any, str, tuple[Any, ...]] | None = None
"""The last `match`, if nothing was decided since: a loop of them costs no more than this."""


def listen(ear: Callable[[Made], None] | None = None) -> deque[Made]:
    """Begins to remember decisions; gives those that are remembered, the last one last (of a `match`, `latest`).

    To be called before a program is linked: what is linked while nobody listens has nothing to tell.

    Args:
        ear: called with each decision as it is taken, in the middle of its instruction; it must not raise.
    """
    global _heard, _ear
    if _heard is None:
        _heard = deque(maxlen=KEPT)
    _ear = ear or _ear
    return _heard


def keep(keeper: Callable[[Made], None] | None) -> None:
    """Hands every decision to one who keeps them, beside whoever listens; as `listen`, before a program is linked.

    Args:
        keeper: as an ear; None for nobody any more.
    """
    global _keeper
    _keeper = keeper


def kept_by(keeper: Callable[[Made], None]) -> bool:
    """Whether it is this one who keeps them."""
    return _keeper == keeper


def listening() -> bool:
    """Whether somebody listens, or keeps them."""
    return _heard is not None or _keeper is not None


def stop() -> None:
    """Remembers nothing any more; who keeps them goes on."""
    global _heard, _matched, _ear
    _heard = _matched = _ear = None


def latest() -> Decision | Match | None:
    """The last decision, by meaning (as `gathered` gives it) or by form."""
    _kept()
    last = next((one for one in reversed(_heard or ()) if not isinstance(one, Judgement)), None)
    return last if isinstance(last, Match) else gathered()


def gathered() -> Decision | None:
    """The last decision by meaning; the last of many that one instruction took.

    Questions whether one vector lies in regions, one after the other up to the first yes, are one decision.
    """
    found = together([_last_of(one) for one in _heard or () if isinstance(one, (Decision, Decisions))])
    return found[-1] if found else None


def before(match: Match) -> list[Decision]:
    """The decisions by meaning between the `match` before that one and its end, in their order."""
    found: list[Decision] = []
    heard = list(_heard or ())
    at = next((i for i, one in enumerate(heard) if one is match), 0)
    for one in reversed(heard[:at]):
        if isinstance(one, Match):
            break
        if not isinstance(one, Judgement):
            found.append(_last_of(one))
    return found[::-1]


def _last_of(made: Decision | Decisions) -> Decision:
    return made if isinstance(made, Decision) else made[-1]


def note_match(value: Any, case: str, *seen: Any) -> None:
    """Notes which case of a `match` was taken; the arguments are as `Match` has them."""
    global _matched
    if _heard is not None:
        _matched = value, case, seen
        if _ear is not None:
            _ear(Match(value, case, seen))
    if _keeper is not None:
        _keeper(Match(value, case, seen))


def _kept() -> None:
    """Puts the last `match` among the decisions; of those that follow each other only the last is kept."""
    global _matched
    if _matched is None or _heard is None:
        return
    if _heard and isinstance(_heard[-1], Match):
        _heard.pop()
    _heard.append(Match(*_matched))
    _matched = None


def append(made: Made) -> None:
    """Remembers one, if somebody listens."""
    if _heard is not None:
        _kept()
        _heard.append(made)
        if _ear is not None:
            _ear(made)
    if _keeper is not None:
        _keeper(made)


def note(kind: str, query: Point | Points, regions: Iterable[Region], chosen: Any) -> None:
    """To be called by an instruction that has decided between regions, about one vector or many.

    Args:
        chosen: the number of the region or `VOID`; of many vectors for each, or a function that gives them.
    """
    if not listening():
        return
    place = place_of(sys._getframe(2))
    if hasattr(query, "data"):
        append(Decision(kind, query, tuple(regions), chosen, place=place))  # type: ignore[arg-type]
    elif len(query):
        append(Decisions(kind, query, tuple(regions), chosen, place))


def note_tags(query: Point | Points, regions: Iterable[Region], given: Sequence[tuple[int, ...]]) -> None:
    """To be called by an instruction that has decided which labels vectors have.

    Args:
        given: for each the numbers of its labels, the surest first; none for `VOID`.
    """
    if not listening() or not given:
        return
    place = place_of(sys._getframe(2))
    chosen = [own[0] if own else VOID for own in given]
    if hasattr(query, "data"):
        append(Decision("tag", query, tuple(regions), chosen[0], place=place, given=given[0]))  # type: ignore[arg-type]
    else:
        append(Decisions("tag", query, tuple(regions), chosen, place, given=given))


def note_judgement(kind: str, value: Any, about: tuple[Vec, ...]) -> None:
    """To be called by an instruction that has judged vectors; the arguments are as `Judgement` has them."""
    if listening():
        append(Judgement(kind, value, about, place_of(sys._getframe(2))))


def place_of(frame: FrameType) -> tuple[str, int] | None:
    """Source and line of code of a program; what is compiled from one belongs to no module."""
    return None if "__name__" in frame.f_globals else (frame.f_code.co_filename, frame.f_lineno)
