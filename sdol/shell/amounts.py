"""Times and sizes as a person reads them: three figures, in the unit that suits."""

from __future__ import annotations

_TIMES = (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6), ("ns", 1e-9))
_SIZES = (("GB", 1e9), ("MB", 1e6), ("KB", 1e3), ("bytes", 1.0))


def duration(seconds: float) -> str:
    """A time, such as `8.52 µs` or `2 min 5 s`."""
    if seconds >= 60:
        minutes, rest = divmod(round(seconds), 60)
        return f"{minutes} min {rest} s"
    return _amount(seconds, _TIMES)


def size(count: int) -> str:
    """A number of bytes, such as `4.1 KB`."""
    return _amount(count, _SIZES)


def _amount(value: float, units: tuple[tuple[str, float], ...]) -> str:
    unit, one = next((each for each in units if value >= each[1]), units[-1])
    amount = value / one
    return f"{amount:.0f} {unit}" if amount >= 99.5 else f"{amount:.3g} {unit}"
