"""The process of the engines whose networks spandrel loads: `python -m
tools.engines.spandrel.network.worker FOLDER`, the folder of one network; frames in and out."""

import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch

from tools.engines.card.held_network import HeldNetwork, best_device
from tools.engines.diffusion.requests import LetGo
from tools.engines.restoration.requests import Fill, Upscale
from tools.engines.restoration.tiles import NETWORK, enlarged
from tools.engines.spandrel.network.loading import load
from tools.engines.worker.serve import BadInput, Job, serve

VERSION = "1"
SIDES = (512, 256, 128)  # pixels of a tile: the next one where the memory does not suffice
CPU_SIDE = 192


class Service(HeldNetwork):
    """One network, held from one picture to the next."""

    def upscale(self, params: dict[str, Any], job: Job) -> dict[str, Any]:
        """A picture enlarged: requests.Upscale."""
        wanted = Upscale.read(params)
        network = self._held(job)
        if network.purpose != "SR" or network.scale != NETWORK:
            raise BadInput(
                f"{self._folder.name} does not enlarge {NETWORK} times", "fetch the weights again"
            )
        sides = SIDES if self._device == "cuda" else (CPU_SIDE,)
        picture = np.load(wanted.path)
        for side in sides:
            try:
                made = enlarged(picture, wanted.factor, side, self._enlarge, _telling(job))
                break
            except torch.OutOfMemoryError:
                torch.cuda.empty_cache()
                if side == sides[-1]:
                    raise
        np.save(wanted.out, made)
        return {"method": self._folder.name}

    def fill(self, params: dict[str, Any], job: Job) -> dict[str, Any]:
        """A hole filled: requests.Fill."""
        wanted = Fill.read(params)
        network = self._held(job)
        if network.purpose != "Inpainting":
            raise BadInput(f"{self._folder.name} does not fill holes", "fetch the weights again")
        picture, hole = np.load(wanted.path), np.load(wanted.mask) > 0
        job.progress(0.3, "filling")
        with torch.inference_mode():
            mask = torch.from_numpy(hole[None, None]).to(network.device, network.dtype)
            made = _picture(network(self._tensor(picture), mask))
        made[~hole] = picture[~hole]
        np.save(wanted.out, made)
        return {"method": self._folder.name}

    def _load(self) -> Any:
        return load(self._folder, self._device)

    def _enlarge(self, tile: np.ndarray) -> np.ndarray:
        with torch.inference_mode():
            return _picture(self._network(self._tensor(tile)))

    def _tensor(self, picture: np.ndarray) -> torch.Tensor:
        """(1, 3, h, w), 0 to 1, where the network is."""
        pixels = torch.from_numpy(np.ascontiguousarray(picture.transpose(2, 0, 1)))[None]
        return pixels.to(self._network.device, self._network.dtype) / 255


def _picture(tensor: torch.Tensor) -> np.ndarray:
    pixels = (255 * tensor[0].float().clamp(0, 1)).round().to(torch.uint8)
    return pixels.permute(1, 2, 0).cpu().numpy()


def _telling(job: Job) -> Any:
    def told(number: int, tiles: int) -> None:
        job.progress(number / tiles, f"part {number + 1} of {tiles}")

    return told


def main(folder: Path) -> None:
    """Serve with the network in this folder."""
    service = Service(folder, best_device())
    methods = {
        Upscale.method(): service.upscale,
        Fill.method(): service.fill,
        LetGo.method(): service.let_go,
    }
    serve(methods, "spandrel", VERSION)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
