"""Sentence encoders as folders: what their own files say of how a text becomes a vector.

The layout is that of published models: `config.json` and `tokenizer.json`, the graph in `onnx/`, and, where the
model was made with sentence-transformers, `modules.json`, `1_Pooling/config.json`, `sentence_bert_config.json` and
`config_sentence_transformers.json`. Everything but the graph and the tokenizer may be missing.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sdol.spaces.manifest import POOLINGS
from sdol.spaces.wishes import Wishes, unreadable

GRAPHS = (
    "onnx/model.onnx",
    "model.onnx",
    "onnx/model_fp16.onnx",
    "onnx/model_quantized.onnx",
    "model_quantized.onnx",
)
POOLED = ("sentence_embedding", "text_embeds", "embedding", "embeddings", "sentence_embeddings")
"""Outputs that are one vector for each text."""
STATES = ("last_hidden_state", "token_embeddings", "hidden_states")
"""Outputs that are one state for each token."""
LONGEST = 2048
"""Tokens that are read at once unless the user wants more: attention over n tokens takes memory by n squared."""
COMMON = 512
MODES = {
    "pooling_mode_mean_tokens": "mean",
    "pooling_mode_cls_token": "cls",
    "pooling_mode_lasttoken": "last",
    "pooling_mode_max_tokens": "max",
}
PLAIN_MODULES = ("Transformer", "Pooling", "Normalize")


class Folder:
    """A folder with a model's files; raises SdolError E0715 where there is none."""

    def __init__(self, path: Path) -> None:
        if not path.is_dir():
            raise unreadable(path, "there is no such folder", "name the folder that holds the model's files")
        self.path = path
        self.config = self._json("config.json")

    def _json(self, name: str) -> dict[str, Any]:
        found = self._value(name)
        return found if isinstance(found, dict) else {}

    def _value(self, name: str) -> Any:
        path = self.path / name
        try:
            return json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, RecursionError) as error:
            raise unreadable(self.path, f"{name} cannot be read: {error}", "fetch the file again") from error

    # --- files ----------------------------------------------------------------------------------------------

    def graph(self, wished: str | None) -> Path:
        """The model itself.

        Raises:
            SdolError: E0715, there is none.
        """
        for name in (wished,) if wished else GRAPHS:
            if (self.path / name).is_file():
                return self.path / name
        if wished:
            raise unreadable(
                self.path, f"there is no file {wished} in it", "name a file inside it after `--model`"
            )
        found = sorted(p.relative_to(self.path).as_posix() for p in self.path.rglob("*.onnx"))
        help = (
            f"say which graph: `--model {found[0]}`"
            if found
            else "it must hold onnx/model.onnx or model.onnx"
        )
        weights = any(self.path.glob("*.safetensors")) or any(self.path.glob("pytorch_model*"))
        reason = (
            "it holds weights of PyTorch, and no graph" if weights else "none of the usual graphs is in it"
        )
        raise unreadable(self.path, reason, help)

    def tokenizer(self) -> Path:
        """The tokenizer.

        Raises:
            SdolError: E0715, there is none.
        """
        path = self.path / "tokenizer.json"
        if not path.is_file():
            others = ("vocab.txt", "tokenizer.model", "sentencepiece.bpe.model", "vocab.json")
            old = next((o for o in others if (self.path / o).is_file()), None)
            reason = f"it has {old}, and no tokenizer.json" if old else "it has no tokenizer.json"
            raise unreadable(self.path, reason, "fetch the model's tokenizer.json into it")
        return path

    # --- settings -------------------------------------------------------------------------------------------

    def pooling(self, *, strict: bool) -> str | None:
        """How states are pooled, as `1_Pooling/config.json` says it; None where it does not.

        Raises:
            SdolError: E0715, it asks for a way that is not offered, or for several at once, and `strict` wants
                to know it.
        """
        config = self._json("1_Pooling/config.json")
        if config.get("pooling_mode") in POOLINGS:
            return str(config["pooling_mode"])
        wanted = [name for name, on in config.items() if name.startswith("pooling_mode_") and on is True]
        if len(wanted) == 1 and wanted[0] in MODES:
            return MODES[wanted[0]]
        if not (wanted and strict):
            return None
        asked = f"1_Pooling/config.json asks for {' and '.join(wanted)}"
        raise unreadable(self.path, asked, "if one way is enough, say which: `--pooling mean`")

    def further_modules(self) -> list[str]:
        """The kinds of modules after pooling that a plain encoder does not have, such as `Dense`."""
        modules = self._value("modules.json")
        listed = modules if isinstance(modules, list) else []
        kinds = [str(m.get("type", "")).rpartition(".")[2] for m in listed if isinstance(m, dict)]
        return [kind for kind in kinds if kind not in PLAIN_MODULES]

    def prefixes(self) -> dict[str, str]:
        """What goes before queries and documents, as `config_sentence_transformers.json` says it."""
        prompts = self._json("config_sentence_transformers.json").get("prompts")
        if not isinstance(prompts, dict):
            return {}
        names = {"query": "query", "document": "document", "passage": "document"}
        return {
            names[name]: text
            for name, text in prompts.items()
            if name in names and isinstance(text, str) and text
        }

    def padding(self) -> str | None:
        """The side on which short texts are filled up."""
        side = self._json("tokenizer_config.json").get("padding_side")
        return side if side in ("left", "right") else None

    def max_tokens(self) -> int:
        """The longest input: the least of what the files say, and at most `LONGEST`."""
        said = [
            self._json("sentence_bert_config.json").get("max_seq_length"),
            self._json("tokenizer_config.json").get("model_max_length"),
            self._positions(),
        ]
        numbers = [int(n) for n in said if isinstance(n, (int, float)) and 0 < n < 10**7]
        return min([*numbers, LONGEST]) if numbers else COMMON

    def _positions(self) -> int | None:
        """Positions that the model tells apart; some families keep the first two for themselves."""
        count = self.config.get("max_position_embeddings") or self.config.get("n_positions")
        own = 2 if self.config.get("model_type") in ("roberta", "xlm-roberta", "camembert", "mpnet") else 0
        return count - own if isinstance(count, int) else None

    def picture(self) -> dict[str, Any]:
        """How a vision model wants pictures: `size`, `mean` and `std`, as `preprocessor_config.json` says it.

        Raises:
            SdolError: E0715, it does not.
        """
        config = self._json("preprocessor_config.json")
        size = config.get("crop_size") or config.get("size")
        if isinstance(size, dict):
            size = size.get("height") or size.get("shortest_edge")
        mean, std = config.get("image_mean"), config.get("image_std")
        colours = all(isinstance(c, list) and len(c) == 3 and all(map(_is_number, c)) for c in (mean, std))
        if not isinstance(size, int) or size < 1 or not colours or 0 in (std or [0]):
            reason = "it has no preprocessor_config.json with a size, `image_mean` and `image_std`"
            raise unreadable(self.path, reason, "fetch that file of the model into it")
        return {"size": size, "mean": mean, "std": std}

    def vocabulary(self) -> int | None:
        """Rows of the model's table of tokens, as `config.json` says it."""
        size = self.config.get("vocab_size")
        return size if isinstance(size, int) else None

    def title(self) -> str:
        """What the model calls itself."""
        name = self.config.get("_name_or_path")
        return str(name) if isinstance(name, str) and name else self.path.resolve().name


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def output_of(outputs: dict[str, list[Any]], folder: Folder, wishes: Wishes) -> tuple[str, str]:
    """The graph's output that is read, and how it is pooled.

    Raises:
        SdolError: E0715, no output is known, or nothing says how states are pooled.
    """
    pooled = next((name for name in POOLED if name in outputs), None)
    states = next((name for name in STATES if name in outputs), None)
    further = folder.further_modules()
    if pooled and wishes.pooling is None and (states is None or further):
        return pooled, "model"
    how = wishes.pooling or folder.pooling(strict=pooled is None)
    if pooled and how in (None, "model"):
        return pooled, "model"
    if states is None or how == "model":
        listed = ", ".join(outputs)
        raise unreadable(
            folder.path, f"its graph gives {listed}", "export it with `last_hidden_state` as output"
        )
    if further:
        reason = (
            f"its modules.json goes on with {', '.join(further)} after pooling, and the graph ends before"
        )
        raise unreadable(folder.path, reason, "export the whole model, with `sentence_embedding` as output")
    if how is None:
        raise unreadable(
            folder.path,
            "nothing in it says how the states of a text's tokens become one vector",
            "say it: `--pooling mean`, `cls`, `last` or `max`, as the model's page tells",
        )
    return states, how
