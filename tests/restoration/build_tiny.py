"""Makes networks with random weights: a small Real-ESRGAN and a small Depth Anything of the real
architectures, and LaMa, of which there is one size. Run in the torch environment:
python -m tests.restoration.build_tiny FOLDER"""

import sys
from pathlib import Path

import torch
from safetensors.torch import save_file
from transformers import DepthAnythingConfig, DepthAnythingForDepthEstimation, Dinov2Config

from tools.engines.spandrel.network.loading import without_torchvision

with without_torchvision():
    from spandrel.architectures.LaMa import LaMa


def save(file: Path, tensors: dict[str, torch.Tensor]) -> None:
    file.parent.mkdir(parents=True)
    save_file({key: one.contiguous() for key, one in tensors.items()}, file)


def realesrgan(width: int, grown: int) -> dict[str, torch.Tensor]:
    """The tensors of an RRDBNet of one block, under the names that the published file has."""
    layers = {"conv_first": (3, width), "conv_last": (width, 3)}
    layers |= {f"conv_{name}": (width, width) for name in ("body", "up1", "up2", "hr")}
    for dense in (1, 2, 3):
        for number in range(1, 6):
            given = width + (number - 1) * grown
            name = f"body.0.rdb{dense}.conv{number}"
            layers[name] = (given, width if number == 5 else grown)
    tensors = {}
    for name, (given, made) in layers.items():
        tensors[f"{name}.weight"] = torch.randn(made, given, 3, 3) * (2 / (9 * given)) ** 0.5
        tensors[f"{name}.bias"] = torch.zeros(made)
    return tensors


def depth(folder: Path) -> None:
    backbone = Dinov2Config(
        hidden_size=16,
        num_hidden_layers=4,
        num_attention_heads=2,
        mlp_ratio=2,
        image_size=56,
        patch_size=14,
        out_features=["stage1", "stage2", "stage3", "stage4"],
        reshape_hidden_states=False,
        apply_layernorm=True,
    )
    config = DepthAnythingConfig(
        backbone_config=backbone,
        reassemble_hidden_size=16,
        neck_hidden_sizes=[4, 8, 12, 16],
        fusion_hidden_size=8,
        head_hidden_size=4,
    )
    network = DepthAnythingForDepthEstimation(config)
    torch.nn.init.normal_(network.head.conv3.weight, std=1e6)  # else all depths are nearly 0
    network.save_pretrained(folder, safe_serialization=True)


def main(root: Path) -> None:
    torch.manual_seed(0)
    torch.set_num_threads(1)
    save(root / "realesrgan-x4plus" / "RealESRGAN_x4plus.safetensors", realesrgan(8, 32))
    save(root / "big-lama" / "big-lama.safetensors", LaMa(in_nc=4, out_nc=3).state_dict())
    depth(root / "depth-anything-v2-small")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
