"""A user's own ONNX encoders: what their folders say becomes the vector that numpy gives by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from encoders import TABLE, WIDTH, WORDS, encoder, graph, states, tokenizer, unit

from sdol.errors import SdolError
from sdol.spaces import adding
from sdol.spaces.drafts import from_folder
from sdol.spaces.registry import manifest, names, open_manifest, open_space
from sdol.spaces.wishes import Wishes

pytest.importorskip("onnx")

TEXTS = ["a cat sat on the mat", "dog runs", "the dog runs far away from the cat"]
BY_HAND = {
    "mean": lambda rows: rows.mean(axis=0),
    "cls": lambda rows: rows[0],
    "last": lambda rows: rows[-1],
    "max": lambda rows: rows.max(axis=0),
}


def drafted(folder: Path, name: str = "mine", like: str | None = None, **wishes: object):
    return adding.probed(from_folder(name, folder, Wishes(**wishes), like))


def embedded(folder: Path, texts: list[str] = TEXTS, **wishes: object):
    return open_manifest(drafted(folder, **wishes)).embed(texts)


@pytest.mark.parametrize("how", BY_HAND)
@pytest.mark.parametrize("side", ["left", "right"])
def test_states_are_pooled_as_the_folder_says(tmp_path, how, side):
    found = embedded(encoder(tmp_path, pooling=how, files={"tokenizer_config.json": {"padding_side": side}}))
    wanted = [unit(BY_HAND[how](states(text))) for text in TEXTS]
    np.testing.assert_allclose(found, wanted, atol=1e-6)


def test_company_changes_no_bit(tmp_path):
    space = open_manifest(drafted(encoder(tmp_path)))
    together = space.embed(TEXTS)
    assert all((space.embed([text])[0] == row).all() for text, row in zip(TEXTS, together, strict=True))


def test_an_option_overrules_the_folder(tmp_path):
    found = embedded(encoder(tmp_path, pooling="mean"), pooling="cls")
    np.testing.assert_allclose(found[0], unit(TABLE[WORDS.index("[CLS]")]), atol=1e-6)


def test_a_decoder_with_positions_past_and_left_padding(tmp_path):
    """As Qwen3-Embedding: last token, an end token after each text, positions that begin after the padding."""
    from encoders import PLACES

    folder = encoder(
        tmp_path,
        pooling="last",
        tokens=tokenizer(marks=("", "")),
        inputs=("input_ids", "attention_mask", "position_ids"),
        past=True,
    )
    found = embedded(folder, padding="left", end="<|endoftext|>")
    end = TABLE[WORDS.index("<|endoftext|>")].astype(np.float64)
    wanted = [unit(end + PLACES[len(text.split())]) for text in TEXTS]
    np.testing.assert_allclose(found, wanted, atol=1e-6)


def test_an_end_token_that_the_tokenizer_adds_is_not_added_twice(tmp_path):
    folder = encoder(tmp_path, tokens=tokenizer(marks=("", "<|endoftext|>")))
    np.testing.assert_array_equal(embedded(folder, end="<|endoftext|>"), embedded(folder))


def test_a_graph_that_pools_itself(tmp_path):
    draft = drafted(encoder(tmp_path, pooling=None, output="sentence_embedding", pooled=True))
    assert draft.pooling == "model"
    assert draft.settings["alone"]  # this graph counts padding in, so a text must not have any
    found = open_manifest(draft).embed(TEXTS)
    np.testing.assert_allclose(found, [unit(states(text).mean(axis=0)) for text in TEXTS], atol=1e-6)


def test_a_cut_after_a_layer_norm(tmp_path):
    found = embedded(encoder(tmp_path), dimension=4, layer_norm=True)
    for row, text in zip(found, TEXTS, strict=True):
        mean = states(text).mean(axis=0)
        normed = (mean - mean.mean()) / np.sqrt(mean.var() + 1e-5)
        np.testing.assert_allclose(row, unit(normed[:4]), atol=1e-6)


def test_prefixes_stand_before_queries_and_documents(tmp_path):
    prompts = {"prompts": {"query": "query : ", "document": "document : "}}
    space = open_manifest(drafted(encoder(tmp_path, files={"config_sentence_transformers.json": prompts})))
    for role in ("query", "document"):
        wanted = unit(states(f"{role} : a cat").mean(axis=0))
        np.testing.assert_allclose(space.embed(["a cat"], role=role)[0], wanted, atol=1e-6)


def test_every_window_of_a_long_text_has_the_prefix(tmp_path):
    folder = encoder(tmp_path)
    space = open_manifest(drafted(folder, prefixes={"document": "document : "}, max_tokens=128))
    room = 128 - 2 - 2
    parts = [" ".join(["cat"] * room), " ".join(["cat"] * 100)]
    rows = [states("document : " + part).mean(axis=0) for part in parts]
    wanted = unit(sum(unit(row) * (len(part.split()) + 2) for row, part in zip(rows, parts, strict=True)))
    np.testing.assert_allclose(space.embed([" ".join(["cat"] * (room + 100))])[0], wanted, atol=1e-6)


def test_weights_beside_the_graph(tmp_path):
    folder = encoder(tmp_path, beside=True)
    draft = drafted(folder)
    assert "data" in draft.files
    np.testing.assert_allclose(
        open_manifest(draft).embed(TEXTS)[0], unit(states(TEXTS[0]).mean(axis=0)), atol=1e-6
    )
    data = folder / "onnx" / "model.onnx_data"
    data.write_bytes(data.read_bytes()[:-1] + b"x")
    with pytest.raises(SdolError, match="onnx_data") as caught:
        open_manifest(draft).embed(TEXTS)
    assert caught.value.code == "E0706"


def test_weights_that_the_manifest_does_not_name_are_not_read(tmp_path, monkeypatch):
    """A graph names its weights itself; under another name they would be found, unchecked, where one happens to be."""
    import onnx

    folder = encoder(tmp_path, beside=True)
    path = folder / "onnx" / "model.onnx"
    model = onnx.load(path, load_external_data=False)
    for entry in (
        e for tensor in model.graph.initializer for e in tensor.external_data if e.key == "location"
    ):
        entry.value = "weights.bin"
    path.write_bytes(model.SerializeToString())
    data = path.with_name("model.onnx_data").rename(path.with_name("weights.bin")).read_bytes()
    (tmp_path / "weights.bin").write_bytes(data)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SdolError, match="mine") as caught:
        drafted(folder)
    assert (caught.value.code, "cannot be checked" in caught.value.reason) == ("E0707", True)


def test_prompts_of_another_form_are_no_prefixes(tmp_path):
    files = {"config_sentence_transformers.json": {"prompts": ["query : "]}}
    assert drafted(encoder(tmp_path, files=files)).prefixes == {}


def test_what_determines_the_vectors_is_the_identity(tmp_path):
    folder = encoder(tmp_path)
    plain = drafted(folder)
    others = [
        {"pooling": "cls"},
        {"dimension": 4},
        {"dimension": 4, "layer_norm": True},
        {"prefixes": {"query": "query : "}},
        {"max_tokens": 200},
        {"end": "<|endoftext|>"},
        {"padding": "left"},
    ]
    assert len({plain.id, *(drafted(folder, **one).id for one in others)}) == len(others) + 1
    assert replace(plain, licence="MIT", calibration={"a": 1}).id == plain.id
    (folder / "tokenizer.json").write_text(tokenizer(padding=False))
    assert drafted(folder).id != plain.id


# --- what cannot be added -----------------------------------------------------------------------------------


def refusal(folder: Path, **wishes: object) -> SdolError:
    with pytest.raises(SdolError) as caught:
        drafted(folder, **wishes)
    return caught.value


def test_a_tokenizer_with_more_tokens_than_the_configuration_knows(tmp_path):
    found = refusal(encoder(tmp_path, tokens=tokenizer(extra=5)))
    assert found.code == "E0717"
    assert f"{len(WORDS) + 4:,}" in found.reason and f"{len(WORDS):,}" in found.reason


def test_a_tokenizer_with_more_tokens_than_the_table(tmp_path):
    found = refusal(encoder(tmp_path, tokens=tokenizer(extra=5), files={"config.json": {}}))
    assert (found.code, "token 24" in found.reason) == ("E0717", True)


def test_inputs_that_nothing_is_known_of(tmp_path):
    found = refusal(encoder(tmp_path, other=["task_id"]))
    assert found.code == "E0707"
    assert "'task_id'" in found.reason


def test_numbers_that_are_not_finite(tmp_path):
    table = TABLE.copy()
    table[WORDS.index("[CLS]")] = np.nan
    found = refusal(encoder(tmp_path, table=table))
    assert (found.code, found.reason) == ("E0709", "the model gave numbers that are not finite")


def test_a_model_that_gives_zero(tmp_path):
    found = refusal(encoder(tmp_path, table=np.zeros_like(TABLE)))
    assert (found.code, found.reason) == ("E0709", "the model gave a vector of length zero")


@pytest.mark.parametrize(
    ("files", "wishes", "reason"),
    [
        ({"1_Pooling/config.json": {}}, {}, "nothing in it says how"),
        ({"1_Pooling/config.json": {"pooling_mode_weightedmean_tokens": True}}, {}, "weightedmean"),
        (
            {"1_Pooling/config.json": {"pooling_mode_mean_tokens": True, "pooling_mode_cls_token": True}},
            {},
            " and ",
        ),
        ({"modules.json": [{"type": "sentence_transformers.models.Dense"}]}, {}, "goes on with Dense"),
        ({"config.json": "{"}, {}, "config.json cannot be read"),
        ({}, {"pooling": "model"}, "its graph gives last_hidden_state"),
        ({}, {"model": "onnx/other.onnx"}, "there is no file onnx/other.onnx"),
        ({}, {"max_tokens": 20}, "only 20 tokens"),
    ],
)
def test_a_folder_that_leaves_something_open(tmp_path, files, wishes, reason):
    found = refusal(encoder(tmp_path, files=files), **wishes)
    assert found.code == "E0715"
    assert reason in found.reason
    assert found.help


def test_missing_files_are_named(tmp_path):
    folder = encoder(tmp_path)
    (folder / "tokenizer.json").unlink()
    (folder / "vocab.txt").write_text("a")
    assert "it has vocab.txt, and no tokenizer.json" in refusal(folder).reason
    (folder / "onnx" / "model.onnx").unlink()
    (folder / "model.safetensors").write_text("")
    assert "weights of PyTorch" in refusal(folder).reason
    assert "there is no such folder" in refusal(tmp_path / "nowhere").reason


@pytest.mark.parametrize("damage", [b"", b"not a graph"])
def test_a_graph_that_is_none(tmp_path, damage):
    folder = encoder(tmp_path)
    (folder / "onnx" / "model.onnx").write_bytes(damage)
    assert refusal(folder).code == "E0707"


def test_a_cut_to_more_than_there_is(tmp_path):
    assert refusal(encoder(tmp_path), dimension=9).code == "E0715"


def test_a_tokenizer_without_a_filler(tmp_path):
    folder = encoder(tmp_path, tokens=tokenizer(padding=False))
    np.testing.assert_allclose(embedded(folder)[1], unit(states(TEXTS[1]).mean(axis=0)), atol=1e-6)


# --- described models ---------------------------------------------------------------------------------------


def test_nomic_is_read_as_its_page_says(tmp_path):
    folder = encoder(tmp_path, pooling=None, files={"config.json": {"n_positions": 8192}})
    draft = from_folder("nomic", folder, Wishes())
    assert draft.prefixes == {"query": "search_query: ", "document": "search_document: "}
    assert (draft.pooling, draft.licence, draft.max_tokens) == ("mean", "Apache-2.0", 2048)
    assert "layer_norm" not in draft.settings
    with pytest.raises(SdolError, match="not made to be cut to 100") as caught:
        from_folder("nomic", folder, Wishes(dimension=100))
    assert "768, 512, 256, 128, 64" in caught.value.reason


def test_qwen_is_read_as_its_page_says(tmp_path):
    folder = encoder(
        tmp_path,
        pooling=None,
        tokens=tokenizer(marks=("", "")),
        inputs=("input_ids", "attention_mask", "position_ids"),
        past=True,
    )
    draft = from_folder("small", folder, Wishes(), like="qwen3")
    assert (draft.pooling, draft.settings["padding"], draft.settings["end"]) == (
        "last",
        "left",
        "<|endoftext|>",
    )
    assert draft.prefixes["query"].startswith("Instruct: ") and "document" not in draft.prefixes


def test_a_described_model_that_is_missing_says_how_to_get_it():
    with pytest.raises(SdolError) as caught:
        manifest("nomic")
    assert "onnx/model.onnx" in caught.value.help
    assert "`sdol models add nomic FOLDER`" in caught.value.help


# --- kept ---------------------------------------------------------------------------------------------------


def test_a_kept_model_is_found_by_its_name(tmp_path):
    draft = drafted(encoder(tmp_path))
    kept = adding.keep(draft, copy=False)
    assert kept.id == draft.id == manifest("mine").id
    assert (open_space("mine").embed(TEXTS) == open_manifest(draft).embed(TEXTS)).all()
    adding.remove("mine")
    assert "mine" not in names()
    assert (tmp_path / "tokenizer.json").is_file()


def test_a_copy_does_not_need_the_folder(tmp_path):
    folder = encoder(tmp_path / "got", beside=True)
    adding.keep(drafted(folder), copy=True)
    for path in folder.rglob("model*"):
        path.unlink()
    assert open_space("mine").embed(TEXTS).shape == (3, WIDTH)


@pytest.mark.parametrize("name", ["minilm", "Mine", "two words", "let", "../mine", "", "hd", "9lives"])
def test_names_that_a_space_cannot_have(name):
    with pytest.raises(SdolError) as caught:
        adding.check_name(name, {"let", "hd"})
    assert caught.value.code == "E0716"


def test_a_changed_file_says_what_to_do(tmp_path):
    folder = encoder(tmp_path)
    adding.keep(drafted(folder), copy=False)
    (folder / "tokenizer.json").write_text(tokenizer(marks=("[CLS]", "")))
    with pytest.raises(SdolError, match="was changed") as caught:
        open_space("mine").embed(TEXTS)
    assert caught.value.code == "E0706"
    assert "`sdol models remove mine`" in caught.value.help


def test_a_manifest_survives_its_own_json(tmp_path):
    kept = adding.keep(drafted(encoder(tmp_path), prefixes={"query": "query : "}, dimension=4), copy=False)
    assert json.loads(kept.path.read_text())["settings"]["width"] == WIDTH
    assert manifest("mine") == kept


def test_a_folder_that_cannot_be_written(tmp_path, monkeypatch):
    draft = drafted(encoder(tmp_path / "got"))
    (tmp_path / "taken").write_text("")
    monkeypatch.setenv("SDOL_MODELS", str(tmp_path / "taken"))
    with pytest.raises(SdolError) as caught:
        adding.keep(draft, copy=False)
    assert caught.value.code == "E0718"


def test_the_graph_maker_is_read_by_the_runtime(tmp_path):
    graph(tmp_path / "g.onnx")
    from sdol.spaces.graph import Graph

    assert list(Graph(tmp_path / "g.onnx", "g").outputs) == ["last_hidden_state"]


def test_a_way_of_pooling_that_is_not_offered_is_left_to_a_graph_that_pools(tmp_path):
    modes = {"1_Pooling/config.json": {"pooling_mode_weightedmean_tokens": True}}
    draft = drafted(encoder(tmp_path, files=modes, output="sentence_embedding", pooled=True))
    assert draft.pooling == "model"


def test_a_graph_that_gives_states_where_a_vector_is_promised(tmp_path):
    found = refusal(encoder(tmp_path, pooling=None, output="sentence_embedding"))
    assert (found.code, "has the shape" in found.reason) == ("E0707", True)
