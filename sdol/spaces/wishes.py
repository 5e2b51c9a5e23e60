"""What a user may say about a model that is added: everything that its files leave open, or say wrongly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sdol.errors import SdolError


@dataclass(frozen=True)
class Wishes:
    """The options of `sdol models add`; None where nothing was said.

    Attributes:
        model: the graph among the files of a folder, or what a service calls the model.
        pooling: `mean`, `cls`, `last`, `max` or `model`.
        prefixes: text before a ``query`` or a ``document``.
        layer_norm: whether vectors are layer-normalised before a cut.
        dimension: to cut vectors to.
        max_tokens: the longest input, marks included.
        padding: `left` or `right`.
        end: a token to put after each text.
        shares: the text space whose vectors a model of pictures gives.
        key_env: the environment variable that holds the key of a service.
        timeout: seconds to wait for a service.
    """

    model: str | None = None
    pooling: str | None = None
    prefixes: Mapping[str, str] | None = None
    layer_norm: bool | None = None
    dimension: int | None = None
    max_tokens: int | None = None
    padding: str | None = None
    end: str | None = None
    shares: str | None = None
    key_env: str | None = None
    timeout: float | None = None

    def completed(self, entry: Mapping[str, Any]) -> Wishes:
        """These wishes, and what is known of a model (`described.json`) where they say nothing.

        Raises:
            SdolError: E0715, the model's vectors cannot be cut to that dimension.
        """
        from sdol.spaces.described import fits

        if self.dimension is not None and not fits(entry, self.dimension):
            possible = entry.get("dimensions") or [entry.get("smallest", entry["dimension"]), "…"]
            listed = ", ".join(map(str, possible))
            raise SdolError(
                "E0715",
                f"vectors of {entry['title']} are not made to be cut to {self.dimension} dimensions",
                reason=f"it was trained for {listed}, and has {entry['dimension']}",
                help="choose one of those, or leave `--dimension` out",
            )
        cut = self.dimension not in (None, entry["dimension"])
        known = {name: entry.get(name) for name in ("pooling", "prefixes", "padding", "end", "shares")}
        known["layer_norm"] = bool(cut and entry.get("layer_norm_before_cut"))
        missing = {name: value for name, value in known.items() if getattr(self, name) is None}
        return replace(self, **missing)


def unreadable(where: Path | str, reason: str, help: str) -> SdolError:
    """E0715: what was named cannot be added as a model."""
    return SdolError("E0715", f"{where} cannot be added as a model", reason=reason, help=help)
