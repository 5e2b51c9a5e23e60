"""`sdol models add`, `remove`, `verify` and `bench`, as a user calls them."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest

from sdol.resources import folder

MINILM = folder("models") / "minilm"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder with a sentence encoder: a graph that pools, and its tokenizer."""
    made = tmp_path / "encoder"
    made.mkdir()
    for name in ("model.onnx", "tokenizer.json"):
        shutil.copyfile(MINILM / name, made / name)
    return made


def test_a_model_is_added_used_and_removed(call, own, tmp_path):
    added = call("models", "add", "mine", str(own), "--json").json
    assert (added["name"], added["dimension"], added["pooling"]) == ("mine", 384, "model")
    assert (added["files"], added["problem"], added["notes"]) == ("present", "", [])
    program = tmp_path / "p.sdol"
    program.write_text('space mine\nprint ~"a cat" ~ ~"a kitten" > ~"a cat" ~ ~"a car", ~"a cat" ~= ~"a cat"')
    assert call("run", str(program)).out == "true true\n"
    assert "removed mine" in call("models", "remove", "mine").out
    assert call("run", str(program)).status == 2
    assert (own / "model.onnx").is_file()


def test_a_changed_file_is_shown_and_fails(call, own):
    call("models", "add", "mine", str(own))
    with (own / "model.onnx").open("r+b") as file:
        file.seek(1000)
        file.write(b"\0\1\2\3")
    listed = {m["name"]: m for m in call("models", "list", "--json").json}
    assert listed["mine"]["files"] == "present"
    verified = call("models", "verify", "--json")
    found = {m["name"]: m for m in verified.json}
    assert (verified.status, found["mine"]["files"], found["minilm"]["files"]) == (1, "damaged", "verified")
    assert "`sdol models remove mine`" in found["mine"]["problem"]
    (own / "tokenizer.json").unlink()
    assert {m["name"]: m["files"] for m in call("models", "list", "--json").json}["mine"] == "missing"


def test_a_broken_manifest_breaks_nothing_else(call, tmp_path, monkeypatch):
    broken = tmp_path / "own models" / "broken"
    broken.mkdir(parents=True)
    (broken / "manifest.json").write_text("{")
    listed = call("models", "list", "--json")
    found = {m["name"]: m["files"] for m in listed.json}
    assert (listed.status, found) == (1, {"broken": "unreadable", "minilm": "present", "swift": "present"})
    assert call("eval", 'dimension(~"a"@swift)').out == "256\n"
    assert call("models", "remove", "broken").status == 0


def test_bench_measures_what_it_names(call):
    (found,) = call("models", "bench", "swift", "--json").json
    assert (found["name"], found["dimension"], found["apart"]) == ("swift", 256, 0.0)
    assert found["texts_per_second"] > 0 and found["median_ms"] > 0 and found["load_seconds"] > 0


def test_a_gguf_file_without_llama_cpp(call, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "llama_cpp", None)
    (tmp_path / "m.gguf").write_bytes(b"GGUF")
    answer = call("models", "add", "mine", str(tmp_path / "m.gguf"), "--json")
    (found,) = answer.json["diagnostics"]
    assert (answer.status, found["code"]) == (1, "E0710")
    assert "pip install 'sdol[llm]'" in found["help"]


@pytest.mark.parametrize(
    "words",
    [
        ["sell"],
        ["add"],
        ["add", "mine"],
        ["remove"],
        ["list", "minilm"],
        ["add", "mine", ".", "--pooling", "median"],
        ["add", "mine", ".", "--dimension", "-3"],
        ["add", "mine", ".", "--max-tokens", "1e3"],
        ["add", "mine", ".", "--padding", "top"],
        ["add", "mine", ".", "--like", "bert"],
        ["add", "mine", ".", "--url", "http://127.0.0.1:9"],
    ],
)
def test_calls_that_are_wrong(call, words):
    answer = call("models", *words, "--json")
    assert (answer.status, answer.json["diagnostics"][0]["code"]) == (2, "E0901")


def test_a_manifest_on_json_is_one_value(call):
    assert isinstance(json.loads(call("models", "verify", "--json").out), list)
