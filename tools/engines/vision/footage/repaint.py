"""What a film that is painted frame by frame needs: its frames as pictures, and from each painted
frame a start for the next one, so that what was painted once goes along with what moves."""

from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from studio.errors import ToolError
from tools.engines.base import Progress
from tools.engines.ffmpeg.edit.footage import read
from tools.engines.optical_flow import dense_flow, pixel_grid
from tools.engines.vision.footage.upright import upright_frames
from tools.engines.vision.requests import Carried, CarryPainting, SplitFrames, SplitInto
from tools.engines.vision.subject import read_picture

_LARGEST = 8192  # pixels of a side
_SAME = 24.0  # levels of 255 by which what moved may look otherwise, and still be the same
_BACK = 1.5  # pixels by which the way there and back may miss
_SOFT = 3.0  # pixels over which what is carried passes into what is not


def split_frames(request: SplitFrames, progress: Progress) -> SplitInto:
    """Write the frames at `fps`, upright, as 000000.png and so on; the last one is held to the
    video's end. ToolError where there are more than `most`."""
    path, size, written = Path(request.path), (request.width, request.height), 0
    frames = max(1, round(read(path).duration * request.fps))
    if frames > request.most:
        raise ToolError(
            f"the video has {frames} frames at {request.fps} a second; at most {request.most} "
            "are painted.",
            "Trim it, or take fewer frames a second.",
        )

    def write(rgb: np.ndarray) -> None:
        nonlocal written
        way = cv2.INTER_AREA if rgb.shape[1] > size[0] else cv2.INTER_CUBIC
        shown = cv2.resize(rgb, size, interpolation=way)
        Image.fromarray(shown).save(request.folder / f"{written:06d}.png")
        written += 1

    rgb = np.empty(0, np.uint8)
    for time, rgb in upright_frames(path, _LARGEST):
        while written <= time * request.fps and written < frames:
            write(rgb)
    while written < frames:
        write(rgb)
    return {"frames": written}


def carry_painting(request: CarryPainting, progress: Progress) -> Carried:
    """Move a painting of the frame `before` to where its parts are in the frame `now`, and lay it
    over that one: `share` of it where the two frames show the same, none where something new is
    seen. All of one size.

    The way is dense optical flow, believed where the way back returns to its start.
    """
    before, now, painted = (
        read_picture(Path(path))[0] for path in (request.before, request.now, request.painted)
    )
    at, same = followed(before, now)
    moved = cv2.remap(painted, at, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    weight = request.share * cv2.GaussianBlur(same.astype(np.float32), (0, 0), _SOFT)
    weight = (weight * same)[..., None]
    Image.fromarray((now * (1 - weight) + moved * weight).round().astype(np.uint8)).save(
        request.out
    )
    return {"carried": round(float(same.mean()), 4)}


def followed(before: np.ndarray, now: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where each pixel of `now` was in `before`, (h, w, 2) x and y, and whether it is the same that
    was there, (h, w) bool. Both (h, w, 3) uint8."""
    grey = [cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY) for rgb in (before, now)]
    back, forth = dense_flow(grey[1], grey[0]), dense_flow(grey[0], grey[1])
    height, width = grey[0].shape
    here = np.stack(pixel_grid(height, width), axis=-1)
    at = here + back
    inside = ((at >= 0) & (at <= (width - 1, height - 1))).all(axis=-1)
    returned = at + cv2.remap(forth, at, None, cv2.INTER_LINEAR)
    missed = np.linalg.norm(returned - here, axis=-1)
    was = cv2.remap(before, at, None, cv2.INTER_LINEAR).astype(np.float32)
    unlike = np.abs(was - now).max(axis=-1)
    return at, inside & (missed < _BACK) & (unlike < _SAME)
