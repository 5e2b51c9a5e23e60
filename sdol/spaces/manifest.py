"""What a space is: one JSON file beside the model's files, read strictly.

The identity of a space is its name and a fingerprint of everything that determines its vectors; text about
the model (licence, source, calibration) may change without making it another space.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import Any

from sdol.errors import SdolError

FORMAT = 1
FILENAME = "manifest.json"
POOLINGS = ("mean", "cls", "last", "max", "model")
"""How the states of a text's tokens become its vector; `model`: the model itself gives one."""
WITHOUT_FILES = "remote"
"""The kind of a space whose model is elsewhere."""
ROLES = ("query", "document")
SETTINGS: dict[str, str] = {
    "output": "text",
    "layer_norm": "bool",
    "padding": "text",
    "end": "text",
    "width": "count",
    "alone": "bool",
    "url": "text",
    "model": "text",
    "dimensions": "bool",
    "shares": "text",
    "picture": "mapping",
}
"""What kinds of models may want to know beside the common fields, and the type of each."""
ACCESS: dict[str, str] = {"key_env": "text", "timeout": "count", "batch": "count"}
"""What is said of the way to a model, and the type of each."""
SMALLEST_WINDOW = 128


@dataclass(frozen=True)
class ModelFile:
    """One file of a model: a name beside the manifest or a full path, bytes, and SHA-256 in hexadecimal."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """A space as its manifest describes it.

    Attributes:
        name: what programs call the space.
        version: the maker's; part of the identity.
        kind: which embedder opens it (``onnx``, ``static``, ``gguf``, ``remote``).
        dimension: length of its vectors.
        pooling: how token states become one vector.
        max_tokens: the longest input of the model, its marks included; None where there is no limit.
        files: the files by the role that the kind gives them (``model``, ``tokenizer``).
        folder: where the files are.
        prefixes: text put before a ``query`` or ``document`` as the model was trained; usually empty.
        settings: what else determines the vectors, as the kind reads it; part of the identity.
        access: how the model is reached, as the kind reads it; not part of the identity.
        calibration: figures for unrelated and related pairs, in the form of `sdol.lvm.calibration`.
    """

    name: str
    version: str
    kind: str
    dimension: int
    pooling: str
    max_tokens: int | None
    files: Mapping[str, ModelFile] = field(hash=False)
    licence: str
    source: str
    folder: Path
    description: str = ""
    prefixes: Mapping[str, str] = field(default_factory=dict, hash=False)
    settings: Mapping[str, Any] = field(default_factory=dict, hash=False)
    access: Mapping[str, Any] = field(default_factory=dict, hash=False)
    calibration: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def path(self) -> Path:
        """The manifest itself."""
        return self.folder / FILENAME

    @property
    def size(self) -> int:
        """Bytes of all files of the model."""
        return sum(file.size for file in self.files.values())

    @cached_property
    def fingerprint(self) -> str:
        """Eight hexadecimal digits over what determines the vectors, or may: the whole of each file."""
        settings = [
            self.version,
            self.kind,
            self.dimension,
            self.pooling,
            self.max_tokens,
            dict(self.prefixes),
            *([dict(self.settings)] if self.settings else []),
        ]
        contents = {role: file.sha256 for role, file in self.files.items()}
        canonical = json.dumps([settings, contents], sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()[:8]

    @property
    def id(self) -> str:
        """The identity of the space, such as ``minilm@3f2a9c01``; that of another where it shares its."""
        return str(self.settings.get("shares") or f"{self.name}@{self.fingerprint}")

    def to_json(self) -> dict[str, Any]:
        """The manifest as the JSON value that `parse` reads."""
        own = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in ("folder", "files")}
        files = {role: asdict(file) for role, file in self.files.items()}
        return {"format": FORMAT, **own, "files": files}


def read(path: Path) -> Manifest:
    """The manifest at `path`, checked.

    Raises:
        SdolError: E0702 unreadable or not as the format wants it, E0703 written for another version of the
            format.
    """
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise _invalid(path, f"it cannot be read: {error}") from error
    found = parse(raw, path)
    if found.name != path.parent.name:
        raise _invalid(path, f"'name' is {found.name!r}, and the folder is {path.parent.name!r}")
    return found


def parse(raw: object, path: Path) -> Manifest:
    """The manifest in the JSON value `raw`; `path` says where it came from and where the files are."""
    entry = _Entry(raw, path, "")
    _check_format(entry.integer("format"), path)
    entry.only({"format", *(f.name for f in fields(Manifest))} - {"folder"})
    return Manifest(
        name=entry.text("name"),
        version=entry.text("version"),
        kind=entry.text("kind"),
        dimension=entry.integer("dimension", least=1),
        pooling=entry.one_of("pooling", POOLINGS),
        max_tokens=entry.optional_integer("max_tokens", least=SMALLEST_WINDOW),
        files=_files(entry),
        licence=entry.text("licence"),
        source=entry.text("source"),
        folder=path.parent,
        description=entry.text("description", default=""),
        prefixes=_prefixes(entry),
        settings=_typed(entry, "settings", SETTINGS),
        access=_typed(entry, "access", ACCESS),
        calibration=entry.mapping("calibration", default={}),
    )


def _check_format(found: int, path: Path) -> None:
    if found != FORMAT:
        raise SdolError(
            "E0703",
            f"the manifest {path} is of format {found}, and this version of sdol reads format {FORMAT}",
            help="install a version of sdol that is as new as the model, or write the manifest anew",
        )


def _files(entry: _Entry) -> dict[str, ModelFile]:
    raw = entry.mapping("files")
    if not raw and entry.raw.get("kind") != WITHOUT_FILES:
        raise _invalid(entry.path, "'files' names no file")
    return {role: _file(_Entry(value, entry.path, f"files.{role}.")) for role, value in raw.items()}


def _file(entry: _Entry) -> ModelFile:
    name = entry.text("path")
    if Path(name).name != name and not Path(name).is_absolute():
        raise _invalid(
            entry.path,
            f"'{entry.within}path' must be the name of a file beside the manifest, or a full path: {name!r}",
        )
    return ModelFile(name, entry.integer("size", least=1), entry.text("sha256").lower())


def _prefixes(entry: _Entry) -> dict[str, str]:
    raw = entry.mapping("prefixes", default={})
    prefixes = _Entry(raw, entry.path, "prefixes.")
    prefixes.only(set(ROLES))
    return {role: prefixes.text(role) for role in raw}


def _typed(entry: _Entry, name: str, types: Mapping[str, str]) -> dict[str, Any]:
    """An object whose fields are all known and of their types."""
    inner = _Entry(entry.mapping(name, default={}), entry.path, f"{name}.")
    inner.only(set(types))
    return {field: getattr(inner, types[field])(field) for field in inner.raw}


class _Entry:
    """A JSON object whose fields are read by type, each failure naming the field and the file."""

    def __init__(self, raw: object, path: Path, within: str) -> None:
        self.path, self.within = path, within
        if not isinstance(raw, dict):
            raise _invalid(path, f"{within.rstrip('.') or 'it'} must be an object")
        self.raw: dict[str, Any] = raw

    def only(self, known: set[str]) -> None:
        unknown = sorted(set(self.raw) - known)
        if unknown:
            raise _invalid(self.path, f"'{self.within}{unknown[0]}' is not a field of the format")

    def text(self, name: str, default: str | None = None) -> str:
        value = self._typed(name, str, "a text", default)
        if not value and default is None:
            raise _invalid(self.path, f"'{self.within}{name}' is empty")
        return str(value)

    def one_of(self, name: str, choices: tuple[str, ...]) -> str:
        value = self.text(name)
        if value not in choices:
            raise _invalid(
                self.path, f"'{self.within}{name}' is {value!r}, expected one of {', '.join(choices)}"
            )
        return value

    def integer(self, name: str, least: int = 0) -> int:
        value = self._typed(name, int, "a whole number")
        if isinstance(value, bool) or value < least:
            raise _invalid(self.path, f"'{self.within}{name}' must be a whole number, at least {least}")
        return int(value)

    def count(self, name: str) -> int:
        return self.integer(name, least=1)

    def bool(self, name: str) -> bool:
        return bool(self._typed(name, bool, "true or false"))

    def optional_integer(self, name: str, least: int) -> int | None:
        return None if self.raw.get(name, 0) is None else self.integer(name, least)

    def mapping(self, name: str, default: dict[str, Any] | None = None) -> dict[str, Any]:
        return dict(self._typed(name, dict, "an object", default))

    def _typed(self, name: str, wanted: type, words: str, default: object = None) -> Any:
        value = self.raw.get(name, default)
        if value is None and name not in self.raw:
            raise _invalid(self.path, f"'{self.within}{name}' is missing")
        if not isinstance(value, wanted):
            raise _invalid(self.path, f"'{self.within}{name}' must be {words}")
        return value


def _invalid(path: Path, reason: str) -> SdolError:
    return SdolError(
        "E0702",
        f"the manifest {path} does not describe a space",
        reason=reason,
        help="reinstall sdol if it came with the package; else correct the file, or remove and add the model",
    )
