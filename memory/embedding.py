"""Sentence embeddings without torch and without a download: all-MiniLM-L6-v2 in numpy.

The weights are an entry of configs/weights.yaml. The network is BERT (Devlin et al. 2018) with 6
layers of width 384, 12 heads, mean pooling over the tokens and a unit norm, as
sentence-transformers runs it.
"""

import threading
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np
import scipy
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file
from threadpoolctl import threadpool_limits
from tokenizers import Tokenizer

from studio.errors import EmbeddingMissing, StoreError
from studio.settings import Settings
from studio.weights.storage import pull_again_command, pull_command, warehouse

Vectors = NDArray[np.float32]

WEIGHTS = "minilm-l6-v2"  # of configs/weights.yaml
MAX_TOKENS = 256  # sentence_bert_config.json
HEADS = 12
NORM_EPSILON = 1e-12


class Embedding(Protocol):
    """Texts to vectors. `name` becomes part of the collections' names, so that vectors of two
    embeddings never meet; it consists of lower-case letters, digits and hyphens."""

    @property
    def name(self) -> str: ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row of unit length per text, (n, dimensions). StoreError when it cannot be loaded."""
        ...

    def close(self) -> None:
        """Give back what is held; it may be used again."""
        ...


class MiniLm:
    """all-MiniLM-L6-v2, 384 dimensions. Loaded (about 90 MB) at the first use."""

    name = "minilm-l6-v2"

    def __init__(self, folder: Path):
        self._folder = folder
        self._lock = threading.Lock()
        self._weights: dict[str, Vectors] = {}
        self._tokenizer: Tokenizer | None = None

    def embed(self, texts: Sequence[str]) -> Vectors:
        """(n, 384) float32 rows of unit length; texts beyond 256 tokens are cut there."""
        tokenizer = self._load()
        encodings = tokenizer.encode_batch(list(texts))
        ids = np.array([encoding.ids for encoding in encodings])
        mask = np.array([encoding.attention_mask for encoding in encodings], np.float32)
        # Matrices this small gain nothing from a second thread, and on a busy machine the threads
        # wait for each other: 715 ms against 59 ms a text at a load of 10 on 2 cores.
        with threadpool_limits(1, user_api="blas"):
            tokens = self._transform(ids, mask)
        sums = (tokens * mask[..., None]).sum(axis=1)
        means = sums / mask.sum(axis=1, keepdims=True)
        return means / np.linalg.norm(means, axis=1, keepdims=True)

    def close(self) -> None:
        """Its weights stay: they are small."""

    def _load(self) -> Tokenizer:
        with self._lock:
            if self._tokenizer is None:
                folder = self._folder
                try:
                    self._weights = load_file(folder / "model.safetensors")
                    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
                except FileNotFoundError as error:
                    raise EmbeddingMissing(
                        f"the embedding model of the memory is not in {folder}.",
                        f"Run: {pull_command(WEIGHTS)}",
                    ) from error
                except (OSError, SafetensorError) as error:
                    raise StoreError(
                        f"the embedding model in {folder} cannot be read: {error}.",
                        f"Run: {pull_again_command(WEIGHTS)}",
                    ) from error
                tokenizer.enable_truncation(MAX_TOKENS)
                tokenizer.enable_padding()
                self._tokenizer = tokenizer
            return self._tokenizer

    def _transform(self, ids: NDArray[np.int64], mask: Vectors) -> Vectors:
        """The last hidden states, (n, tokens, 384)."""
        read = self._weights
        states = read["embeddings.word_embeddings.weight"][ids]
        states = states + read["embeddings.position_embeddings.weight"][: ids.shape[1]]
        states = states + read["embeddings.token_type_embeddings.weight"][0]
        states = self._norm(states, "embeddings.LayerNorm")
        ignored = (mask[:, None, None, :] - 1) * np.float32(1e9)
        layers = sum(name.endswith("intermediate.dense.weight") for name in read)
        for layer in range(layers):
            name = f"encoder.layer.{layer}"
            attended = self._attend(states, ignored, f"{name}.attention.self")
            attended = self._dense(attended, f"{name}.attention.output.dense")
            states = self._norm(states + attended, f"{name}.attention.output.LayerNorm")
            inner = self._dense(states, f"{name}.intermediate.dense")
            inner = inner * (1 + scipy.special.erf(inner / np.float32(2**0.5))) / 2  # GELU
            inner = self._dense(inner, f"{name}.output.dense")
            states = self._norm(states + inner, f"{name}.output.LayerNorm")
        return states

    def _attend(self, states: Vectors, ignored: Vectors, name: str) -> Vectors:
        rows, length, width = states.shape

        def heads(part: str) -> Vectors:
            projected = self._dense(states, f"{name}.{part}")
            return projected.reshape(rows, length, HEADS, width // HEADS).transpose(0, 2, 1, 3)

        query, key, value = heads("query"), heads("key"), heads("value")
        scores = query @ key.transpose(0, 1, 3, 2) / np.float32((width // HEADS) ** 0.5) + ignored
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        scores /= scores.sum(axis=-1, keepdims=True)
        return (scores @ value).transpose(0, 2, 1, 3).reshape(rows, length, width)

    def _dense(self, states: Vectors, name: str) -> Vectors:
        return states @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]

    def _norm(self, states: Vectors, name: str) -> Vectors:
        centred = states - states.mean(axis=-1, keepdims=True)
        spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + NORM_EPSILON)
        return centred / spread * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]


def minilm(settings: Settings) -> MiniLm:
    """The embedding whose weights lie in the warehouse of these settings: one for all sessions of a
    process."""
    return _in_folder(warehouse(settings).folder_of(WEIGHTS))


@cache
def _in_folder(folder: Path) -> MiniLm:
    return MiniLm(folder)
