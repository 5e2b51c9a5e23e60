"""`sdol models`, `store` and `doctor`: what is there, and whether it is whole."""

from __future__ import annotations

import hashlib
import shutil
import tomllib
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

from sdol.resources import folder
from sdol.shell import examination
from sdol.spaces import registry
from tests.conftest import ROOT
from tests.shell.conftest import Answer

Call = Callable[..., Answer]


def test_models_as_their_files_are(call: Call) -> None:
    models = {m["name"]: m for m in call("models", "verify", "--json").json}
    assert models["minilm"]["dimension"] == 384 and models["swift"]["dimension"] == 256
    assert {m["files"] for m in models.values()} == {"verified"}
    assert all(m["licence"] == "Apache-2.0" for m in models.values())
    listed = call("models", "list")
    assert listed.status == 0
    assert "minilm" in listed.out and models["swift"]["id"] in listed.out


@pytest.fixture
def damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation whose `swift` has one flipped bit."""
    copy = tmp_path / "models"
    shutil.copytree(folder("models") / "swift", copy / "swift")
    rows = copy / "swift" / "rows.npy"
    data = bytearray(rows.read_bytes())
    data[-1] ^= 1
    rows.write_bytes(data)
    monkeypatch.setattr(registry, "_roots", lambda: [copy])
    registry.forget()
    yield copy
    registry.forget()


def test_a_damaged_model_is_found(call: Call, damaged: Path) -> None:
    answer = call("models", "verify")
    assert answer.status == 1
    assert "damaged" in answer.out
    looked = {f["check"]: f for f in call("doctor", "--json").json}
    assert looked["model swift"]["status"] == "fail"
    assert "reinstall" in looked["model swift"]["help"]
    (damaged / "swift" / "rows.npy").unlink()
    assert "missing" in call("models", "list").out


def test_a_whole_installation(call: Call) -> None:
    answer = call("doctor", "--json")
    found = {f["check"]: f["status"] for f in answer.json}
    assert (answer.status, answer.err) == (0, "")
    assert {"python", "numpy", "grammar", "sqlite", "model minilm", "model swift", "session"} <= set(found)
    assert found["model minilm"] == found["model swift"] == "ok"
    assert "fail" not in found.values()


def test_a_dependency_is_loaded_under_the_name_of_its_module() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    names = [examination.split_requirement(wanted)[0] for wanted in project["dependencies"]]
    modules = [examination.IMPORTED_AS.get(name, name.replace("-", "_")) for name in names]
    assert [module for module in modules if find_spec(module) is None] == []


def test_a_damaged_session_is_found(call: Call, tmp_path: Path) -> None:
    (tmp_path / "damaged.db").write_bytes(b"not a database at all" * 100)
    before = hashlib.sha256((tmp_path / "damaged.db").read_bytes()).digest()
    answer = call("doctor", "--session", "damaged.db")
    assert answer.status == 1
    assert "fail" in answer.out and "Traceback" not in answer.out
    listed = call("store", "ls", "--session", "damaged.db")
    assert (listed.status, listed.out) == (1, "")
    assert "error[E0605]" in listed.err
    assert hashlib.sha256((tmp_path / "damaged.db").read_bytes()).digest() == before


# --- the store ----------------------------------------------------------------------------------------------


@pytest.fixture
def notes(call: Call, script: Callable[..., str]) -> str:
    text = 'store notes@swift\nnotes.put("a late parcel", {year: 2024})\nnotes.put("a sunny day")\n'
    assert call("run", script(text), "--session", "notes.db") == (0, "", "")
    return "notes.db"


def test_partitions(notes: str, call: Call) -> None:
    (found,) = call("store", "ls", "--session", notes, "--json").json
    assert found["space"].startswith("swift@")
    assert (found["name"], found["dimension"], found["count"]) == ("notes", 256, 2)
    assert found["bytes"] > 2 * 4 * 256
    assert "notes" in call("store", "ls", "--session", notes).out
    assert call("store", "info", "notes", "--session", notes, "--json").json == found


def test_what_a_session_holds(notes: str, call: Call) -> None:
    found = call("store", "info", "--session", notes, "--json").json
    assert (found["partitions"], found["records"], found["runs"]) == (1, 2, 1)
    assert [(run["program"], run["status"]) for run in found["latest_runs"]] == [("program.sdol", "0")]
    assert call("store", "info", "--session", notes).status == 0


def test_what_is_not_there(notes: str, call: Call, tmp_path: Path) -> None:
    assert call("store", "info", "nots", "--session", notes).status == 1
    missing = call("store", "ls", "--session", "missing.db")
    assert (missing.status, missing.out) == (1, "")
    assert not (tmp_path / "missing.db").exists()
    assert call("store", "ls") == (0, "no partitions\n", "")
    assert call("store", "info", "--json").json["records"] == 0
    assert not (tmp_path / "session.db").exists()
