"""The real Fourier transform of float32 rows and back, always with a factor of float32.

`numpy.fft.rfft` without a factor passes the integer 1, with which numpy finds only the loop for float64:
batches go through casting buffers and take five times as long.
"""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import numpy.typing as npt

from sdol.lvm.sphere import Matrix

Spectrum = npt.NDArray[np.complex64]


def forward(rows: Matrix, out: Spectrum | None = None) -> Spectrum:
    """Half spectra sum_j x[j] exp(-2 pi i j k / d) / sqrt(d): (n, d) float32 -> (n, d // 2 + 1) complex64."""
    if out is None:
        out = np.empty((len(rows), rows.shape[1] // 2 + 1), dtype=np.complex64)
    np.fft.rfft(rows, norm="ortho", out=cast(Any, out))  # its annotations know of no complex64
    return out


def backward(spectra: Spectrum, width: int, out: Matrix | None = None) -> Matrix:
    """The real rows (n, width) of half spectra (n, width // 2 + 1) that have no factor."""
    if out is None:
        out = np.empty((len(spectra), width), dtype=np.float32)
    np.fft.irfft(spectra, width, out=cast(Any, out))
    return out
