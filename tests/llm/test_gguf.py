"""GGUF models through llama.cpp, with a tiny real one: `make test-llm`.

`SDOL_GGUF` names the file; by default it is looked for beside the repository.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sdol.errors import SdolError
from sdol.spaces import adding
from sdol.spaces.drafts import from_gguf
from sdol.spaces.registry import open_manifest
from sdol.spaces.wishes import Wishes

pytest.importorskip("llama_cpp", reason="llama-cpp-python is not installed: `make test-llm` installs it")

ROOT = Path(__file__).resolve().parents[2]
MODEL = Path(os.environ.get("SDOL_GGUF") or ROOT.parent / "shared" / "models" / "stories260K.gguf").resolve()
TEXTS = [
    "Once upon a time there was a cat.",
    "A dog",
    "The sun is warm, and the children play in the garden.",
]

pytestmark = pytest.mark.skipif(
    not MODEL.is_file(), reason=f"there is no {MODEL.name}: name one with SDOL_GGUF"
)


@pytest.fixture(scope="module")
def states() -> list[np.ndarray]:
    """The model's states of each token of the texts, as llama.cpp gives them without pooling."""
    from sdol.spaces.gguf import loaded

    model = loaded(MODEL, "states", pooling=0, window=256)
    return [np.array(model.embed(text)) for text in TEXTS]


def unit(row: np.ndarray) -> np.ndarray:
    return row / np.linalg.norm(row)


@pytest.mark.parametrize(
    ("how", "by_hand"),
    [
        ("mean", lambda rows: rows.mean(axis=0)),
        ("cls", lambda rows: rows[0]),
        ("last", lambda rows: rows[-1]),
    ],
)
def test_states_are_pooled_as_is_wished(states, how, by_hand):
    found = open_manifest(from_gguf("tiny", MODEL, Wishes(pooling=how))).embed(TEXTS)
    np.testing.assert_allclose(found, [unit(by_hand(rows)) for rows in states], atol=1e-5)


def test_company_changes_no_bit():
    space = open_manifest(from_gguf("tiny", MODEL, Wishes(pooling="mean")))
    together = space.embed(TEXTS)
    assert all((space.embed([text])[0] == row).all() for text, row in zip(TEXTS, together, strict=True))


def test_a_cut_keeps_the_first_numbers(states):
    found = open_manifest(from_gguf("tiny", MODEL, Wishes(pooling="last", dimension=16))).embed(TEXTS)
    np.testing.assert_allclose(found, [unit(rows[-1][:16]) for rows in states], atol=1e-5)


def test_a_long_text_is_read_in_windows():
    space = open_manifest(from_gguf("tiny", MODEL, Wishes(pooling="mean", max_tokens=128)))
    said: list[str] = []
    (row,) = space.embed(["once upon a time " * 200], notice=said.append)
    assert abs(np.linalg.norm(row) - 1) < 1e-6
    assert "127 tokens" in said[0]


def test_a_file_that_does_not_say_how_it_pools():
    with pytest.raises(SdolError, match="cannot be added") as caught:
        from_gguf("tiny", MODEL, Wishes())
    assert (caught.value.code, "--pooling mean" in caught.value.help) == ("E0715", True)


def test_a_known_model_brings_its_prefixes():
    draft = from_gguf("mine", MODEL, Wishes(), like="nomic")
    assert (draft.pooling, draft.prefixes["query"]) == ("mean", "search_query: ")


def test_damaged_files(tmp_path):
    whole = MODEL.read_bytes()
    for data in (b"", b"text", b"GGUF", whole[: len(whole) // 2]):
        (tmp_path / "bad.gguf").write_bytes(data)
        with pytest.raises(SdolError) as caught:
            from_gguf("bad", tmp_path / "bad.gguf", Wishes(pooling="mean"))
        assert caught.value.code == "E0707"


def test_a_changed_file_is_noticed(tmp_path):
    copy = tmp_path / "copy.gguf"
    copy.write_bytes(MODEL.read_bytes())
    draft = from_gguf("tiny", copy, Wishes(pooling="mean"))
    copy.write_bytes(copy.read_bytes()[:-1] + b"x")
    with pytest.raises(SdolError) as caught:
        open_manifest(draft).embed(TEXTS)
    assert caught.value.code == "E0706"


@pytest.mark.parametrize("engine", ["step", "emit"])
def test_a_program_uses_it(run, engine):
    adding.keep(adding.probed(from_gguf("tiny", MODEL, Wishes(pooling="mean"))), copy=False)
    found = run('space tiny\nlet t = "a cat"\nprint dimension(~t), ~t ~ ~"a cat" > 0.999999', engine)
    assert (found.status, found.out) == (0, "64 true\n")


def test_llama_cpp_says_nothing(sdol: Callable[..., subprocess.CompletedProcess[str]]):
    added = sdol("models", "add", "tiny", str(MODEL), "--pooling", "mean")
    assert (added.returncode, added.stderr) == (0, "")
    used = sdol("eval", 'dimension(~"a cat"@tiny)')
    assert (used.stdout, used.stderr) == ("64\n", "")
