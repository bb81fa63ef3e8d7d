"""The frames of a video, small and compressed, so that one can go through them either way."""

from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np

from studio.errors import ToolError
from tools.engines.base import Progress
from tools.engines.ffmpeg.edit.footage import read
from tools.engines.media.frames import pictures, to_rgb

LONGEST_SIDE = 640  # pixels at which a subject is followed
MOST = 3600  # frames; some 60 kB each are held
_QUALITY = 95  # of JPEG


@dataclass
class Held:
    """`width` and `height` of the video's frames; each held is `scale` times as large."""

    rate: Fraction
    width: int = 0
    height: int = 0
    scale: float = 1.0
    packed: list[np.ndarray] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.packed)

    def frame(self, number: int) -> np.ndarray:
        """BGR uint8, as OpenCV has it."""
        return cv2.imdecode(self.packed[number], cv2.IMREAD_COLOR)

    def number_at(self, seconds: float) -> int:
        """The frame that is shown then; ToolError after the end."""
        if seconds * self.rate > len(self):
            length = float(len(self) / self.rate)
            raise ToolError(
                f"`at` {seconds:g} s lies after the video's end.",
                f"Use a time from 0 to {length:g} s.",
            )
        return min(int(seconds * self.rate), len(self) - 1)


def hold(path: Path, progress: Progress, longest: int = LONGEST_SIDE) -> Held:
    """All frames of the video at `path`. ToolError where there are too many."""
    footage = read(path)
    if footage.frames > MOST:
        raise ToolError(
            f"{path.name} has {footage.frames} frames; a subject is followed through {MOST}.",
            "trim_video() first, and put the parts together again.",
        )
    held = Held(footage.rate)
    for number, frame in enumerate(pictures(footage)):
        rgb = to_rgb(frame)
        held.height, held.width = rgb.shape[:2]
        held.scale = min(1.0, longest / max(rgb.shape[:2]))
        size = (round(held.width * held.scale), round(held.height * held.scale))
        small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
        packed = cv2.imencode(".jpg", small[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])[1]
        held.packed.append(packed)
        if number % 12 == 0:
            progress(0.15 * number / footage.frames, "reading the frames")
    return held
