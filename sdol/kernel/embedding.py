"""Texts to vectors: each text is embedded once, and the cache by content is what it means from then on."""

from __future__ import annotations

from sdol.errors import SdolError
from sdol.kernel.lookahead import Lookahead
from sdol.kernel.values import Vec

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    import numpy as np

    from sdol.kernel.lookahead import Following
    from sdol.spaces.manifest import Manifest

REMEMBERED = 50_000
"""Vectors kept in this process; beyond them the database is asked again."""

UNUSABLE = frozenset({"E0601", "E0606", "E0607", "E0608"})
"""Failures of the database that leave embedding possible: locked, full, not permitted, no folder."""


class Embeddings:
    """Embeds texts, through the session's cache.

    A static model gives the same bits in any company, so its vectors are not cached: a look-up costs more.

    Args:
        cache: gives the database's cache, when it is first needed.
        notice: shows one sentence to the user.
        progress: shows how far it is, as (what, done, total).
        following: the lines of the input that come after this one, for embedding ahead.
    """

    def __init__(
        self,
        cache: Callable[[], Any],
        notice: Callable[[str], None],
        progress: Callable[[str, int, int], None],
        following: Following = lambda text, most: [],
    ) -> None:
        self._cache, self._notice, self._progress = cache, notice, progress
        self._known: dict[tuple[str, str], np.ndarray] = {}
        self._usable = True
        self._following = following
        self._ahead: dict[str, Lookahead] = {}

    def embed(self, space: str, texts: Sequence[str]) -> list[Vec]:
        """The vector of each text in the space of that name.

        Raises:
            SdolError: E0701 no such space, E0705-E0707 its model cannot be used, E0708 an empty text.
        """
        from sdol.spaces.registry import manifest

        described = manifest(space)
        rows = self._rows(described, texts)
        return [Vec(described.id, row) for row in rows]

    def matrix(self, space: str, texts: Sequence[str]) -> tuple[str, np.ndarray]:
        """The space's identity, and the vectors of the texts as one matrix (n, d)."""
        import numpy as np

        from sdol.spaces.registry import manifest

        described = manifest(space)
        if not texts:
            return described.id, np.empty((0, described.dimension), np.float32)
        return described.id, np.ascontiguousarray(np.stack(self._rows(described, texts)))

    def _rows(self, described: Manifest, texts: Sequence[str]) -> list[np.ndarray]:
        ahead = self._lookahead(described) if len(texts) == 1 else None
        if ahead:
            ahead.asked(texts[0])
        missing = list(dict.fromkeys(t for t in texts if (described.id, t) not in self._known))
        if missing:
            self._learn(described, missing, ahead.beside(missing[0]) if ahead else [])
        rows = [self._known[described.id, t] for t in texts]
        if len(self._known) > REMEMBERED:
            self._known.clear()
            self._ahead.clear()
        return rows

    def _lookahead(self, described: Manifest) -> Lookahead | None:
        if described.kind == "static":
            return None
        if described.id not in self._ahead:
            self._ahead[described.id] = Lookahead(self._following)
        return self._ahead[described.id]

    def _learn(self, described: Manifest, texts: list[str], beside: list[str]) -> None:
        """Takes the vectors of texts from the cache or the model, and those of others along with them."""
        beside = [t for t in beside if (described.id, t) not in self._known]
        try:
            found = self._found(described, [*texts, *beside])
        except SdolError:
            if not beside:
                raise
            found = self._found(described, texts)
        for text, row in found.items():
            row.flags.writeable = False
            self._known[described.id, text] = row

    def _found(self, described: Manifest, texts: list[str]) -> dict[str, np.ndarray]:
        found: dict[str, Any] = {}
        kept = described.kind != "static" and self._usable
        if kept:
            found = self._guarded(lambda: self._cache().get_many(described.id, texts), {})
        new = [t for t in texts if t not in found]
        if new:
            rows = self._computed(described, new)
            if kept and self._usable:
                rows = self._guarded(lambda: self._cache().put_many(described.id, new, rows), rows)
            found |= dict(zip(new, rows, strict=True))
        return found

    def _computed(self, described: Manifest, texts: list[str]) -> np.ndarray:
        from sdol.spaces.registry import open_space

        what = f"embedding in {described.name}"
        return open_space(described.name).embed(
            texts, progress=lambda done, total: self._progress(what, done, total), notice=self._notice
        )

    def _guarded(self, ask: Callable[[], Any], otherwise: Any) -> Any:
        """Asks the cache; one that cannot be used now is gone without, and said so."""
        try:
            return ask()
        except SdolError as error:
            if error.code not in UNUSABLE:
                raise
            self._usable = False
            self._notice(f"vectors are not kept: {error.message}")
            return otherwise
