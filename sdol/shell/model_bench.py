"""How fast a model embeds here, and how much a vector depends on the company of its text."""

from __future__ import annotations

from time import perf_counter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sdol.spaces.space import Space

FOR_LATENCY = 50
"""Texts embedded one after the other; the median of their times is told."""


def measure(name: str) -> dict[str, Any]:
    """Seconds to load, texts per second in one call, the median of single texts, and the largest difference
    between the numbers of a vector that was made alone and in company.

    Raises:
        SdolError: as `Space.embed` does.
    """
    from statistics import median

    from sdol.kernel.calibrating import packaged_groups
    from sdol.spaces.registry import manifest, open_manifest

    texts = [text for group in packaged_groups() for text in group]
    space = open_manifest(manifest(name))
    cold = _seconds(space, texts[:1])
    singles = [_seconds(space, [text]) for text in texts[1 : 1 + FOR_LATENCY]]
    whole = _seconds(space, texts)
    return {
        "name": name,
        "dimension": space.dimension,
        "load_seconds": round(cold, 4),
        "median_ms": round(1000 * median(singles), 3),
        "texts_per_second": round(len(texts) / whole, 1),
        "apart": _apart(space, texts[:FOR_LATENCY]),
    }


def _seconds(space: Space, texts: list[str]) -> float:
    start = perf_counter()
    space.embed(texts)
    return perf_counter() - start


def _apart(space: Space, texts: list[str]) -> float:
    import numpy as np

    together = space.embed(texts)
    alone = np.concatenate([space.embed([text]) for text in texts])
    return float(np.abs(together - alone).max())


def shown(found: dict[str, Any]) -> dict[str, Any]:
    """A measurement as a row for people."""
    return {
        "name": found["name"],
        "dimension": found["dimension"],
        "cold load": f"{found['load_seconds']:.2f} s",
        "one text": f"{found['median_ms']:.2f} ms",
        "texts/s": f"{found['texts_per_second']:,.0f}",
        "alone or not": f"{found['apart']:.1e}",
    }
