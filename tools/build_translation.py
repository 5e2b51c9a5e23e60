"""Fit the translation between the two spaces that travel with the package, and measure it.

    python -m tools.build_translation --data DIR

Fits on the training files of the public data sets in DIR (`clinc150/train.jsonl` and its like, lines of {"text"}),
measures on their validation files, and writes `sdol/models/translations/minilm-swift.npz` with a description
beside it. The matrices are kept as int8 rows with a scale each.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
from pathlib import Path
from typing import Any

import numpy as np

from sdol.lvm.rosetta import Leg, Rosetta, fit_rosetta
from sdol.spaces.registry import manifest, open_space

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "sdol" / "models" / "translations"
SPACES = ("minilm", "swift")
DATA_SETS = ("banking77", "clinc150", "hwu64")
JUDGED = 1000


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit the translation that travels with the package.")
    parser.add_argument("--data", type=Path, required=True, help="folder of the public data sets")
    data = parser.parse_args().data
    fitted = fit_rosetta(*vectors(texts(data, "train")))
    contents = _packed(fitted.legs[0])
    judged = Rosetta((unpacked(contents),)).measured(*vectors(texts(data, "val"))).held_out
    assert judged is not None and judged.candidates == JUDGED
    _write(contents, {name: round(figure, 4) for name, figure in judged.to_dict().items()})


def texts(data: Path, split: str) -> list[str]:
    """The distinct texts of the data sets, in order."""
    lines = [
        line
        for name in DATA_SETS
        for line in (data / name / f"{split}.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    return list(dict.fromkeys(json.loads(line)["text"] for line in lines))


def vectors(given: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """The texts in both spaces."""
    one, other = (open_space(name).embed(given) for name in SPACES)
    return one, other


def _packed(leg: Leg) -> bytes:
    parts: dict[str, Any] = {"mean_a": leg.mean_a, "mean_b": leg.mean_b}
    for name, matrix in (("forward", leg.forward), ("backward", leg.backward)):
        scales = np.abs(matrix).max(axis=1, keepdims=True) / np.float32(127)
        parts |= {name: np.rint(matrix / scales).astype(np.int8), f"{name}_scales": scales}
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **parts)
    return buffer.getvalue()


def unpacked(contents: bytes) -> Leg:
    """The step as a program will read it."""
    from sdol.kernel.translations import leg_of

    return leg_of(contents)


def _write(contents: bytes, figures: dict[str, Any]) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    name = "-".join(SPACES)
    (FOLDER / f"{name}.npz").write_bytes(contents)
    about = {
        "format": 1,
        "spaces": [manifest(space).id for space in SPACES],
        "file": f"{name}.npz",
        "size": len(contents),
        "sha256": hashlib.sha256(contents).hexdigest(),
        "held_out": figures,
        "fitted_on": "train of banking77 (CC BY 4.0), clinc150 (CC BY 3.0) and hwu64 (CC BY 4.0); held out: val",
        "licence": "Apache-2.0",
    }
    (FOLDER / f"{name}.json").write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
