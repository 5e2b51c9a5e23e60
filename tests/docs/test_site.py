"""The documentation as a site: every link leads somewhere, nothing comes from elsewhere, nobody's files are touched."""

from __future__ import annotations

import json
import os
import posixpath
import re
import shutil
import subprocess
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdol.errors import SdolError
from sdol.shell import catalogue, library
from sdol.shell.describing.sources import instructions
from sdol.shell.main import main
from sdol.shell.site import writing
from sdol.shell.site.building import build, site
from sdol.shell.site.rendering import Rendered, parsed, rendered

VOID = frozenset({"meta", "link", "input", "br", "hr", "img"})
RESERVED = "sdol-"


class Read(HTMLParser):
    """A page as a browser reads it; an element that is not closed in order fails."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.headings: list[int] = []
        self._open: list[str] = []
        self.feed(text)
        assert self._open == []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attributes}
        self.ids += [found["id"]] if "id" in found else []
        self.links += [found["href"]] if tag == "a" and "href" in found else []
        self.loaded += [
            found[name] for name in ("href", "src") if tag in ("link", "script", "img") and name in found
        ]
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag


@cache
def files() -> dict[str, str]:
    return site()


@cache
def read() -> dict[str, Read]:
    return {name: Read(text) for name, text in files().items() if name.endswith(".html")}


def target(page: str, link: str) -> tuple[str, str]:
    """The file and anchor that a link of a page leads to."""
    file, _, anchor = link.partition("#")
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), file)) if file else page, anchor


# --- what is there ------------------------------------------------------------------------------------------


def test_every_page_of_the_documentation_is_there() -> None:
    wanted = {f"library/{module.name}.html" for module in library.modules()}
    wanted |= {f"instructions/{name}.html" for name in instructions.families()}
    wanted |= {f"errors/{code}.html" for code in catalogue.codes()}
    wanted |= {
        f"{name}.html"
        for name in ("index", "language", "vocabulary", "commands", "errors", "glossary", "geometry")
    }
    assert wanted <= set(read())


def test_every_link_leads_to_a_page_and_a_place_on_it() -> None:
    pages = read()
    lost = []
    for name, page in pages.items():
        for link in page.links:
            file, anchor = target(name, link)
            if not re.match(r"https?://", link) and (
                file not in pages or (anchor and anchor not in pages[file].ids)
            ):
                lost.append((name, link))
    assert lost == []


def test_every_page_is_reached_and_the_way_leads_through_all_of_them() -> None:
    pages = read()
    reached = {target(name, link)[0] for name, page in pages.items() for link in page.links}
    assert set(pages) - reached == set()
    order = list(pages)
    for here, following in pairwise(order):
        way = re.search(r'<a rel="next" href="([^"]+)"', files()[here])
        assert way and target(here, way[1])[0] == following
    assert 'rel="next"' not in files()[order[-1]] and 'rel="prev"' not in files()[order[0]]


def test_anchors_are_unlike_and_headings_go_down_one_level_at_a_time() -> None:
    for name, page in read().items():
        assert len(page.ids) == len(set(page.ids)), name
        assert page.headings[0] == 1 and page.headings.count(1) == 1, name
        assert all(after - before <= 1 for before, after in pairwise(page.headings)), name


def test_nothing_is_loaded_from_another_host() -> None:
    for name, page in read().items():
        assert {target(name, link)[0] for link in page.loaded} == {"style.css", "search.js"}, name
    for name in ("style.css", "search.js"):
        assert not re.search(r"@import|url\(|https?:|fetch\(|innerHTML", files()[name])


def test_it_is_the_same_each_time() -> None:
    assert site() == files()


# --- how it looks -------------------------------------------------------------------------------------------


def _luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.1."""
    digits = colour if len(colour) == 6 else "".join(2 * digit for digit in colour)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_colours_of_both_schemes_can_be_read() -> None:
    schemes = re.findall(r":root \{(.*?)\}", files()["style.css"], re.DOTALL)
    assert len(schemes) == 2
    for scheme in schemes:
        colours = dict(re.findall(r"--(\w+): #(\w+);", scheme))
        for name in ("ink", "quiet", "link", "word", "name", "text", "number", "note", "kind"):
            for ground in ("paper", "code"):
                high, low = sorted((_luminance(colours[name]), _luminance(colours[ground])), reverse=True)
                assert (high + 0.05) / (low + 0.05) >= 4.5, (name, ground)


def html(text: str, path: str = "a.md", paths: frozenset[str] = frozenset()) -> Rendered:
    return rendered(parsed(text, path), {}, paths)


def test_programs_are_coloured_and_html_of_the_text_is_shown_as_it_is() -> None:
    found = html(
        '# A <b>\n\n<script>alert(1)</script> & [x](javascript:alert(1))\n\n```sdol\nlet x = "<i>"\n```\n'
    ).html
    assert '<span class="kd">let</span>' in found and "&lt;i&gt;" in found
    assert not re.search(r"<(script|b|i)\b|href", found)


def test_links_lead_to_pages_of_the_site_or_are_text() -> None:
    paths = frozenset({"errors.md", "errors/E0301.md", "library/lists.md"})
    links = "[a](errors.md#e0301) [b](library/lists.md#x) [c](../examples) [d](#here) [e](https://a.example/)"
    found = html(links, "a.md", paths).html
    assert re.findall('href="([^"]+)"', found) == [
        "errors/E0301.html",
        "library/lists.html#x",
        "#here",
        "https://a.example/",
    ]
    assert "<a>c</a>" in found


@given(st.text(max_size=200))
def test_any_text_makes_a_page_that_is_well_formed(text: str) -> None:
    found = html(text)
    page = Read(found.html)
    assert len(page.ids) == len(set(page.ids)) and not any(
        name in page.ids for name in ("sdol-text", "sdol-found")
    )


# --- the search ---------------------------------------------------------------------------------------------

STUB = """
const made = () => ({
  dataset: {root: ""}, children: [], hidden: true, value: "", contains: () => true,
  addEventListener(name, f) { this[name] = f; },
  append(...x) { this.children.push(...x); },
  replaceChildren() { this.children = []; },
});
const parts = {"sdol-search": made(), "sdol-query": made(), "sdol-found": made()};
globalThis.window = globalThis;
globalThis.document = {
  currentScript: made(), head: made(), addEventListener() {}, createElement: made,
  getElementById: (id) => parts[id] ?? null,
};
"""


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node, to run the script of the search")
@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("slerp", "instructions/sphere.html#sphereslerp"),
        ("group_by", "library/lists.html#listsgroup_by"),
        ("e0301", "errors/E0301.html"),
    ],
)
def test_the_search_finds_a_name_first(typed: str, place: str, tmp_path: Path) -> None:
    shown = 'parts["sdol-query"].value = process.argv[2]; parts["sdol-query"].input();'
    shown += 'console.log(JSON.stringify(parts["sdol-found"].children.map((li) => li.children[0]?.href)));'
    script = tmp_path / "search.js"
    script.write_text(STUB + files()["search.js"] + files()["search-index.js"] + shown)
    ran = subprocess.run(["node", str(script), typed], capture_output=True, text=True, check=True)
    assert json.loads(ran.stdout)[0] == place


# --- writing ------------------------------------------------------------------------------------------------


def test_a_site_with_a_program_of_ones_own(tmp_path: Path) -> None:
    program = tmp_path / "prices.sdol"
    program.write_text(
        "# What things cost.\n\n## With <tax>.\n## >>> with_tax(10)\n## 12.0\nfn with_tax(p: num) -> num { p * 1.2 }\n"
    )
    again = tmp_path / "below" / "prices.sdol"
    again.parent.mkdir()
    again.write_text("fn other() -> int { 1 }\n")
    made = build(str(tmp_path / "site"), [str(tmp_path)])
    assert {"programs/prices.html", "programs/prices-2.html"} <= set(made.pages)
    text = "".join(
        (tmp_path / "site/programs" / name).read_text() for name in ("prices.html", "prices-2.html")
    )
    assert (
        "What things cost." in text
        and "With &lt;tax&gt;." in text
        and "# 12.0" in text
        and "prices.other" in text
    )


def test_an_earlier_site_is_replaced_and_what_somebody_added_stays(tmp_path: Path) -> None:
    folder = str(tmp_path / "site")
    writing.write(folder, {"a.html": "1", "old/b.html": "2"})
    (tmp_path / "site/CNAME").write_text("mine")
    (tmp_path / "outside").write_text("mine")
    (tmp_path / "site/c.html").symlink_to(tmp_path / "outside")
    writing.check(folder)
    writing.write(folder, {"a.html": "3", "c.html": "4"})
    found = {
        str(path.relative_to(folder)): path.read_text() for path in Path(folder).rglob("*") if path.is_file()
    }
    assert found == {
        "a.html": "3",
        "c.html": "4",
        "CNAME": "mine",
        writing.LIST: '[\n"a.html",\n"c.html"\n]\n',
    }
    assert (tmp_path / "outside").read_text() == "mine"


@pytest.mark.parametrize("kept", [None, "[", '{"a": 1}'])
def test_a_folder_with_something_else_is_left_alone(
    kept: str | None, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "index.html").write_text("mine")
    if kept is not None:
        (tmp_path / writing.LIST).write_text(kept)
    assert main(["doc", "--site", str(tmp_path)]) == 1
    assert "error[E0826]" in capfd.readouterr().err
    assert (tmp_path / "index.html").read_text() == "mine" and not (tmp_path / "style.css").exists()


def test_a_list_that_somebody_wrote_leads_nowhere_else(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    other = tmp_path / "other"
    other.write_text("mine")
    (site / writing.LIST).write_text(json.dumps(["../other", str(other), "x/../../other", "\0", 3]))
    writing.write(str(site), {"a.html": "1"})
    assert other.read_text() == "mine"


def test_where_writing_is_interrupted_the_next_time_sets_it_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = str(tmp_path / "site")
    replace, left = os.replace, iter(range(2))

    def failing(draft: str, to: str) -> None:
        if next(left, None) is None:
            raise KeyboardInterrupt
        replace(draft, to)

    monkeypatch.setattr(writing.os, "replace", failing)
    with pytest.raises(KeyboardInterrupt):
        writing.write(folder, {"a.html": "1", "b.html": "2"})
    monkeypatch.undo()
    assert sorted(os.listdir(folder)) == [writing.LIST, "a.html"]
    writing.check(folder)
    writing.write(folder, {"c.html": "3"})
    assert sorted(os.listdir(folder)) == [writing.LIST, "c.html"]


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "nowhere").symlink_to(tmp_path / "none" / "none")
    for place in (tmp_path / "file", tmp_path / "file/below", tmp_path / "nowhere", ""):
        with pytest.raises(SdolError) as caught:
            writing.check(str(place))
            writing.write(str(place), {"a.html": "1"})
        assert re.fullmatch("E080[1-5]", caught.value.code)


def test_a_program_that_is_not_there_ends_before_anything_is_written(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["doc", "--site", str(tmp_path / "site"), str(tmp_path / "none.sdol")]) == 2
    assert "E0901" in capfd.readouterr().err and not (tmp_path / "site").exists()
