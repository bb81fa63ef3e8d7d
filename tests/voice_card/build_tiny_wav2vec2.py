"""A small Wav2Vec2 that is taught, frame by frame, the language of tones.py. Argument: FOLDER.

Run in PyTorch's environment. It is saved as its makers publish theirs: as a pickle of tensors.
"""

import sys
from pathlib import Path

import numpy as np
import torch
from transformers import Wav2Vec2Config, Wav2Vec2ForCTC

from tests.voice_card.tones import BLANK, CONFIG, PHONES, RATE, VOCABULARY, spoken

STEPS, BATCH = 60, 8
SECONDS, PHONES_EACH = 1.2, 8


def taught() -> Wav2Vec2ForCTC:
    """The network, after so many random utterances that it tells the phones apart."""
    torch.manual_seed(0)
    network = Wav2Vec2ForCTC(
        Wav2Vec2Config(
            vocab_size=len(VOCABULARY),
            hidden_size=32,
            num_hidden_layers=1,
            num_attention_heads=2,
            intermediate_size=64,
            conv_dim=(32, 32, 32),
            conv_kernel=(20, 16, 8),
            conv_stride=(10, 8, 4),
            conv_bias=True,
            feat_extract_norm="layer",
            do_stable_layer_norm=True,
            num_conv_pos_embeddings=8,
            num_conv_pos_embedding_groups=2,
            pad_token_id=VOCABULARY[BLANK],
            mask_time_prob=0.0,
            hidden_dropout=0.0,
            attention_dropout=0.0,
            feat_proj_dropout=0.0,
            layerdrop=0.0,
        )
    ).train()
    steps = torch.optim.Adam(network.parameters(), lr=5e-3)
    rng = np.random.default_rng(0)
    for step in range(STEPS):
        lengths = rng.uniform(0.07, 0.22, (BATCH, PHONES_EACH))
        lengths *= SECONDS / lengths.sum(axis=1, keepdims=True)
        said = rng.integers(-1, len(PHONES), lengths.shape)
        names = [["sil" if n < 0 else PHONES[n] for n in row] for row in said]
        sounds = [
            spoken(row, each, seed=step * BATCH + number)[: round(SECONDS * RATE) - 8]
            for number, (row, each) in enumerate(zip(names, lengths, strict=True))
        ]
        given = np.stack([(one - one.mean()) / (one.std() + 1e-7) for one in sounds])
        scores = network(torch.from_numpy(given)).logits
        middles = (np.arange(scores.shape[1]) + 0.5) * SECONDS / scores.shape[1]
        at = [np.searchsorted(np.cumsum(each), middles) for each in lengths]
        signs = np.take_along_axis(said, np.stack(at), axis=1)
        wanted = np.where(signs < 0, VOCABULARY[BLANK], signs + VOCABULARY[PHONES[0]])
        labels = torch.from_numpy(wanted.ravel())
        loss = torch.nn.functional.cross_entropy(scores.flatten(0, 1), labels)
        steps.zero_grad()
        loss.backward()
        steps.step()
    return network


def build(folder: Path) -> None:
    """Teach it, and save it."""
    folder.mkdir(parents=True)
    network = taught()
    network.config.save_pretrained(folder)
    torch.save(network.state_dict(), folder / "pytorch_model.bin")
    (folder / "vocab.json").write_text(CONFIG, encoding="utf-8")


if __name__ == "__main__":
    build(Path(sys.argv[1]))
