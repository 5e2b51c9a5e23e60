"""A manifest is read strictly, and names a space by what determines its vectors."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sdol.errors import SdolError
from sdol.spaces.embedder import KINDS
from sdol.spaces.manifest import ACCESS, FILENAME, SETTINGS, parse, read
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


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "\xff", "[" * 100_000])
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
    with pytest.raises(SdolError, match="'tarot'") as caught:
        open_manifest(parse(described(kind="tarot"), tmp_path / FILENAME))
    assert caught.value.code == "E0704"
    assert "onnx, pictures, remote, static" in caught.value.reason


def test_identity_is_the_name_and_what_determines_the_vectors(tmp_path):
    plain = identity(tmp_path)
    assert plain.startswith("tiny@")
    assert len(plain) == len("tiny@") + 8
    assert identity(tmp_path, licence="BSD", source="elsewhere", calibration={"a": 1}) == plain
    other = {"rows": {"path": "rows.npy", "size": 10, "sha256": "1" * 64}}
    changed = [{"version": "2"}, {"max_tokens": 256}, {"prefixes": {"query": "q"}}, {"files": other}]
    assert len({plain, *(identity(tmp_path, **change) for change in changed)}) == 5


ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 10**6),
    st.floats(),
    st.text(max_size=5),
    st.lists(st.integers(), max_size=3),
)
FIELDS = [
    *("name", "kind", "dimension", "pooling", "max_tokens", "files", "prefixes", "calibration"),
    *(f"settings.{name}" for name in (*SETTINGS, "picture.size", "picture.mean", "other")),
    *(f"access.{name}" for name in (*ACCESS, "other")),
]


@given(st.sampled_from(KINDS), st.dictionaries(st.sampled_from(FIELDS), ODD, max_size=4))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_manifest_holds_is_told_as_an_error(tmp_path, kind, odd):
    raw = described(
        kind=kind, settings={"url": "http://far.example/v1", "model": "m", "picture": {}}, access={}
    )
    for name, value in odd.items():
        *outer, last = name.split(".")
        inner = raw
        for part in outer:
            inner = inner[part] if isinstance(inner.get(part), dict) else {}
        inner[last] = value
    try:
        space = open_manifest(parse(raw, tmp_path / FILENAME))
        if space.manifest.kind != "remote":
            space.embed(["a cat"])
        else:
            assert space.embedder.token_counts(["a cat"]) == [1]
    except SdolError as error:
        assert error.code in {"E0702", "E0703", "E0704", "E0705", "E0706", "E0707", "E0710"}
