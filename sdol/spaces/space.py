"""A space: texts in, unit vectors out, whatever model is behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from sdol.errors import SdolError
from sdol.spaces.windows import MOST_WINDOWS, Piece, Plan, plan

if TYPE_CHECKING:
    from sdol.spaces.embedder import Embedder, FloatMatrix
    from sdol.spaces.manifest import Manifest

TOKENS_AT_ONCE = 1024  # padding included; attention over more takes hundreds of megabytes and is no faster

Progress = Callable[[int, int], object]
Notice = Callable[[str], object]
Role = Literal["query", "document"]


class Space:
    """An embedding space, opened when it first embeds."""

    def __init__(self, manifest: Manifest, opener: Callable[[], Embedder]) -> None:
        self.manifest = manifest
        self._opener = opener

    @property
    def id(self) -> str:
        """Name and fingerprint: equal for two spaces exactly if their vectors may be compared."""
        return self.manifest.id

    @property
    def name(self) -> str:
        return self.manifest.name

    @property
    def dimension(self) -> int:
        return self.manifest.dimension

    @cached_property
    def embedder(self) -> Embedder:
        """The model, loaded now if it was not; raises SdolError E0705, E0706 or E0707."""
        return self._opener()

    def token_count(self, text: str) -> int:
        """Tokens of a text, without the model's own marks around it."""
        return self.embedder.token_counts([_clean(text)])[0]

    def embed(
        self,
        texts: Sequence[str],
        *,
        role: Role = "document",
        progress: Progress | None = None,
        notice: Notice | None = None,
    ) -> FloatMatrix:
        """Unit rows (n, dimension), float32, C-contiguous, in the order of the texts.

        Equal texts are embedded once. A text longer than the model reads is embedded in windows, whose
        vectors are averaged by their number of tokens. A vector depends on the other texts of the call by
        less than 1e-6.

        Args:
            role: which prefix of the manifest goes before each text, if the model has any.
            progress: called as ``progress(done, total)`` after each batch, counting texts and windows of long
                texts.
            notice: called once with a sentence if a text was longer than the model reads.

        Raises:
            SdolError: E0708 for a text without anything to read, naming its position; E0705, E0706 or E0707
                where the model cannot be opened.
        """
        import numpy as np

        prefix = self.manifest.prefixes.get(role, "")
        if len(texts) == 1 and self._surely_fits(prefix, texts[0]):
            return self._one(prefix, texts, progress)
        distinct = dict.fromkeys(texts)
        _refuse_blank(texts, distinct, [not text or text.isspace() for text in distinct])
        read = self._plan(prefix, [_clean(text) for text in distinct])
        if notice and read.pooled:
            notice(_long(self.name, self.embedder.window, read))
        vectors = self._vectors(read, len(distinct), progress)
        _refuse_blank(texts, distinct, np.logical_not(vectors.any(axis=1)).tolist())
        return _spread(vectors, texts, distinct)

    def embed_pictures(self, pictures: Sequence[Any]) -> FloatMatrix:
        """Unit rows (n, dimension) of pictures: arrays (height, width, 3) of uint8.

        Raises:
            SdolError: E0714, the model reads texts, or an array is no picture; otherwise as `embed` does.
        """
        from sdol.spaces.pictures import PictureEmbedder

        if isinstance(self.embedder, PictureEmbedder):
            return self.embedder.embed_pictures(pictures)
        raise SdolError("E0714", f"the space {self.name!r} reads texts, not pictures")

    def _surely_fits(self, prefix: str, text: str) -> bool:
        """Whether a text is within the model's window without counting: a token of ASCII has a character."""
        window = self.embedder.window
        short = window is None or len(prefix) + len(text) < window
        return short and text.isascii() and bool(text) and not text.isspace()

    def _one(self, prefix: str, texts: Sequence[str], progress: Progress | None) -> FloatMatrix:
        """The vector of one short text, as (1, dimension), without a plan."""
        vectors = self.embedder.embed([prefix + texts[0]])
        _refuse_blank(texts, dict.fromkeys(texts), [not vectors.any()])
        if progress:
            progress(1, 1)
        return vectors

    def _plan(self, prefix: str, texts: list[str]) -> Plan:
        """What is to be embedded; the prefix stands before each window of a long text."""
        window = self.embedder.window
        if window is None:
            return Plan([Piece(row, prefix + text, 1) for row, text in enumerate(texts)], 0, 0)
        if not prefix:
            return plan(texts, window, self.embedder.token_counts)
        (own,) = self.embedder.token_counts([prefix])
        found = plan(texts, max(window - own, 1), self.embedder.token_counts)
        pieces = [p._replace(text=prefix + p.text, tokens=p.tokens + own) for p in found.pieces]
        return found._replace(pieces=pieces)

    def _vectors(self, read: Plan, rows: int, progress: Progress | None) -> FloatMatrix:
        import numpy as np

        vectors = np.zeros((rows, self.dimension), dtype=np.float32)
        sums: dict[int, Any] = {}
        done = 0
        for batch in _batches(sorted(read.pieces, key=lambda piece: piece.tokens), self.embedder.batch):
            found = self.embedder.embed([piece.text for piece in batch])
            for piece, vector in zip(batch, found, strict=True):
                if piece.whole:
                    vectors[piece.row] = vector
                else:
                    sums[piece.row] = sums.get(piece.row, 0.0) + piece.tokens * vector.astype(np.float64)
            done += len(batch)
            if progress:
                progress(done, len(read.pieces))
        for row, total in sums.items():
            vectors[row] = total / np.linalg.norm(total)
        return vectors


def _batches(pieces: list[Piece], size: int) -> Iterator[list[Piece]]:
    """At most `size` pieces at once, fewer where they are long; `pieces` come with the shortest first."""
    batch: list[Piece] = []
    for piece in pieces:
        if len(batch) == size or (len(batch) + 1) * piece.tokens > TOKENS_AT_ONCE:
            if batch:
                yield batch
            batch = []
        batch.append(piece)
    if batch:
        yield batch


def _clean(text: str) -> str:
    """The text with lone surrogates replaced: they have no encoding in UTF-8, which tokenizers read."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _spread(vectors: FloatMatrix, texts: Sequence[str], distinct: dict[str, None]) -> FloatMatrix:
    """A row for each text from the rows of the distinct ones."""
    if len(distinct) == len(texts):
        return vectors
    row = {text: number for number, text in enumerate(distinct)}
    return vectors[[row[text] for text in texts]]


def _refuse_blank(texts: Sequence[str], distinct: dict[str, None], blank: Sequence[bool]) -> None:
    """Raise E0708 for the first text of which `blank` says that there is nothing in it to read."""
    if not any(blank):
        return
    first = next(text for text, bad in zip(distinct, blank, strict=True) if bad)
    place = f" (text {list(texts).index(first) + 1} of {len(texts)})" if len(texts) > 1 else ""
    raise SdolError(
        "E0708",
        f"an empty text has no meaning to embed{place}",
        reason="it is blank" if not first.strip() else f"the model reads nothing in {first[:20]!a}",
        help="leave such texts out, or give them words",
    )


def _long(name: str, window: int | None, read: Plan) -> str:
    """How texts longer than the model reads were taken, in one sentence."""
    some = "1 text is" if read.pooled == 1 else f"{read.pooled:,} texts are"
    sentence = (
        f"{some} longer than the {window} tokens that {name} reads at once: "
        f"read in windows of that size, whose vectors were averaged by length"
    )
    if not read.cut:
        return sentence
    which = "it" if read.pooled == 1 else f"{read.cut:,} of them"
    return f"{sentence}; of {which}, only the first {MOST_WINDOWS} windows were read"
