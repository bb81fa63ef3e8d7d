"""Writes SDXL with random weights, as diffusers loads it: the real size, and nothing fetched. Runs
in the torch environment."""

import json
from pathlib import Path
from typing import Any

import torch
from diffusers import (
    AutoencoderKL,
    EulerDiscreteScheduler,
    StableDiffusionXLPipeline,
)
from peft import LoraConfig
from peft.utils import get_peft_model_state_dict
from safetensors.torch import save_file
from transformers import CLIPTokenizer

from benchmarks.gpu.networks.architectures import ADAPTED, Architecture

RANK = 16
SPREAD = 0.02  # of the weights
_SPECIAL = ("<|startoftext|>", "<|endoftext|>")


def filled(part: Any, dtype: torch.dtype) -> Any:
    """A part that was built without memory, with random weights: so 2.6 billion take seconds."""
    part = part.to(dtype).to_empty(device="cpu")
    for name, one in part.named_parameters():
        with torch.no_grad():
            if one.ndim > 1:
                one.normal_(std=SPREAD)
            else:
                one.fill_(1.0 if name.endswith("weight") else 0.0)
    return part.eval()


def built(architecture: Architecture, part: str, dtype: torch.dtype) -> Any:
    """One part with random weights."""
    with torch.device("meta"):
        empty = architecture.build(part)
    return filled(empty, dtype)


def write_base(folder: Path, architecture: Architecture, dtype: torch.dtype) -> None:
    """All of SDXL but its vocabulary, which is the bytes alone."""
    decoder = built(architecture, "decoder", dtype)
    assert isinstance(decoder, AutoencoderKL)
    save_base(
        folder,
        tokenizer(folder.with_suffix(".words")),
        vae=decoder,
        unet=built(architecture, "network", dtype),
        text_encoder=built(architecture, "text_encoder", dtype),
        text_encoder_2=built(architecture, "text_encoder_2", dtype),
    )


def save_base(folder: Path, words: CLIPTokenizer, **parts: Any) -> None:
    """SDXL of these parts, with its own scheduler."""
    StableDiffusionXLPipeline(
        **parts,
        tokenizer=words,
        tokenizer_2=words,
        scheduler=EulerDiscreteScheduler(
            beta_start=0.00085,
            beta_end=0.012,
            beta_schedule="scaled_linear",
            timestep_spacing="leading",
            steps_offset=1,
        ),
        add_watermarker=False,
    ).save_pretrained(folder, safe_serialization=True)


def write_controls(folders: list[Path], architecture: Architecture, dtype: torch.dtype) -> None:
    """The same ControlNet in each folder: on disk once, loaded as often as it is asked for."""
    first, *others = folders
    built(architecture, "control", dtype).save_pretrained(first, safe_serialization=True)
    for other in others:
        other.symlink_to(first)


def write_lora(file: Path, architecture: Architecture) -> None:
    """An adapter of every attention, as training writes it."""
    with torch.device("meta"):
        network = architecture.build("network")
        network.add_adapter(LoraConfig(r=RANK, lora_alpha=RANK, target_modules=ADAPTED))
    state = get_peft_model_state_dict(network, adapter_name="default")
    tensors = {
        f"unet.{key}": torch.randn(one.shape, dtype=torch.float16) * SPREAD
        for key, one in state.items()
    }
    save_file(tensors, file)


def tokenizer(folder: Path) -> CLIPTokenizer:
    """Its vocabulary is the bytes alone: each within a word and at its end."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    letters = [chr(n) for n in printable] + [chr(256 + n) for n in range(256 - len(printable))]
    known = [*letters, *(f"{one}</w>" for one in letters), *_SPECIAL]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vocab.json").write_text(json.dumps({one: n for n, one in enumerate(known)}))
    (folder / "merges.txt").write_text("#version: 0.2\n")
    files = (str(folder / "vocab.json"), str(folder / "merges.txt"))
    return CLIPTokenizer(*files, model_max_length=77)
