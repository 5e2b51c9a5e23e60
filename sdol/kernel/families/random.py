"""Chance with a seed: the same seed gives the same values on every machine and in every version.

The source is the Mersenne Twister (Matsumoto and Nishimura 1998), of which only the raw bits are taken, so that
nothing depends on how a library turns them into choices. Seeds are whole numbers; -1 and 1 differ.
"""

from __future__ import annotations

from sdol.errors import SdolError
from sdol.kernel.families.list import pick, sized
from sdol.kernel.table import Example, instruction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random
    from typing import Any


def _source(seed: int) -> Random:
    from random import Random

    return Random(2 * seed if seed >= 0 else -2 * seed - 1)


def _below(source: Random) -> Callable[[int], int]:
    """Draws whole numbers from 0 up to, not including, a limit; every one as likely."""
    draw = source.getrandbits

    def below(limit: int) -> int:
        bits = (limit - 1).bit_length()
        found = draw(bits) if bits else 0
        while found >= limit:
            found = draw(bits)
        return found

    return below


@instruction(
    "random.random_nums",
    "(n: int, seed: int) -> list[num]",
    examples=[Example("[x >= 0 and x < 1 for x in random_nums(2, seed: 7)]", "[true, true]")],
)
def random_nums(n: int, seed: int) -> list[float]:
    """n random numbers from 0 up to, not including, 1; the same for the same seed."""
    draw = _source(seed).getrandbits
    return [draw(53) * 2.0**-53 for _ in range(sized(n))]


@instruction(
    "random.random_ints",
    "(n: int, low: int, high: int, seed: int) -> list[int]",
    examples=[Example("[i >= 1 and i < 7 for i in random_ints(3, 1, 7, seed: 7)]", "[true, true, true]")],
)
def random_ints(n: int, low: int, high: int, seed: int) -> list[int]:
    """n random whole numbers from `low` up to, not including, `high`; the same for the same seed."""
    if low >= high:
        raise SdolError(
            "E0515", f"there is no whole number from {low} up to {high}", help="`high` itself is left out"
        )
    below = _below(_source(seed))
    return [low + below(high - low) for _ in range(sized(n))]


@instruction(
    "random.random_normals",
    "(n: int, seed: int) -> list[num]",
    examples=[Example("abs(mean(random_normals(1000, seed: 7))) < 0.2", "true")],
)
def random_normals(n: int, seed: int) -> list[float]:
    """n random numbers of the normal distribution with mean 0 and deviation 1; the same for the same seed."""
    from sdol import lvm

    return lvm.random_normals(sized(n), seed).tolist()  # type: ignore[no-any-return]


@instruction(
    "random.shuffle",
    "(xs: list[T], seed: int) -> list[T]",
    examples=[Example("sort(shuffle([3, 1, 2], seed: 7))", "[1, 2, 3]")],
)
def shuffle(xs: Any, seed: int) -> Any:
    """The list in a random order, every one as likely; the same for the same seed."""
    return pick(xs, _drawn(len(xs), len(xs), seed))


@instruction(
    "random.sample",
    "(xs: list[T], n: int, seed: int) -> list[T]",
    examples=[Example("len(unique(sample([1, 2, 3, 4], 2, seed: 7)))", "2")],
)
def sample(xs: Any, n: int, seed: int) -> Any:
    """n elements of the list at random places, none twice, in a random order; the same for the same seed."""
    if not 0 <= n <= len(xs):
        raise SdolError("E0516", f"{n} elements cannot be drawn from a list of {len(xs)}")
    return pick(xs, _drawn(len(xs), n, seed))


def _drawn(count: int, n: int, seed: int) -> list[int]:
    """n different places of `count`: the beginning of a Fisher-Yates shuffle."""
    below, places = _below(_source(seed)), list(range(count))
    for i in range(min(n, count - 1)):
        j = i + below(count - i)
        places[i], places[j] = places[j], places[i]
    return places[:n]
