"""README, followed to the letter: what it says to save is saved, what it says to type is run."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from doc_blocks import ROOT, blocks

from sdol.shell.running import Rejected, compile_new

README = (ROOT / "README.md").read_text()


def test_what_is_typed_gives_what_is_shown(tmp_path: Path, shell: dict[str, str]) -> None:
    shown = 0
    for block in blocks("README.md"):
        if block.file:
            (tmp_path / block.file).write_text(block.text)
        if block.language != "console":
            continue
        for command, output in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block.text, re.MULTILINE):
            ran = subprocess.run(
                command,
                shell=True,
                cwd=tmp_path,
                env=shell,
                text=True,
                stdin=subprocess.DEVNULL,
                stdout=-1,
                stderr=-2,
            )
            assert ran.stdout.rstrip() == output.rstrip(), f"line {block.line}: {command}"
            shown += 1
    assert shown == README.count("\n$ ") > 0


def test_programs_compile_unless_they_show_a_mistake() -> None:
    programs = [block for block in blocks("README.md") if block.language == "sdol"]
    assert len(programs) > 1
    for block in programs:
        if block.words == "rejected":
            with pytest.raises(Rejected):
                compile_new(block.file, block.text)
        else:
            compile_new(block.file, block.text)


def test_the_first_program_has_ten_lines() -> None:
    first = next(block for block in blocks("README.md") if block.language == "sdol")
    assert len([line for line in first.text.splitlines() if line]) <= 10


def test_every_command_is_described() -> None:
    commands = {p.stem for p in (ROOT / "sdol" / "shell" / "commands").glob("[a-z]*.py")}
    assert set(re.findall(r"^\| `sdol ([a-z]+)", README, re.MULTILINE)) >= commands


def _pages() -> list[Path]:
    return [ROOT / "README.md", ROOT / "examples/data/README.md", *ROOT.glob("docs/**/*.md")]


def _links(page: Path) -> list[str]:
    """Where the prose of a page leads within the project."""
    prose = re.sub(r"^```.*?^```|`[^`\n]*`", "", page.read_text(), flags=re.MULTILINE | re.DOTALL)
    return [link for link in re.findall(r"\]\(([^)]+)\)", prose) if ":" not in link]


def test_every_link_leads_somewhere() -> None:
    missing = [(page.name, link) for page in _pages() for link in _links(page) if not _exists(page, link)]
    assert missing == []


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page not in reached and page.suffix == ".md":
            reached.add(page)
            waiting += [(page.parent / link.partition("#")[0]).resolve() for link in _links(page)]
    assert sorted(page.name for page in ROOT.glob("docs/**/*.md") if page not in reached) == []


def _exists(page: Path, link: str) -> bool:
    path, _, anchor = link.partition("#")
    target = page.parent / path if path else page
    return target.exists() and (not anchor or anchor in _anchors(target))


def _anchors(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.*)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}
