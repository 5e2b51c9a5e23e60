"""A user's own space in programs: queries and documents, `~=`, and what is told when it changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from encoders import encoder, states, unit

from sdol.kernel.calibrating import measured
from sdol.spaces import adding
from sdol.spaces.drafts import from_folder
from sdol.spaces.registry import open_manifest
from sdol.spaces.wishes import Wishes

pytest.importorskip("onnx")

GROUPS = [["a cat sat", "the cat sat"], ["dog runs far", "the dog runs"], ["here", "from here"]]
ASKING = {"query": "query : ", "document": "document : "}


def add(folder: Path, **wishes: object) -> str:
    """Adds the encoder in a folder as `mine`; gives its identity."""
    draft = adding.probed(from_folder("mine", folder, Wishes(**wishes)))
    vectors = open_manifest(draft).embed([text for group in GROUPS for text in group])
    return adding.keep(adding.with_calibration(draft, measured(vectors, GROUPS, "mine")), copy=False).id


@pytest.mark.parametrize("engine", ["step", "emit"])
@pytest.mark.parametrize("query", ['"dog runs"', "q", "[q][0]"])
def test_near_reads_its_text_as_a_query(run, tmp_path, engine, query):
    add(encoder(tmp_path / "got"), prefixes=ASKING)
    program = f"""store notes@mine
        notes.put("a cat sat on the mat")
        let q = "dog runs"
        for hit in near {query} in notes {{ print hit.score }}"""
    found = run(program, engine)
    asked, told = states("query : dog runs"), states("document : a cat sat on the mat")
    wanted = unit(asked.mean(axis=0)) @ unit(told.mean(axis=0))
    assert float(found.out) == pytest.approx(wanted, abs=1e-5)


@pytest.mark.parametrize("engine", ["step", "emit"])
def test_one_text_as_a_query_and_as_a_document_is_two_vectors(run, tmp_path, engine):
    add(encoder(tmp_path / "got"), prefixes=ASKING)
    program = """space mine
        store notes@mine
        notes.put("dog runs")
        for hit in near "dog runs" in notes { print hit.score < 0.9999 }
        for hit in near ~"dog runs" in notes { print hit.score > 0.9999 }"""
    assert run(program, engine).out == "true\ntrue\n"


def test_means_the_same_is_calibrated(run, tmp_path):
    add(encoder(tmp_path / "got"))
    program = 'space mine\nprint ~"a cat" ~= ~"a cat", ~"a cat sat" ~= ~"dog runs far away", same_threshold(~"a") < 1'
    assert run(program).out == "true false true\n"


def test_a_store_of_a_space_that_changed_is_refused(run, tmp_path):
    session = str(tmp_path / "kept.db")
    folder = encoder(tmp_path / "got")
    before = add(folder)
    assert run('store notes@mine\nnotes.put("a cat")', session=session).status == 0
    adding.remove("mine")
    assert add(folder, pooling="max") != before
    found = run('store notes@mine\nprint len(near "a cat" in notes)', session=session)
    assert found.status == 1
    assert before in found.messages[0]
