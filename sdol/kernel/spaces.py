"""The calibration of a space by its identity: how similar its unrelated and its related pairs are."""

from __future__ import annotations

import math
from functools import cache

from sdol.errors import SdolError
from sdol.kernel.symbols import DIMENSION, SPACE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sdol.lvm.calibration import Calibration


@cache
def calibration(space: str) -> Calibration:
    """The calibration that a space's manifest carries.

    Raises:
        SdolError: E0502, the vector is of another version of the space than the one installed; E0719, the
            manifest has no calibration that can be used.
    """
    from sdol.lvm.calibration import Calibration
    from sdol.lvm.errors import GeometryError

    if space == SPACE:
        return _of_random_points(DIMENSION)
    from sdol.spaces.registry import manifest

    found = manifest(space.partition("@")[0])
    if found.id != space:
        raise SdolError(
            "E0502",
            f"this vector is of {space}, and the installed model is {found.id}",
            reason="another version of a model is another space",
            help="embed its text again",
        )
    try:
        return Calibration.from_dict(found.calibration)
    except GeometryError as error:
        raise SdolError(
            "E0719",
            f"the space {found.name!r} is not calibrated",
            reason=str(error),
            help="`sdol models add` measures what `~=` and `around` need: remove the model and add it again",
        ) from error


def _of_random_points(dimension: int) -> Calibration:
    """Cosines of independent random points are close to normal with variance 1/d (Cai, Fan and Jiang 2013)."""
    from statistics import NormalDist

    from sdol.lvm.calibration import PROBABILITIES, Calibration

    spread = 1 / math.sqrt(dimension)
    normal = NormalDist(0, spread)
    unrelated = tuple(normal.inv_cdf(p) for p in PROBABILITIES)
    related = tuple(1.0 for _ in PROBABILITIES)
    return Calibration(0.0, spread, unrelated, 1.0, 0.0, related)
