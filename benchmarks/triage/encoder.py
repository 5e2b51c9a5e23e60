"""SDOL's minilm as an encoder of semantic-router: the same graph, tokenizer and options, in as few steps."""

import os
from typing import Any

import numpy as np
import onnxruntime
from semantic_router.encoders import DenseEncoder
from tokenizers import Tokenizer

from sdol.resources import folder


class MiniLM(DenseEncoder):
    """Encodes what it is given in one batch, as semantic-router's own local encoders do."""

    name: str = "minilm"
    tokenizer: Any = None
    session: Any = None

    def model_post_init(self, _: Any) -> None:
        model = folder("models") / "minilm"
        self.tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
        self.tokenizer.enable_padding()
        self.tokenizer.enable_truncation(256)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = len(os.sched_getaffinity(0))
        # Without it the graph's unfolded weights are computed as integers, and it is another encoder.
        options.add_session_config_entry("session.disable_quant_qdq", "1")
        self.session = onnxruntime.InferenceSession(str(model / "model.onnx"), options)

    def __call__(self, docs: list[str]) -> list[list[float]]:
        found = self.tokenizer.encode_batch_fast(docs)
        ids = np.array([each.ids for each in found], dtype=np.int64)
        mask = np.array([each.attention_mask for each in found], dtype=np.int64)
        (vectors,) = self.session.run(["embedding"], {"input_ids": ids, "attention_mask": mask})
        return vectors.tolist()
