"""The SAM2 engine: a subject that was pointed at followed through a video, by Segment Anything 2 on
PyTorch."""

import asyncio
from pathlib import Path
from typing import Any, cast

import numpy as np

from studio.settings import Settings
from studio.weights.storage import warehouse
from tools.engines.base import Progress
from tools.engines.card.card_process import CardProcess
from tools.engines.card.graphics_card import card_table
from tools.engines.registry import engine
from tools.engines.request import Request, Result
from tools.engines.sam2.requests import FoundSubject, Pointed, SegmentVideo, TrackMask
from tools.engines.vision.masks.begin import by_face, by_itself
from tools.engines.vision.masks.held import Held, hold
from tools.engines.vision.masks.segment import pointed_in, shots_of, tries_in, written
from tools.scratch import Scratch

WEIGHTS = "sam2-hiera-large"
FIRST_LOOK = "mediapipe"  # finds the subject that nobody pointed at
_SEEN_AT = 1024  # pixels: in a larger picture the network sees no more


class Sam2Engine(CardProcess):
    """Its process is given frames of one shot at a time, and points at nothing by itself."""

    def __init__(self, settings: Settings):
        super().__init__(
            "sam2",
            "Segment Anything 2, which follows what is pointed at, on PyTorch",
            settings,
            module="tools.engines.sam2.network.worker",
            weights=(WEIGHTS,),
            optional=(FIRST_LOOK,),
            gib=lambda _: card_table()["masks"]["sam2_gib"],
        )
        self._models = warehouse(settings).folder_of(FIRST_LOOK)
        self._scratch = settings.paths.scratch

    async def run(self, request: Request[Result], progress: Progress) -> Result:
        """One job; a whole video shot by shot."""
        if not isinstance(request, SegmentVideo):
            return await super().run(request, progress)
        return cast("Result", await self._segment(request, progress))

    async def _segment(self, request: SegmentVideo, progress: Progress) -> FoundSubject:
        held = await asyncio.to_thread(hold, request.path, request.out.parent, progress, _SEEN_AT)
        shots = await asyncio.to_thread(shots_of, request.path, held)
        masks = held.masks()
        method, found_by = WEIGHTS, "figure"
        places = {shot.start: place for shot, place in pointed_in(request, held, shots)}
        for shot in shots:
            if request.places and shot.start not in places:
                continue
            pointed = await asyncio.to_thread(self._pointed, places.get(shot.start), held, shot)
            if pointed is None:
                continue
            start, where, found_by = pointed
            method = await self._follow(masks, held, shot, start, where, progress)
        return await asyncio.to_thread(written, request, found_by, method, masks, progress)

    def _pointed(
        self, place: tuple[int, Pointed] | None, held: Held, shot: range
    ) -> tuple[int, dict[str, Any], str] | None:
        """The frame in which the subject is pointed at, where, and by what; None for a shot
        without."""
        if place is not None:
            start, pointed = place
            where = [held.scale * side for side in pointed["where"]]
            if pointed["by"] != "face":
                return start, {pointed["by"]: where}, pointed["by"]
            figure = by_face(held.frame(start), where, self._models)
            return start, {"box": _around(figure) if figure.any() else where}, "face"
        for start, other in tries_in(shot):
            later = None if other is None else held.frame(other)
            if found := by_itself(held.frame(start), later, self._models):
                return start, {"box": _around(found[0])}, found[1]
        return None

    async def _follow(
        self,
        masks: np.ndarray,
        held: Held,
        shot: range,
        start: int,
        where: dict[str, Any],
        progress: Progress,
    ) -> str:
        """Write the masks of a shot into `masks` (n, h, w); says by what they were found."""
        scratch = Scratch(self._scratch, "sam2")
        frames, out = scratch.folder / "frames.npy", scratch.folder / "masks.npy"
        try:
            await asyncio.to_thread(_lay_out, held, shot, frames)
            request = TrackMask(frames=frames, out=out, start=start - shot.start, **where)
            made = await super().run(request, progress)
            for number, mask in zip(shot, np.load(out, mmap_mode="r"), strict=True):
                masks[number] = mask > 127
        finally:
            scratch.remove()
        return made["method"]


@engine
def sam2_engine(settings: Settings) -> Sam2Engine:
    """Follows subjects (tools/engines/sam2/requests.py)."""
    return Sam2Engine(settings)


def _around(mask: np.ndarray) -> list[float]:
    """The box of what is set in a mask."""
    rows, columns = np.nonzero(mask)
    return [float(columns.min()), float(rows.min()), columns.max() + 1.0, rows.max() + 1.0]


def _lay_out(held: Held, shot: range, path: Path) -> None:
    """The frames of a shot as one NumPy file, RGB uint8 (frames, h, w, 3)."""
    height, width = held.frame(shot.start).shape[:2]
    laid = np.lib.format.open_memmap(path, "w+", np.uint8, (len(shot), height, width, 3))
    for number in shot:
        laid[number - shot.start] = held.frame(number)[..., ::-1]
    laid.flush()
