"""From a name to what it means, or to what may have been meant."""

from __future__ import annotations

from sdol.shell.describing import own
from sdol.shell.describing.description import Description
from sdol.shell.describing.markdown import PROSE
from sdol.shell.describing.sources import sources

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from sdol.shell.describing.scope import Scope

TOLERANCE = 0.7
"""Similarity of spelling from which a name may have been meant."""

MOST = 3
"""Names that are suggested."""


def describe(name: str, scope: Scope | None = None) -> Description | None:
    """What a name means, the nearest meaning first: the user's own, the language's, the shell's; None if nothing is
    called so.

    Args:
        name: a word, a sign, a type, an instruction with or without its family, a function with or without its
            module, `sdol run`, `:type`, a code, a term, a guide.
        scope: the user's own names, where somebody asks in the middle of a program.
    """
    return next(iter(_meanings(name, scope)), None)


def describe_all(name: str, scope: Scope | None = None) -> list[Description]:
    """Every meaning of a name, in the order of `describe`; where it has others, the sections of guides that are
    called so are only named, among what to see also."""
    found = list(_meanings(name, scope))
    told = [one for one in found if one.kind not in PROSE]
    pages = tuple(one.name for one in found if one.kind in PROSE)
    if not told or not pages:
        return found
    return [told[0]._replace(see_also=(*told[0].see_also, *pages)), *told[1:]]


def _meanings(name: str, scope: Scope | None) -> Iterator[Description]:
    wanted = _bare(name)
    if scope is not None:
        yield from own.find(wanted, scope)
    for source in sources():
        yield from source.find(wanted)


def _bare(name: str) -> str:
    """The name without what people write around it: backticks, and the parentheses of a call."""
    bare = " ".join(name.split())
    bare = bare.strip("`") or bare
    return bare[:-2] if len(bare) > 2 and bare.endswith("()") else bare


def names(scope: Scope | None = None) -> list[str]:
    """Every name that has a description, each once."""
    found = dict.fromkeys(own.names(scope)) if scope is not None else {}
    for source in sources():
        found.update(dict.fromkeys(source.names()))
    return list(found)


def suggest(name: str, scope: Scope | None = None) -> list[str]:
    """Names that may have been meant: what other languages call so, then what is spelt alike; three at most."""
    from difflib import get_close_matches

    from sdol.lang import foreign

    bare = _bare(name)
    meant = [
        here
        for table in (foreign.NAMES, foreign.VERBS)
        if (here := table.get(bare)) and describe(here, scope)
    ]
    known = [one for one in names(scope) if len(one) > 1]
    lower = {one.lower(): one for one in reversed(known)}
    near = get_close_matches(bare.lower(), lower, n=MOST, cutoff=TOLERANCE)
    return list(dict.fromkeys([*meant, *(lower[one] for one in near)]))[:MOST]


def elsewhere(name: str) -> str:
    """How what other languages call so is done here, in a sentence; empty where there is nothing to say."""
    from sdol.lang import foreign

    return foreign.SENTENCES.get(_bare(name), "")
