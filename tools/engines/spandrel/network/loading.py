"""A network of any architecture that spandrel knows, read from a .safetensors file."""

import contextlib
import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
from safetensors.torch import load_file

from tools.engines.worker.serve import BadInput

_ABSENT = "torchvision"
_USED = ("InterpolationMode", "normalize", "rotate")  # by architectures that are not loaded here
_PLAIN_LAMA = "model.1.bn_l.running_mean"


def load(folder: Path, device: str) -> Any:
    """The network of the one .safetensors file in `folder`, ready to run: spandrel's descriptor.
    Pickles are not read. BadInput where there is no such file, or no network in it."""
    files = sorted(folder.glob("*.safetensors"))
    if not files:
        raise BadInput(f"{folder} holds no .safetensors file", "fetch the weights again")
    with without_torchvision():
        import spandrel
    state = load_file(files[0])
    if _PLAIN_LAMA in state:  # as a script of PyTorch saves it
        state = {f"model.{key}": tensor for key, tensor in state.items()}
    try:
        network = spandrel.ModelLoader().load_from_state_dict(state)
    except spandrel.UnsupportedModelError as error:
        raise BadInput(
            f"{files[0].name} holds no network that is known here", "fetch the weights again"
        ) from error
    number = torch.float32
    if device == "cuda" and (network.supports_half or network.supports_bfloat16):
        number = torch.float16 if network.supports_half else torch.bfloat16
    return network.to(device, number).eval()


@contextlib.contextmanager
def without_torchvision() -> Iterator[None]:
    """spandrel imports a few names of torchvision, for architectures that are not used here. Where
    torchvision is not installed they are there, without a meaning, while spandrel is imported."""
    if importlib.util.find_spec(_ABSENT):
        yield
        return
    names = (_ABSENT, f"{_ABSENT}.transforms", f"{_ABSENT}.transforms.functional")
    stand_ins = {name: ModuleType(name) for name in names}
    for name in _USED:
        setattr(stand_ins[names[-1]], name, None)
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        for name in names:
            del sys.modules[name]
