"""GiB of the card's memory that a job takes, reckoned from `memory` of configs/diffusion.yaml.

What lies on the card at once follows diffusers' own offloading: with `model` each part comes when
it works and goes when the next one does, but the ControlNets, which stay until the picture is done,
and the VAE that began an image to image; with `layers` there is one layer at a time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from tools.engines.diffusion.card import Setting

TILE = 1.0  # megapixel that the VAE works on at once where it goes by tiles: SDXL's are 1024 x 1024
MEGAPIXEL = 1024 * 1024
_TRAINED = 8  # bytes of weight, gradient and two moments in float32, by those of float16
Sizes = Mapping[str, Any]
"""The section `memory`: GiB of `weights` and `work` by part, and `reserve`."""


@dataclass(frozen=True)
class Load:
    """What a job brings: how many ControlNets and LoRAs (of rank 16), megapixels, and whether it
    begins with a picture."""

    controls: int = 0
    loras: int = 0
    megapixels: float = 1.0
    starts: bool = False


def phases(setting: Setting, load: Load, sizes: Sizes) -> dict[str, float]:
    """GiB of a picture in each of its phases, without the reserve. Memory of the text encoders'
    work (77 tokens) is too little to count."""
    wide = 2 if setting.dtype == "float32" else 1
    weights = {key: wide * gib for key, gib in sizes["weights"].items()}
    decoder = sizes["weights"]["decoder"] / (2 if setting.dtype == "bfloat16" else 1)
    tile = min(load.megapixels, TILE) if setting.tiling else load.megapixels
    texts = weights["text_encoder"] + weights["text_encoder_2"]
    controls = load.controls * weights["control"]
    painter = weights["network"] + load.loras * weights["lora"] + controls
    handed = sizes["work"]["network"] + load.controls * sizes["work"]["control"]
    work = {
        "starting": sizes["work"]["encoder"] * tile if load.starts else 0.0,
        "painting": wide * handed * load.megapixels,
        # bfloat16 does not overflow there: the VAE decodes in it.
        "decoding": sizes["work"]["decoder"] * tile / (2 if setting.dtype == "bfloat16" else 1),
    }
    if setting.offload == "none":
        held = dict.fromkeys(work, texts + painter + decoder)
    elif setting.offload == "model":
        begun = decoder if load.starts else 0.0
        held = {
            # The second text encoder goes when the network comes.
            "starting": weights["text_encoder_2"] + begun if load.starts else texts,
            "painting": painter + begun,
            "decoding": controls + decoder,
        }
    else:
        held = dict.fromkeys(work, weights["layer"])
    return {phase: held[phase] + work[phase] for phase in work}


def needed(setting: Setting, load: Load, sizes: Sizes) -> float:
    """GiB that a picture takes at most."""
    return max(phases(setting, load, sizes).values()) + float(sizes["reserve"])


def needed_to_train(setting: Setting, megapixels: float, rank: int, sizes: Sizes) -> float:
    """GiB that training a LoRA takes at most: while the pictures are read, with all parts on the
    card, or while it is trained, with the network alone."""
    plain = replace(setting, offload="none")
    reading = phases(plain, Load(megapixels=megapixels, starts=True), sizes)["starting"]
    wide = 2 if setting.dtype == "float32" else 1
    adapter = sizes["weights"]["lora"] * rank / 16
    network, work = wide * sizes["weights"]["network"], wide * sizes["work"]["training"]
    training = network + _TRAINED * adapter + work * megapixels
    return max(reading, training) + float(sizes["reserve"])
