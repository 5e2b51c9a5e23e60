"""Files: read with every mistake told, written whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sdol.errors import SdolError
from sdol.kernel import files, gate
from sdol.kernel.families import fs


@pytest.fixture
def world() -> Any:
    told: list[str] = []
    return SimpleNamespace(notice=told.append, told=told)


def code_of(function: Any, *args: Any) -> str:
    with pytest.raises(SdolError) as raised:
        function(*args)
    return raised.value.code


def written(folder: Path, data: bytes) -> str:
    path = folder / "file"
    path.write_bytes(data)
    return str(path)


def test_text_is_read_as_it_is(world: Any, tmp_path: Path) -> None:
    path = written(tmp_path, b"\xef\xbb\xbfa\r\nb\n")
    assert fs.read(world, path) == "a\r\nb\n"
    assert fs.read_lines(world, path) == ["a", "b"]
    assert fs.read(world, written(tmp_path, b"")) == ""


@pytest.mark.parametrize(
    ("data", "code"), [(b"a\nb\xe9", "E0812"), (b"PK\x03\x04\0\0", "E0814"), ("x".encode("utf-16"), "E0814")]
)
def test_what_is_no_text(world: Any, tmp_path: Path, data: bytes, code: str) -> None:
    assert code_of(fs.read, world, written(tmp_path, data)) == code


def test_a_bad_byte_is_placed(world: Any, tmp_path: Path) -> None:
    with pytest.raises(SdolError, match="line 2 of") as raised:
        fs.read(world, written(tmp_path, b"\xef\xbb\xbfa\nb\xe9"))
    assert "offset 6" in raised.value.reason


def test_what_cannot_be_opened(world: Any, tmp_path: Path) -> None:
    file = written(tmp_path, b"a")
    assert code_of(fs.read, world, str(tmp_path / "missing")) == "E0801"
    assert code_of(fs.read, world, str(tmp_path)) == "E0802"
    assert code_of(fs.read, world, file + "/below") == "E0805"
    assert code_of(fs.list_files, world, file) == "E0805"
    os.mkfifo(tmp_path / "pipe")
    assert code_of(fs.list_files, world, str(tmp_path / "pipe")) == "E0805"
    assert code_of(fs.delete, world, str(tmp_path)) == "E0802"
    assert code_of(fs.write, world, str(tmp_path), "x") == "E0802"
    assert code_of(fs.write, world, str(tmp_path / "no" / "file"), "x") == "E0805"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may do everything")
def test_what_is_not_permitted(world: Any, tmp_path: Path) -> None:
    path = written(tmp_path, b"old")
    os.chmod(path, 0o400)
    assert code_of(fs.write, world, path, "new") == "E0803"
    os.chmod(path, 0)
    assert code_of(fs.read, world, path) == "E0803"


def test_a_link_that_took_the_place_of_a_file_is_not_followed(world: Any, tmp_path: Path) -> None:
    secret = written(tmp_path, b"secret")
    link = str(tmp_path / "link")
    os.symlink(secret, link)
    assert code_of(fs.read, world, link) == "E0803"
    assert code_of(fs.append, world, link, "x") == "E0803"
    assert Path(secret).read_bytes() == b"secret"


def test_a_file_that_is_too_large(world: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fs, "MAX_FILE", 2)
    assert code_of(fs.read, world, written(tmp_path, b"abc")) == "E0815"


def test_broken_rows(world: Any, tmp_path: Path) -> None:
    path = written(tmp_path, b'{"n": 1}\nnot json\n{"n": 2}\n')
    with pytest.raises(SdolError, match=r"line 2 of .* is not JSON"):
        fs.read_jsonl(world, path)
    assert fs.read_jsonl(world, path, "skip") == [{"n": 1}, {"n": 2}]
    assert len(world.told) == 2
    assert code_of(fs.read_jsonl, world, path, "ignore") == "E0817"
    assert code_of(fs.read_json, world, path) == "E0816"


def test_comma_separated_values(world: Any, tmp_path: Path) -> None:
    path = written(tmp_path, b'name,text\r\nAnn,"one, ""two""\r\nlines"\r\n\r\nBob\r\nEve,x\r\n')
    with pytest.raises(SdolError, match=r"line 5 of .* has 1 cell") as raised:
        fs.read_csv(world, path)
    assert raised.value.code == "E0818"
    rows = fs.read_csv(world, path, "skip")
    assert rows == [{"name": "Ann", "text": 'one, "two"\r\nlines'}, {"name": "Eve", "text": "x"}]
    assert fs.read_csv(world, written(tmp_path, b"")) == []
    assert fs.read_csv(world, written(tmp_path, b"a;b\n1;2\n"), "fail", ";") == [{"a": "1", "b": "2"}]
    assert code_of(fs.read_csv, world, written(tmp_path, b"a,a\n1,2\n")) == "E0818"
    assert code_of(fs.read_csv, world, written(tmp_path, b'a\n"open')) == "E0818"


def test_writing_keeps_permissions_and_leaves_nothing_else(world: Any, tmp_path: Path) -> None:
    path = written(tmp_path, b"old")
    os.chmod(path, 0o640)
    fs.write(world, path, "née")
    assert Path(path).read_bytes() == "née".encode()
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o640
    assert os.listdir(tmp_path) == ["file"]


def full_after(size: int) -> Any:
    write, room = os.write, size

    def limited(descriptor: int, data: Any) -> int:
        nonlocal room
        if room <= 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        done = write(descriptor, bytes(data[:room]))
        room -= done
        return done

    return limited


@pytest.mark.parametrize("verb", [fs.write, fs.append])
def test_a_full_disk_leaves_the_file_as_it_was(
    world: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, verb: Any
) -> None:
    path = written(tmp_path, b"old")
    monkeypatch.setattr(files.os, "write", full_after(5))
    assert code_of(verb, world, path, "much that is new") == "E0821"
    assert Path(path).read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["file"]


def test_a_device_is_written_to_and_not_replaced(world: Any) -> None:
    fs.write(world, "/dev/null", "gone")
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)


def test_appending_and_deleting(world: Any, tmp_path: Path) -> None:
    path = str(tmp_path / "log")
    fs.append(world, path, "a\n")
    fs.append(world, path, "b\n")
    assert fs.read(world, path) == "a\nb\n"
    fs.delete(world, path)
    assert not fs.exists(world, path)
    assert code_of(fs.delete, world, path) == "E0801"


def test_rows_are_written_all_or_none(world: Any, tmp_path: Path) -> None:
    path = written(tmp_path, b"old")
    with pytest.raises(SdolError, match=r"`rows\[1\]` cannot be written"):
        fs.write_jsonl(world, path, [{"n": 1}, {"n": float("nan")}])
    assert Path(path).read_bytes() == b"old"
    fs.write_jsonl(world, path, [{"n": 1}, "é"])
    assert fs.read_jsonl(world, path) == [{"n": 1}, "é"]


def test_a_text_that_has_no_bytes(world: Any, tmp_path: Path) -> None:
    assert code_of(fs.write, world, str(tmp_path / "a"), "x\ud800") == "E0822"
    assert os.listdir(tmp_path) == []


def test_folders(world: Any, tmp_path: Path) -> None:
    fs.make_folder(world, str(tmp_path / "b" / "c"))
    fs.make_folder(world, str(tmp_path / "b"))
    written(tmp_path, b"")
    assert fs.list_files(world, str(tmp_path)) == ["b/", "file"]
    assert fs.exists(world, str(tmp_path / "b"))
    assert code_of(fs.make_folder, world, str(tmp_path / "file")) == "E0805"


SWAPPED: list[tuple[Any, tuple[Any, ...]]] = [
    (fs.read, ()),
    (fs.read_lines, ()),
    (fs.read_jsonl, ()),
    (fs.read_json, ()),
    (fs.read_csv, ()),
    (fs.exists, ()),
    (fs.list_files, ()),
    (fs.write, ("x",)),
    (fs.append, ("x",)),
    (fs.write_jsonl, ([1],)),
    (fs.delete, ()),
    (fs.make_folder, ()),
]


def swap(tmp_path: Path) -> None:
    """The folder `open` becomes a link to `secret`, which looks the same inside."""
    (tmp_path / "open").rename(tmp_path / "aside")
    (tmp_path / "open").symlink_to("secret")


@pytest.fixture
def two_folders(tmp_path: Path) -> Path:
    for name in ("open", "secret"):
        (tmp_path / name / "below").mkdir(parents=True)
        (tmp_path / name / "below" / "file").write_text(name)
    return tmp_path


@pytest.mark.parametrize("last", ["below", "below/file", "below/new", "new/new"])
@pytest.mark.parametrize(("verb", "more"), SWAPPED)
def test_a_folder_that_became_a_link_is_not_entered(
    world: Any, two_folders: Path, verb: Any, more: tuple[Any, ...], last: str
) -> None:
    path = gate.resolve("fs.write", str(two_folders / "open" / last))
    swap(two_folders)
    assert code_of(verb, world, path, *more) == "E0803"
    secret = two_folders / "secret"
    assert sorted(p.name for p in secret.rglob("*")) == ["below", "file"]
    assert (secret / "below" / "file").read_text() == "secret"


@pytest.mark.parametrize("engine", ["step", "emit"])
def test_a_swap_between_the_check_and_the_opening(
    run: Any, two_folders: Path, monkeypatch: pytest.MonkeyPatch, engine: str
) -> None:
    def resolve_and_swap(effect: str, resource: str) -> str:
        found = resolve(effect, resource)
        swap(two_folders)
        return found

    resolve = gate.resolve
    monkeypatch.setattr(gate, "resolve", resolve_and_swap)
    ran = run(f'print read("{two_folders}/open/below/file")', engine, allow=["fs.read"])
    assert (ran.out, ran.codes) == ("", ["E0803"])


def test_a_link_in_place_of_a_file_is_neither_deleted_nor_told(world: Any, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(written(tmp_path, b""))
    for verb in (fs.delete, fs.exists, fs.list_files, fs.make_folder):
        assert code_of(verb, world, str(link)) == "E0803"
    assert link.is_symlink()


def test_no_descriptor_is_left_open(world: Any, tmp_path: Path) -> None:
    before = os.dup(0)
    os.close(before)
    fs.write(world, str(tmp_path / "a"), "x")
    fs.list_files(world, str(tmp_path))
    code_of(fs.read, world, str(tmp_path))
    code_of(fs.read, world, str(tmp_path / "a" / "b"))
    fs.make_folder(world, "/")
    after = os.dup(0)
    os.close(after)
    assert after == before
