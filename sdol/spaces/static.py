"""Models as a table: one row for each token, a text is the mean of its rows, scaled to length one.

The rows are int8 and their scales are whole numbers (held as float32), so a sum of rows is exact in float64
for any text under 2**26 tokens: no order of addition, batch or processor can change a bit of it. The norm
adds its squares in one fixed order of elementwise steps.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from sdol.spaces.embedder import Embedder, kind, refused
from sdol.spaces.tokens import Tokeniser
from sdol.spaces.windows import slabs

if TYPE_CHECKING:
    from sdol.spaces.embedder import FloatMatrix
    from sdol.spaces.files import Contents
    from sdol.spaces.manifest import Manifest

TOKENS_AT_ONCE = 256  # their rows in float64 fill 512 KB, which the processor keeps near
SLAB = 8_000  # characters; the tokenizer takes the slabs of a group in parallel
CHARACTERS_AT_ONCE = 100_000


@kind("static", "rows", "scales", "tokenizer")
def open_static(manifest: Manifest, contents: Contents) -> Embedder:
    """Raises SdolError E0707 where the tables are not as the manifest and the tokenizer say."""
    return StaticEmbedder(manifest, contents)


class StaticEmbedder:
    """Sums of table rows; needs numpy and tokenizers only."""

    window: int | None = None
    batch = 256

    def __init__(self, manifest: Manifest, contents: Contents) -> None:
        self._tokeniser = Tokeniser(contents["tokenizer"], manifest.name)
        self._rows = _array(contents["rows"], manifest.name)
        self._scales = _array(contents["scales"], manifest.name)
        tokens = self._tokeniser.size
        if self._rows.shape != (tokens, manifest.dimension) or self._scales.shape != (tokens,):
            raise refused(manifest.name, f"its table is not one of {tokens} tokens by {manifest.dimension}")

    def token_counts(self, texts: Sequence[str]) -> list[int]:
        return [sum(len(ids) for ids in self._tokeniser.ids(list(_slabs(text)))) for text in texts]

    def embed(self, texts: Sequence[str]) -> FloatMatrix:
        import numpy as np

        sums = np.zeros((len(texts), self._rows.shape[1]))
        for owners, slab in _grouped(texts):
            self._add(sums, owners, self._tokeniser.ids(slab))
        return unit(sums)

    def _add(self, sums: Any, owners: list[int], ids: list[list[int]]) -> None:
        """Add the rows of the tokens `ids` to the sums of the texts that they come from."""
        import numpy as np

        tokens = np.array(list(chain.from_iterable(ids)), dtype=np.intp)
        of = np.repeat(owners, [len(row) for row in ids])
        for start in range(0, len(tokens), TOKENS_AT_ONCE):
            part = slice(start, start + TOKENS_AT_ONCE)
            scaled = self._rows[tokens[part]] * self._scales[tokens[part], None].astype(np.float64)
            first = np.flatnonzero(np.diff(of[part], prepend=-1))
            sums[of[part][first]] += np.add.reduceat(scaled, first, axis=0)


def _array(contents: bytes, name: str) -> Any:
    import numpy as np

    try:
        return np.load(io.BytesIO(contents), allow_pickle=False)
    except (ValueError, EOFError) as error:
        # What numpy says of a file that is none of its own is how to run the code in it.
        why = "it is no array in numpy's format" if "pickle" in str(error) else str(error)
        raise refused(name, f"numpy cannot read its table: {why}") from error


def unit(sums: Any) -> FloatMatrix:
    """Rows scaled to length one; zero stays zero. Squares are added by halves: every machine rounds alike."""
    import numpy as np

    squares = sums * sums
    while squares.shape[1] > 1:
        half = squares.shape[1] // 2
        rest = squares[:, 2 * half :]
        squares = np.concatenate([squares[:, :half] + squares[:, half : 2 * half], rest], axis=1)
    norms = np.sqrt(squares)
    return (sums / np.where(norms == 0, 1.0, norms)).astype(np.float32)  # type: ignore[no-any-return]


def _slabs(text: str) -> Iterator[str]:
    return slabs(text, SLAB)


def _grouped(texts: Sequence[str]) -> Iterator[tuple[list[int], list[str]]]:
    """Texts, the long ones in slabs, with their rows, in groups of bounded length."""
    owners: list[int] = []
    group: list[str] = []
    size = 0
    for row, text in enumerate(texts):
        for slab in _slabs(text):
            if size + len(slab) > CHARACTERS_AT_ONCE and group:
                yield owners, group
                owners, group, size = [], [], 0
            owners.append(row)
            group.append(slab)
            size += len(slab)
    if group:
        yield owners, group
