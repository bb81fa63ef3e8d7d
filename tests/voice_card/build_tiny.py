"""An XTTS with random weights, whose GPT is tiny: `python -m tests.voice_card.build_tiny FOLDER`.

Run in the environment of XTTS. What turns its numbers into sound has one size alone, 23 million.
"""

import json
import string
import sys
from pathlib import Path

import torch
from TTS.tts.configs.xtts_config import XttsArgs, XttsConfig
from TTS.tts.layers.xtts.tokenizer import VoiceBpeTokenizer
from TTS.tts.models.xtts import Xtts

SPECIAL = ["[STOP]", "[UNK]", "[SPACE]", "[START]"]
WIDTH = 64


def vocabulary(languages: list[str]) -> dict:
    """One token for each letter, and for each language."""
    marks = [*SPECIAL, *(f"[{one}]" for one in languages)]
    letters = [*string.ascii_lowercase, *"àèéìòùäöüßñç", *string.digits, *".,!?'-¿¡"]
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
            "vocab": {one: n for n, one in enumerate([*marks, *letters])},
            "merges": [],
        },
    }


def build(folder: Path) -> None:
    """Write config.json, vocab.json and model.pth as the publisher's repository has them."""
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)
    config = XttsConfig(
        model_args=XttsArgs(
            gpt_layers=1,
            gpt_n_model_channels=WIDTH,
            gpt_n_heads=2,
            gpt_max_audio_tokens=60,
            gpt_max_text_tokens=402,
            gpt_num_audio_tokens=66,
            gpt_start_audio_token=64,
            gpt_stop_audio_token=65,
            gpt_use_perceiver_resampler=True,
            decoder_input_dim=WIDTH,
        )
    )
    (folder / "vocab.json").write_text(json.dumps(vocabulary(config.languages)))
    config.save_json(str(folder / "config.json"))
    model = Xtts(config)
    model.tokenizer = VoiceBpeTokenizer(vocab_file=folder / "vocab.json")
    model.init_models()
    with torch.no_grad():  # untrained, they say nearly nothing of the sample
        for weight in model.hifigan_decoder.speaker_encoder.parameters():
            weight.mul_(1.5)
    # The publisher's file has its settings as an object, too.
    torch.save({"model": model.state_dict(), "config": config}, folder / "model.pth")


if __name__ == "__main__":
    build(Path(sys.argv[1]))
