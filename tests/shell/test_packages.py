"""Packages: fetched from where modules are kept, found by `import`, and nothing else than what was added."""

from __future__ import annotations

import json
import shutil
import subprocess
import tarfile
import threading
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from sdol.shell.main import main

PRICES = """\
## Adds tax.
fn with_tax(price: num) -> num { price * 1.2 }
fn load(p: text) -> text uses fs.read { read(p) }
"""
PROGRAM = "import prices\nprint prices.with_tax(10)\n"

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Calls `sdol` in a project; gives its status, output and error."""
    (tmp_path / "project").mkdir()
    monkeypatch.chdir(tmp_path / "project")
    monkeypatch.setenv("COLUMNS", "100")

    def called(*words: str) -> tuple[int, str, str]:
        code = main(list(words))
        told = capfd.readouterr()
        return code, told.out, told.err

    return called


@pytest.fixture
def prices(tmp_path: Path) -> Path:
    folder = tmp_path / "prices"
    folder.mkdir()
    (folder / "prices.sdol").write_text(PRICES)
    (folder / ".hidden").write_text("secret")
    return folder


def commit(folder: Path, message: str) -> str:
    git = ["git", "-C", str(folder), "-c", "user.name=ann", "-c", "user.email=ann@example.org"]
    if not (folder / ".git").exists():
        subprocess.run([*git, "init", "--quiet"], check=True)
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "--quiet", "-m", message], check=True)
    return subprocess.run(
        [*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True
    ).stdout.strip()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    """An address at which the files beside the project are served."""

    class Silent(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Silent, directory=str(tmp_path)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def source_of(kind: str, prices: Path, served: str) -> str:
    """The package under an address of some kind."""
    archive = prices.parent / f"prices.{kind}"
    if kind == "git":
        commit(prices, "first")
        return f"git+{prices.as_uri()}"
    if kind == "zip":
        with zipfile.ZipFile(archive, "w") as packed:
            packed.write(prices / "prices.sdol", "prices-1.0/prices.sdol")
        return f"{served}/prices.zip"
    if kind == "tar.gz":
        with tarfile.open(archive, "w:gz") as packed:
            packed.add(prices, "prices-1.0")
        return str(archive)
    return {"folder": "../prices", "file": "../prices/prices.sdol", "url": f"{served}/prices/prices.sdol"}[
        kind
    ]


@pytest.mark.parametrize("kind", ["folder", "file", "url", "zip", "tar.gz", "git"])
def test_a_package_is_added_imported_and_fetched_again(
    call: Call, prices: Path, served: str, kind: str
) -> None:
    Path("main.sdol").write_text(PROGRAM)
    status, out, err = call("packages", "add", source_of(kind, prices, served))
    assert (status, err) == (0, "") and out.endswith("`import prices`; its functions use fs.read\n")
    assert call("run", "main.sdol") == (0, "12.0\n", "")
    assert not Path("packages/prices/.hidden").exists()
    shutil.rmtree("packages")
    assert "`sdol packages install` fetches it" in call("run", "main.sdol")[2]
    assert call("packages", "install")[0] == 0
    assert call("run", "main.sdol")[1] == "12.0\n"
    assert call("packages", "verify")[0] == 0


def test_a_package_may_do_no_more_than_the_program(call: Call, prices: Path) -> None:
    call("packages", "add", str(prices))
    Path("main.sdol").write_text('import prices\nprint prices.load("main.sdol").lines[0]\n')
    assert call("run", "main.sdol")[0] == 3
    assert call("run", "main.sdol", "--allow", "fs.read=main.sdol")[1] == "import prices\n"


def test_a_commit_stays_the_one_that_was_added(call: Call, prices: Path) -> None:
    first = commit(prices, "first")
    call("packages", "add", f"git+{prices.as_uri()}")
    (prices / "prices.sdol").write_text(PRICES.replace("1.2", "1.5"))
    second = commit(prices, "second")
    shutil.rmtree("packages")
    call("packages", "install")
    assert "1.2" in Path("packages/prices/prices.sdol").read_text()
    call("packages", "add", f"git+{prices.as_uri()}")
    rows = json.loads(call("packages", "list", "--json")[1])
    assert [(r["revision"], r["state"], r["effects"]) for r in rows] == [(second, "fine", ["fs.read"])]
    call("packages", "add", f"git+{prices.as_uri()}", "--revision", first[:10])
    assert json.loads(Path("sdol.lock").read_text())["packages"]["prices"]["revision"] == first


def test_what_a_package_needs_comes_with_it(call: Call, prices: Path, tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "shop.sdol").write_text("import prices\nfn total() -> num { prices.with_tax(5) }\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path / "shop")
        call("packages", "add", "../prices")
    assert call("packages", "add", "../shop")[1].count("added") == 2
    Path("sub").mkdir()
    Path("sub/main.sdol").write_text("import shop\nprint shop.total()\n")
    assert call("run", "sub/main.sdol")[1] == "6.0\n"
    (prices / "prices.sdol").write_text(PRICES.replace("1.2", "1.5"))
    assert call("packages", "add", "../prices")[0] == 0
    assert "E0953" in call("packages", "add", "../shop")[2]
    assert "needs another version" in call("packages", "add", "../shop")[2]


def test_changed_missing_and_strange_packages_are_told(call: Call, prices: Path) -> None:
    call("packages", "add", "../prices")
    Path("packages/prices/prices.sdol").write_text(PRICES + "# mine\n")
    Path("packages/other").mkdir()
    Path("packages/other/other.sdol").write_text("fn f() -> int { 1 }\n")
    status, out, _ = call("packages", "verify", "--json")
    assert (status, [r["state"] for r in json.loads(out)]) == (1, ["changed", "not in the lock file"])
    shutil.rmtree("packages/prices")
    assert next(r["state"] for r in json.loads(call("packages", "list", "--json")[1])) == "missing"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("add", "../empty"), "E0950", "its folder has no .sdol file"),
        (("add", "../prices", "rates"), "E0950", "reads its file rates.sdol"),
        (("add", "../prices/prices.sdol", "lists"), "E0901", "cannot be the name"),
        (("add", "../prices/prices.sdol", "while"), "E0901", "cannot be the name"),
        (("add", "ftp://127.0.0.1/prices.sdol"), "E0952", "only https, http and git"),
        (("add", "http://127.0.0.1:1/prices.sdol"), "E0952", "refused"),
        (("add", "git+file:///no/such/place"), "E0952", "does not"),
        (("add", "../prices", "--folder", "../.."), "E0952", "there is no folder"),
        (("add", "../bad.zip"), "E0952", "cannot be unpacked"),
        (("add", "../evil.tar"), "E0952", "leads out of it"),
        (("remove", "price"), "E0901", "has no package"),
        (("sell",), "E0901", "cannot sell"),
        (("add",), "E0901", "takes a source more"),
    ],
)
def test_what_cannot_be_added_changes_nothing(
    call: Call, prices: Path, tmp_path: Path, words: tuple[str, ...], code: str, said: str
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "bad.zip").write_text("no archive")
    with tarfile.open(tmp_path / "evil.tar", "w") as packed:
        packed.add(prices / "prices.sdol", "../../evil.sdol")
    status, out, err = call("packages", *words)
    assert status in (1, 2) and out == ""
    assert code in err and said in err
    assert not Path("sdol.lock").exists()
    assert not Path("packages").exists() or not list(Path("packages").iterdir())


def test_a_file_or_a_library_module_goes_before_no_package(call: Call, prices: Path) -> None:
    """Nothing becomes a package by lying about: only below a lock file is one found."""
    Path("packages/prices").mkdir(parents=True)
    shutil.copy(prices / "prices.sdol", "packages/prices")
    Path("main.sdol").write_text(PROGRAM)
    assert "E0209" in call("run", "main.sdol")[2]
