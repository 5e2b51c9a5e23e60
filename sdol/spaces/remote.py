"""Embeddings by a service that speaks the protocol of OpenAI's `/embeddings`: one space for each model there.

Settings of a manifest: `url`, `model`, and `dimensions` where the service is asked to cut; they are part of the
identity. Access: `key_env`, the environment variable with the key, `timeout` in seconds, `batch`.

What comes back is not believed: count, order, dimension and numbers are checked. The key travels in one header
to one host; it is in no message, no journal and no other request, for redirects are not followed. Nothing here
asks for leave: whoever calls does (`sdol.kernel.embedding`).
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sdol.errors import SdolError
from sdol.spaces.embedder import Embedder, kind, refused
from sdol.spaces.pooling import finish
from sdol.spaces.service import Pause, Service, address_of, post

if TYPE_CHECKING:
    from sdol.spaces.embedder import FloatMatrix
    from sdol.spaces.files import Contents
    from sdol.spaces.manifest import Manifest

BATCH = 64
TIMEOUT = 30.0
CHARACTERS_AT_ONCE = 200_000
NUMBER = 40
"""Bytes that a service may take to write one number; a longer answer is not read."""


@kind("remote")
def open_remote(manifest: Manifest, contents: Contents) -> Embedder:
    """Raises SdolError E0707 where the manifest lacks an address or a model; asks the service nothing."""
    return RemoteEmbedder(manifest)


class RemoteEmbedder:
    """A model behind an address."""

    window: int | None = None

    def __init__(self, manifest: Manifest) -> None:
        self._manifest = manifest
        if not {"url", "model"} <= set(manifest.settings):
            raise refused(manifest.name, "its manifest lacks settings.url or settings.model")
        _, fault, _ = address_of(manifest.settings["url"], keyed="key_env" in manifest.access)
        if fault:
            raise refused(manifest.name, f"its address cannot be used: {fault}")
        self.batch = int(manifest.access.get("batch", BATCH))
        self.pause = time.sleep
        """What waits between attempts."""

    def token_counts(self, texts: Sequence[str]) -> list[int]:
        """A text is one piece; the service cuts or refuses what is too long for it."""
        return [1 for _ in texts]

    def embed(self, texts: Sequence[str]) -> FloatMatrix:
        import numpy as np

        return np.concatenate([self._asked(part) for part in _parts(texts)])

    def _asked(self, texts: list[str]) -> FloatMatrix:
        settings, dimension = self._manifest.settings, self._manifest.dimension
        wanted = {"model": settings["model"], "input": texts, "encoding_format": "float"}
        if settings.get("dimensions"):
            wanted["dimensions"] = dimension
        limit = len(texts) * dimension * NUMBER + (1 << 20)
        answer = post(service_of(self._manifest), wanted, limit=limit, pause=self.pause)
        return finish(rows(answer, len(texts), dimension, self._manifest.name), dimension, layer_norm=False)


def width(manifest: Manifest, pause: Pause = time.sleep) -> int:
    """The dimension of what a service gives for the model of a manifest."""
    wanted = {"model": manifest.settings["model"], "input": ["a"], "encoding_format": "float"}
    answer = post(service_of(manifest), wanted, limit=1 << 22, pause=pause)
    return len(_vectors(answer, 1, manifest.name)[0])


def service_of(manifest: Manifest) -> Service:
    """Where the service is and what it may be told, with the key as the environment has it now.

    Raises:
        SdolError: E0712, the variable of the key is not set.
    """
    import os

    variable = manifest.access.get("key_env")
    key = os.environ.get(variable, "") if variable else ""
    if variable and not key:
        raise SdolError(
            "E0712",
            f"the service of the space {manifest.name!r} wants a key, and `{variable}` is not set",
            reason=f"the space was added with `--key-env {variable}`",
            help=f"set it: `export {variable}=…`",
        )
    timeout = float(manifest.access.get("timeout", TIMEOUT))
    return Service(manifest.name, str(manifest.settings["url"]), key, timeout)


def _parts(texts: Sequence[str]) -> Iterator[list[str]]:
    """The texts in groups that one request may hold."""
    part: list[str] = []
    size = 0
    for text in texts:
        if part and size + len(text) > CHARACTERS_AT_ONCE:
            yield part
            part, size = [], 0
        part.append(text)
        size += len(text)
    if part:
        yield part


def rows(answer: bytes, count: int, dimension: int, name: str) -> Any:
    """The vectors in an answer as (count, dimension), in the order of the texts, whatever order they came in.

    Raises:
        SdolError: E0713, the answer is not that.
    """
    import numpy as np

    vectors = _vectors(answer, count, name)
    other = next((len(vector) for vector in vectors if len(vector) != dimension), None)
    if other is not None:
        raise wrong(name, f"it gave a vector of {other} dimensions, and the space has {dimension}")
    if not all(type(number) in (float, int) for vector in vectors for number in vector):
        raise wrong(name, "a vector holds something that is not a number")
    try:
        found = np.array(vectors, dtype=np.float64)
    except OverflowError as error:
        raise wrong(name, "a vector holds a number that is not finite") from error
    if not np.isfinite(found).all():
        raise wrong(name, "a vector holds a number that is not finite")
    if not found.any(axis=1).all():
        raise wrong(name, "a vector is zero")
    return found


def _vectors(answer: bytes, count: int, name: str) -> list[list[Any]]:
    try:
        entries = json.loads(answer)["data"]
        found = {entry["index"]: entry["embedding"] for entry in entries}
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise wrong(name, "it is not the JSON of an embeddings service") from error
    if len(entries) != count:
        raise wrong(name, f"it holds {len(entries)} vectors for {count} texts")
    if set(found) != set(range(count)):
        raise wrong(name, f"its `index` fields are not 0 to {count - 1}, each once")
    vectors = [found[index] for index in range(count)]
    if not all(isinstance(vector, list) and vector for vector in vectors):
        raise wrong(name, "an `embedding` is not a list of numbers")
    return vectors


def wrong(name: str, reason: str) -> SdolError:
    """E0713: a service answered, and what it said cannot be vectors of the space."""
    return SdolError(
        "E0713",
        f"the service of the space {name!r} gave an answer that cannot be used",
        reason=reason,
        help="check the address, the model and `--dimension` with which the space was added",
    )
