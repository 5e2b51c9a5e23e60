"""Models that sdol knows how to read and does not bring: what they want, and how to get them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from sdol.resources import folder

FILENAME = "described.json"


@cache
def described() -> Mapping[str, Mapping[str, Any]]:
    """What is known of each model, by the name that it gets where no other is chosen."""
    try:
        text = (folder("models") / FILENAME).read_text(encoding="utf-8")
    except (FileNotFoundError, OSError):
        return {}
    return json.loads(text)  # type: ignore[no-any-return]


def how_to_get(name: str) -> str:
    """What to fetch and what to call for a model that is not there; empty where it is not known."""
    found = described().get(name)
    if found is None:
        return ""
    return (
        f"this is {found['title']}, which does not travel with sdol: fetch its files "
        f"{', '.join(found['files'])} from its publisher, {found['publisher']}, into one folder, "
        f"then run `sdol models add {name} FOLDER`"
    )


def fits(entry: Mapping[str, Any], dimension: int) -> bool:
    """Whether a model's vectors may be cut to this dimension."""
    if "dimensions" in entry:
        return dimension in entry["dimensions"]
    return bool(entry.get("smallest", entry["dimension"]) <= dimension <= entry["dimension"])
