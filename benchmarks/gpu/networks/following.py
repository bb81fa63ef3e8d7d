"""SAM2 with random weights: hiera large as it is published (sam2.1-hiera-large), or small. Runs in
the torch environment."""

from collections.abc import Collection
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import (
    Sam2HieraDetConfig,
    Sam2VideoConfig,
    Sam2VideoMaskDecoderConfig,
    Sam2VideoModel,
    Sam2VideoPromptEncoderConfig,
    Sam2VisionConfig,
)

from benchmarks.gpu.cases import FOLLOWER, Bench
from tools.engines.sam2.network.worker import Service

_FRAMES, _FEW = 48, 4  # two seconds


def large() -> Sam2VideoConfig:
    """The published size: 224 million parameters."""
    backbone = Sam2HieraDetConfig(
        hidden_size=144,
        num_attention_heads=2,
        blocks_per_stage=[2, 6, 36, 4],
        embed_dim_per_stage=[144, 288, 576, 1152],
        num_attention_heads_per_stage=[2, 4, 8, 16],
        window_size_per_stage=[8, 4, 16, 8],
        global_attention_blocks=[23, 33, 43],
        window_positional_embedding_background_size=[7, 7],
    )
    vision = Sam2VisionConfig(backbone_config=backbone, backbone_channel_list=[1152, 576, 288, 144])
    return Sam2VideoConfig(
        vision_config=vision,
        enable_temporal_pos_encoding_for_object_pointers=True,
        enable_occlusion_spatial_embedding=True,
    )


def small(side: int = 128) -> Sam2VideoConfig:
    """One of the same kind. Its memory attention has one size; all else is small."""
    backbone = Sam2HieraDetConfig(
        hidden_size=16,
        num_attention_heads=1,
        image_size=[side, side],
        blocks_per_stage=[1, 1, 2, 1],
        embed_dim_per_stage=[16, 32, 64, 128],
        num_attention_heads_per_stage=[1, 2, 4, 8],
        window_size_per_stage=[8, 4, 8, 4],
        global_attention_blocks=[3],
        window_positional_embedding_background_size=[4, 4],
    )
    vision = Sam2VisionConfig(
        backbone_config=backbone,
        backbone_channel_list=[128, 64, 32, 16],
        backbone_feature_sizes=[[side // 4] * 2, [side // 8] * 2, [side // 16] * 2],
        fpn_hidden_size=128,
    )
    return Sam2VideoConfig(
        vision_config=vision,
        prompt_encoder_config=Sam2VideoPromptEncoderConfig(hidden_size=128, image_size=side),
        mask_decoder_config=Sam2VideoMaskDecoderConfig(
            hidden_size=128, mlp_dim=64, iou_head_hidden_dim=64
        ),
        image_size=side,
        memory_attention_hidden_size=128,
        memory_attention_num_layers=1,
        memory_attention_feed_forward_hidden_size=64,
        memory_attention_rope_feat_sizes=[side // 16] * 2,
        memory_encoder_hidden_size=128,
        memory_encoder_output_channels=64,
        mask_downsampler_embed_dim=128,
        memory_fuser_embed_dim=128,
        memory_fuser_intermediate_dim=64,
    )


def write(folder: Path, config: Sam2VideoConfig) -> None:
    """A network of random weights that believes that it sees its subject."""
    network = Sam2VideoModel(config)
    torch.nn.init.constant_(network.mask_decoder.pred_obj_score_head.proj_out.bias, 20)
    network.save_pretrained(folder, safe_serialization=True)


def prepare(bench: Bench, tiny: bool, device: str, cases: Collection[str]) -> None:
    """Write the network, and frames over which a bright square moves."""
    write(bench.place / FOLLOWER, small() if tiny else large())
    side, count = bench.side, _FEW if tiny else _FRAMES
    frames = np.full((count, side, side, 3), 60, np.uint8)
    for number, frame in enumerate(frames):
        start = number * side // (2 * count)
        frame[side // 4 : side // 2, start : start + side // 4] = (220, 200, 90)
    np.save(bench.frames, frames)


def service(case: str, bench: Bench, device: str, table: dict[str, Any]) -> Service:
    """What does the case."""
    return Service(bench.place / FOLLOWER, device)
