"""Turns a pickle of tensors into a .safetensors file, apart: in a process of its own, in which
nothing but tensors is read. Run: python -m tools.engines.tensor_files FILE OUT"""

import os
import resource
import subprocess
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file

from tools.engines.worker.serve import BadInput

_SECONDS = 300
_MEMORY = 24 * 2**30  # bytes


def converted(pickle: Path, name: str = "") -> Path:
    """The .safetensors file beside a pickle, by its name or this one, which is made where it is not
    there yet. BadInput for one that holds anything but tensors."""
    out = pickle.with_name(name) if name else pickle.with_suffix(".safetensors")
    if out.exists():
        return out
    command = [sys.executable, "-m", __name__, str(pickle), str(out)]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=_SECONDS, check=False, env=os.environ
    )
    if done.returncode or not out.exists():
        said = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise BadInput(f"{pickle.name} cannot be converted: {said[:200]}", "pull it again")
    return out


def main(pickle: Path, out: Path) -> None:
    """Write the tensors, the names of nested parts joined by dots."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    found = torch.load(pickle, map_location="cpu", weights_only=True)
    tensors = {}
    for name, one in found.items():
        inner = one if isinstance(one, dict) else {"": one}
        for part, tensor in inner.items():
            tensors[f"{name}.{part}" if part else name] = tensor.contiguous()
    unfinished = out.with_suffix(f".{os.getpid()}")
    save_file(tensors, unfinished, metadata={"format": "pt"})
    unfinished.replace(out)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
