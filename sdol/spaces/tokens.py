"""Texts to token ids with the `tokenizers` library."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sdol.errors import SdolError


class Tokeniser:
    """A tokenizer.json without truncation, padding and marks; a mark that a text contains is plain text."""

    def __init__(self, contents: bytes, name: str) -> None:
        self._encoder = _load(contents, name)

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Token ids of each text."""
        encodings = self._encoder.encode_batch_fast(list(texts), add_special_tokens=False)
        return [encoding.ids for encoding in encodings]

    def id_of(self, token: str) -> int:
        """The id of one token of the vocabulary, such as ``[CLS]``."""
        return int(self._encoder.token_to_id(token))


def _load(contents: bytes, name: str) -> Any:
    try:
        from tokenizers import Tokenizer

        encoder = Tokenizer.from_buffer(contents)
    except Exception as error:  # the library raises plain Exception for a file that it cannot read
        raise unopened(name, "tokenizers", error) from error
    encoder.no_truncation()
    encoder.no_padding()
    encoder.encode_special_tokens = True
    return encoder


def unopened(name: str, library: str, error: Exception) -> SdolError:
    """E0707: a library refused a model whose files are as described."""
    return SdolError(
        "E0707",
        f"the space {name!r} cannot be opened by {library}",
        reason=str(error).strip() or type(error).__name__,
        help=f"reinstall {library} in a version that sdol asks for",
    )
