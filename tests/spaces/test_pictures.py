"""Models that read pictures into the space of a text model."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from encoders import encoder, unit

from sdol.errors import SdolError
from sdol.spaces import adding
from sdol.spaces.drafts import from_folder
from sdol.spaces.pictures import resized
from sdol.spaces.registry import manifest, open_space
from sdol.spaces.wishes import Wishes

pytest.importorskip("onnx")

SIZE = 4
LOOK = {"size": {"height": SIZE, "width": SIZE}, "image_mean": [0.5, 0.25, 0.0], "image_std": [0.5, 0.5, 2.0]}
COLOURS = np.random.default_rng(3).normal(size=(3, 8)).astype(np.float32)


def eye(folder: Path) -> Path:
    """A model whose state of each pixel is its three colours times a matrix."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    shape = numpy_helper.from_array(np.array([0, 3, -1], np.int64), "shape")
    nodes = [
        helper.make_node("Reshape", ["pixel_values", "shape"], ["flat"]),
        helper.make_node("Transpose", ["flat"], ["pixels"], perm=[0, 2, 1]),
        helper.make_node("MatMul", ["pixels", "colours"], ["last_hidden_state"]),
    ]
    given = helper.make_tensor_value_info("pixel_values", TensorProto.FLOAT, ["batch", 3, SIZE, SIZE])
    gives = helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, ["batch", "pixels", 8])
    values = [shape, numpy_helper.from_array(COLOURS, "colours")]
    made = helper.make_graph(nodes, "eye", [given], [gives], values)
    (folder / "onnx").mkdir(parents=True)
    onnx.save(
        helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], ir_version=8),
        folder / "onnx" / "model.onnx",
    )
    (folder / "preprocessor_config.json").write_text(json.dumps(LOOK))
    return folder


@pytest.fixture
def seeing(tmp_path: Path) -> None:
    """The spaces `nomic`, of texts, and `nomic_vision`, of pictures in the same space."""
    adding.keep(from_folder("nomic", encoder(tmp_path / "text", pooling=None), Wishes()), copy=False)
    adding.keep(from_folder("nomic_vision", eye(tmp_path / "eye"), Wishes()), copy=False)


def test_a_picture_lands_in_the_space_of_texts(seeing):
    picture = np.random.default_rng(5).integers(0, 256, (SIZE, SIZE, 3), dtype=np.uint8)
    (found,) = open_space("nomic_vision").embed_pictures([picture])
    first = (picture[0, 0] / 255 - np.array(LOOK["image_mean"])) / np.array(LOOK["image_std"])
    np.testing.assert_allclose(found, unit(first @ COLOURS), atol=1e-5)
    assert manifest("nomic_vision").id == manifest("nomic").id


def test_texts_are_read_by_the_text_model(seeing):
    with pytest.raises(SdolError, match="reads pictures") as caught:
        open_space("nomic_vision").embed(["a cat"])
    assert (caught.value.code, "'nomic'" in caught.value.help) == ("E0714", True)
    with pytest.raises(SdolError, match="reads texts"):
        open_space("nomic").embed_pictures([])


@pytest.mark.parametrize("shape", [(4, 4), (4, 4, 4), (0, 4, 3)])
def test_arrays_that_are_no_pictures(seeing, shape):
    with pytest.raises(SdolError) as caught:
        open_space("nomic_vision").embed_pictures([np.zeros(shape, np.uint8)])
    assert caught.value.code == "E0714"


def test_a_model_of_pictures_needs_its_text_model(tmp_path):
    with pytest.raises(SdolError) as caught:
        from_folder("nomic_vision", eye(tmp_path / "eye"), Wishes())
    assert (caught.value.code, "`sdol models add nomic FOLDER`" in caught.value.help) == ("E0701", True)


def test_how_pictures_are_seen_must_be_told(tmp_path):
    folder = eye(tmp_path / "eye")
    (folder / "preprocessor_config.json").write_text(json.dumps(LOOK | {"image_std": [1, 0, 1]}))
    with pytest.raises(SdolError) as caught:
        from_folder("mine", folder, Wishes())
    assert (caught.value.code, "preprocessor_config.json" in caught.value.reason) == ("E0715", True)


@pytest.mark.parametrize("size", [1, 3, 4, 9])
def test_scaling_keeps_one_colour(size):
    np.testing.assert_allclose(resized(np.full((7, 5, 3), 0.25, np.float32), size), 0.25, atol=1e-6)


def test_scaling_to_the_same_size_changes_nothing():
    picture = np.random.default_rng(1).random((6, 6, 3)).astype(np.float32)
    np.testing.assert_allclose(resized(picture, 6), picture, atol=1e-6)


def test_halving_weighs_by_triangles():
    line = np.array([0, 0, 0, 8, 0, 0, 0, 0], np.float32)
    picture = np.repeat(np.tile(line, (8, 1))[:, :, None], 3, axis=2)
    np.testing.assert_allclose(resized(picture, 4)[0, :, 0], [0.0, 3.0, 1.0, 0.0], atol=1e-5)
