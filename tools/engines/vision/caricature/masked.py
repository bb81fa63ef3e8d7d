"""Which faces lie in a mask, and their movement inside it alone."""

from pathlib import Path

import numpy as np

from studio.errors import ToolError
from tools.engines.ffmpeg.edit.footage import Footage
from tools.engines.media.masks import masks_of
from tools.engines.vision.caricature.placing import Placed
from tools.engines.vision.caricature.warp import Field

_MOST_OF = 0.5  # of a face's points, on average, that lie in the mask of what is meant


def inside(path: Path, footage: Footage, tracked: list[Placed]) -> list[Placed]:
    """Those of the faces that lie in a mask. ToolError where none does, or for a mask of another
    video."""
    shares: list[list[float]] = [[] for _ in tracked]
    places = [{int(number): at for at, number in enumerate(one.frames)} for one in tracked]
    last = max(int(one.frames[-1]) for one in tracked)
    for number, mask in zip(range(last + 1), masks_of(path, footage), strict=False):
        scale = mask.shape[1] / footage.width
        for placed, place_of, found in zip(tracked, places, shares, strict=True):
            if (at := place_of.get(number)) is not None:
                points = scale * placed.to_picture(at, placed.shapes[at])
                columns, rows = points.astype(int).T
                seen = (columns >= 0) & (columns < mask.shape[1])
                seen &= (rows >= 0) & (rows < mask.shape[0])
                found.append(float((mask[rows[seen], columns[seen]] > 127).sum()) / len(points))
    kept = [one for one, found in zip(tracked, shares, strict=True) if np.mean(found) > _MOST_OF]
    if not kept:
        raise ToolError(
            "no face lies in the mask.",
            "Make one of whose face is meant with segment_video(), or leave `mask` out.",
        )
    return kept


def within(field: Field, mask: np.ndarray) -> Field:
    """The movement where a mask uint8 (h, w) of the whole frame is white; none where it is
    black."""
    height, width = field.moves.shape[:2]
    part = mask[field.top : field.top + height, field.left : field.left + width]
    share = part.astype(np.float32)[..., None] / 255
    return Field(field.left, field.top, field.moves * share)
