"""Embedding: from texts to vectors."""

from __future__ import annotations

from sdol.kernel.table import Example, instruction
from sdol.kernel.values import Vecs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sdol.kernel.values import Vec
    from sdol.kernel.world import World


@instruction(
    "embed.text",
    "(t: text, space: text) -> vec@S",
    effect="embed",
    surface="syntax",
    form="~x",
    examples=[Example('let t = "a cat"\nprint dimension(~t@swift)', "256")],
)
def text(world: World, t: str, space: str) -> Vec:
    """The vector of a text in a space."""
    return world.embeddings.embed(space, [t])[0]


@instruction(
    "embed.query",
    "(t: text, space: text) -> vec@S",
    effect="embed",
    surface="syntax",
    form="near x",
    examples=[
        Example('store notes@swift\nnotes.put("a cat")\nlet q = "kitten"\nprint len(near q in notes)', "1")
    ],
)
def query(world: World, t: str, space: str) -> Vec:
    """The vector of a text that asks, in a space whose model reads questions otherwise than what they find."""
    return world.embeddings.embed(space, [t], "query")[0]


@instruction(
    "embed.texts",
    "(ts: list[text], space: text) -> list[vec@S]",
    effect="embed",
    surface="syntax",
    form="~xs",
    examples=[Example('let ts = ["a cat", "a dog"]\nprint len(~ts@swift)', "2")],
)
def texts(world: World, ts: list[str], space: str) -> Vecs:
    """The vectors of a list of texts, in one batch."""
    return Vecs(*world.embeddings.matrix(space, ts))
