"""What a journal keeps of decisions: where each went, how clear it was, and how near the regions lay."""

from __future__ import annotations

from json import JSONEncoder
from typing import TYPE_CHECKING, NamedTuple

from sdol.kernel.decided import Decision, Decisions, Match
from sdol.shell.cards.clearness import between_the_same, clearness
from sdol.shell.cards.deciding import name, outcome
from sdol.store.decisions import Kept, packed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sdol.kernel.naming import Naming
    from sdol.shell.cards.clearness import Clearness
    from sdol.store.connection import Row

LONGEST = 300
"""Characters of a text that are kept."""

NEAREST = 12
"""Regions whose distances are kept: as many as a card draws."""

RIVALS = 3
"""Labels that a close call was with."""

_json = JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


class Taken(NamedTuple):
    """What was decided at once: the number of its first decision in the run, how many effects came before it, and
    where it was taken."""

    number: int
    after: int
    made: Decision | Decisions | Match
    place: tuple[str, int]

    @property
    def size(self) -> int:
        return len(self.made) if isinstance(self.made, Decisions) else 1

    def part(self, first: int, end: int) -> Taken:
        """Those of its decisions from one to before another."""
        if not isinstance(self.made, Decisions) or (first, end) == (0, self.size):
            return self
        return self._replace(number=self.number + first, made=self.made.part(first, end))

    def each(self) -> list[Taken]:
        """Its decisions one by one."""
        made = self.made
        if not isinstance(made, Decisions):
            return [self]
        return [Taken(self.number + at, self.after, made[at], self.place) for at in range(len(made))]


def recounted(taken: Iterable[Taken], naming: Naming) -> list[Row]:
    """What is kept of decisions, as the database takes it; of many at once, for their distances are computed
    together."""
    ones = [one for many in taken for one in many.each()]
    decided = [(one, one.made) for one in ones if isinstance(one.made, Decision)]
    made = [each for _, each in decided]
    texts = naming.texts([each.query for each in made])
    found = [_formal(one, one.made) for one in ones if isinstance(one.made, Match)]
    found += [
        _row(one, cut(text), _sameness(each, naming))
        for (one, each), text in zip(decided, texts, strict=True)
        if not each.regions
    ]
    for places in between_the_same(made):
        found += _between([decided[at] for at in places], [texts[at] for at in places])
    return sorted(found)


def _formal(one: Taken, match: Match) -> Row:
    from sdol.shell.cards import line

    return _row(one, line(match.value), "null")


def _sameness(made: Decision, naming: Naming) -> str:
    """The other side of `~=`, how similar the two are, and how similar they had to be, as JSON."""
    assert made.other is not None
    (other,) = naming.texts([made.other])
    similarity = round(float(made.query.data @ made.other.data), 5)
    return _json({"other": cut(other), "similarity": similarity, "threshold": round(made.threshold, 5)})


def _row(one: Taken, about: str, why: str) -> Row:
    """That of a decision that was not between regions."""
    made, (source, line) = one.made, one.place
    went, void = outcome(made)  # type: ignore[arg-type]
    return packed(Kept(one.number, one.after, made.kind, about, went, void, None, False, source, line), why)


def _between(taken: list[tuple[Taken, Decision]], texts: list[str]) -> Iterator[Row]:
    """Those of decisions between the same regions."""
    import numpy as np

    made = [each for _, each in taken]
    every = [each.every for each in made]
    clear = clearness(made)
    called = [_json(cut(name(region, at))) for at, region in enumerate(made[0].regions)]
    margins = np.round(np.array(clear.margins), 6).tolist()
    went = {chosen: _outcome(each) for chosen, each in dict(zip(every, made, strict=True)).items()}
    rows = zip(taken, every, texts, margins, clear.close, strict=True)
    kept = (
        Kept(one.number, one.after, each.kind, cut(text), *went[chosen], margin, close, *one.place)
        for (one, each), chosen, text, margin, close in rows
    )
    return map(packed, kept, _reasons(every, clear, called))


def _outcome(made: Decision) -> tuple[str, bool]:
    said, void = outcome(made)
    return cut(said), void


def _reasons(every: list[tuple[int, ...]], clear: Clearness, called: list[str]) -> Iterator[str]:
    """For each, as JSON, the nearest regions with their distances, and which of them were chosen.

    Args:
        every: the numbers of these.
        called: the names of the regions, as JSON.
    """
    import numpy as np

    far = np.rint(clear.distances.astype(np.float64) * 1e6).astype(np.int64)
    nearest = far.argsort(axis=1, kind="stable")[:, :NEAREST]
    named = np.array(called, dtype=object)[nearest].tolist()
    near = np.take_along_axis(far, nearest, 1).tolist()
    orders = nearest.tolist()
    if len(called) > NEAREST:
        for at, order in enumerate(orders):
            left = [one for one in every[at] if one not in order]  # of many labels that were given
            order += left
            named[at] += [called[one] for one in left]
            near[at] += far[at, left].tolist()
    of = len(called)
    for chosen, order, names, away, close in zip(every, orders, named, near, clear.rivals, strict=True):
        more = f',"rivals":[{",".join(called[at] for at in close[:RIVALS])}]' if close else ""
        places = list(map(order.index, chosen))
        yield f'{{"regions":[{",".join(names)}],"microradians":{away},"chosen":{places},"of":{of}{more}}}'


def cut(text: str) -> str:
    """A text, of a long one the beginning."""
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
