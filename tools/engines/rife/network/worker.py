"""The RIFE engine's process: `python -m tools.engines.rife.network.worker FOLDER`, the folder of
the network; two frames in, those in between out."""

import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file
from torch.nn.functional import pad

from tools.engines.card.held_network import HeldNetwork, best_device
from tools.engines.diffusion.requests import LetGo
from tools.engines.rife.network.flow import STEP, FlowNetwork
from tools.engines.rife.requests import DrawBetween
from tools.engines.worker.serve import BadInput, Job, serve

VERSION = "1"
_LARGE = 1920 * 1088  # pixels from which motion is found at half the size
_COARSEST = 4


class Service(HeldNetwork):
    """One network, held from one pair of frames to the next."""

    def draw_between(self, params: dict[str, Any], job: Job) -> dict[str, Any]:
        """The frames in between: requests.DrawBetween."""
        wanted = DrawBetween.read(params)
        network = self._held(job)
        one, other = (self._tensor(frame) for frame in np.load(wanted.frames))
        coarser = 1 + (one.shape[-2] * one.shape[-1] > _LARGE)
        made = []
        with torch.inference_mode():
            while len(made) < len(wanted.shares):
                job.progress(len(made) / len(wanted.shares), "drawing")
                try:
                    share = float(wanted.shares[len(made)])
                    made.append(self._drawn(network, one, other, share, coarser))
                except torch.OutOfMemoryError:
                    torch.cuda.empty_cache()
                    if coarser >= _COARSEST:
                        raise
                    coarser *= 2
        np.save(wanted.out, np.stack(made))
        return {"method": self._folder.name}

    def _load(self) -> FlowNetwork:
        files = sorted(self._folder.glob("*.safetensors"))
        if not files:
            raise BadInput(f"{self._folder} holds no .safetensors file", "fetch the weights again")
        try:
            network = FlowNetwork(load_file(files[0]))
        except (KeyError, ValueError, RuntimeError) as error:
            told = f"{files[0].name} holds no network of RIFE that is known here"
            raise BadInput(told, "fetch the weights again") from error
        half = self._device == "cuda"
        return network.to(self._device, torch.float16 if half else torch.float32).eval()

    def _tensor(self, frame: np.ndarray) -> torch.Tensor:
        pixels = torch.from_numpy(np.ascontiguousarray(frame.transpose(2, 0, 1)))[None]
        number = next(self._network.parameters()).dtype
        return pixels.to(self._device, number) / 255

    @staticmethod
    def _drawn(
        network: FlowNetwork, one: torch.Tensor, other: torch.Tensor, share: float, coarser: int
    ) -> np.ndarray:
        height, width = one.shape[-2:]
        more = (0, -width % (STEP * coarser), 0, -height % (STEP * coarser))
        wide = (pad(frame, more, mode="replicate") for frame in (one, other))
        made = network(*wide, share, coarser)[0, :, :height, :width]
        levels = (255 * made.float().clamp(0, 1)).round().to(torch.uint8)
        return levels.permute(1, 2, 0).cpu().numpy()


def main(folder: Path) -> None:
    """Serve with the network in this folder."""
    service = Service(folder, best_device())
    methods = {DrawBetween.method(): service.draw_between, LetGo.method(): service.let_go}
    serve(methods, "rife", VERSION)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
