"""Which spaces there are, what opening one loads, and what a changed file leads to."""

import hashlib
import io
import json
import shutil
import subprocess
import sys

import numpy as np
import pytest

from sdol.errors import SdolError
from sdol.spaces import available, manifest, names, open_space, verify
from sdol.spaces.manifest import FILENAME, read
from sdol.spaces.registry import forget, open_manifest


def loaded_by(program):
    """Which heavy packages a fresh interpreter has loaded after the program."""
    check = "import sys; print(*sorted({'numpy', 'onnxruntime', 'tokenizers'} & set(sys.modules)))"
    run = subprocess.run(
        [sys.executable, "-c", f"{program}\n{check}"], capture_output=True, text=True, check=True
    )
    return run.stdout.split()


@pytest.fixture
def swift(tmp_path):
    """The folder of a copy of swift."""
    return shutil.copytree(manifest("swift").folder, tmp_path / "swift")


def test_two_spaces_travel_with_the_package():
    found = {space.name: space for space in available()}
    assert {"minilm", "swift"} <= set(found)
    assert (found["minilm"].dimension, found["swift"].dimension) == (384, 256)
    for space in (found["minilm"], found["swift"]):
        assert space.licence == "Apache-2.0"
        assert "Apache License" in (space.folder / "LICENSE").read_text()
        assert "all-MiniLM-L6-v2" in (space.folder / "NOTICE").read_text()
        assert space.calibration["unrelated_mean"] < space.calibration["related_mean"]
        verify(space)


def test_a_misspelt_name_is_guessed():
    with pytest.raises(SdolError, match="'minlm'") as caught:
        manifest("minlm")
    assert caught.value.code == "E0701"
    assert caught.value.help == "did you mean 'minilm'? spaces: minilm, swift"


def test_a_name_is_not_a_path():
    with pytest.raises(SdolError) as caught:
        open_space("../models/swift")
    assert caught.value.code == "E0701"


def test_a_space_is_one_object_with_one_identity():
    assert open_space("swift") is open_space("swift")
    assert open_space("swift").id == manifest("swift").id
    assert open_space("swift").id != open_space("minilm").id


def test_manifests_load_nothing_heavy():
    program = "import sdol.spaces as s; s.available(); s.manifest('minilm'); s.open_space('minilm').id"
    assert loaded_by(program) == []


def test_swift_needs_no_inference_library():
    assert loaded_by("import sdol.spaces as s; s.open_space('swift').embed(['hello'])") == [
        "numpy",
        "tokenizers",
    ]


@pytest.mark.parametrize(
    "damage", [lambda data: data[:-1], lambda data: data[:-1] + bytes([data[-1] ^ 1]), lambda _: b""]
)
def test_a_changed_file_is_never_embedded_with(swift, damage):
    rows = swift / "rows.npy"
    rows.write_bytes(damage(rows.read_bytes()))
    copy = read(swift / FILENAME)
    for use in (lambda: verify(copy), lambda: open_manifest(copy).embed(["hello"])):
        with pytest.raises(SdolError, match=r"rows\.npy") as caught:
            use()
        assert caught.value.code == "E0706"


def test_a_missing_file_is_named(swift):
    (swift / "tokenizer.json").unlink()
    with pytest.raises(SdolError, match=r"tokenizer\.json") as caught:
        open_manifest(read(swift / FILENAME)).embed(["hello"])
    assert caught.value.code == "E0705"


def with_file(folder, role, contents, **changes):
    """The manifest in `folder`, truthfully describing another file in that role."""
    (folder / "other").write_bytes(contents)
    entry = {"path": "other", "size": len(contents), "sha256": hashlib.sha256(contents).hexdigest()}
    raw = json.loads((folder / FILENAME).read_text())
    (folder / FILENAME).write_text(json.dumps(raw | {"files": raw["files"] | {role: entry}} | changes))
    return read(folder / FILENAME)


@pytest.mark.parametrize(
    ("kind", "role", "reason"),
    [
        ("onnx", "model", "onnxruntime cannot read its graph"),
        ("static", "tokenizer", "tokenizers cannot read its tokenizer"),
        ("static", "rows", "numpy cannot read its table: it is no array in numpy's format"),
    ],
)
def test_a_file_that_a_library_refuses(swift, kind, role, reason):
    with pytest.raises(SdolError) as caught:
        open_manifest(with_file(swift, role, b"not a model", kind=kind)).embed(["hello"])
    assert caught.value.code == "E0707"
    assert reason in caught.value.reason


def test_a_table_of_another_size_than_the_manifest_says(swift):
    small = io.BytesIO()
    np.save(small, np.ones((10, 256), np.int8))
    with pytest.raises(SdolError) as caught:
        open_manifest(with_file(swift, "rows", small.getvalue())).embed(["hello"])
    assert "not one of 30522 tokens by 256" in caught.value.reason


def test_a_role_without_a_file(swift):
    with pytest.raises(SdolError) as caught:
        open_manifest(with_file(swift, "table", b"1", kind="onnx")).embed(["hello"])
    assert "no file for the role 'model'" in caught.value.reason


def test_a_graph_of_another_width_than_the_manifest_says(tmp_path):
    copy = shutil.copytree(manifest("minilm").folder, tmp_path / "minilm")
    raw = json.loads((copy / FILENAME).read_text())
    (copy / FILENAME).write_text(json.dumps(raw | {"dimension": 256}))
    with pytest.raises(SdolError) as caught:
        open_manifest(read(copy / FILENAME)).embed(["hello"])
    assert caught.value.code == "E0707"


def test_a_broken_manifest_hides_no_other_space(swift, monkeypatch):
    broken = swift.with_name("broken")
    broken.mkdir()
    (broken / FILENAME).write_text("{")
    monkeypatch.setattr("sdol.spaces.registry._roots", lambda: [swift.parent])
    forget()
    assert names() == ["broken", "swift"]
    assert manifest("swift").folder == swift
    with pytest.raises(SdolError, match="does not describe a space"):
        manifest("broken")
    forget()


def test_the_folder_bears_the_name_of_the_space(swift):
    renamed = swift.rename(swift.with_name("swifter"))
    with pytest.raises(SdolError) as caught:
        read(renamed / FILENAME)
    assert "'name' is 'swift'" in caught.value.reason
