"""A network on PyTorch that an engine's process holds from one request to the next. For processes
whose environments have PyTorch."""

import gc
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

import torch

from tools.engines.worker.serve import Job

MEAN, SPREAD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)  # of ImageNet's colours


def best_device() -> str:
    """Where networks run on this machine."""
    return "cuda" if torch.cuda.is_available() else "cpu"


class HeldNetwork(ABC):
    """Loads the network in `folder` when it is first wanted, and lets it go when asked."""

    def __init__(self, folder: Path, device: str):
        self._folder, self._device = folder, device
        self._network: Any = None

    @abstractmethod
    def _load(self) -> Any:
        """The network, ready on the device."""

    def _pretrained(self, kind: Any, dtype: Any = None) -> Any:
        """One of transformers' networks, with the weights in the folder, ready on the device; in
        half of the bits on a card where no `dtype` is given."""
        usual = torch.float16 if self._device == "cuda" else torch.float32
        network = kind.from_pretrained(
            self._folder, dtype=dtype or usual, use_safetensors=True, local_files_only=True
        )
        return network.to(self._device).eval()

    def _held(self, job: Job) -> Any:
        if self._network is None:
            job.progress(0.0, "loading")
            self._network = self._load()
        return self._network

    def let_go(self, params: dict[str, Any], job: Job) -> dict[str, Any]:
        """Give back the card's memory."""
        self._network = None
        gc.collect()
        if self._device == "cuda":
            torch.cuda.empty_cache()
        return {}
