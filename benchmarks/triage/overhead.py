"""What a message costs beyond its embedding: the whole call less the encoder alone, on the same texts."""

from __future__ import annotations

import io
import json
import sys
import time
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.harness.rows import Row
from benchmarks.harness.timing import on_one_processor
from benchmarks.triage.data import HERE, Data

Call = Callable[[str], Any]


def rows(data: Data, theirs: Any, count: int, folder: Path) -> Iterator[Row]:
    """Median milliseconds a message over `count` messages, `theirs` being the peer's router."""
    texts = data.messages[-count:]
    with on_one_processor():
        ours, encode = program(data, folder / "overhead.db")
        mine = _beyond(ours, encode, texts)
        peer = _beyond(theirs, lambda text: theirs.encoder([text]), texts)
    yield Row("a message, beyond its embedding", mine * 1e3, "ms", peer * 1e3, "semantic-router", "< 1")


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


def program(data: Data, session: Path) -> tuple[Call, Call]:
    """Our routing of one message as a function, and the encoder behind it."""
    from sdol.compiler.link import ready
    from sdol.kernel.output import Output
    from sdol.kernel.world import World
    from sdol.shell.running import compile_new
    from sdol.spaces.registry import open_space

    by_team = _by_team(data)
    literals = {team: json.dumps(texts, ensure_ascii=False) for team, texts in by_team.items()}
    regions = "".join(f"region {team} = around {literal}\n" for team, literal in literals.items())
    function = f"fn team(msg: text) -> text {{\n  decide(~msg, [{', '.join(by_team)}]).region\n}}\n"
    image = compile_new("overhead.sdol", regions.replace("{", "\\{") + function)
    machine = ready(image, World(output=Output(io.StringIO()), session=str(session)), "emit")
    machine.call()
    at = list(image.function_names).index("team")
    embedder = open_space("minilm").embedder
    return lambda text: machine.call(at, (text,)), lambda text: embedder.embed([text])


def _beyond(whole: Call, encoder: Call, texts: list[str]) -> float:
    """Seconds by which `whole` takes longer than `encoder`, the two going first by turns."""
    differences = []
    for text, whole_first in zip(texts, cycle((True, False))):
        order = (whole, encoder) if whole_first else (encoder, whole)
        seconds = {call: _seconds(call, text) for call in order}
        differences.append(seconds[whole] - seconds[encoder])
    return median(differences)


def _seconds(call: Call, text: str) -> float:
    start = time.perf_counter()
    call(text)
    return time.perf_counter() - start


def _by_team(data: Data) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for text, team in data.examples:
        found.setdefault(team, []).append(text)
    return found
