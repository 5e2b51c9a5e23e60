"""`sdol new`: the project that it makes runs, passes its tests and is as its README says."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.shell.conftest import Answer

Call = Callable[..., Answer]


def test_the_project_does_what_its_readme_says(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert call("new", "my letters").status == 0
    monkeypatch.chdir(tmp_path / "my letters")
    readme = Path("README.md").read_text()
    assert readme.startswith("# my letters\n") and Path("main.sdol").read_text().startswith("# my letters: ")
    shown = re.search(r"\$ sdol (.*)\n((?:.*\n)+?)```", readme)
    assert shown is not None
    assert call(*shown[1].split()) == Answer(0, shown[2], "")
    tested = call("test")
    assert tested.status == 0 and tested.out.endswith("4 passed, 0 failed\n")
    assert call("lint") == Answer(0, "", "")
    for name in re.findall(r"^- `(.*?)`", readme, re.MULTILINE):
        assert Path(name).is_file()


def test_what_is_said(call: Call) -> None:
    out = call("new", "it's").out.splitlines()
    assert out[:2] == ["it's/README.md", "it's/data/messages.txt"]
    assert out[-4:-2] == ["try:", "  cd 'it'\"'\"'s'"]
    told = call("new", "other", "--json").json
    assert (told["status"], told["folder"], told["diagnostics"]) == (0, "other", [])
    assert all(Path("other", name).is_file() for name in told["files"])


@pytest.mark.parametrize("name", ["full", "file", ".", "/", "a\nb", "dangling"])
def test_nothing_is_written_over(call: Call, tmp_path: Path, name: str) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notes.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")
    (tmp_path / "dangling").symlink_to("nowhere")
    before = sorted(os.walk(tmp_path))
    answer = call("new", name)
    assert answer.status == 2 and "error[E0901]" in answer.err
    assert sorted(os.walk(tmp_path)) == before


def test_an_empty_folder_is_taken_and_a_missing_one_is_told(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    assert call("new", ".").status == 0
    assert os.path.samefile(".", tmp_path / "empty")
    assert Path("README.md").read_text().startswith("# empty\n")
    assert call("new", "no/such").status == 1
    assert not (tmp_path / "no").exists()
    assert call("new").status == 2
