"""Kept programs are code: only what this user alone can have written is run, and never past the gate."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from sdol.compiler import cache
from sdol.compiler.image import Image
from sdol.compiler.link import Emitted
from sdol.diagnostics import Source
from sdol.errors import SdolError
from sdol.kernel.world import World
from sdol.lang.program import compile_source

TEXT = 'print "hi"\n'


def read(name: str) -> str:
    return Path(name).read_text()


def image_of(text: str = TEXT) -> Image:
    program, problems = compile_source(Source("x.sdol", text))
    assert problems == []
    return Image.make(program)


@pytest.fixture
def kept() -> Path:
    """The file of a program that was kept."""
    cache.keep(image_of())
    (path,) = Path(cache.folder()).iterdir()
    return path


def test_what_was_kept_is_found_again(kept: Path) -> None:
    assert kept.stat().st_mode & 0o777 == 0o600
    found = cache.load("x.sdol", TEXT, read)
    assert found is not None
    assert found.sources[0] == ("x.sdol", TEXT)
    assert cache.load("x.sdol", TEXT + "\n", read) is None


@pytest.mark.parametrize("who", ["file", "folder"])
def test_what_others_can_write_is_not_used(kept: Path, who: str) -> None:
    (kept if who == "file" else kept.parent).chmod(0o777)
    assert cache.load("x.sdol", TEXT, read) is None


def test_a_link_is_not_used(kept: Path) -> None:
    moved = kept.with_suffix(".moved")
    kept.rename(moved)
    kept.symlink_to(moved)
    assert cache.load("x.sdol", TEXT, read) is None


def test_a_damaged_file_is_not_used(kept: Path) -> None:
    data = bytearray(kept.read_bytes())
    data[-20] ^= 0xFF
    kept.write_bytes(data)
    assert cache.load("x.sdol", TEXT, read) is None


def test_a_folder_that_cannot_be_written_is_gone_without(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("SDOL_CACHE", str(tmp_path / "file" / "inside"))
    cache.keep(image_of())
    assert cache.load("x.sdol", TEXT, read) is None
    assert os.listdir(tmp_path) == ["file"]


def test_no_compiled_program_calls_an_effect_without_the_gate() -> None:
    image = image_of()
    image.operations = [("fs.read", "")]
    with pytest.raises(SdolError, match="without the gate"):
        Emitted(image, World(session=":memory:"))


# --- what a kept program depends on -------------------------------------------------------------------------


def test_a_program_is_found_while_what_it_imports_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    helpers = Path("helpers.sdol")
    helpers.write_text("fn one() -> int { 1 }\n")
    text = 'import "helpers.sdol"\nprint helpers.one()\n'
    cache.keep(image_of(text))
    assert cache.load("x.sdol", text, read) is not None
    helpers.write_text("fn one() -> int { 2 }\n")
    assert cache.load("x.sdol", text, read) is None
    helpers.unlink()
    assert cache.load("x.sdol", text, read) is None


def test_a_program_is_found_while_its_models_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = 'print ~"a"@swift ~ ~"b"@swift\n'
    cache.keep(image_of(text))
    assert cache.load("x.sdol", text, read) is not None
    other = SimpleNamespace(id="swift@00000000")
    monkeypatch.setattr("sdol.spaces.registry.manifest", lambda name: other)
    assert cache.load("x.sdol", text, read) is None


@pytest.mark.parametrize("layer", ["kernel", "learn"])
@pytest.mark.parametrize("change", ["touched", "longer", "one more"])
def test_a_program_is_found_while_the_table_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str, layer: str
) -> None:
    families = tmp_path / "sdol" / layer / "families"
    families.mkdir(parents=True)
    family = families / "list.py"
    family.write_text("one = 1\n")
    monkeypatch.setattr(cache, "_PACKAGE", str(tmp_path / "sdol"))
    cache.keep(image_of())
    assert cache.load("x.sdol", TEXT, read) is not None
    before = family.stat().st_mtime_ns
    if change == "longer":
        family.write_text("one = 11\n")
        os.utime(family, ns=(before, before))
    elif change == "touched":
        os.utime(family, ns=(before, before - 10**9))
    else:
        (families / "more.py").touch()
    assert cache.load("x.sdol", TEXT, read) is None
