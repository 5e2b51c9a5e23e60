"""Calibrating a space that a user brings: the texts that are embedded for it, and what is measured on them."""

from __future__ import annotations

import math
import re

from sdol.errors import SdolError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from sdol.lvm.sphere import Matrix

_PARTS = re.compile(r"\n[ \t\r]*\n")
FEWEST_PAIRS = 1000
"""Unrelated pairs without which the similarity that one in a thousand of them reaches cannot be told."""


def read_groups(text: str, where: str) -> list[list[str]]:
    """Groups of texts that mean much the same, as a file has them: a text a line, an empty line between groups.

    Raises:
        SdolError: E0719, they are too few to calibrate a space with.
    """
    groups = [[line.strip() for line in part.split("\n") if line.strip()] for part in _PARTS.split(text)]
    groups = [group for group in groups if group]
    texts = sum(map(len, groups))
    pairs = (texts * texts - sum(len(group) ** 2 for group in groups)) // 2
    if pairs >= FEWEST_PAIRS and any(len(group) > 1 for group in groups):
        return groups
    raise SdolError(
        "E0719",
        f"a space cannot be calibrated with {where}",
        reason=f"it has {texts} texts in {len(groups)} groups: {pairs:,} unrelated pairs, of {FEWEST_PAIRS:,} needed",
        help="write a text a line and an empty line between groups of the same meaning; 20 groups of 3 are enough",
    )


def packaged_groups() -> list[list[str]]:
    """The texts that a space is calibrated with where the user names none."""
    from sdol.resources import folder

    path = folder("models") / "sentences.txt"
    return read_groups(path.read_text(encoding="utf-8"), str(path))


def measured(vectors: Matrix, groups: list[list[str]], name: str) -> dict[str, Any]:
    """The calibration of a space, in the form that a manifest keeps.

    Args:
        vectors: (n, d), one row for each text of the groups in their order.

    Raises:
        SdolError: E0719, the space tells nothing apart.
    """
    from sdol.lvm.calibration import calibrate
    from sdol.lvm.errors import GeometryError

    labels = [str(number) for number, group in enumerate(groups) for _ in group]
    try:
        found = calibrate(vectors, labels).to_dict()
    except GeometryError as error:
        raise SdolError(
            "E0719",
            f"the space {name!r} cannot be calibrated",
            reason=str(error),
            help="check that the tokenizer, the pooling and the prefixes are those of the model",
        ) from error
    return {key: _rounded(value) for key, value in found.items()}


def _rounded(value: Any) -> Any:
    return [round(v, 4) for v in value] if isinstance(value, list) else round(value, 4)


def telling(calibration: Mapping[str, Any]) -> float:
    """How far apart related and unrelated pairs are, in their common deviation (d')."""
    spread = math.sqrt((calibration["related_std"] ** 2 + calibration["unrelated_std"] ** 2) / 2)
    return float((calibration["related_mean"] - calibration["unrelated_mean"]) / spread)
