"""The matting engine's process: `python -m tools.engines.matting.network.worker FOLDER`, the folder
of the network; a picture and what is known of it in, its alpha channel out."""

import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn.functional import pad
from transformers import VitMatteForImageMatting

from tools.engines.card.held_network import HeldNetwork, best_device
from tools.engines.diffusion.requests import LetGo
from tools.engines.matting.requests import Matte
from tools.engines.worker.serve import Job, serve

VERSION = "1"
_STEP = 32  # pixels: sides are multiples of it
_MIDDLE, _SPREAD = 0.5, 0.5  # of the colours, as it was trained


class Service(HeldNetwork):
    """One network, held from one picture to the next."""

    def matte(self, params: dict[str, Any], job: Job) -> dict[str, Any]:
        """The alpha channel: requests.Matte."""
        wanted = Matte.read(params)
        network = self._held(job)
        picture, known = np.load(wanted.path), np.load(wanted.known)
        job.progress(0.3, "looking at the edge")
        height, width = known.shape
        colours = torch.from_numpy(picture.astype(np.float32) / 255).permute(2, 0, 1)
        colours = (colours - _MIDDLE) / _SPREAD
        marks = torch.from_numpy(known.astype(np.float32) / 255)[None]
        seen = torch.cat([colours, marks])[None].to(self._device, network.dtype)
        seen = pad(seen, (0, -width % _STEP, 0, -height % _STEP))
        with torch.inference_mode():
            alpha = network(pixel_values=seen).alphas[0, 0, :height, :width].float()
        made = (255 * alpha.clamp(0, 1)).round().to(torch.uint8).cpu().numpy()
        sure = known != 128
        made[sure] = known[sure]
        np.save(wanted.out, made)
        return {"method": self._folder.name}

    def _load(self) -> Any:
        return self._pretrained(VitMatteForImageMatting)


def main(folder: Path) -> None:
    """Serve with the network in this folder."""
    service = Service(folder, best_device())
    methods = {Matte.method(): service.matte, LetGo.method(): service.let_go}
    serve(methods, "matting", VERSION)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
