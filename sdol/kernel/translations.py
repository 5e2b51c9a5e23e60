"""Translations between spaces, by the identities of both: learned by the user, or shipped with the package.

What the user learned is kept in the session's database and goes before what was shipped. A translation is of two
versions of two models: another version is another space, and nothing leads there.
"""

from __future__ import annotations

import base64
import json
from functools import cache, partial
from typing import TypeAlias

from sdol.errors import SdolError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from sdol.lvm.rosetta import Leg, Rosetta
    from sdol.store.database import Database

Pair: TypeAlias = tuple[str, str]
"""The identities of two spaces, from and to: `minilm@3f2a9c01`."""

INDEX = "translations"
"""The key under which the database keeps which pairs were learned, each with the key of its matrices."""


class Translations:
    """The translations of a session.

    What was learned may be undone by a transaction, or changed by another process; so the index, which is small,
    is read each time, and the matrices once for each fit.

    Args:
        database: gives the session's database, when it is first needed.
    """

    def __init__(self, database: Callable[[], Database]) -> None:
        self._database = database
        self._known: dict[str, Rosetta] = {}

    def between(self, here: str, there: str) -> Rosetta:
        """The translation from one space to another.

        Raises:
            SdolError: E0582, there is none; E0705 or E0706, the shipped one cannot be read.
        """
        found = self._learned(here, there) or _either_way(_shipped(), here, there)
        if found is None:
            raise _none(here, there)
        return found

    def learn(self, here: str, there: str, translation: Rosetta) -> None:
        """Keeps a translation for both ways, in place of one that was learned before."""
        kept, settings = _as_json(translation), self._database().settings
        key = f"translation {_digest(kept)}"
        with self._database().transaction():
            index = settings.get(INDEX, {})
            gone = {index.pop(_name(*pair), None) for pair in ((here, there), (there, here))}
            settings.set(key, kept)
            settings.set(INDEX, index | {_name(here, there): key})
            for old in gone - {None, key} - set(index.values()):
                settings.delete(old)

    def _learned(self, here: str, there: str) -> Rosetta | None:
        index = self._database().settings.get(INDEX)
        if not index:
            return None
        keys = {pair: index.get(_name(*pair)) for pair in ((here, there), (there, here))}
        return _either_way({pair: partial(self._kept, key) for pair, key in keys.items() if key}, here, there)

    def _kept(self, key: str) -> Rosetta:
        if key not in self._known:
            self._known[key] = _from_json(self._database().settings.get(key))
        return self._known[key]


def leg_of(contents: bytes) -> Leg:
    """The step that a shipped file holds: matrices as int8 rows with a scale each.

    Raises:
        ValueError: it holds something else.
    """
    import io

    import numpy as np

    from sdol.lvm.rosetta import Leg

    with np.load(io.BytesIO(contents), allow_pickle=False) as parts:
        whole = {name: parts[name] * parts[f"{name}_scales"] for name in ("forward", "backward")}
        return Leg.from_dict({"mean_a": parts["mean_a"], "mean_b": parts["mean_b"], **whole})


@cache
def _shipped() -> dict[Pair, Callable[[], Rosetta]]:
    """What travels with the package, each read when it is first asked for."""
    from sdol.spaces.registry import bundled_folder

    found: dict[Pair, Callable[[], Rosetta]] = {}
    for path in sorted((bundled_folder() / "translations").glob("*.json")):
        about = json.loads(path.read_text(encoding="utf-8"))
        here, there = about["spaces"]
        found[here, there] = cache(partial(_read, path, about))
    return found


def _read(path: Any, about: dict[str, Any]) -> Rosetta:
    import hashlib

    from sdol.lvm.rosetta import HeldOut, Rosetta

    file = path.with_name(about["file"])
    try:
        contents = file.read_bytes()
    except OSError as error:
        raise SdolError(
            "E0705",
            f"the translation {path.stem!r} lacks its file {file}",
            reason=error.strerror or str(error),
            help="reinstall sdol",
        ) from error
    if hashlib.sha256(contents).hexdigest() != about["sha256"]:
        raise SdolError(
            "E0706",
            f"the file {file} of the translation {path.stem!r} was changed or is damaged",
            reason="its contents have another SHA-256 than its description says",
            help="reinstall sdol",
        )
    return Rosetta((leg_of(contents),), HeldOut.from_dict(about["held_out"]))


def _either_way(known: dict[Pair, Callable[[], Rosetta]], here: str, there: str) -> Rosetta | None:
    if (here, there) in known:
        return known[here, there]()
    return known[there, here]().inverse() if (there, here) in known else None


def _name(here: str, there: str) -> str:
    return f"{here} {there}"


def _digest(kept: dict[str, Any]) -> str:
    import hashlib

    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()


def _as_json(translation: Rosetta) -> dict[str, Any]:
    """Matrices as base64 of little-endian float32, so that every bit comes back."""
    whole = translation.to_dict()
    return {
        **whole,
        "legs": [{name: _written(matrix) for name, matrix in leg.items()} for leg in whole["legs"]],
    }


def _from_json(kept: dict[str, Any]) -> Rosetta:
    from sdol.lvm.rosetta import Rosetta

    legs = [{name: _matrix(matrix) for name, matrix in leg.items()} for leg in kept["legs"]]
    return Rosetta.from_dict({**kept, "legs": legs})


def _written(matrix: Any) -> dict[str, Any]:
    return {"shape": list(matrix.shape), "float32": base64.b64encode(matrix.astype("<f4").tobytes()).decode()}


def _matrix(kept: dict[str, Any]) -> Any:
    import numpy as np

    data = np.frombuffer(base64.b64decode(kept["float32"]), "<f4")
    return np.ascontiguousarray(data.reshape(kept["shape"]), dtype=np.float32)


def _none(here: str, there: str) -> SdolError:
    one, other = (space.partition("@")[0] for space in (here, there))
    if "hd" in (one, other):
        return SdolError(
            "E0582",
            f"there is no translation from {one} to {other}",
            reason="symbols are atoms without a meaning that a model could know",
            help="embed a text in the other space, or bind vectors of one space with each other",
        )
    return SdolError(
        "E0582",
        f"there is no translation from {here} to {there}",
        reason="a translation is learned from vectors of the same texts in both spaces, and none was",
        help=f"learn one: `learn_translation(~texts@{one}, ~texts@{other})`, or embed the text again: `~text@{other}`",
    )
