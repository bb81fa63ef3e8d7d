"""OpenVoice's converter with few channels and random weights, in the publisher's own files:
`python -m tests.voice_card.build_tiny_openvoice FOLDER`. Run in the environment of XTTS."""

import json
import sys
from pathlib import Path

import torch

from tools.engines.openvoice.network.converter import settings_of

SOUND = {"sampling_rate": 22050, "filter_length": 1024, "hop_length": 256, "win_length": 1024}
MODEL = {
    "zero_g": True,
    "inter_channels": 16,
    "hidden_channels": 16,
    "upsample_rates": [8, 8, 2, 2],
    "upsample_initial_channel": 32,
    "upsample_kernel_sizes": [16, 16, 4, 4],
    "gin_channels": 16,
}
# The publisher's checkpoint is older than PyTorch's own way of normalised weights.
_NAMES = {".parametrizations.weight.original0": ".weight_g"}
_NAMES |= {".parametrizations.weight.original1": ".weight_v"}


def build(folder: Path) -> None:
    """Write converter/config.json and converter/checkpoint.pth."""
    from TTS.vc.models.openvoice import OpenVoice

    place = folder / "converter"
    place.mkdir(parents=True, exist_ok=True)
    published = {"_version_": "v2", "data": SOUND | {"n_speakers": 0}, "model": MODEL}
    (place / "config.json").write_text(json.dumps(published))
    torch.manual_seed(0)
    network = OpenVoice(settings_of(published))
    with torch.no_grad():  # untrained, they say nearly nothing of the sample
        for name, weight in network.named_parameters():
            if name.startswith(("flow.", "ref_enc.")) and weight.dim() > 1:
                weight.normal_(0, 0.3)
    state = {}
    for name, value in network.state_dict().items():
        for new, old in _NAMES.items():
            name = name.replace(new, old)
        state[name] = value
    torch.save({"model": state, "iteration": 0}, place / "checkpoint.pth")


if __name__ == "__main__":
    build(Path(sys.argv[1]))
