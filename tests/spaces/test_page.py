"""`docs/spaces.md`, followed to the letter: what it says to save is saved, what it says to type is typed."""

from __future__ import annotations

import os
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from encoders import encoder, tokenizer
from test_remote import Service, service  # noqa: F401 (a fixture)

from sdol.resources import folder
from sdol.shell.main import main

pytest.importorskip("onnx")

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "spaces.md").read_text()
FENCE = re.compile(r"(?:as `([\w.]+)`:\n\n)?^```(sdol|console)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CALL = re.compile(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)
FAR = "https://embeddings.example/v1"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the models that the page speaks of; the two that sdol only knows are tiny stand-ins."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    (tmp_path / "encoder").mkdir()
    for name in ("model.onnx", "tokenizer.json"):
        shutil.copyfile(folder("models") / "minilm" / name, tmp_path / "encoder" / name)
    encoder(tmp_path / "nomic-embed-text-v1.5", pooling=None)
    inputs = ("input_ids", "attention_mask", "position_ids")
    tokens = tokenizer(marks=("", ""))
    encoder(tmp_path / "qwen3-embedding", pooling=None, tokens=tokens, inputs=inputs, past=True)
    return tmp_path


def steps() -> Iterator[tuple[str, str]]:
    """What a reader does: ("save NAME", text) and ("type WORDS", what is shown)."""
    for saved, language, text in FENCE.findall(PAGE):
        if language == "sdol":
            yield f"save {saved}", text
        else:
            yield from ((f"type {call}", shown) for call, shown in CALL.findall(text))


def test_what_is_typed_gives_what_is_shown(
    here: Path,
    service: Service,  # noqa: F811
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def typed(words: str) -> str:
        if words.startswith("export "):
            name = words.removeprefix("export ").partition("=")[0]
            monkeypatch.setitem(os.environ, name, "key-of-the-team")
            return ""
        words = words.replace(FAR, service.url).replace("embeddings.example", "127.0.0.1")
        main(shlex.split(words)[1:])
        out, err = capfd.readouterr()
        return (out + err).replace("127.0.0.1", "embeddings.example")

    done = 0
    for step, text in steps():
        what, _, rest = step.partition(" ")
        if what == "save":
            (here / rest).write_text(text)
            continue
        given = typed(rest)
        if text:
            assert_shown(given, text, rest)
        else:
            assert "error" not in given, rest
        done += 1
    assert done == len(re.findall(r"^\$ ", PAGE, re.MULTILINE)) - 1  # the GGUF file is for `make test-llm`


def assert_shown(given: str, text: str, step: str) -> None:
    """Every line that the page shows is among those given, in that order; a table may have more."""
    lines = iter(line.rstrip() for line in given.splitlines())
    for line in filter(None, text.splitlines()):
        assert line.rstrip() in lines, f"{step}: {line!r} is not in\n{given}"


def test_every_option_is_on_the_page() -> None:
    from sdol.shell.commands.models import COMMAND

    options = {o.name for o in COMMAND.options} - {"--json", "--shares"}
    assert {o for o in options if o not in PAGE} == set()
