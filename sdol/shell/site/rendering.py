"""Markdown to HTML: headings with anchors, programs in colour, links to other pages."""

from __future__ import annotations

import posixpath
import re
from functools import cache
from html import escape
from typing import NamedTuple

from sdol.shell.describing.sections import slug

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

PLAIN = ("output", "text", "")
"""Languages of blocks that are shown as they are."""

TAKEN = tuple(f"sdol-{name}" for name in ("text", "contents", "search", "query", "found"))
"""Anchors of what stands around the text of a page."""

TERM = 7
"""The level of a row that explains a word, which is found as a heading is and is none."""

ALSO = "See also: "
"""How a paragraph begins whose names are links."""

MADE_BY_PROGRAM = re.compile(r"\A<!--.*?-->\s*", re.DOTALL)


class Heading(NamedTuple):
    """A heading, or a word that a row of a table explains: its level, its anchor, its text, what of that is code, and
    how the text below it begins."""

    level: int
    anchor: str
    text: str
    codes: tuple[str, ...]
    begins: str


class Parsed(NamedTuple):
    """A page that was read: what it is made of, and its headings."""

    path: str
    tokens: list[Token]
    headings: list[Heading]


class Rendered(NamedTuple):
    """HTML, and the headings that it has."""

    html: str
    headings: list[Heading]


def parsed(text: str, path: str) -> Parsed:
    """Reads the Markdown of a page, whose own place is `path`, `library/lists.md`."""
    tokens = _reader().parse(MADE_BY_PROGRAM.sub("", text))
    return Parsed(path, tokens, _anchored(tokens))


def rendered(page: Parsed, names: Mapping[str, str], paths: frozenset[str]) -> Rendered:
    """The page as HTML.

    Args:
        page: what was read; its links are changed.
        names: where names are described, as links would say, `library/lists.md#listsgroup_by`.
        paths: where the Markdown of all pages is; a link to anything else on this machine becomes plain text.
    """
    _name_links(page.tokens, names, page.path)
    _lead_links(page.tokens, page.path, paths)
    return Rendered(_reader().renderer.render(page.tokens, _reader().options, {}), page.headings)


def to_html(path: str) -> str:
    """The file of a page from that of its Markdown."""
    return posixpath.splitext(path)[0] + ".html"


@cache
def _reader() -> MarkdownIt:
    """What reads Markdown and writes HTML; HTML in the Markdown is taken for text."""
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    reader.add_render_rule("fence", _fence)
    reader.add_render_rule("code_block", _fence)
    reader.add_render_rule("table_open", lambda *_: '<div class="wide" tabindex="0"><table>\n')
    reader.add_render_rule("table_close", lambda *_: "</table></div>\n")
    reader.add_render_rule("heading_close", _heading_close)
    return reader


# --- headings -----------------------------------------------------------------------------------------------


def _anchored(tokens: Sequence[Token]) -> list[Heading]:
    """Gives each heading its anchor, those of one text different ones, as the usual forges do."""
    found: list[Heading] = []
    taken = dict.fromkeys(TAKEN, 1)
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            text = _text(tokens[at + 1])
            anchor = _unused(slug(text), taken)
            token.attrSet("id", anchor)
            tokens[at + 2].meta["anchor"] = anchor
            codes = tuple(
                part.content for part in tokens[at + 1].children or () if part.type == "code_inline"
            )
            found.append(Heading(int(token.tag[1]), anchor, text, codes, _beginning(tokens[at + 3 :])))
        elif token.type == "tr_open" and _is_term(tokens[at + 2]):
            word, meaning = _text(tokens[at + 2]), _text(tokens[at + 5])
            token.attrSet("id", _unused(slug(word), taken))
            found.append(Heading(TERM, str(token.attrs["id"]), word, (), meaning))
    return found


def _is_term(inline: Token) -> bool:
    """Whether a cell holds a word that its row explains: nothing but words in bold."""
    parts = [part for part in inline.children or () if part.content or part.type != "text"]
    return [part.type for part in parts] == ["strong_open", "text", "strong_close"]


def _unused(anchor: str, taken: dict[str, int]) -> str:
    number = taken.get(anchor, 0)
    taken[anchor] = number + 1
    return f"{anchor}-{number}" if number else anchor or "section"


def _beginning(tokens: Sequence[Token]) -> str:
    """The first paragraph below a heading."""
    for token in tokens:
        if token.type == "heading_open":
            return ""
        if token.type == "inline":
            return _text(token)
    return ""


def _text(inline: Token) -> str:
    """What of a line is read: its text without marks."""
    parts = [_seen(child) for child in inline.children or ()]
    return " ".join("".join(parts).split())


def _seen(token: Token) -> str:
    if token.type in ("softbreak", "hardbreak"):
        return " "
    return token.content if token.type in ("text", "code_inline") else ""


def _heading_close(renderer: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    anchor, tag = escape(tokens[at].meta["anchor"]), tokens[at].tag
    link = (
        f' <a class="anchor" href="#{anchor}" aria-label="link to this section">#</a>' if tag != "h1" else ""
    )
    return f"{link}</{tag}>\n"


# --- blocks -------------------------------------------------------------------------------------------------


def _fence(renderer: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    language, _, words = tokens[at].info.strip().partition(" ")
    code = tokens[at].content.rstrip("\n")
    shown = escape(code) if language in PLAIN else _coloured(code, language)
    kinds = " ".join(filter(None, ("code", language or "text", escape(words))))
    return f'<pre class="{kinds}" tabindex="0"><code>{shown}</code></pre>\n'


def _coloured(code: str, language: str) -> str:
    from pygments import highlight
    from pygments.formatters import HtmlFormatter

    return str(highlight(code, _lexer(language), HtmlFormatter(nowrap=True))).rstrip("\n")


def _lexer(language: str) -> Any:
    """The lexer of a language; of one that Pygments does not know, that of plain text. Ours need not be registered."""
    if language == "sdol":
        from sdol.lang.highlighting import SdolLexer

        return SdolLexer()
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(language)
    except ClassNotFound:
        return get_lexer_by_name("text")


# --- links --------------------------------------------------------------------------------------------------


def _name_links(tokens: Sequence[Token], names: Mapping[str, str], path: str) -> None:
    """Makes links of the names that are to be seen also."""
    for token in tokens:
        if token.type == "inline" and token.content.startswith(ALSO):
            token.children = [part for child in token.children or () for part in _named(child, names, path)]


def _named(token: Token, names: Mapping[str, str], path: str) -> list[Token]:
    from markdown_it.token import Token

    target = names.get(token.content.strip()) if token.type == "code_inline" else None
    if target is None:
        return [token]
    beginning, end = Token("link_open", "a", 1), Token("link_close", "a", -1)
    where, _, anchor = target.partition("#")
    beginning.attrSet(
        "href", posixpath.relpath(where, posixpath.dirname(path) or ".") + (anchor and f"#{anchor}")
    )
    return [beginning, token, end]


def _lead_links(tokens: Sequence[Token], path: str, paths: frozenset[str]) -> None:
    """Lets links lead to the pages of the site."""
    for token in tokens:
        for child in token.children or ():
            if child.type == "link_open":
                _lead(child, path, paths)
            elif child.type == "image":
                child.type, child.tag = "text", ""  # nothing is loaded from elsewhere


def _lead(link: Token, path: str, paths: frozenset[str]) -> None:
    target, hash, anchor = str(link.attrGet("href") or "").partition("#")
    if not target or re.match(r"[a-z]+:", target):
        return
    meant = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
    if meant in paths:
        moved = _moved(meant, anchor)
        start = posixpath.dirname(path) or "."
        link.attrSet(
            "href", posixpath.relpath(to_html(moved[0]), start) + (hash and moved[1] and f"#{moved[1]}")
        )
    else:
        del link.attrs["href"]  # what is not here; a link without a target is text


def _moved(path: str, anchor: str) -> tuple[str, str]:
    """Errors have a page each."""
    if path == "errors.md" and re.fullmatch(r"[el]\d+", anchor):
        return f"errors/{anchor.upper()}.md", ""
    return path, anchor
