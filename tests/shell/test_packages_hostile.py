"""Packages from those who mean harm, and changes that are cut off in the middle: nothing is lost, nothing gets out."""

from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
import sys
import tarfile
import zipfile
from email.message import Message
from pathlib import Path
from threading import Thread
from urllib.error import URLError
from urllib.request import Request

import pytest

from sdol.errors import SdolError
from sdol.lang.packages import project_of
from sdol.shell.packages import adding, fetching, lock, standing, unpacking
from sdol.shell.packages.lock import Locked, Origin
from sdol.shell.packages.redirects import Redirects


@pytest.fixture
def root(tmp_path: Path) -> str:
    (tmp_path / "project").mkdir()
    for name in ("prices", "rates"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.sdol").write_text(f"fn {name}_of(n: num) -> num {{ n * 2 }}\n")
    return str(tmp_path / "project")


def states(root: str) -> dict[str, str]:
    return {one.name: one.state for one in standing.packages(root)}


def needing(folder: Path, name: str, source: str) -> None:
    """Writes a package that needs another one, of unknown contents."""
    folder.mkdir(exist_ok=True)
    (folder / f"{folder.name}.sdol").write_text("fn f() -> num { 1 }\n")
    lock.write(str(folder), {name: Locked(Origin(source), "0" * 64)})


def refused(root: str, source: str, **more: str) -> SdolError:
    with pytest.raises(SdolError) as caught:
        adding.add(root, Origin(source, **more), None)
    assert not os.path.exists(os.path.join(root, lock.LOCK)) or not lock.read(root)
    assert not list(Path(root).rglob("*.sdol"))
    return caught.value


def test_packages_in_a_circle_end(root: str, tmp_path: Path) -> None:
    needing(tmp_path / "hen", "egg", "../egg")
    needing(tmp_path / "egg", "hen", "../hen")
    assert refused(root, "../hen").reason == "hen needs egg needs hen"


def test_packages_that_lead_ever_deeper_end(root: str, tmp_path: Path) -> None:
    for n in range(adding.DEEPEST + 2):
        needing(tmp_path / f"p{n}", f"p{n + 1}", f"../p{n + 1}")
    assert "deep" in refused(root, "../p0").reason


@pytest.mark.parametrize("source", ["/etc", "git+file:///etc", "~/notes", "git+../prices"])
def test_a_package_from_elsewhere_takes_no_file_of_this_machine(source: str) -> None:
    with pytest.raises(SdolError) as caught:
        adding.origin_of_needed(Origin(source), Origin("git+https://example.org/shop.git", "1234"))
    assert "this machine" in caught.value.reason


def test_a_package_imports_no_file_from_outside(root: str, tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "shop.sdol").write_text(f'import "{tmp_path}/prices/prices.sdol"\n')
    assert "not its own" in refused(root, "../shop").message


def test_what_is_ones_own_is_never_overwritten(root: str) -> None:
    own = Path(root, "packages", "prices")
    own.mkdir(parents=True)
    (own / "prices.sdol").write_text("# a week of work\n")
    with pytest.raises(SdolError) as caught:
        adding.add(root, Origin("../prices"), None)
    assert caught.value.code == "E0953" and (own / "prices.sdol").read_text() == "# a week of work\n"


def test_a_folder_of_everybodys_is_no_project_of_what_lies_below(tmp_path: Path) -> None:
    below = tmp_path / "mine" / "deeper"
    below.mkdir(parents=True)
    (tmp_path / lock.LOCK).write_text("")
    assert project_of(str(below)) == str(tmp_path)
    tmp_path.chmod(0o1777)
    assert project_of(str(below)) is None
    assert project_of(str(tmp_path)) == str(tmp_path)


def test_an_update_that_fails_leaves_the_version_before(root: str, tmp_path: Path) -> None:
    adding.add(root, Origin("../prices"), None)
    (tmp_path / "prices" / "prices.sdol").write_text("fn broken(\n")
    with pytest.raises(SdolError):
        adding.add(root, Origin("../prices"), None)
    assert states(root) == {"prices": "fine"}


KILLED = """\
import os, sys
from sdol.shell.packages import adding, lock
from sdol.shell.packages.lock import Origin
wrote = lock.write
def write(root, packages):
    if packages or sys.argv[3] == "remove":
        if sys.argv[4] == "after":
            wrote(root, packages)
        os._exit(9)
    wrote(root, packages)
lock.write = write
adding.add(sys.argv[1], Origin(sys.argv[2]), None) if sys.argv[3] == "add" else adding.remove(sys.argv[1], "prices")
"""


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("what", ["first", "update", "remove"])
def test_a_change_that_is_killed_is_settled_by_the_next_one(
    root: str, tmp_path: Path, what: str, when: str
) -> None:
    if what != "first":
        adding.add(root, Origin("../prices"), None)
    (tmp_path / "prices" / "prices.sdol").write_text("fn newer(n: num) -> num { n }\n")
    word = "remove" if what == "remove" else "add"
    killed = subprocess.run([sys.executable, "-c", KILLED, root, "../prices", word, when], check=False)
    assert killed.returncode == 9
    adding.add(root, Origin("../rates"), None)
    there = {"first": when == "after", "update": True, "remove": when == "before"}[what]
    assert states(root) == {"rates": "fine"} | ({"prices": "fine"} if there else {})
    if there:
        text = Path(root, "packages", "prices", "prices.sdol").read_text()
        assert text.startswith("fn newer") == (when == "after")
    assert not [f for f in os.listdir(os.path.join(root, "packages")) if f.startswith(".")]


def test_changes_at_once_wait_for_each_other(root: str) -> None:
    script = "import sys; from sdol.shell.main import main; sys.exit(main(['packages', 'add', sys.argv[1]]))"
    running = [
        subprocess.Popen([sys.executable, "-c", script, f"../{n}"], cwd=root, stdout=subprocess.DEVNULL)
        for n in ("prices", "rates")
    ]
    assert [process.wait(60) for process in running] == [0, 0]
    assert states(root) == {"prices": "fine", "rates": "fine"}


def test_what_is_missing_is_installed_in_any_order(root: str, tmp_path: Path) -> None:
    """Packages stand in the lock file by name, and one may need one that comes later."""
    (tmp_path / "aaa").mkdir()
    (tmp_path / "aaa" / "aaa.sdol").write_text("import rates\nfn f() -> num { rates.rates_of(1) }\n")
    adding.add(str(tmp_path / "aaa"), Origin("../rates"), None)
    adding.add(root, Origin("../aaa"), None)
    for name in ("aaa", "rates"):
        Path(root, "packages", name).rename(tmp_path / f"away_{name}")
    assert [one.name for one in adding.install(root)] == ["aaa", "rates"]


def test_a_pipe_or_a_link_in_a_package_is_a_change(root: str) -> None:
    adding.add(root, Origin("../prices"), None)
    place = Path(root, "packages", "prices")
    os.mkfifo(place / "pipe.sdol")
    assert states(root) == {"prices": "changed"}
    (place / "pipe.sdol").unlink()
    (place / "more").symlink_to("/etc")
    assert states(root) == {"prices": "changed"}
    (place / "more").unlink()
    (place / "bad.sdol").write_bytes(b"\xff")
    assert states(root) == {"prices": "changed"}


def test_names_and_contents_are_told_apart_by_a_digest(tmp_path: Path) -> None:
    """A name with a line break cannot stand for the line of a second file."""
    (tmp_path / "two").mkdir()
    (tmp_path / "one").mkdir()
    (tmp_path / "two" / "a").write_text("1")
    (tmp_path / "two" / "b").write_text("1")
    content = "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b"
    (tmp_path / "one" / f"a\n{content}  b").write_text("1")
    assert lock.digest(str(tmp_path / "two")) != lock.digest(str(tmp_path / "one"))


def test_a_path_that_is_not_utf8_can_be_read_again(root: str) -> None:
    locked = Locked(Origin("../n\udcff"), "0" * 64)
    lock.write(root, {"n": locked})
    assert lock.read(root) == {"n": locked}


@pytest.mark.parametrize(
    ("source", "more", "said"),
    [
        ("https://ann:secret@example.org/x.zip", {}, "a name or a password"),
        ("git+https://token@example.org/x", {}, "a name or a password"),
        ("https://[x/a.zip", {}, "IPv6"),
        ("git+ext::sh -c true ://x", {}, "'ext' not allowed"),
        ("/dev/null", {}, "neither a file nor a folder"),
        ("git+file:///nowhere", {"revision": "--upload-pack=true"}, "no commit"),
    ],
)
def test_origins_that_are_none(root: str, source: str, more: dict[str, str], said: str) -> None:
    told = refused(root, source, **more)
    assert said in told.reason and "secret" not in told.message + told.reason + told.help


def test_a_hooks_environment_does_not_lead_git_astray(
    root: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a hook of the project's repository git is told of that one, whose files must stay as they are."""
    git = ["git", "-c", "user.name=ann", "-c", "user.email=ann@example.org"]
    for folder in ("prices", "project"):
        (tmp_path / folder / "note").write_text("first")
        for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "first"]):
            subprocess.run([*git, "-C", str(tmp_path / folder), *words], check=True)
    Path(root, "note").write_text("being written")
    monkeypatch.setenv("GIT_DIR", os.path.join(root, ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", root)
    adding.add(root, Origin(f"git+file://{tmp_path}/prices"), None)
    assert Path(root, "note").read_text() == "being written"
    assert states(root) == {"prices": "fine"}


# --- archives and servers ---------------------------------------------------------------------------------------


def tar_header(name: str, size: int, kind: bytes) -> bytes:
    row = tarfile.TarInfo(name)
    row.size, row.type = size, kind
    return row.tobuf(tarfile.GNU_FORMAT)


def bomb(path: Path, kind: str) -> None:
    if kind == "zip of many":
        with zipfile.ZipFile(path, "w") as packed:
            for n in range(unpacking.MOST + 1):
                packed.writestr(f"{n}", "")
    elif kind == "zip that lies":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr("x.sdol", b"\0" * (unpacking.LARGEST + 1))
    else:
        header = tar_header("x", 1 << 40, tarfile.XHDTYPE if kind == "tar of names" else tarfile.REGTYPE)
        with gzip.open(path, "wb", compresslevel=1) as file:
            file.write(header + b"\0" * (unpacking.LARGEST + unpacking.MOST * 1024 + 1024))


@pytest.mark.parametrize(
    ("kind", "ending"),
    [("zip of many", "zip"), ("zip that lies", "zip"), ("tar of names", "tar.gz"), ("tar of zeros", "tgz")],
)
def test_a_bomb_is_not_unpacked(
    root: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, ending: str
) -> None:
    monkeypatch.setattr(unpacking, "LARGEST", 100_000)
    monkeypatch.setattr(unpacking, "MOST", 50)
    bomb(tmp_path / f"bomb.{ending}", kind)
    assert "it has more than" in refused(root, f"../bomb.{ending}").reason


@pytest.mark.parametrize("ending", ["zip", "tar.gz", "tar", "tgz"])
def test_damaged_archives_are_told(root: str, tmp_path: Path, ending: str) -> None:
    whole = io.BytesIO()
    if ending == "zip":
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as zipped:
            zipped.writestr("x.sdol", "fn f() -> num { 1 }\n" * 99)
    else:
        with tarfile.open(fileobj=whole, mode="w" if ending == "tar" else "w:gz") as tarred:
            tarred.addfile(tarfile.TarInfo("x.sdol"))
    data = bytearray(whole.getvalue())
    for at in range(4 if ending == "tar" else 30, 60):
        data[at] ^= 0x55
    (tmp_path / f"bad.{ending}").write_bytes(data)
    assert refused(root, f"../bad.{ending}").code in ("E0952", "E0950")


@pytest.mark.parametrize("to", ["http://example.org/x.zip", "ftp://example.org/x.zip", "file:///etc/passwd"])
def test_what_was_asked_for_safely_is_not_fetched_openly(to: str) -> None:
    asked = Request("https://example.org/x.zip")
    with pytest.raises(URLError, match="is not followed"):
        Redirects().redirect_request(asked, None, 302, "", Message(), to)
    assert Redirects().redirect_request(asked, None, 302, "", Message(), "https://example.com/x.zip")


def test_a_server_that_trickles_is_left(monkeypatch: pytest.MonkeyPatch, root: str) -> None:
    import socket

    monkeypatch.setattr(fetching, "SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def trickle() -> None:
            with server.accept()[0] as there:
                there.recv(4096)
                there.sendall(b"HTTP/1.0 200 fine\r\n\r\n")
                there.settimeout(0.02)
                while True:
                    try:
                        there.sendall(b"#")
                        there.recv(1)
                        return
                    except TimeoutError:
                        continue
                    except OSError:
                        return

        serving = Thread(target=trickle)
        serving.start()
        assert (
            "more than 0.2 seconds"
            in refused(root, f"http://127.0.0.1:{server.getsockname()[1]}/x.zip").reason
        )
        serving.join()


def test_a_lock_file_of_somebody_elses_making_is_told(root: str) -> None:
    rows = [
        [],
        {"format": 1, "packages": []},
        {"format": 1, "packages": {"../x": {"source": "a", "digest": "b"}}},
        {"format": 1, "packages": {"x": {"source": 1, "digest": "b"}}},
        {"format": 2},
    ]
    for row in rows:
        Path(root, lock.LOCK).write_text(json.dumps(row))
        with pytest.raises(SdolError) as caught:
            adding.install(root)
        assert caught.value.code == "E0951"
