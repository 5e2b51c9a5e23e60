"""What a message costs beyond its embedding: both programs with the model's answers looked up in a table."""

from __future__ import annotations

import io
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.harness.rows import Row
from benchmarks.harness.timing import on_one_processor
from benchmarks.triage.data import HERE, Data

Call = Callable[[str], Any]


def rows(data: Data, router: Any, count: int, folder: Path) -> Iterator[Row]:
    """Median milliseconds a message over `count` messages, which the two route by turns.

    The time of the model is that of both, and larger than all the rest; without it the rest can be measured.
    """
    from sdol.spaces.registry import open_space

    texts = list(dict.fromkeys(data.messages))[-count:]
    space, encoder = open_space("minilm"), router.encoder
    ours = program(data, folder / "overhead.db")
    known = dict(zip(texts, space.embed(texts), strict=True))
    embedder = space.embedder
    with on_one_processor():
        try:
            space.embedder = _Table(embedder, known)
            router.encoder = lambda docs: [known[text].tolist() for text in docs]
            taken = [(_seconds(ours, text), _seconds(router, text)) for text in texts]
        finally:
            space.embedder, router.encoder = embedder, encoder
    mine, theirs = (median(column) * 1e3 for column in zip(*taken, strict=True))
    yield Row("a message, beyond its embedding", mine, "ms", theirs, "semantic-router", "< 1")


def router(data: Data) -> Any:
    """The peer's router, as `router.py` makes it."""
    sys.path.insert(0, str(HERE))
    try:
        from encoder import MiniLM
    finally:
        sys.path.remove(str(HERE))
    from semantic_router import IndexedRouter, Route

    routes = [Route(name=team, utterances=texts) for team, texts in _by_team(data).items()]
    return IndexedRouter(encoder=MiniLM(), routes=routes)


def program(data: Data, session: Path) -> Call:
    """Our routing of one message, as `team.sdol` has it, with a new database."""
    from sdol.compiler.link import ready
    from sdol.kernel.output import Output
    from sdol.kernel.world import World
    from sdol.shell.running import compile_new

    by_team = _by_team(data)
    literals = {team: json.dumps(texts, ensure_ascii=False) for team, texts in by_team.items()}
    regions = "".join(f"region {team} = around {literal}\n" for team, literal in literals.items())
    function = f"fn team(msg: text) -> text {{\n  decide(~msg, [{', '.join(by_team)}]).region\n}}\n"
    image = compile_new("overhead.sdol", regions.replace("{", "\\{") + function)
    machine = ready(image, World(output=Output(io.StringIO()), session=str(session)), "emit")
    machine.call()
    at = list(image.function_names).index("team")
    return lambda text: machine.call(at, (text,))


class _Table:
    """An embedder that knows its texts already."""

    def __init__(self, embedder: Any, known: dict[str, Any]) -> None:
        self.window, self.batch, self.token_counts = embedder.window, embedder.batch, embedder.token_counts
        self._known = known

    def embed(self, texts: Sequence[str]) -> Any:
        import numpy as np

        return np.stack([self._known[text] for text in texts])


def _seconds(call: Call, text: str) -> float:
    start = time.perf_counter()
    call(text)
    return time.perf_counter() - start


def _by_team(data: Data) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for text, team in data.examples:
        found.setdefault(team, []).append(text)
    return found
