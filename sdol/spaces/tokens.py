"""Texts to token ids with the `tokenizers` library."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sdol.spaces.embedder import refused


class Tokeniser:
    """A tokenizer.json without truncation, padding and marks; a mark that a text contains is plain text."""

    def __init__(self, contents: bytes, name: str) -> None:
        self._encoder = _load(contents, name)

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Token ids of each text."""
        encodings = self._encoder.encode_batch_fast(list(texts), add_special_tokens=False)
        return [encoding.ids for encoding in encodings]

    @property
    def size(self) -> int:
        """Tokens of the vocabulary: ids are below it."""
        return int(self._encoder.get_vocab_size())

    def id_of(self, token: str) -> int | None:
        """The id of one token of the vocabulary, such as ``[CLS]``."""
        return self._encoder.token_to_id(token)  # type: ignore[no-any-return]


def _load(contents: bytes, name: str) -> Any:
    try:
        from tokenizers import Tokenizer

        encoder = Tokenizer.from_buffer(contents)
    except Exception as error:  # the library raises plain Exception for a file that it cannot read
        raise refused(name, f"tokenizers cannot read its tokenizer: {error}") from error
    encoder.no_truncation()
    encoder.no_padding()
    encoder.encode_special_tokens = True
    return encoder
