"""The depth engine's process: `python -m tools.engines.depth.network.worker FOLDER`, the folder of
the network; frames in and out."""

import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn.functional import interpolate
from transformers import DepthAnythingForDepthEstimation

from tools.engines.card.held_network import MEAN, SPREAD, HeldNetwork, best_device
from tools.engines.diffusion.requests import LetGo
from tools.engines.restoration.requests import EstimateDepth
from tools.engines.worker.serve import Job, serve

VERSION = "1"
SHORT, LONGEST = 518, 1554  # pixels at which it was trained, and at most


class Service(HeldNetwork):
    """One network, held from one picture to the next."""

    def estimate_depth(self, params: dict[str, Any], job: Job) -> dict[str, Any]:
        """How near everything is: requests.EstimateDepth."""
        wanted = EstimateDepth.read(params)
        network = self._held(job)
        picture = np.load(wanted.path)
        job.progress(0.3, "looking")
        with torch.inference_mode():
            near = network(pixel_values=self._seen(picture)).predicted_depth[None].float()
            near = interpolate(near, picture.shape[:2], mode="bicubic", align_corners=False)[0, 0]
        low, high = (float(one) for one in near.aminmax())
        share = (near - low) / max(high - low, 1e-6)
        np.save(wanted.out, (65535 * share).round().cpu().numpy().astype(np.uint16))
        return {"method": self._folder.name}

    def _load(self) -> Any:
        return self._pretrained(DepthAnythingForDepthEstimation)

    def _seen(self, picture: np.ndarray) -> torch.Tensor:
        """The picture as the network takes it: SHORT pixels on its shorter side, both of them
        multiples of a patch."""
        patch = self._network.config.backbone_config.patch_size
        height, width = picture.shape[:2]
        scale = min(SHORT / min(height, width), LONGEST / max(height, width))
        size = [max(patch, round(side * scale / patch) * patch) for side in (height, width)]
        pixels = torch.from_numpy(np.ascontiguousarray(picture.transpose(2, 0, 1)))[None].float()
        small = interpolate(pixels, size, mode="bicubic", align_corners=False, antialias=True)
        mean, spread = (torch.tensor(one)[:, None, None] for one in (MEAN, SPREAD))
        seen = (small.clamp(0, 255) / 255 - mean) / spread
        return seen.to(self._device, self._network.dtype)


def main(folder: Path) -> None:
    """Serve with the network in this folder."""
    service = Service(folder, best_device())
    serve(
        {EstimateDepth.method(): service.estimate_depth, LetGo.method(): service.let_go},
        "depth",
        VERSION,
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
