"""`python -m benchmarks list | NAME`: what there is, or one of them measured and shown."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.harness.registry import Benchmark, Run, Unavailable, every
from benchmarks.harness.rows import Row

if TYPE_CHECKING:
    from rich.console import Console

WIDTH = 100


def main(words: list[str]) -> int:
    """Runs the command; 0 measured (misses are results), 1 cannot be measured here, 2 a wrong call."""
    found = every()
    options = _options(found).parse_args(words)
    if options.name == "list":
        _list(found.values(), options.json)
        return 0
    run = Run(quick=options.quick)
    if options.data:
        run = replace(run, data=options.data)
    try:
        rows = list(_announced(found[options.name].rows(run)))
    except Unavailable as why:
        return _fail(str(why), options.json)
    if options.json:
        shown = [row.to_dict() for row in rows]
        print(json.dumps({"benchmark": options.name, "quick": run.quick, "rows": shown}))
    else:
        _console().print(_table(rows))
    return 0


def _options(found: dict[str, Benchmark]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m benchmarks", description="SDOL measured beside its peers.")
    parser.add_argument("name", choices=["list", *found], help="what to measure; `list` shows what there is")
    parser.add_argument("--quick", action="store_true", help="fewer rounds, less data: under 20 seconds")
    parser.add_argument("--json", action="store_true", help="one JSON value on standard output")
    parser.add_argument("--data", type=Path, metavar="DIR", help="folder of the data sets; or $SDOL_DATA")
    return parser


def _list(found: Iterable[Benchmark], as_json: bool) -> None:
    if as_json:
        print(json.dumps([{"name": b.name, "summary": b.summary, "peers": list(b.peers)} for b in found]))
        return
    for each in found:
        print(f"{each.name:<11} {each.summary}")


def _announced(rows: Iterable[Row]) -> Iterable[Row]:
    """Says on a terminal what has been measured, while the rest goes on."""
    for row in rows:
        if sys.stderr.isatty():
            print(f"measured {row.name}", file=sys.stderr)
        yield row


def _fail(why: str, as_json: bool) -> int:
    if as_json:
        print(json.dumps({"error": why}))
    else:
        print(f"error: {why}", file=sys.stderr)
    return 1


def _console() -> Console:
    from rich.console import Console

    return Console(width=WIDTH, highlight=False)


def _table(rows: list[Row]) -> object:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("measured", "ours", "peer", "unit", "ratio", "goal", ""):
        table.add_column(heading, justify="right" if heading in ("ours", "ratio") else "left")
    for row in rows:
        peer = "" if row.peer is None else f"{_figure(row.peer)} {row.peer_name}"
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
        holds = {None: "", True: "[green]holds[/]", False: "[red]MISSED[/]"}[row.holds]
        table.add_row(row.name, _figure(row.ours), peer, row.unit, ratio, row.goal, holds)
    return table


def _figure(figure: float) -> str:
    return f"{figure:,.0f}" if abs(figure) >= 1000 else f"{figure:.3g}"
