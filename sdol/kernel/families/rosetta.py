"""Rosetta: vectors of one space as vectors of another, by a translation that was learned from pairs."""

from __future__ import annotations

from sdol.errors import SdolError
from sdol.kernel.table import Example, instruction
from sdol.kernel.values import Vec, Vecs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sdol.kernel.values import Point
    from sdol.kernel.world import World
    from sdol.lvm.rosetta import HeldOut

FIGURES = (
    "{accuracy: num, back: num, mrr: num, cosine: num, among: num, chance: num, p_value: num, pairs: int}"
)
TEXTS = (
    'let words = ["cat", "dog", "invoice", "refund", "rain", "snow", "train", "flight", "bread", "soup", '
    '"guitar", "piano", "doctor", "nurse", "lawyer", "judge", "river", "lake", "red", "blue", "king", "queen", '
    '"phone", "laptop", "summer", "winter", "happy", "sad", "school", "teacher", "football", "tennis", "bank", '
    '"loan", "kitchen", "oven", "forest", "tree", "ocean", "ship"]\n'
)


@instruction(
    "rosetta.translate",
    "(v: vec@S, space: text) -> vec@T",
    effect="embed",
    surface="syntax",
    form="v as space",
    examples=[
        Example(
            'let cat = ~"my card was charged twice"@swift as minilm\n'
            'print cat ~ ~"my card was charged twice" > cat ~ ~"what is the weather"',
            "true",
        )
    ],
)
def translate(world: World, v: Point, space: str) -> Vec:
    """The vector of another space that a vector of this one is translated to."""
    there = _identity(space)
    if v.space == there:
        return Vec(there, v.data, v.name)
    return Vec(there, world.translations.between(v.space, there).translate(v.rows)[0])


@instruction(
    "rosetta.translate_all",
    "(vs: list[vec@S], space: text) -> list[vec@T]",
    effect="embed",
    surface="syntax",
    form="vs as space",
    examples=[Example('let vs = ~["a cat", "a dog"]@swift\nprint dimension((vs as minilm)[1])', "384")],
)
def translate_all(world: World, vs: Vecs, space: str) -> Vecs:
    """A list of vectors as vectors of another space, in one batch."""
    there = _identity(space)
    if not len(vs) or vs.space == there:
        return vs
    return Vecs(there, world.translations.between(vs.space, there).translate(vs.rows))


@instruction(
    "rosetta.learn_translation",
    f"(xs: list[vec@S], ys: list[vec@T]) -> {FIGURES}",
    effect="store",
    changes=True,
    examples=[
        Example(
            f"{TEXTS}let learned = learn_translation(~words@swift, ~words)\n"
            "print learned.pairs, learned.accuracy > learned.chance",
            "40 true",
        )
    ],
)
def learn_translation(world: World, xs: Vecs, ys: Vecs) -> dict[str, Any]:
    """Learns the translation between two spaces, both ways, from the same things in both; for the session to keep.

    Its accuracy is measured on pairs that were kept out in turn; one that is not better than chance is refused.
    """
    from sdol import lvm

    if not len(xs) or not len(ys) or xs.space == ys.space:
        raise _no_two_spaces(xs, ys)
    fitted = lvm.fit_rosetta(xs.rows, ys.rows)
    judged = fitted.held_out
    assert judged is not None
    if not judged.better:
        raise _by_chance(judged)
    world.translations.learn(xs.space, ys.space, fitted)
    return _figures(judged)


@instruction(
    "rosetta.translation",
    f"(here: text, there: text) -> {FIGURES}",
    effect="embed",
    examples=[Example('print translation("minilm", "swift").accuracy > 0.9', "true")],
)
def translation(world: World, here: str, there: str) -> dict[str, Any]:
    """How good the translation from one space to another is, on pairs that it was not fitted to.

    `accuracy` is the share of translated vectors whose nearest of `among` vectors is their partner, `back` the
    same of the way back, `chance` what guessing reaches, `cosine` how near a partner is on average.
    """
    if _identity(here) == _identity(there):
        raise SdolError(
            "E0583",
            f"a translation leads from one space to another, and {here} is the same",
            help="vectors of one space are compared as they are",
        )
    found = world.translations.between(_identity(here), _identity(there))
    assert found.held_out is not None
    return _figures(found.held_out)


def _identity(space: str) -> str:
    from sdol.kernel.symbols import SPACE
    from sdol.spaces.registry import manifest

    return SPACE if space == "hd" else manifest(space).id


def _figures(judged: HeldOut) -> dict[str, Any]:
    return {
        "accuracy": judged.forward_top1,
        "back": judged.backward_top1,
        "mrr": judged.forward_mrr,
        "cosine": judged.forward_cosine,
        "among": judged.candidates,
        "chance": judged.chance,
        "p_value": judged.p_value,
        "pairs": judged.pairs,
    }


def _no_two_spaces(xs: Vecs, ys: Vecs) -> SdolError:
    empty = not len(xs) or not len(ys)
    why = "one of the lists is empty" if empty else f"both lists are of {xs.space}"
    return SdolError(
        "E0583",
        f"a translation is learned between two spaces, and {why}",
        help="give vectors of the same texts in both spaces: `learn_translation(~texts@minilm, ~texts@swift)`",
    )


def _by_chance(judged: HeldOut) -> SdolError:
    return SdolError(
        "E0584",
        "this translation is not better than chance, and is not kept",
        reason=f"of {judged.pairs} pairs kept out {judged.forward_top1:.1%} found their partner, and guessing finds "
        f"{judged.chance:.1%} (p = {judged.p_value:.2g})",
        help="give more pairs, and the same things in the same order in both lists",
    )
