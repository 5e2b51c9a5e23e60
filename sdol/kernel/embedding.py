"""Texts to vectors: each text is embedded once, and the cache by content is what it means from then on."""

from __future__ import annotations

from sdol.errors import SdolError
from sdol.kernel.lookahead import Lookahead
from sdol.kernel.table import Instruction
from sdol.kernel.values import Vec

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    import numpy as np

    from sdol.kernel.gate import Gate
    from sdol.kernel.lookahead import Following
    from sdol.kernel.world import World
    from sdol.spaces.manifest import Manifest
    from sdol.spaces.space import Role

REMEMBERED = 50_000
"""Vectors kept in this process; beyond them the database is asked again."""

UNUSABLE = frozenset({"E0601", "E0606", "E0607", "E0608"})
"""Failures of the database that leave embedding possible: locked, full, not permitted, no folder."""

GAINING = frozenset({"onnx"})
"""Kinds of model that take a batch of texts in less time than one after the other, and on this machine."""

PAID = 640
"""Texts that a service is asked for before what it gave is kept: what was paid for is not lost when it fails."""

QUERY = "\0query\0"
"""Stands before a text that is read as a query, where the cache keeps both: the two are different vectors."""


def host(described: Manifest) -> str:
    """The host that the service of a remote space is at: what a grant of `net` names."""
    from sdol.spaces.service import host_of

    return host_of(str(described.settings.get("url", "")))


def asks_otherwise(described: Manifest) -> bool:
    """Whether a model reads a question otherwise than a text that is found by it."""
    return described.prefixes.get("query", "") != described.prefixes.get("document", "")


def _ask_service(world: World, host: str, space: str, texts: list[str]) -> np.ndarray:
    from sdol.spaces.registry import manifest

    return world.embeddings.computed(manifest(space), texts)


REMOTE = Instruction(
    "embed.remote",
    "(host: text, space: text, ts: list[text]) -> list[vec@S]",
    _ask_service,
    effect="net",
    resource=0,
)
"""What an embedding turns out to be where the space's model is behind a service: an effect of its own.

It is in no table, for no program can write it; it passes the gate as what is in the table does.
"""


class Embeddings:
    """Embeds texts, through the session's cache.

    A static model gives the same bits in any company, so its vectors are not cached: a look-up costs more.

    A service on the network is asked through the gate; what the cache has needs no leave.

    Args:
        cache: gives the database's cache, when it is first needed.
        notice: shows one sentence to the user.
        progress: shows how far it is, as (what, done, total).
        following: the lines of the input that come after this one, for embedding ahead.
        gate: asked before a text goes to a service; without one, none does.
    """

    def __init__(
        self,
        cache: Callable[[], Any],
        notice: Callable[[str], None],
        progress: Callable[[str, int, int], None],
        following: Following = lambda text, most: [],
        gate: Gate | None = None,
    ) -> None:
        self._cache, self._notice, self._progress = cache, notice, progress
        self._known: dict[tuple[str, str], np.ndarray] = {}
        self._usable = True
        self._following, self._gate = following, gate
        self._ahead: dict[str, Lookahead] = {}

    def embed(self, space: str, texts: Sequence[str], role: Role = "document") -> list[Vec]:
        """The vector of each text in the space of that name.

        Args:
            role: as what the texts are read, by a model that reads questions otherwise than what they find.

        Raises:
            SdolError: E0701 no such space, E0705-E0707 and E0710-E0713 its model cannot be used, E0708 an empty
                text.
            Refused: E0401, a service may not be asked.
        """
        from sdol.spaces.registry import manifest

        described = manifest(space)
        if role == "query" and asks_otherwise(described):
            return [Vec(described.id, row) for row in self._rows(described, [QUERY + t for t in texts])]
        return [Vec(described.id, row) for row in self._rows(described, texts)]

    def matrix(self, space: str, texts: Sequence[str]) -> tuple[str, np.ndarray]:
        """The space's identity, and the vectors of the texts as one matrix (n, d)."""
        import numpy as np

        from sdol.spaces.registry import manifest

        described = manifest(space)
        if not texts:
            return described.id, np.empty((0, described.dimension), np.float32)
        return described.id, np.ascontiguousarray(np.stack(self._rows(described, texts)))

    @property
    def remembered(self) -> Mapping[tuple[str, str], np.ndarray]:
        """The vectors that this process keeps, by the identity of their space and their text, oldest first."""
        return self._known

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
        if described.kind not in GAINING:
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
        step = PAID if described.kind == "remote" else len(new)
        for start in range(0, len(new), step or 1):
            part = new[start : start + step]
            found |= zip(part, self._kept(described, part, kept), strict=True)
        return found

    def _kept(self, described: Manifest, texts: list[str], kept: bool) -> np.ndarray:
        """The vectors of texts that no one had, which the cache has from now on."""
        rows = self._computed(described, texts)
        if kept and self._usable:
            rows = self._guarded(lambda: self._cache().put_many(described.id, texts, rows), rows)
        return rows

    def _computed(self, described: Manifest, texts: list[str]) -> np.ndarray:
        if described.kind != "remote":
            return self.computed(described, texts)
        if self._gate is None:
            raise AssertionError("a service is asked through a gate")
        rows: np.ndarray = self._gate.perform(
            REMOTE, (host(described), described.name, texts), self._gate.place
        )
        return rows

    def computed(self, described: Manifest, texts: list[str]) -> np.ndarray:
        """The vectors (n, d) of texts as the model gives them now; those marked as queries are read as such."""
        import numpy as np

        from sdol.spaces.registry import open_space

        what = f"embedding in {described.name}"
        asked = [text.startswith(QUERY) for text in texts]
        roles: tuple[Role, ...] = ("query", "document")
        rows = np.empty((len(texts), described.dimension), np.float32)
        for role in roles:
            places = [at for at, query in enumerate(asked) if query == (role == "query")]
            if places:
                rows[places] = open_space(described.name).embed(
                    [texts[at].removeprefix(QUERY) for at in places],
                    role=role,
                    progress=lambda done, total: self._progress(what, done, total),
                    notice=self._notice,
                )
        return rows

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
