"""Wav2Vec2 with random weights: large as it is published (wav2vec2-lv-60-espeak-cv-ft), or small.
Runs in the torch environment."""

import json
from collections.abc import Collection
from typing import Any

from transformers import Wav2Vec2Config, Wav2Vec2ForCTC

from benchmarks.gpu.cases import LISTENER, SAID, Bench
from benchmarks.gpu.networks.voices import write_voice
from tools.engines.wav2vec2.network.worker import Service

_SIGNS = 392  # of the published alphabet
_SMALL = {
    "hidden_size": 32,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "intermediate_size": 64,
    "conv_dim": (32,) * 7,
    "num_conv_pos_embeddings": 8,
    "num_conv_pos_embedding_groups": 2,
}
_LARGE = {
    "hidden_size": 1024,
    "num_hidden_layers": 24,
    "num_attention_heads": 16,
    "intermediate_size": 4096,
}


def config(tiny: bool) -> Wav2Vec2Config:
    """The published size has 316 million parameters."""
    return Wav2Vec2Config(
        vocab_size=_SIGNS,
        conv_bias=True,
        feat_extract_norm="layer",
        do_stable_layer_norm=True,
        pad_token_id=0,
        **(_SMALL if tiny else _LARGE),
    )


def prepare(bench: Bench, tiny: bool, device: str, cases: Collection[str]) -> None:
    """Write the network, its alphabet and a recording."""
    folder = bench.place / LISTENER
    Wav2Vec2ForCTC(config(tiny)).save_pretrained(folder, safe_serialization=True)
    others = [f"<{number}>" for number in range(_SIGNS - 1 - len(set(SAID)))]
    signs = ["<pad>", *sorted(set(SAID)), *others]
    (folder / "vocab.json").write_text(json.dumps({one: n for n, one in enumerate(signs)}))
    write_voice(bench.recording, seconds=2.0 if tiny else 10.0)


def service(case: str, bench: Bench, device: str, table: dict[str, Any]) -> Service:
    """What does the case."""
    return Service(bench.place / LISTENER, device)
