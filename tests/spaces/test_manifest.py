"""A manifest is read strictly, and names a space by what determines its vectors."""

import json

import pytest

from sdol.errors import SdolError
from sdol.spaces.manifest import FILENAME, parse, read
from sdol.spaces.registry import open_manifest

HASH = "0" * 64


def described(**changes):
    raw = {
        "format": 1,
        "name": "tiny",
        "version": "1",
        "kind": "static",
        "dimension": 8,
        "pooling": "mean",
        "max_tokens": None,
        "licence": "MIT",
        "source": "made for a test",
        "files": {"rows": {"path": "rows.npy", "size": 10, "sha256": HASH}},
    }
    return {key: value for key, value in (raw | changes).items() if value is not ...}


def identity(tmp_path, **changes):
    return parse(described(**changes), tmp_path / FILENAME).id


def test_reads_every_field_and_finds_the_files_beside_it(tmp_path):
    found = parse(described(prefixes={"query": "query: "}), tmp_path / FILENAME)
    assert (found.name, found.kind, found.dimension, found.max_tokens) == ("tiny", "static", 8, None)
    assert found.folder == tmp_path
    assert found.size == 10
    assert found.prefixes == {"query": "query: "}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"name": ...}, "'name' is missing"),
        ({"name": ""}, "'name' is empty"),
        ({"files": ...}, "'files' is missing"),
        ({"files": {}}, "'files' names no file"),
        ({"files": {"rows": "rows.npy"}}, "files.rows must be an object"),
        ({"files": {"rows": {"path": "r", "size": 1}}}, "'files.rows.sha256' is missing"),
        ({"files": {"rows": {"path": "../r", "size": 1, "sha256": HASH}}}, "beside the manifest"),
        ({"dimension": "384"}, "'dimension' must be a whole number"),
        ({"dimension": True}, "'dimension' must be a whole number"),
        ({"dimension": 0}, "at least 1"),
        ({"max_tokens": ...}, "'max_tokens' is missing"),
        ({"max_tokens": 16}, "at least 128"),
        ({"pooling": "median"}, "'pooling' is 'median'"),
        ({"prefixes": {"queries": "q: "}}, "'prefixes.queries' is not a field"),
        ({"colour": "red"}, "'colour' is not a field"),
        ({"calibration": []}, "'calibration' must be an object"),
    ],
)
def test_says_which_field_is_wrong(tmp_path, changes, reason):
    with pytest.raises(SdolError) as caught:
        parse(described(**changes), tmp_path / FILENAME)
    assert caught.value.code == "E0702"
    assert reason in caught.value.reason


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "\xff"])
def test_a_file_that_is_no_manifest(tmp_path, text):
    path = tmp_path / FILENAME
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(SdolError) as caught:
        read(path)
    assert caught.value.code == "E0702"
    assert str(path) in str(caught.value)


def test_another_version_of_the_format_is_named_before_its_fields_are_judged(tmp_path):
    path = tmp_path / FILENAME
    path.write_text(json.dumps({"format": 2, "called": "tiny"}))
    with pytest.raises(SdolError, match="format 2") as caught:
        read(path)
    assert caught.value.code == "E0703"


def test_an_unknown_kind_lists_the_known_ones(tmp_path):
    with pytest.raises(SdolError, match="'gguf'") as caught:
        open_manifest(parse(described(kind="gguf"), tmp_path / FILENAME))
    assert caught.value.code == "E0704"
    assert "onnx, static" in caught.value.reason


def test_identity_is_the_name_and_what_determines_the_vectors(tmp_path):
    plain = identity(tmp_path)
    assert plain.startswith("tiny@")
    assert len(plain) == len("tiny@") + 8
    assert identity(tmp_path, licence="BSD", source="elsewhere", calibration={"a": 1}) == plain
    other = {"rows": {"path": "rows.npy", "size": 10, "sha256": "1" * 64}}
    changed = [{"version": "2"}, {"max_tokens": 256}, {"prefixes": {"query": "q"}}, {"files": other}]
    assert len({plain, *(identity(tmp_path, **change) for change in changed)}) == 5
