"""Writes the figures of docs/routing.md from docs/routing.json, which `python -m benchmarks --json learning` prints.

python -m benchmarks --json learning > docs/routing.json
python -m benchmarks.learning.page
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from benchmarks.harness.registry import ROOT

PAGE, FIGURES = ROOT / "docs" / "routing.md", ROOT / "docs" / "routing.json"
FLOOR = "scikit-learn, Mahalanobis"
HEAD = "## Measured\n"
SETS = (("clinc150", "CLINC150"), ("banking77", "Banking77"))
SPACES = ("minilm", "swift")
EACH = ("5", "10", "all")
JUDGED = (
    ("accuracy", "right label"),
    ("accuracy, label words too", "right label, its words as an example too"),
    ("calibration error", "calibration error"),
    ("void AUROC", "void, AUROC"),
    ("void recall", "void, recall at 5% false refusals"),
    ("near AUROC", "near void, AUROC"),
    ("near recall", "near void, recall at 5% false refusals"),
)
TIMED = (
    ("fit", "fitted in", "s"),
    ("one decision", "one decision", "ms"),
    ("decisions a second in batch", "decisions a second in batch", ""),
    ("false alarms in 1,000 messages", "streams of 1,000 usual messages with a false alarm", ""),
    ("30% out of scope, messages until then", "messages until 30% out of scope are seen", ""),
)
SAID = """\
On the `val` files of CLINC150 (150 intents, 100 examples each, and requests that belong nowhere) and Banking77 (77
intents), with 5, 10 and all examples of each intent, by `python -m benchmarks learning`. Behind each figure stands,
after the stroke, that of logistic regression (scikit-learn, C = 10) for the label and relative Mahalanobis distance
(Ren et al. 2021) for the void, on the same vectors in the same run. No out-of-scope message is seen in fitting. *Near
void* is the void of messages whose intent was hidden from the router, a quarter of all: of a bank's customers, say,
those about a matter that has no examples. The last table: of 100 streams of 1,000 usual messages each, in a drawn
order, at most 0.1 should have a false alarm, as far as `val` is exchangeable with `train`, which in CLINC150 it is not
quite.
"""


def section(figures: dict[str, Any]) -> str:
    """The last section of the page."""
    found = {row["name"]: row for row in figures["rows"] if row["peer_name"] in ("", FLOOR)}
    found |= {row["name"]: row for row in figures["rows"] if row["name"] not in found}
    tables = [
        line
        for key, title in SETS
        for space in SPACES
        for line in _judged(found, key, space, f"{title}, {space}")
    ]
    return "\n".join([HEAD, SAID, *tables, *_timed(found)]) + "\n"


def _judged(found: dict[str, Any], key: str, space: str, title: str) -> Iterator[str]:
    yield f"| {title} | {' | '.join(f'{each} examples' for each in EACH)} |"
    yield "| --- " * 4 + "|"
    for name, said in JUDGED:
        cells = [_beside(found.get(f"{key}, {space}, {each}: {name}")) for each in EACH]
        if any(cell != "-" for cell in cells):
            yield f"| {said} | {' | '.join(cells)} |"
    yield ""


def _timed(found: dict[str, Any]) -> Iterator[str]:
    """What it takes with all examples, and how a stream is watched."""
    yield f"| all examples | {' | '.join(f'{title}, {space}' for _, title in SETS for space in SPACES)} |"
    yield "| --- " * 5 + "|"
    for name, said, unit in TIMED:
        rows = [found.get(f"{key}, {space}, all: {name}") for key, _ in SETS for space in SPACES]
        cells = ["-" if row is None else f"{row['ours']:,g}{unit and ' ' + unit}" for row in rows]
        if any(cell != "-" for cell in cells):
            yield f"| {said} | {' | '.join(cells)} |"


def _beside(row: dict[str, Any] | None) -> str:
    """Ours, and behind a stroke the floor's; three digits without the leading zero."""
    if row is None:
        return "-"
    figures = [row["ours"], *([row["peer"]] if row["peer_name"] == FLOOR else [])]
    return " / ".join(f"{figure:.3f}".removeprefix("0") for figure in figures)


def page(text: str, figures: dict[str, Any]) -> str:
    """The page with its last section written anew."""
    return text[: text.index(HEAD)] + section(figures)


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(), json.loads(FIGURES.read_text())))
