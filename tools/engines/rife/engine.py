"""The RIFE engine: frames in between by a network on PyTorch."""

import asyncio
import threading
from typing import cast

import numpy as np

from studio.errors import EngineError
from studio.settings import Settings
from tools.engines.base import Progress
from tools.engines.card.card_process import CardProcess
from tools.engines.media.frames import to_i420, to_rgb
from tools.engines.opencv.interpolate import interpolate
from tools.engines.opencv.requests import Interpolate
from tools.engines.registry import engine
from tools.engines.request import Request, Result
from tools.engines.rife.requests import DrawBetween
from tools.engines.version import digest_of
from tools.scratch import Scratch

WEIGHTS = "rife"


class RifeEngine(CardProcess):
    """Reads, holds, cuts and writes as the OpenCV engine does; its process draws the frames."""

    def __init__(self, settings: Settings):
        super().__init__(
            "rife",
            "RIFE, which draws frames in between, on PyTorch, for a graphics card",
            settings,
            module="tools.engines.rife.network.worker",
            weights=(WEIGHTS,),
            gib=lambda _: 3.0,
            depends=lambda: digest_of(interpolate.__module__),
        )
        self._scratch = settings.paths.scratch

    async def run(self, request: Request[Result], progress: Progress) -> Result:
        """One job; of a whole video pair by pair, with the card held."""
        if not isinstance(request, Interpolate):
            return await super().run(request, progress)
        loop, stopped = asyncio.get_running_loop(), threading.Event()
        scratch = Scratch(self._scratch, "rife")
        pair, out = scratch.folder / "pair.npy", scratch.folder / "between.npy"

        def draw(one: np.ndarray, other: np.ndarray, shares: list[float]) -> list[np.ndarray]:
            np.save(pair, np.stack([to_rgb(one), to_rgb(other)]))
            wanted = DrawBetween(frames=pair, out=out, shares=shares)
            process = super(RifeEngine, self).run(wanted, lambda *_: None)
            asyncio.run_coroutine_threadsafe(process, loop).result()
            return [to_i420(frame) for frame in np.load(out)]

        def told(share: float, note: str) -> None:
            if stopped.is_set():
                raise EngineError("Nobody waits for the frames any more.", "")
            progress(share, note)

        async with self.held(request):
            job = asyncio.ensure_future(asyncio.to_thread(interpolate, request, told, draw))
            try:
                return cast("Result", await asyncio.shield(job))
            except asyncio.CancelledError:
                stopped.set()
                await asyncio.wait([job])
                raise
            finally:
                scratch.remove()


@engine
def rife_engine(settings: Settings) -> RifeEngine:
    """Makes frames in between (tools/engines/opencv/requests.py)."""
    return RifeEngine(settings)
