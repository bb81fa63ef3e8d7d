"""InstantID with random weights, in the names of its makers: IdentityNet is a ControlNet, the
adapter a resampler of a face's embedding and what the network attends to it by. Runs in the torch
environment."""

from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file

from benchmarks.gpu.cases import EMBEDDING
from benchmarks.gpu.networks.architectures import Architecture
from benchmarks.gpu.networks.random_weights import built
from tools.engines.diffusion.network.face import ADAPTER, NET

INNER, TOKENS = 1280, 16  # as published
Tensors = dict[str, torch.Tensor]


def resampler(width: int, across: int, tokens: int = 4, inner: int = 64) -> Tensors:
    """What turns pictures or faces of `width` into tokens `across`; `inner`: 64 for each head."""

    def line(name: str, into: int, out: int, bias: bool = True) -> Tensors:
        weight = {f"{name}.weight": torch.randn(into, out) / out**0.5}
        return weight | ({f"{name}.bias": torch.zeros(into)} if bias else {})

    def norm(name: str, wide: int) -> Tensors:
        return {f"{name}.weight": torch.ones(wide), f"{name}.bias": torch.zeros(wide)}

    state = {"latents": torch.randn(1, tokens, inner)}
    state |= line("proj_in", inner, width) | line("proj_out", across, inner)
    state |= norm("norm_out", across)
    for layer in (f"layers.{number}" for number in range(4)):
        state |= norm(f"{layer}.0.norm1", inner) | norm(f"{layer}.0.norm2", inner)
        state |= line(f"{layer}.0.to_q", inner, inner, False)
        state |= line(f"{layer}.0.to_kv", 2 * inner, inner, False)
        state |= line(f"{layer}.0.to_out", inner, inner, False)
        state |= norm(f"{layer}.1.0", inner)
        state |= line(f"{layer}.1.1", 4 * inner, inner, False)
        state |= line(f"{layer}.1.3", inner, 4 * inner, False)
    return {f"image_proj.{key}": one for key, one in state.items()}


def attended(network: Any) -> Tensors:
    """An adapter's keys and values for each place where the network attends to the prompt."""
    state = {}
    for number, name in enumerate(network.attn_processors):
        if "attn2" not in name:
            continue
        wide = network.get_submodule(name.removesuffix(".processor")).to_q.in_features
        for part in ("to_k_ip", "to_v_ip"):
            weight = torch.randn(wide, network.config["cross_attention_dim"])
            state[f"ip_adapter.{number}.{part}.weight"] = weight
    return state


def write_identity(
    folder: Path, architecture: Architecture, dtype: torch.dtype, tiny: bool
) -> None:
    """The folder that the engine reads, its adapter converted already."""
    built(architecture, "control", dtype).save_pretrained(folder / NET, safe_serialization=True)
    with torch.device("meta"):
        network = architecture.build("network")
    sizes = {} if tiny else {"tokens": TOKENS, "inner": INNER}
    state = resampler(EMBEDDING, network.config["cross_attention_dim"], **sizes)
    halves = {key: one.to(dtype) for key, one in (state | attended(network)).items()}
    save_file(halves, (folder / ADAPTER).with_suffix(".safetensors"))
