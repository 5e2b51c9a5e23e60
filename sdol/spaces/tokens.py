"""Texts to token ids with the `tokenizers` library."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import Any, NamedTuple

from sdol.spaces.embedder import refused

FILLERS = ("[PAD]", "<pad>", "<|endoftext|>", "<|pad|>")
"""What the token that fills a row is called, where a tokenizer does not say which of its tokens it is."""


class Marks(NamedTuple):
    """The ids that a model was trained to see before and after a text."""

    before: list[int]
    after: list[int]

    @property
    def tokens(self) -> int:
        """How many there are."""
        return len(self.before) + len(self.after)


class Tokeniser:
    """A tokenizer.json without truncation, padding and marks; a mark that a text contains is plain text."""

    def __init__(self, contents: bytes, name: str) -> None:
        self._name = name
        self._encoder = _load(contents, name)
        self.filler = _filler(self._encoder)
        self._encoder.no_truncation()
        self._encoder.no_padding()
        self._encoder.encode_special_tokens = True

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Token ids of each text."""
        encodings = self._encoder.encode_batch_fast(list(texts), add_special_tokens=False)
        return [encoding.ids for encoding in encodings]

    @property
    def size(self) -> int:
        """Tokens of the vocabulary: ids are below it."""
        return int(self._encoder.get_vocab_size())

    @property
    def highest(self) -> int:
        """The highest id of the vocabulary, which may have gaps."""
        return max(self._encoder.get_vocab(with_added_tokens=True).values(), default=0)

    def id_of(self, token: str) -> int | None:
        """The id of one token of the vocabulary, such as ``[CLS]``."""
        return self._encoder.token_to_id(token)  # type: ignore[no-any-return]

    def marks(self, end: str | None = None) -> Marks:
        """What the tokenizer itself puts around a text, and the token `end` after it where that is missing.

        Raises:
            SdolError: E0707, the vocabulary has no such token.
        """
        found = self._encoder.encode("a", add_special_tokens=True)
        before = _marked(zip(found.ids, found.special_tokens_mask, strict=True))
        after = _marked(zip(found.ids[::-1], found.special_tokens_mask[::-1], strict=True))[::-1]
        if end is not None:
            last = self.id_of(end)
            if last is None:
                raise refused(self._name, f"its tokenizer has no {end}")
            after = after if last in after else [*after, last]
        return Marks(before, after)


def _marked(tokens: Any) -> list[int]:
    return [token for token, _ in takewhile(lambda pair: pair[1], tokens)]


def _filler(encoder: Any) -> int:
    """The id that fills a row; the mask hides it, but some graphs count positions by it."""
    if encoder.padding:
        return int(encoder.padding["pad_id"])
    known = (encoder.token_to_id(token) for token in FILLERS)
    return next((token for token in known if token is not None), 0)


def _load(contents: bytes, name: str) -> Any:
    try:
        from tokenizers import Tokenizer

        return Tokenizer.from_buffer(contents)
    except Exception as error:  # the library raises plain Exception for a file that it cannot read
        raise refused(name, f"tokenizers cannot read its tokenizer: {error}") from error
