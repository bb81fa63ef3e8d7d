"""Makes networks with random weights: a small Real-ESRGAN, Depth Anything, ViTMatte and SAM2 of the
real architectures, and LaMa and RIFE, of which there is one size each. Run in the torch
environment: python -m tests.restoration.build_tiny FOLDER"""

import sys
from pathlib import Path

import torch
from safetensors.torch import save_file
from transformers import (
    DepthAnythingConfig,
    DepthAnythingForDepthEstimation,
    Dinov2Config,
    VitDetConfig,
    VitMatteConfig,
    VitMatteForImageMatting,
)

from benchmarks.gpu.networks import following
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


def matting(folder: Path) -> None:
    backbone = VitDetConfig(
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        image_size=32,
        patch_size=16,
        num_channels=4,
        window_size=2,
        window_block_indices=[0],
        residual_block_indices=[1],
        out_features=["stage2"],
    )
    sizes = {"convstream_hidden_sizes": [4, 4, 4], "fusion_hidden_sizes": [8, 8, 8, 4]}
    config = VitMatteConfig(backbone_config=backbone, hidden_size=16, **sizes)
    network = VitMatteForImageMatting(config)
    for one in network.decoder.parameters():  # else all is half the figure's
        torch.nn.init.normal_(one, std=0.3)
    network.save_pretrained(folder, safe_serialization=True)


def rife() -> dict[str, torch.Tensor]:
    """The tensors of RIFE, under the names and with the shapes that the published file has: the
    catalogue knows its size, and takes no other for it."""
    seen, features, depth = 16, 4, 8
    layers = {"encode.cnn0": (seen, 3), "encode.cnn1": (seen, seen), "encode.cnn2": (seen, seen)}
    shapes = {"encode.cnn3.weight": (seen, features, 4, 4), "encode.cnn3.bias": (features,)}
    for number, width in enumerate((192, 128, 96, 64, 32)):
        name, given = f"block{number}", 7 + 2 * features + 13 * (number > 0)
        layers[f"{name}.conv0.0.0"] = (width // 2, given)
        layers[f"{name}.conv0.1.0"] = (width, width // 2)
        for one in range(depth):
            layers[f"{name}.convblock.{one}.conv"] = (width, width)
            shapes[f"{name}.convblock.{one}.beta"] = (1, width, 1, 1)
        shapes |= {f"{name}.lastconv.0.weight": (width, 52, 4, 4), f"{name}.lastconv.0.bias": (52,)}
    for name, (made, given) in layers.items():
        shapes |= {f"{name}.weight": (made, given, 3, 3), f"{name}.bias": (made,)}
    return {
        name: torch.randn(shape) / max(10, torch.Size(shape[1:]).numel()) ** 0.5
        for name, shape in shapes.items()
    }


def rife_of_known_motion() -> dict[str, torch.Tensor]:
    """RIFE that sees the same everywhere: the first frame alone, moved by 4 pixels."""
    tensors = rife()
    for name in tensors:
        if ".lastconv." in name:
            tensors[name] = torch.zeros_like(tensors[name])
    # Four pixels each of x and y of the first frame, x and y of the other, the mask, and features.
    tensors["block4.lastconv.0.bias"][:20] = torch.tensor([4.0, 0, 0, -2, 20]).repeat_interleave(4)
    return tensors


def main(root: Path) -> None:
    torch.manual_seed(0)
    torch.set_num_threads(1)
    save(root / "realesrgan-x4plus" / "RealESRGAN_x4plus.safetensors", realesrgan(8, 32))
    save(root / "big-lama" / "big-lama.safetensors", LaMa(in_nc=4, out_nc=3).state_dict())
    save(root / "rife" / "rife-flownet.safetensors", rife())
    save(root / "rife_of_known_motion" / "rife-flownet.safetensors", rife_of_known_motion())
    depth(root / "depth-anything-v2-small")
    following.write(root / "sam2-hiera-large", following.small())
    matting(root / "vitmatte-small")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
