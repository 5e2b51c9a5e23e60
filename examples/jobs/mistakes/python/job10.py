"""Job 10 with a mistake: a symbol is bound to the vector of a text, which lives in another space."""

from zlib import crc32

import numpy as np
from encoder import embed

SIZE = 1024


def symbol(name):
    """A unitary vector: a spectrum of length 1 everywhere. Gaussian ones would amplify the noise when unbound."""
    # `hash` would give another vector in every process
    phases = np.random.default_rng(crc32(name.encode())).uniform(-np.pi, np.pi, SIZE // 2 + 1)
    phases[[0, -1]] = 0
    return np.fft.irfft(np.exp(1j * phases), SIZE)


def bind(a, b):
    return np.fft.irfft(np.fft.rfft(a) * np.fft.rfft(b), SIZE)


def unbind(c, a):
    return np.fft.irfft(np.fft.rfft(c) * np.conj(np.fft.rfft(a)), SIZE)


def record(**fields):
    return sum(bind(symbol(role), symbol(filler)) for role, filler in fields.items())


usa = bind(symbol("currency"), embed(["dollar"])[0]) + record(country="usa", capital="washington")
mexico = record(country="mexico", capital="mexico_city", currency="peso")
names = ["usa", "washington", "dollar", "mexico", "mexico_city", "peso"]
found = unbind(mexico, unbind(usa, symbol("dollar")))
print("'" + max(names, key=lambda name: found @ symbol(name)))
