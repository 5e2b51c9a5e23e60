"""What similarities mean in a space, measured on public data sets of labelled short texts."""

from __future__ import annotations

import json
from pathlib import Path

from sdol.lvm.calibration import calibrate
from sdol.spaces.manifest import FILENAME, read
from sdol.spaces.registry import open_manifest
from tools.models import package

DATA_SETS = ("banking77", "clinc150", "hwu64")


def space(folder: Path, data: Path) -> None:
    """Measure the space in `folder` on the training files of `data` and write the figures to its manifest."""
    rows = [row for name in DATA_SETS for row in _labelled(data, name)]
    vectors = open_manifest(read(folder / FILENAME)).embed([text for text, _ in rows])
    measured = calibrate(vectors, [label for _, label in rows]).to_dict()
    package.calibrate(folder, {name: _rounded(value) for name, value in measured.items()})


def _rounded(value: float | list[float]) -> float | list[float]:
    """To four digits: the processor decides about the eighth, and the manifest is compared as text."""
    return [round(part, 4) for part in value] if isinstance(value, list) else round(value, 4)


def _labelled(data: Path, name: str) -> list[tuple[str, str]]:
    """(text, label) of each row; labels of different data sets differ."""
    lines = (data / name / "train.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [(row["text"], f"{name}/{row['intent']}") for row in rows]
