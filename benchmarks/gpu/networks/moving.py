"""Stable Diffusion 1.5 and AnimateDiff's adapter for it with random weights: as they are published
(stable-diffusion-v1-5, animatediff-motion-adapter-v1-5-3), or tiny. Runs in the torch environment.
"""

from pathlib import Path
from typing import Any

import torch
from diffusers import (
    AutoencoderKL,
    DDIMScheduler,
    MotionAdapter,
    StableDiffusionPipeline,
    UNet2DConditionModel,
)
from transformers import CLIPTextConfig, CLIPTextModel

from benchmarks.gpu.cases import MOVING_ADAPTER, MOVING_BASE
from benchmarks.gpu.networks.architectures import SDXL, TINY, Architecture
from benchmarks.gpu.networks.random_weights import filled, tokenizer

_NET: dict[str, Any] = {
    "sample_size": 64,
    "cross_attention_dim": 768,
    "attention_head_dim": 8,
    "block_out_channels": (320, 640, 1280, 1280),
}
_THIN = {
    "sample_size": 8,
    "cross_attention_dim": 16,
    "attention_head_dim": 2,
    "block_out_channels": (8, 8, 8, 8),
    "layers_per_block": 1,
    "norm_num_groups": 4,
}
_MOVES: dict[str, Any] = {
    "block_out_channels": (320, 640, 1280, 1280),
    "use_motion_mid_block": False,
}
_MOVES_THIN: dict[str, Any] = {
    "block_out_channels": (8, 8, 8, 8),
    "use_motion_mid_block": False,
    "motion_layers_per_block": 1,
    "motion_num_attention_heads": 2,
    "motion_norm_num_groups": 4,
}


def parts(tiny: bool) -> dict[str, torch.nn.Module]:
    """The base's network, decoder and text encoder, on torch's default device."""
    sizes: Architecture = TINY if tiny else SDXL
    decoder = {**sizes.decoder, "scaling_factor": 0.18215, "force_upcast": False}
    return {
        "unet": UNet2DConditionModel(**(_THIN if tiny else _NET)),
        "vae": AutoencoderKL(**decoder),
        "text_encoder": CLIPTextModel(CLIPTextConfig(**sizes.text_encoder)),
    }


def adapter(tiny: bool) -> MotionAdapter:
    """AnimateDiff's, on torch's default device."""
    return MotionAdapter(**(_MOVES_THIN if tiny else _MOVES))


def write_moving(place: Path, dtype: torch.dtype, tiny: bool) -> None:
    """Both in folders of `place`."""
    with torch.device("meta"):
        empty = parts(tiny)
    made: dict[str, Any] = {name: filled(part, dtype) for name, part in empty.items()}
    StableDiffusionPipeline(
        **made,
        tokenizer=tokenizer(place / "sd15.words"),
        scheduler=DDIMScheduler(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear"),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    ).save_pretrained(place / MOVING_BASE, safe_serialization=True)
    # Not on `meta`: the places of its frames are numbers that are kept with the weights.
    adapter(tiny).to(dtype).save_pretrained(place / MOVING_ADAPTER, safe_serialization=True)
