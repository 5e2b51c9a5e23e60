"""What stands around the text of a page: contents, the way to the next one, the search."""

from __future__ import annotations

from html import escape
from itertools import groupby
from pathlib import Path

from sdol import __version__
from sdol.shell.site.pages import Page
from sdol.shell.site.rendering import Rendered, to_html

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

ASSETS = ("style.css", "search.js")
SHOWN_HEADINGS = 2
"""The level of headings that a page lists at its beginning."""

FEWEST = 3
"""Headings from which such a list helps."""

PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="sdol {version}">
<title>{title}</title>
<link rel="stylesheet" href="{root}style.css">
<script src="{root}search.js" defer data-root="{root}"></script>
</head>
<body>
<a class="skip" href="#sdol-text">Skip to the text</a>
<header>
<a class="home" href="{root}index.html">SDOL</a>
<a class="to-contents" href="#sdol-contents">Contents</a>
<div id="sdol-search" role="search" hidden>
<input id="sdol-query" type="search" placeholder="Search (press /)" aria-label="Search" autocomplete="off">
<ol id="sdol-found" aria-live="polite"></ol>
</div>
</header>
<main id="sdol-text">
{toc}{body}<nav class="ways" aria-label="Previous and next page">{ways}</nav>
</main>
<nav id="sdol-contents" aria-label="Contents">
{contents}</nav>
</body>
</html>
"""


def assets() -> dict[str, str]:
    """The files beside the pages, by their names."""
    here = Path(__file__).parent / "assets"
    return {name: (here / name).read_text(encoding="utf-8") for name in ASSETS}


def page(one: Page, text: Rendered, before: Page | None, after: Page | None, all: Sequence[Page]) -> str:
    """The whole HTML of a page."""
    root = _up(one.path)
    heading = text.headings[0].text if text.headings else one.title
    return PAGE.format(
        version=__version__,
        title=escape(heading if one.path == INDEX else f"{heading} · SDOL"),
        root=root,
        toc=_toc(text),
        body=text.html,
        ways=_way("prev", before, root) + _way("next", after, root),
        contents=_contents(one, root, tuple(p for p in all if p.listed)),
    )


INDEX = "index.md"


def _up(path: str) -> str:
    return "../" * path.count("/")


def _toc(text: Rendered) -> str:
    found = [heading for heading in text.headings if heading.level == SHOWN_HEADINGS]
    if len(found) < FEWEST:
        return ""
    items = "".join(f'<li><a href="#{escape(h.anchor)}">{escape(h.text)}</a></li>\n' for h in found)
    return f'<details class="toc"><summary>On this page</summary>\n<ul>\n{items}</ul></details>\n'


def _way(relation: str, to: Page | None, root: str) -> str:
    if to is None:
        return "<span></span>"
    arrow = ("← {}", "{} →")[relation == "next"]
    label = arrow.format(escape(to.title if to.group != to.title else to.group))
    return f'<a rel="{relation}" href="{root}{to_html(to.path)}">{label}</a>'


def _contents(here: Page, root: str, listed: Sequence[Page]) -> str:
    """All pages by groups, that of the page itself open."""
    parts = []
    for group, found in groupby(listed, key=lambda page: page.group):
        if group:
            items = "".join(_item(page, here, root) for page in found)
            open = " open" if here.group in (group, "") else ""
            parts.append(f"<details{open}><summary>{escape(group)}</summary>\n<ul>\n{items}</ul></details>\n")
    return "".join(parts)


def _item(page: Page, here: Page, root: str) -> str:
    current = ' aria-current="page"' if page.path == here.path else ""
    return f'<li><a href="{root}{to_html(page.path)}"{current}>{escape(page.title)}</a></li>\n'
