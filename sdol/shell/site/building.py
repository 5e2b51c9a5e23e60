"""Building a site: the pages are made, then written; where one cannot be made, nothing is written."""

from __future__ import annotations

from typing import NamedTuple

from sdol import __version__
from sdol.shell.describing.description import first_sentence
from sdol.shell.describing.sections import sections
from sdol.shell.site import layout, writing
from sdol.shell.site.index import NAME, index
from sdol.shell.site.naming import named
from sdol.shell.site.pages import Page, pages
from sdol.shell.site.rendering import Rendered, parsed, rendered, to_html

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LONGEST = 200
"""Characters of a sentence that stands beside a page's title."""


class Written(NamedTuple):
    """A folder, and the pages in it by their paths."""

    folder: str
    pages: list[str]


def build(folder: str, programs: Iterable[str] = ()) -> Written:
    """Writes the documentation of SDOL, and of programs, as a site.

    Args:
        folder: a new or empty one, or one with an earlier site.
        programs: files and folders of programs whose functions are to be documented.

    Raises:
        UsageError: a program cannot be read.
        SdolError: E0826, the folder holds something else; E0801 to E0805, it cannot be written.
    """
    writing.check(folder)
    files = site(programs)
    writing.write(folder, files)
    return Written(folder, [path for path in files if path.endswith(".html")])


def site(programs: Iterable[str] = ()) -> dict[str, str]:
    """All files of the site by their paths, the same ones each time."""
    found = pages(programs)
    found.insert(0, _home(found))
    paths = frozenset(page.path for page in found)
    read = [parsed(page.text, page.path) for page in found]
    where = named(read)
    texts = [rendered(one, where, paths) for one in read]
    made = {
        to_html(page.path): _page(at, found, text)
        for at, (page, text) in enumerate(zip(found, texts, strict=True))
    }
    return {**made, **layout.assets(), NAME: index(zip(found, texts, strict=True))}


def _page(at: int, found: Sequence[Page], text: Rendered) -> str:
    before = found[at - 1] if at else None
    after = found[at + 1] if at + 1 < len(found) else None
    return layout.page(found[at], text, before, after, found)


def _home(found: Sequence[Page]) -> Page:
    """The first page: what there is to read."""
    lines = [
        "# SDOL",
        "",
        "A small language whose values are points on the unit sphere of an embedding space. "
        "Comparison is cosine similarity, branching is routing to the nearest region, assignment can move a part of "
        f"the way. This is the documentation of version {__version__}.",
    ]
    group = ""
    for page in found:
        if page.listed and page.group != group:
            group = page.group
            lines += ["", f"## {group}", ""]
        if page.listed:
            lines.append(f"- [{page.title}]({page.path}){_about(page)}")
    return Page(layout.INDEX, "", "SDOL", "\n".join(lines))


def _about(page: Page) -> str:
    """How a page begins, where that is a sentence."""
    beginning = sections(page.text)[0].text.partition("\n\n")[0]
    if not beginning[:1].isalpha():
        return ""
    sentence = first_sentence(beginning)
    return f": {sentence}" if len(sentence) <= LONGEST else ""
