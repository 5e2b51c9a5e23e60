"""Kinds of values that wrap an object of the geometry: holograms, lenses, pictures and their like.

A kind is one row here. The type of the language, what `print` and `--json` show, equality and saved states all
come from it; the instructions stand in the families as ever.
"""

from __future__ import annotations

from importlib import import_module

from sdol.kernel.values import Incomparable, not_compared

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Protocol

    class Body(Protocol):
        """What a kind wraps; it is never changed after it was made."""

        def to_dict(self) -> dict[str, Any]:
            """Plain values and numpy arrays, of which `from_dict` makes an equal object."""


class Opaque:
    """One kind of value.

    Attributes:
        name: of its type.
        plural: for messages.
        body: the class of what it wraps, `module:Class`; it has `to_dict`, `from_dict`, which raises
            ValueError where it is given nonsense, and a `__str__` that says in a few words what it is.
        spaced: whether its type names a space, `lens@minilm`.
        equal: whether `==` compares two of them, by the `==` of their bodies.
        whole: whether `--json` gives all of it, not only what `print` shows.
    """

    __slots__ = ("body", "equal", "name", "plural", "spaced", "whole")

    def __init__(
        self,
        name: str,
        plural: str,
        body: str,
        *,
        spaced: bool = False,
        equal: bool = False,
        whole: bool = False,
    ) -> None:
        self.name, self.plural, self.body = name, plural, body
        self.spaced, self.equal, self.whole = spaced, equal, whole

    def body_class(self) -> Any:
        module, _, name = self.body.partition(":")
        return getattr(import_module(module), name)


KINDS: dict[str, Opaque] = {
    kind.name: kind
    for kind in (
        Opaque("hologram", "holograms", "sdol.lvm.hologram:Hologram", spaced=True),
        Opaque("lens", "lenses", "sdol.lvm.lens:Lens", spaced=True),
        Opaque("medium", "media", "sdol.lvm.medium:Medium", spaced=True),
        Opaque("drift", "drift logs", "sdol.lvm.drift.log:DriftLog", spaced=True),
        Opaque("router", "routers", "sdol.lvm.routing:Router", spaced=True),
        Opaque("tagger", "taggers", "sdol.lvm.routing:Several", spaced=True),
        Opaque("views", "views", "sdol.lvm.views:Views", spaced=True),
        Opaque("residue", "residues", "sdol.lvm.residue:Number", equal=True, whole=True),
        Opaque("picture", "pictures", "sdol.kernel.pictures:Picture", whole=True),
    )
}

SPACED_KINDS = frozenset(kind.name for kind in KINDS.values() if kind.spaced)
PLAIN_KINDS = frozenset(KINDS) - SPACED_KINDS
UNEQUAL_KINDS = frozenset(kind.name for kind in KINDS.values() if not kind.equal)


class Made(Incomparable):
    """A value of a kind: `Made("lens", space, lens)`; `space` is "" where the kind has none."""

    __slots__ = ("body", "kind", "space")

    def __init__(self, kind: str, space: str, body: Body) -> None:
        self.kind, self.space, self.body = kind, space, body

    @property
    def row(self) -> Opaque:
        return KINDS[self.kind]

    @property
    def plural(self) -> str:  # type: ignore[override]
        return self.row.plural

    @property
    def shown(self) -> str:
        """What `print` shows: the kind and space, and the few words of the body."""
        if not self.row.spaced:
            return str(self.body)
        return f"{self.kind}@{self.space.partition('@')[0]}, {self.body}"

    def __eq__(self, other: object) -> bool:
        """Equality of the bodies, for a kind that has it.

        Raises:
            SdolError: E0511, the kind has none.
        """
        if not self.row.equal:
            return super().__eq__(other)
        return isinstance(other, Made) and other.kind == self.kind and bool(self.body == other.body)

    def __hash__(self) -> int:
        if not self.row.equal:
            raise not_compared("==", self.plural)
        return hash((self.kind, self.body))


def as_data(value: Made) -> dict[str, Any]:
    """A value for `--json`."""
    named = {"kind": value.kind, **({"space": value.space} if value.row.spaced else {})}
    if not value.row.whole:
        return {**named, "shown": value.shown}
    return {**named, **{name: _plain(part) for name, part in value.body.to_dict().items()}}


def _plain(part: Any) -> Any:
    if isinstance(part, dict):
        return {str(name): _plain(inner) for name, inner in part.items()}
    if isinstance(part, (list, tuple)):
        return [_plain(inner) for inner in part]
    if not hasattr(part, "tolist"):
        return part
    if part.dtype.kind == "c":
        return [_plain(part.real), _plain(part.imag)]
    return part.tolist()


def remade(kind: str, space: str, parts: dict[str, Any]) -> Made:
    """The value of what `to_dict` of its body gave.

    Raises:
        ValueError: there is no such kind, or the body does not take the parts.
    """
    if kind not in KINDS:
        raise ValueError(f"there is no kind of value called {kind!r}")
    return Made(kind, space, KINDS[kind].body_class().from_dict(parts))
