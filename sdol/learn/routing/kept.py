"""Routers that a session keeps by name, each in its last revisions."""

from __future__ import annotations

from sdol.errors import SdolError
from sdol.learn.routing.plain import from_json, to_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sdol.kernel.world import World
    from sdol.lvm.routing import Router

REVISIONS = 8
"""Of one router that are kept; the oldest goes when there is one more."""


def keep(world: World, name: str, space: str, router: Router) -> int:
    """Keeps a router as the next revision of a name; gives its number, from 1."""
    state = world.database.state
    with world.database.transaction():
        revisions = _revisions(world, name)
        number = revisions[-1] + 1 if revisions else 1
        for old in revisions[: -(REVISIONS - 1)]:
            state.delete(_key(name, old))
        state.set(_key(name, number), {"space": space, "router": to_json(router)})
        state.set(_key(name), [*revisions, number][-REVISIONS:])
    return number


def recall(world: World, name: str, space: str, revision: int | None) -> Router:
    """A revision of a kept router, or the last.

    Raises:
        SdolError: E0590, there is none; E0502, it is of another space; E0591, it is damaged.
    """
    revisions = _revisions(world, name)
    number = revision if revision is not None else (revisions[-1] if revisions else 0)
    stored = world.database.state.get(_key(name, number)) if number in revisions else None
    if stored is None:
        raise _not_there(name, revision, revisions)
    if not isinstance(stored, dict) or not isinstance(stored.get("space"), str):
        raise _damaged(name, "it has no space")
    if stored["space"] != space:
        raise SdolError(
            "E0502",
            f"this router lives in another space than the vector: {stored['space']} and {space}",
            reason="a router of one model says nothing about a vector made by another",
        )
    return _read(name, stored.get("router"))


def forget(world: World, name: str) -> bool:
    """Forgets all revisions of a name; false if there were none."""
    with world.database.transaction():
        revisions = _revisions(world, name)
        for number in revisions:
            world.database.state.delete(_key(name, number))
        return world.database.state.delete(_key(name))


def _read(name: str, data: Any) -> Router:
    from sdol.lvm import GeometryError

    try:
        return from_json(data)
    except GeometryError as error:
        raise _damaged(name, str(error)) from None


def _revisions(world: World, name: str) -> list[int]:
    found = world.database.state.get(_key(name), [])
    if not (isinstance(found, list) and all(type(number) is int for number in found)):
        raise _damaged(name, "the list of its revisions is none")
    return found


def _key(name: str, revision: int | None = None) -> str:
    return f"router {name}" if revision is None else f"router {name} {revision}"


def _not_there(name: str, revision: int | None, revisions: list[int]) -> SdolError:
    if not revisions:
        return SdolError(
            "E0590", f"this session keeps no router {name!r}", help=f'keep one: `keep(r, "{name}")`'
        )
    return SdolError(
        "E0590",
        f"this session keeps no revision {revision} of the router {name!r}",
        reason=f"it keeps {', '.join(map(str, revisions))}",
    )


def _damaged(name: str, reason: str) -> SdolError:
    return SdolError(
        "E0591",
        f"the router {name!r} of this session cannot be read",
        reason=reason,
        help=f'recall an earlier revision, or forget it, `forget_router("{name}")`, and fit it again',
    )
