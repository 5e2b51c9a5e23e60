"""Flame graphs: a profile in the file format of speedscope (https://www.speedscope.app/file-format-schema.json)."""

from __future__ import annotations

from sdol import __version__
from sdol.kernel.watching import nodes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sdol.kernel.watching import Node
    from sdol.shell.profiling import Profile
    from sdol.shell.watched import Position

SCHEMA = "https://www.speedscope.app/file-format-schema.json"
MOST_TEXT = 60
"""Characters of a line of the source that a frame is called by."""


def speedscope(profile: Profile, name: str) -> dict[str, Any]:
    """A profile of the type `sampled`: functions, under each the lines, under each the instructions or calls.

    The weights are nanoseconds; recursion is folded into the outermost call.
    """
    frames = _Frames(profile)
    samples: list[list[int]] = []
    weights: list[int] = []
    stacks: dict[int, list[int]] = {id(profile.root): [frames.function(profile.root)]}
    for node in nodes(profile.root):
        stack = stacks[id(node)]
        for at, spent in node.spent.items():
            if spent.time:
                samples.append([*stack, frames.line(at), frames.instruction(at)])
                weights.append(spent.time)
        for callee in node.callees.values():
            line = [frames.line(callee.site)] if callee.site else []
            stacks[id(callee)] = [*stack, *line, frames.function(callee)]
    sampled = {"type": "sampled", "name": name, "unit": "nanoseconds", "startValue": 0}
    sampled |= {"endValue": sum(weights), "samples": samples, "weights": weights}
    return {
        "$schema": SCHEMA,
        "name": name,
        "exporter": f"sdol {__version__}",
        "activeProfileIndex": 0,
        "shared": {"frames": frames.frames},
        "profiles": [sampled],
    }


class _Frames:
    """The frames that stacks are made of, each once."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._index: dict[Any, int] = {}
        self.frames: list[dict[str, Any]] = []

    def function(self, node: Node) -> int:
        profile = self._profile
        function = profile.program.functions[node.function]
        source = profile.sources[function.source]
        line = source.position(function.place[0])[0]
        return self._frame(("function", node.function), function.name, source.name, line)

    def line(self, at: Position) -> int:
        index, line = self._profile.line(at)
        source = self._profile.sources[index]
        text = source.line(line).strip()
        text = text if len(text) <= MOST_TEXT else text[: MOST_TEXT - 1] + "…"
        return self._frame(("line", index, line), f"{line}: {text}", source.name, line)

    def instruction(self, at: Position) -> int:
        name = self._profile.instruction(at)
        index, line = self._profile.line(at)
        source = self._profile.sources[index].name
        return self._frame(("instruction", name, index, line), name, source, line)

    def _frame(self, key: Any, name: str, file: str, line: int) -> int:
        if key not in self._index:
            self._index[key] = len(self.frames)
            self.frames.append({"name": name, "file": file, "line": line})
        return self._index[key]
