"""Embedding ahead: only while it pays, and never anything but lines that follow."""

from __future__ import annotations

import numpy as np
import pytest

from sdol.errors import SdolError
from sdol.kernel.embedding import Embeddings
from sdol.kernel.lookahead import MOST, Lookahead

LINES = [f"line {number}" for number in range(1000)]


def following(line: str, most: int) -> list[str]:
    at = LINES.index(line) + 1 if line in LINES else len(LINES)
    return LINES[at : at + most]


def embeds(asked: list[str]) -> list[int]:
    """Sizes of the batches in which a program that asks for these texts has them embedded."""
    ahead, known, sizes = Lookahead(following), set(), []
    for text in asked:
        ahead.asked(text)
        if text not in known:
            batch = {text, *ahead.beside(text)} - known
            sizes.append(len(batch))
            known |= batch
    return sizes


def test_batches_double_while_every_line_is_embedded() -> None:
    sizes = embeds(LINES)
    assert sizes[:5] == [2, 4, 8, 16, 32]
    assert max(sizes) == MOST + 1
    assert sum(sizes) == len(LINES)


def test_a_program_that_embeds_some_lines_wastes_few() -> None:
    asked = LINES[::10]
    assert sum(embeds(asked)) < len(asked) + 5


def test_texts_that_are_no_lines_have_no_company() -> None:
    assert embeds(["a", "b", "c"]) == [1, 1, 1]


def test_what_follows_never_fails_the_text_that_was_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def computed(self: Embeddings, described: object, texts: list[str]) -> np.ndarray:
        if "unreadable" in texts:
            raise SdolError("E0708", "an empty text has no meaning to embed")
        return np.full((len(texts), 4), 0.5, np.float32)

    class NoCache:
        def get_many(self, space: str, texts: list[str]) -> dict[str, np.ndarray]:
            return {}

        def put_many(self, space: str, texts: list[str], rows: np.ndarray) -> np.ndarray:
            return rows

    monkeypatch.setattr(Embeddings, "_computed", computed)
    embeddings = Embeddings(
        NoCache, lambda sentence: None, lambda what, done, total: None, lambda line, most: [" ", "unreadable"]
    )
    assert len(embeddings.embed("minilm", ["fine"])) == 1
    with pytest.raises(SdolError):
        embeddings.embed("minilm", ["unreadable"])
