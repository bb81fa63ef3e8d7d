"""What the parts of SDXL weigh, and what their work takes, counted with no weights and no card.

    .venvs/torch-cpu/bin/python -m benchmarks.gpu.memory

Each part is built on PyTorch's device `meta`, which has shapes and no numbers, and run there; what
is alive at once is counted tensor by tensor, as PyTorch would allocate them. Attention is taken as
PyTorch's fused one, which keeps no matrix. Not counted: the workspaces of cuDNN, and what the
allocator rounds up. Prints JSON: GiB of `weights` and of `work` for a megapixel (1024 x 1024), as
in configs/diffusion.yaml, `parameters` of each part, `halves`: the work at half a megapixel, and
the weights of what makes a `face` and a `clip`.
"""

import json
import warnings
import weakref
from collections.abc import Callable, Iterable
from typing import Any

import torch
from peft import LoraConfig
from torch.nn import functional
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from benchmarks.gpu.cases import EMBEDDING
from benchmarks.gpu.networks.architectures import ADAPTED, PARTS, SDXL
from benchmarks.gpu.networks.faces import INNER, TOKENS, attended, resampler
from benchmarks.gpu.networks.moving import adapter
from benchmarks.gpu.networks.moving import parts as moving_parts

GIB = 2**30
RANK = 16
_ON = {"device": "meta", "dtype": torch.float16}


class Live(TorchDispatchMode):
    """Bytes of the tensors that are alive, but for those of `held`; `peak`: the most so far."""

    def __init__(self, held: Iterable[torch.Tensor]):
        super().__init__()
        self.now = self.peak = 0
        self._known = weakref.WeakSet(one.untyped_storage() for one in held)

    def __torch_dispatch__(
        self, function: Any, types: Any, args: Any = (), kwargs: Any = None
    ) -> Any:
        made = function(*args, **(kwargs or {}))
        for one in tree_leaves(made):
            if isinstance(one, torch.Tensor) and one.untyped_storage() not in self._known:
                storage = one.untyped_storage()
                self._known.add(storage)
                self.now += storage.nbytes()
                self.peak = max(self.peak, self.now)
                weakref.finalize(storage, self._gone, storage.nbytes())
        return made

    def _gone(self, bytes_: int) -> None:
        self.now -= bytes_


class _Fused(torch.autograd.Function):
    """Stands for fused attention: the memory of its results, and what it keeps for the way back."""

    @staticmethod
    def forward(ctx: Any, query: Any, key: Any, value: Any) -> Any:
        made = torch.empty_like(query)
        ctx.save_for_backward(query, key, value, made)
        return made

    @staticmethod
    def backward(ctx: Any, *_: Any) -> Any:
        return tuple(torch.empty_like(one) for one in ctx.saved_tensors[:3])


def _gib_of(work: Callable[[], Any], part: torch.nn.Module) -> tuple[float, float]:
    """GiB that are alive at most while `work` runs, and of what it hands back."""
    with Live(part.parameters()) as live:
        made = work()
        peak, left = live.peak, live.now
    del made
    return peak / GIB, left / GIB


def _asked(batch: int, side: int) -> dict[str, Any]:
    """What the network is handed for a picture of `side` by `side` pixels."""
    return {
        "sample": torch.empty(batch, 4, side // 8, side // 8, **_ON),
        "timestep": torch.empty((), device="meta"),
        "encoder_hidden_states": torch.empty(batch, 77, 2048, **_ON),
        "added_cond_kwargs": {
            "text_embeds": torch.empty(batch, 1280, **_ON),
            "time_ids": torch.empty(batch, 6, **_ON),
        },
        "return_dict": False,
    }


def _work(parts: dict[str, Any], width: int, height: int) -> dict[str, float]:
    """GiB of each part's work for a picture. The guidance doubles the network's."""
    network, control, decoder = parts["network"], parts["control"], parts["decoder"]
    asked = _asked(2, 8)
    asked["sample"] = torch.empty(2, 4, height // 8, width // 8, **_ON)
    steering = torch.empty(2, 3, height, width, **_ON)
    latents = torch.empty(1, 4, height // 8, width // 8, device="meta")
    pixels = torch.empty(1, 3, height, width, device="meta")
    with torch.no_grad():
        steered, handed = _gib_of(lambda: control(**asked, controlnet_cond=steering), control)
        painted, _ = _gib_of(lambda: network(**asked), network)
        decoded, _ = _gib_of(lambda: decoder.decode(latents), decoder)
        encoded, _ = _gib_of(lambda: decoder.encode(pixels), decoder)
    return {
        "network": max(painted, steered),
        "control": handed,
        "encoder": encoded,
        "decoder": decoded,
    }


def _trained(network: Any, side: int) -> tuple[float, float]:
    """GiB of an adapter in 16 bits, and of the work of a training step. The adapter works in 16
    bits here, where training has it in 32: its work is small beside the network's."""
    network.requires_grad_(False)
    with torch.device("meta"):
        network.add_adapter(LoraConfig(r=RANK, lora_alpha=RANK, target_modules=ADAPTED))
    own = [one for one in network.parameters() if one.requires_grad]
    for one in own:
        one.data = one.data.half()
    network.enable_gradient_checkpointing()
    network.train()

    def step() -> None:
        network(**_asked(1, side))[0].float().pow(2).mean().backward()

    work, _ = _gib_of(step, network)
    return sum(one.numel() for one in own) * 2 / GIB, work


def count() -> dict[str, Any]:
    """All that is printed."""
    functional.scaled_dot_product_attention = lambda query, key, value, **_: _Fused.apply(
        query, key, value
    )
    with torch.device("meta"):
        parts = {name: SDXL.build(name) for name in PARTS}
    for name, part in parts.items():
        if name != "decoder":
            part.half()
    weights = {
        name: sum(one.numel() * one.element_size() for one in part.parameters()) / GIB
        for name, part in parts.items()
    }
    parameters = {
        name: sum(one.numel() for one in part.parameters()) for name, part in parts.items()
    }
    weights["layer"] = max(
        sum(one.numel() * one.element_size() for one in layer.parameters(recurse=False))
        for part in parts.values()
        for layer in part.modules()
    )
    weights["layer"] /= GIB
    work, halves = _work(parts, 1024, 1024), _work(parts, 1024, 512)
    weights["lora"], work["training"] = _trained(parts["network"], 1024)
    return {
        "weights": weights,
        "work": work,
        "parameters": parameters,
        "halves": halves,
        "face": weights["control"] + _face(parts["network"]),
        "clip": _clip(),
    }


def _face(network: Any) -> float:
    """GiB of InstantID's adapter, in 16 bits."""
    with torch.device("meta"):
        state = resampler(EMBEDDING, 2048, TOKENS, INNER) | attended(network)
    return sum(one.numel() for one in state.values()) * 2 / GIB


def _clip() -> float:
    """GiB of SD1.5 and AnimateDiff's adapter, in 16 bits."""
    with torch.device("meta"):
        made = [*moving_parts(False).values(), adapter(False)]
    return sum(one.numel() for part in made for one in part.parameters()) * 2 / GIB


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    print(json.dumps(count()))
