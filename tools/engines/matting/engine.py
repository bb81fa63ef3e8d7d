"""The matting engine: a figure cut out with its fine edges, by ViTMatte on PyTorch."""

import asyncio
from typing import cast

import cv2
import numpy as np

from studio.settings import Settings
from studio.weights.storage import warehouse
from tools.engines.base import Progress
from tools.engines.card.card_process import CardProcess
from tools.engines.matting.requests import Matte
from tools.engines.registry import engine
from tools.engines.request import Request, Result
from tools.engines.version import digest_of
from tools.engines.vision.picture.cutting import figure_in, write_cut
from tools.engines.vision.requests import CutFigure, CutOut
from tools.engines.vision.subject import read_picture
from tools.scratch import Scratch

WEIGHTS = "vitmatte-small"
FIRST_LOOK = "mediapipe"  # says roughly where the figure is
LONGEST = 1536  # pixels of the side at which the edge is looked at
_EDGE = 0.02  # of the longer side, to either side of the rough edge: what is looked at


class MattingEngine(CardProcess):
    """Looks for the figure as the vision engine does; its process sees to the edge."""

    def __init__(self, settings: Settings):
        super().__init__(
            "matting",
            "ViTMatte, which cuts out hair and other fine edges, on PyTorch",
            settings,
            module="tools.engines.matting.network.worker",
            weights=(WEIGHTS,),
            optional=(FIRST_LOOK,),
            gib=lambda _: 4.0,
            depends=lambda: digest_of(figure_in.__module__),
        )
        self._models = warehouse(settings).folder_of(FIRST_LOOK)
        self._scratch = settings.paths.scratch

    async def run(self, request: Request[Result], progress: Progress) -> Result:
        """One job."""
        if not isinstance(request, CutFigure):
            return await super().run(request, progress)
        return cast("Result", await self._cut(request, progress))

    async def _cut(self, request: CutFigure, progress: Progress) -> CutOut:
        rgb, alpha = await asyncio.to_thread(read_picture, request.path)
        if alpha is None:
            alpha = await self._alpha(rgb, progress)
        return await asyncio.to_thread(write_cut, request, rgb, alpha)

    async def _alpha(self, rgb: np.ndarray, progress: Progress) -> np.ndarray:
        height, width = rgb.shape[:2]
        scale = min(1.0, LONGEST / max(height, width))
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
        rough = await asyncio.to_thread(figure_in, small, self._models)
        scratch = Scratch(self._scratch, "matting")
        picture, known, out = (scratch.folder / f"{name}.npy" for name in ("rgb", "known", "alpha"))
        try:
            np.save(picture, small)
            np.save(known, known_of(rough))
            await super().run(Matte(path=picture, known=known, out=out), progress)
            alpha = np.load(out).astype(np.float32) / 255
        finally:
            scratch.remove()
        return np.clip(cv2.resize(alpha, (width, height), interpolation=cv2.INTER_LINEAR), 0, 1)


def known_of(rough: np.ndarray) -> np.ndarray:
    """What is known of a figure that is roughly found, (h, w) 0..1: uint8, 255 well within, 0 well
    outside, 128 about its edge."""
    reach = max(1, round(_EDGE * max(rough.shape)))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    figure = (rough > 0.5).astype(np.uint8)
    known = np.full(rough.shape, 128, np.uint8)
    known[cv2.erode(figure, disc) > 0] = 255
    known[cv2.dilate(figure, disc) == 0] = 0
    return known


@engine
def matting_engine(settings: Settings) -> MattingEngine:
    """Cuts figures out (tools/engines/vision/requests.py)."""
    return MattingEngine(settings)
