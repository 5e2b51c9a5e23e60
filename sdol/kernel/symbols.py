"""Symbols: atomic hypervectors of the space `hd`, the same for the same name on every machine."""

from __future__ import annotations

from collections import deque
from functools import lru_cache

from sdol.kernel.values import Vec

DIMENSION = 1024
SPACE = f"hd@hrr{DIMENSION}"


met: deque[str] = deque(maxlen=4096)
"""Names of the symbols that were made last, for who shows what a vector is near to."""


@lru_cache(maxsize=65536)
def atom(name: str) -> Vec:
    """The unit vector of a symbol: HRR, unitary, so that unbinding it is exact."""
    from sdol.lvm import vsa

    vector = vsa.atom(name, DIMENSION)[0]
    met.append(name)
    return Vec(SPACE, vector, name)
