"""Makes a tiny SDXL with random weights, ControlNets and LoRAs for it: the real architectures, a
few MB. Run in the torch environment: python -m tests.diffusion.build_tiny FOLDER"""

import sys
from pathlib import Path
from typing import Any

import torch
from diffusers import (
    AutoencoderKL,
    ControlNetModel,
    DDIMScheduler,
    MotionAdapter,
    StableDiffusionPipeline,
    UNet2DConditionModel,
)
from peft import LoraConfig
from peft.utils import get_peft_model_state_dict
from safetensors.torch import save_file
from transformers import (
    CLIPTextConfig,
    CLIPTextModel,
    CLIPTextModelWithProjection,
    CLIPTokenizer,
    CLIPVisionConfig,
    CLIPVisionModelWithProjection,
)

from benchmarks.gpu.cases import EMBEDDING
from benchmarks.gpu.networks.faces import attended, resampler
from benchmarks.gpu.networks.random_weights import save_base, tokenizer

WIDTH = 32  # of each text encoder


def text_config(words: CLIPTokenizer) -> CLIPTextConfig:
    return CLIPTextConfig(
        vocab_size=len(words),
        hidden_size=WIDTH,
        intermediate_size=37,
        num_attention_heads=4,
        num_hidden_layers=3,
        projection_dim=WIDTH,
        bos_token_id=words.bos_token_id,
        eos_token_id=words.eos_token_id,
        pad_token_id=words.eos_token_id,
    )


UNET = {
    "layers_per_block": 1,
    "attention_head_dim": (2, 4),
    "use_linear_projection": True,
    "addition_embed_type": "text_time",
    "addition_time_embed_dim": 8,
    "transformer_layers_per_block": (1, 1),
    "projection_class_embeddings_input_dim": 6 * 8 + WIDTH,
    "cross_attention_dim": 2 * WIDTH,
    "norm_num_groups": 4,
    "block_out_channels": (8, 16),
    "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D"),
}


def small_vae() -> AutoencoderKL:
    return AutoencoderKL(
        block_out_channels=[8, 8, 8, 16],
        down_block_types=["DownEncoderBlock2D"] * 4,
        up_block_types=["UpDecoderBlock2D"] * 4,
        norm_num_groups=4,
        latent_channels=4,
        sample_size=64,
    )


def base(folder: Path) -> UNet2DConditionModel:
    words = tokenizer(folder.parent / "words")
    unet = UNet2DConditionModel(
        sample_size=32,
        in_channels=4,
        out_channels=4,
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        **UNET,
    )
    save_base(
        folder,
        words,
        vae=small_vae(),
        unet=unet,
        text_encoder=CLIPTextModel(text_config(words)),
        text_encoder_2=CLIPTextModelWithProjection(text_config(words)),
    )
    return unet


def control(folder: Path, seed: int, like: dict[str, Any] = UNET) -> None:
    """Its zero convolutions are made random, else it would change nothing."""
    torch.manual_seed(seed)
    net = ControlNetModel(in_channels=4, conditioning_embedding_out_channels=(8, 8, 16, 16), **like)
    for block in [*net.controlnet_down_blocks, net.controlnet_mid_block]:
        torch.nn.init.normal_(block.weight, std=0.2)
    torch.nn.init.normal_(net.controlnet_cond_embedding.conv_out.weight, std=0.2)
    net.save_pretrained(folder, safe_serialization=True)


def lora(file: Path, unet: UNet2DConditionModel, seed: int) -> None:
    """An adapter of every attention, as training writes it in diffusers' own layout."""
    torch.manual_seed(seed)
    modules = ["to_k", "to_q", "to_v", "to_out.0"]
    name = f"adapter_{seed}"
    unet.add_adapter(
        LoraConfig(r=4, lora_alpha=4, init_lora_weights=False, target_modules=modules), name
    )
    state = get_peft_model_state_dict(unet, adapter_name=name)
    unet.delete_adapters(name)
    file.parent.mkdir(parents=True, exist_ok=True)
    save_file({f"unet.{key}": one.contiguous() for key, one in state.items()}, file)


def foreign(file: Path, unet: UNet2DConditionModel) -> None:
    """An adapter for a base whose prompts are of another width."""
    key = "unet.down_blocks.1.attentions.0.transformer_blocks.0.attn2.to_k"
    save_file(
        {f"{key}.lora_A.weight": torch.ones(4, 48), f"{key}.lora_B.weight": torch.ones(16, 4)},
        file,
    )


def of_another_network(file: Path) -> None:
    """An adapter for a base that is no UNet (Flux, Stable Diffusion 3)."""
    key = "transformer.single_transformer_blocks.0.attn.to_k"
    save_file(
        {f"{key}.lora_A.weight": torch.ones(4, 64), f"{key}.lora_B.weight": torch.ones(64, 4)}, file
    )


def reference(folder: Path, unet: UNet2DConditionModel) -> None:
    """An IP-Adapter and its encoder, in the folders of its makers."""
    torch.manual_seed(20)
    sight = CLIPVisionConfig(
        hidden_size=WIDTH,
        intermediate_size=37,
        num_attention_heads=4,
        num_hidden_layers=2,
        projection_dim=WIDTH,
        image_size=32,
        patch_size=8,
    )
    CLIPVisionModelWithProjection(sight).save_pretrained(folder / "models" / "image_encoder")
    file = folder / "sdxl_models" / "ip-adapter-plus_sdxl_vit-h.safetensors"
    file.parent.mkdir(parents=True)
    save_file(resampler(WIDTH, unet.config["cross_attention_dim"]) | attended(unet), file)


def identity(folder: Path, unet: UNet2DConditionModel) -> None:
    """An InstantID: IdentityNet, and the adapter in the pickle that its makers publish."""
    control(folder / "ControlNetModel", 25)
    state = resampler(EMBEDDING, unet.config["cross_attention_dim"]) | attended(unet)
    parts: dict[str, dict[str, torch.Tensor]] = {"image_proj": {}, "ip_adapter": {}}
    for key, one in state.items():
        part, _, name = key.partition(".")
        parts[part][name] = one
    torch.save(parts, folder / "ip-adapter.bin")


MOVING = {
    "motion_layers_per_block": 1,
    "motion_num_attention_heads": 2,
    "motion_norm_num_groups": 4,
    "block_out_channels": (8, 16),
}


def sd15(root: Path) -> None:
    """A tiny SD1.5 that moves, with a ControlNet for each kind of pass."""
    torch.manual_seed(30)
    words = tokenizer(root / "words")
    net = {
        "layers_per_block": 1,
        "attention_head_dim": 2,
        "cross_attention_dim": WIDTH,
        "norm_num_groups": 4,
        "block_out_channels": (8, 16),
        "down_block_types": ("CrossAttnDownBlock2D", "DownBlock2D"),
    }
    StableDiffusionPipeline(
        vae=small_vae(),
        unet=UNet2DConditionModel(
            sample_size=8, up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"), **net
        ),
        text_encoder=CLIPTextModel(text_config(words)),
        tokenizer=words,
        scheduler=DDIMScheduler(
            beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", steps_offset=1
        ),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    ).save_pretrained(root / "sd15-base", safe_serialization=True)
    MotionAdapter(**MOVING).save_pretrained(root / "animatediff-sd15")
    MotionAdapter(**MOVING, use_motion_mid_block=False).save_pretrained(root / "animatediff-sdxl")
    for seed, name in enumerate(("depth", "canny", "openpose"), 31):
        control(root / f"controlnet-{name}-sd15", seed, net)


def main(root: Path) -> None:
    torch.manual_seed(0)
    torch.set_num_threads(1)
    unet = base(root / "sdxl-base")
    for seed, name in enumerate(("depth", "canny", "openpose"), 1):
        control(root / f"controlnet-{name}-sdxl", seed)
    reference(root / "ip-adapter-sdxl", unet)
    identity(root / "instantid-sdxl", unet)
    sd15(root)
    for seed, name in enumerate(("luca", "painterly"), 10):
        lora(root / "loras" / f"{name}.safetensors", unet, seed)
    lora(root / "lcm-lora-sdxl" / "pytorch_lora_weights.safetensors", unet, 12)
    foreign(root / "loras" / "foreign.safetensors", unet)
    of_another_network(root / "loras" / "flux.safetensors")
    (root / "loras" / "broken.safetensors").write_bytes(b"no tensors at all")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
