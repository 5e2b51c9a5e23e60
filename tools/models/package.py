"""Writing the folder of a space: files and manifest, the same bytes at every run."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

Files = dict[str, tuple[str, bytes]]  # role: (name, contents)


def array(values: np.ndarray) -> bytes:
    """The .npy form of an array."""
    buffer = io.BytesIO()
    np.save(buffer, values, allow_pickle=False)
    return buffer.getvalue()


def tokenizer(source: str) -> bytes:
    """tokenizer.json without truncation and padding, which are settings of a use, not of a vocabulary."""
    settings = json.loads(source) | {"truncation": None, "padding": None}
    return json.dumps(settings, ensure_ascii=False, separators=(",", ":")).encode()


def token_ids(source: str, texts: Sequence[str]) -> list[list[int]]:
    """Token ids of each text with the model's marks around them."""
    encoder = Tokenizer.from_buffer(tokenizer(source))
    return [encoder.encode(text).ids for text in texts]


def write(folder: Path, files: Files, about: dict[str, Any]) -> None:
    """Write the files of a space and a manifest that describes them; calibration is added by `calibrate`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, contents in files.values():
        (folder / name).write_bytes(contents)
    entries = {role: _entry(name, contents) for role, (name, contents) in files.items()}
    _save(folder, {"format": 1, "name": folder.name, **about, "files": entries})


def calibrate(folder: Path, calibration: dict[str, Any]) -> None:
    """Put the calibration into the manifest of `folder`."""
    raw = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    _save(folder, raw | {"calibration": calibration})


def _entry(name: str, contents: bytes) -> dict[str, Any]:
    return {"path": name, "size": len(contents), "sha256": hashlib.sha256(contents).hexdigest()}


def _save(folder: Path, manifest: dict[str, Any]) -> None:
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    (folder / "manifest.json").write_text(text, encoding="utf-8")
