"""The page about the dashboard: its keys are those that are bound, its panels those that there are."""

from __future__ import annotations

import re

from doc_blocks import ROOT

from sdol.tui import bound
from sdol.tui.app import Dashboard
from sdol.tui.models.hearing import KEPT
from sdol.tui.models.keys import shown
from sdol.tui.panels import panels
from sdol.tui.widgets.sheet import Sheet
from sdol.tui.widgets.source import SourceView

PAGE = ROOT / "docs" / "dashboard.md"
KEYS = re.compile("(?<=<!-- keys -->\n).*?(?=<!-- end of keys -->)", re.DOTALL)


def table(title: str, of: object, without: frozenset[str] = frozenset()) -> str:
    """The keys of one class."""
    rows = [
        f"| `{shown(one.key)}` | {one.tooltip or one.description} |"
        for one in bound.bindings(of)  # type: ignore[arg-type]
        if one.action not in without
    ]
    return f"**{title}**\n\n| key | |\n| --- | --- |\n" + "\n".join(rows) + "\n" if rows else ""


def written() -> str:
    """The keys, as the page has them."""
    lists = frozenset(one.action for one in Sheet.BINDINGS)  # type: ignore[union-attr]
    own = [("Source", SourceView()), *((one.title, one.widget()) for one in panels() if one.widget)]
    tables = [table(title, one, lists if isinstance(one, Sheet) else frozenset()) for title, one in own]
    made = [table("Everywhere", Dashboard.__new__(Dashboard)), table("In every list", Sheet(panels()[0]))]
    return "\n" + "\n".join(part for part in [*made, *tables] if part) + "\n"


def test_the_keys_are_those_that_are_bound(update: bool) -> None:
    text, keys = PAGE.read_text(), written()
    if update:
        PAGE.write_text(KEYS.sub(lambda found: keys, text))
        text = PAGE.read_text()
    assert KEYS.search(text)[0] == keys  # type: ignore[index]


def test_the_panels_are_those_that_there_are() -> None:
    rows = re.findall(r"^\| (\d) \| ([\w ]+) \|", PAGE.read_text(), re.MULTILINE)
    assert sorted(rows) == sorted((one.key, one.title) for one in panels())


def test_what_is_kept_is_what_it_says() -> None:
    from sdol.tui.models import tail, witness

    text = " ".join(PAGE.read_text().split())
    assert f"the last {tail.KEPT:,} lines are kept, of decisions and judgements the last {KEPT:,}" in text
    assert f"of effects the last {witness.KEPT:,}" in text
