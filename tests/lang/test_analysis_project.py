"""Names across files: definitions, uses, and other names for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from sdol.diagnostics import Source
from sdol.lang.analysis import Document
from sdol.lang.analysis.project import Project, Target
from sdol.lang.analysis.renaming import Refused, renamable, renamed, replacement
from sdol.lang.analysis.signatures import calling

HELPERS = "let rate = 0.5\nfn scaled(x: num, by: num = 1) -> num { x * by * rate }\n"
MAIN = """import "helpers.sdol"
fn twice(n: num) -> num { helpers.scaled(n, by: 2) }
let {total, n: count} = {total: twice(2), n: 1}
print total, count, helpers.rate
"""


class Workspace:
    """Files in memory."""

    def __init__(self, **texts: str) -> None:
        self.documents = {
            Path(f"/project/{name}.sdol").resolve(): Document(Source(f"/project/{name}.sdol", text))
            for name, text in texts.items()
        }
        self.project = Project(self.documents.get, lambda: self.documents)

    def __getitem__(self, name: str) -> Document:
        return self.documents[Path(f"/project/{name}.sdol").resolve()]

    def target(self, name: str, marked: str) -> Target:
        before, _, after = marked.partition("|")
        offset = self[name].source.text.index(before + after) + len(before)
        return renamable(self.project, self[name], self[name].mention_at(offset))

    def rename(self, name: str, marked: str, new: str) -> dict[str, str]:
        """The texts of the files that change, as they are afterwards."""
        changed = renamed(self.project, self[name], self.target(name, marked), new)
        found = {}
        for path, places in changed.items():
            text = places[0].document.source.text
            for place in sorted(places, key=lambda one: one.span, reverse=True):
                text = text[: place.span.start] + replacement(place, new) + text[place.span.end :]
            found[Path(path).stem] = text
        return found


@pytest.fixture
def work() -> Workspace:
    return Workspace(helpers=HELPERS, main=MAIN)


def test_a_parameter_is_named_in_calls_of_other_files(work: Workspace) -> None:
    assert work.rename("main", "b|y: 2", "factor") == {
        "helpers": HELPERS.replace("by: num", "factor: num").replace("* by", "* factor"),
        "main": MAIN.replace("by: 2", "factor: 2"),
    }


def test_a_top_level_name_of_another_file(work: Workspace) -> None:
    assert work.rename("helpers", "ra|te =", "share") == {
        "helpers": HELPERS.replace("rate", "share"),
        "main": MAIN.replace("helpers.rate", "helpers.share"),
    }


def test_a_field_of_a_pattern_keeps_its_name(work: Workspace) -> None:
    after = MAIN.replace("{total, n", "{total: sum, n").replace("print total", "print sum")
    assert work.rename("main", "print tot|al", "sum") == {"main": after}


def test_there_and_back(work: Workspace) -> None:
    for marked in ("twi|ce(2)", "{ helpers.scaled(|n", "print total, cou|nt"):
        once = work.rename("main", marked, "fresh")["main"]
        other = Workspace(helpers=HELPERS, main=once)
        offset = once.index("fresh")
        again = renamable(other.project, other["main"], other["main"].mention_at(offset)).binding.name
        assert again == "fresh"
        old = marked.replace("|", "").split("(")[0].split()[-1] if "scaled" not in marked else "n"
        assert other.rename("main", "|fresh", old.removeprefix("print "))["main"] == MAIN


def test_examples_in_comments_are_renamed_with_what_they_call() -> None:
    example = "## Twice.\n## >>> double(2, by: 1) + tools.double(1)\n## 6\n"
    text = f"{example}fn double(n: num, by: num = 0) -> num {{ 2 * n + by }}\n"
    work = Workspace(tools=text)
    assert work.rename("tools", "fn dou|ble", "twice") == {"tools": text.replace("double", "twice")}
    assert work.rename("tools", "b|y: num", "more") == {"tools": text.replace("by", "more")}


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("twi|ce(2)", "total"),  # defined twice in one place
        ("tot|al, count", "count"),
        ("|n: num", "helpers"),  # a module that is used inside would be hidden
        ("|n: num", "twice fast"),
        ("|n: num", "for"),
        ("|n: num", "_"),
        ("|n: num", ""),
    ],
)
def test_a_name_that_would_change_a_meaning_is_refused(work: Workspace, marked: str, name: str) -> None:
    with pytest.raises(Refused):
        work.rename("main", marked, name)


def test_an_instruction_that_would_be_hidden_is_a_change_of_meaning() -> None:
    work = Workspace(main='fn size(t: text) -> int { len(t) }\nprint size("x")\n')
    with pytest.raises(Refused, match="`len` is taken"):
        work.rename("main", "si|ze(t", "len")


@pytest.mark.parametrize(
    ("text", "heads", "argument"),
    [
        ("print upper(|)", ["upper(t: text) -> text"], 0),
        (
            "print slice([1], |",
            ["slice(xs: list[T], start: int, end: int? = nil) -> list[T]"],
            1,
        ),
        ('print ["a"] |> join(|', ['join(xs: list[text], by: text = " ") -> text'], 1),
        ('let f: fn(int) -> text = n => "{n}"\nprint f(|', ["f(int) -> text"], 0),
        ("fn g(a: int, b: int = 2) {}\ng(1, b: |", ["g(a: int, b: int = 2)"], 1),
        ("fn g(a: int, b: int = 2) {}\ng(b: |", ["g(a: int, b: int = 2)"], 1),
        ("fn g(a: list[int], b: int) {}\ng([1, 2, (3)], |", ["g(a: list[int], b: int)"], 1),
        ("print (1 + |", [], 0),
        ('print upper("a")|', [], 0),
        ("print [|", [], 0),
    ],
)
def test_the_call_around_a_place(text: str, heads: list[str], argument: int) -> None:
    offset = text.rindex("|")
    work = Workspace(main=text[:offset] + text[offset + 1 :])
    found = calling(work.project, work["main"], offset)
    assert [one.head for one in found.signatures if one.head in heads] == heads if found else heads == []
    assert found is None or found.argument == argument


def test_a_name_in_the_examples_of_another_file_changes_with_it() -> None:
    main = """import "helpers.sdol"
## Twice.
##
## >>> twice(helpers.scaled(2))
## 2
## >>> let helpers = {scaled: 1}
## >>> helpers.scaled
## 1
fn twice(n: num) -> num { helpers.scaled(n, by: 2) }
"""
    work = Workspace(helpers=HELPERS, main=main)
    changed = work.rename("helpers", "fn sc|aled", "sized")["main"]
    assert changed == main.replace("helpers.scaled(", "helpers.sized(")


def test_a_module_of_a_package_is_its_file(tmp_path: Path) -> None:
    (tmp_path / "packages" / "prices").mkdir(parents=True)
    (tmp_path / "sdol.lock").write_text("{}")
    package = tmp_path / "packages" / "prices" / "prices.sdol"
    package.write_text("fn taxed(n: num) -> num { n }\n")
    text = "import prices\nprint prices.taxed(1)\n"
    document = Document(Source(str(tmp_path / "main.sdol"), text))
    project = Project(lambda path: Document(Source(str(path), path.read_text())))
    mention = document.mention_at(text.index("taxed"))
    assert mention is not None
    target = project.target(document, mention)
    assert target is not None
    assert target.document.source.name == str(package.resolve())
    with pytest.raises(Refused, match="package"):
        renamable(project, document, mention)
