"""The real Fourier transform of float32 rows and back, with as little between us and numpy's loops as may be.

`numpy.fft.rfft` spends 3 of the 6 microseconds of one row of 768 on its arguments, and passes the factor 1 as
an integer, with which numpy finds only the loop for float64: batches go through casting buffers and take five
times as long. So the loops are called themselves, with a factor of float32. Their module is private: where a
numpy no longer has it, the public functions serve, whose results may differ in the last bit.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from sdol.lvm.sphere import Matrix

Spectrum = npt.NDArray[np.complex64]

_ONE = np.ones((), dtype=np.float32)


def forward(rows: Matrix, out: Spectrum | None = None) -> Spectrum:
    """Half spectra sum_j x[j] exp(-2 pi i j k / d): (n, d) float32 -> (n, d // 2 + 1) complex64."""
    width = rows.shape[1]
    if out is None:
        out = np.empty((len(rows), width // 2 + 1), dtype=np.complex64)
    loops = _loops()
    if loops is None:
        np.fft.rfft(rows, out=cast(Any, out))
        return out
    loop = loops.rfft_n_odd if width & 1 else loops.rfft_n_even
    loop(rows, _ONE, out=out)
    return out


def backward(spectra: Spectrum, width: int, out: Matrix | None = None) -> Matrix:
    """The real rows (n, width) of half spectra (n, width // 2 + 1): undoes `forward`."""
    if out is None:
        out = np.empty((len(spectra), width), dtype=np.float32)
    loops = _loops()
    if loops is None:
        np.fft.irfft(spectra, width, out=cast(Any, out))
        return out
    loops.irfft(spectra, _share(width), out=out)
    return out


@lru_cache(maxsize=1)
def _loops() -> Any:
    """numpy's module of transforms, loaded with the first of them; None where there is none."""
    try:
        return import_module("numpy.fft._pocketfft_umath")
    except ImportError:
        return None


@lru_cache(maxsize=64)
def _share(width: int) -> Any:
    return np.reciprocal(width, dtype=np.float32)
