"""Stable Diffusion XL as it is published, and a tiny one of the same kind, built with no weights
read. Runs in the torch environment.

The numbers are those of the published `config.json` of each part (stable-diffusion-xl-base-1.0 and
a ControlNet for it, all the same architecture).
"""

from dataclasses import dataclass
from typing import Any

import torch
from diffusers import AutoencoderKL, ControlNetModel, UNet2DConditionModel
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

_NET = {
    "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
    "block_out_channels": (320, 640, 1280),
    "layers_per_block": 2,
    "transformer_layers_per_block": (1, 2, 10),
    "attention_head_dim": (5, 10, 20),
    "cross_attention_dim": 2048,
    "addition_embed_type": "text_time",
    "addition_time_embed_dim": 256,
    "projection_class_embeddings_input_dim": 2816,
    "use_linear_projection": True,
}
_UP = {"up_block_types": ("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D")}
_VAE = {
    "block_out_channels": (128, 256, 512, 512),
    "down_block_types": ("DownEncoderBlock2D",) * 4,
    "up_block_types": ("UpDecoderBlock2D",) * 4,
    "layers_per_block": 2,
    "latent_channels": 4,
    "sample_size": 1024,
    "scaling_factor": 0.13025,
    "force_upcast": True,
}
_WORDS = {"vocab_size": 49408, "bos_token_id": 49406, "eos_token_id": 49407}
_FIRST = {
    "hidden_size": 768,
    "intermediate_size": 3072,
    "num_hidden_layers": 12,
    "num_attention_heads": 12,
    "projection_dim": 768,
    "hidden_act": "quick_gelu",
}
_SECOND = {
    "hidden_size": 1280,
    "intermediate_size": 5120,
    "num_hidden_layers": 32,
    "num_attention_heads": 20,
    "projection_dim": 1280,
    "hidden_act": "gelu",
}
ADAPTED = ["to_k", "to_q", "to_v", "to_out.0"]  # what a LoRA of ours changes


@dataclass(frozen=True)
class Architecture:
    """The numbers of each part, as diffusers and transformers take them."""

    network: dict[str, Any]
    control: dict[str, Any]
    decoder: dict[str, Any]
    text_encoder: dict[str, Any]
    text_encoder_2: dict[str, Any]

    def build(self, part: str) -> torch.nn.Module:
        """One part, on the device and in the dtype that are torch's defaults here."""
        numbers = getattr(self, part)
        if part == "network":
            return UNet2DConditionModel(**numbers)
        if part == "control":
            return ControlNetModel(**numbers)
        if part == "decoder":
            return AutoencoderKL(**numbers)
        kind = CLIPTextModel if part == "text_encoder" else CLIPTextModelWithProjection
        return kind(CLIPTextConfig(**numbers))


PARTS = ("text_encoder", "text_encoder_2", "network", "decoder", "control")
SDXL = Architecture(
    network={**_NET, **_UP, "sample_size": 128, "in_channels": 4, "out_channels": 4},
    control={**_NET, "in_channels": 4},
    decoder=_VAE,
    text_encoder={**_WORDS, **_FIRST},
    text_encoder_2={**_WORDS, **_SECOND},
)
_SMALL = {
    "block_out_channels": (8, 16, 16),
    "layers_per_block": 1,
    "transformer_layers_per_block": (1, 1, 1),
    "attention_head_dim": (2, 2, 4),
    "cross_attention_dim": 32,
    "addition_time_embed_dim": 8,
    "projection_class_embeddings_input_dim": 6 * 8 + 16,
    "norm_num_groups": 4,
}
_THIN = {
    "hidden_size": 16,
    "intermediate_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "projection_dim": 16,
}
TINY = Architecture(
    network={**SDXL.network, **_SMALL, "sample_size": 8},
    control={**SDXL.control, **_SMALL, "conditioning_embedding_out_channels": (4, 8, 8, 8)},
    decoder={**_VAE, "block_out_channels": (8, 8, 8, 8), "norm_num_groups": 4, "sample_size": 64},
    text_encoder={**SDXL.text_encoder, **_THIN},
    text_encoder_2={**SDXL.text_encoder_2, **_THIN},
)
