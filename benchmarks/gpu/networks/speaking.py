"""XTTS-v2 with random weights: as it is published, or with a tiny GPT. What turns its numbers into
sound has one size alone, 23 million. Runs in the environment of XTTS."""

import json
import string
from collections.abc import Collection
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from TTS.tts.configs.xtts_config import XttsArgs, XttsConfig
from TTS.tts.layers.xtts.tokenizer import VoiceBpeTokenizer
from TTS.tts.models.xtts import Xtts

from benchmarks.gpu.cases import SPEAKER, Bench
from benchmarks.gpu.networks.voices import write_voice
from tools.engines.xtts.network.worker import Service

_SPECIAL = ("[STOP]", "[UNK]", "[SPACE]", "[START]")
_WORDS = 6681  # of the published vocabulary
_WIDTH = 64
_TINY = {
    "gpt_layers": 1,
    "gpt_n_model_channels": _WIDTH,
    "gpt_n_heads": 2,
    "gpt_max_audio_tokens": 60,
    "gpt_num_audio_tokens": 66,
    "gpt_start_audio_token": 64,
    "gpt_stop_audio_token": 65,
    "decoder_input_dim": _WIDTH,
}
_PUBLISHED = {
    "gpt_layers": 30,
    "gpt_n_model_channels": 1024,
    "gpt_n_heads": 16,
    "gpt_max_audio_tokens": 605,
    "gpt_num_audio_tokens": 1026,
    "gpt_start_audio_token": 1024,
    "gpt_stop_audio_token": 1025,
    "decoder_input_dim": 1024,
}


def vocabulary(languages: list[str], words: int = 0) -> dict:
    """One token for each letter and each language; others that nobody writes, up to `words`."""
    marks = [*_SPECIAL, *(f"[{one}]" for one in languages)]
    letters = [*string.ascii_lowercase, *"àèéìòùäöüßñç", *string.digits, *".,!?'-¿¡"]
    known = [*marks, *letters]
    known += [f"<{number}>" for number in range(words - len(known))]
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            {"id": n, "content": one, "special": True}
            | dict.fromkeys(("single_word", "lstrip", "rstrip", "normalized"), False)
            for n, one in enumerate(marks)
        ],
        "normalizer": None,
        "pre_tokenizer": None,
        "post_processor": None,
        "decoder": None,
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": "[UNK]",
            "continuing_subword_prefix": None,
            "end_of_word_suffix": None,
            "fuse_unk": False,
            "vocab": {one: n for n, one in enumerate(known)},
            "merges": [],
        },
    }


def written(folder: Path, tiny: bool) -> tuple[Xtts, XttsConfig]:
    """A model of random weights; config.json and vocab.json are written as the published ones."""
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)
    sizes = _TINY if tiny else _PUBLISHED
    args = XttsArgs(gpt_max_text_tokens=402, gpt_use_perceiver_resampler=True, **sizes)
    config = XttsConfig(model_args=args)
    words = vocabulary(config.languages, 0 if tiny else _WORDS)
    (folder / "vocab.json").write_text(json.dumps(words))
    config.save_json(str(folder / "config.json"))
    model = Xtts(config)
    model.tokenizer = VoiceBpeTokenizer(vocab_file=folder / "vocab.json")
    model.init_models()
    with torch.no_grad():  # untrained, they say nearly nothing of the sample
        for weight in model.hifigan_decoder.speaker_encoder.parameters():
            weight.mul_(1.5)
    return model, config


def prepare(bench: Bench, tiny: bool, device: str, cases: Collection[str]) -> None:
    """Write the model as the engine keeps it, no pickle any more, and a sample."""
    model, _ = written(bench.place / SPEAKER, tiny)
    state = {f"model.{name}": one.clone() for name, one in model.state_dict().items()}
    save_file(state, bench.place / SPEAKER / "model.safetensors")
    write_voice(bench.sample, seconds=4.0)


def service(case: str, bench: Bench, device: str, table: dict[str, Any]) -> Service:
    """What does the case."""
    return Service(bench.place / SPEAKER)
