"""The frames of a video, small, so that one can go through them either way: in a file, for many
would not fit into memory."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np

from studio.errors import ToolError
from tools.engines.base import Progress
from tools.engines.ffmpeg.edit.footage import read
from tools.engines.media.frames import pictures, to_rgb

LONGEST_SIDE = 640  # pixels at which a subject is followed
MOST = 2400  # frames; some 700 kB each are held, in a file


@dataclass(frozen=True)
class Held:
    """`frames` (n, h, w, 3) BGR uint8, as OpenCV has it, each `scale` times as large as the
    video's. `folder`: where their file lies."""

    rate: Fraction
    scale: float
    frames: np.ndarray
    folder: Path

    def __len__(self) -> int:
        return len(self.frames)

    def frame(self, number: int) -> np.ndarray:
        """One of them, in memory."""
        return np.array(self.frames[number])

    def masks(self) -> np.ndarray:
        """A mask for each of them, bool (n, h, w), black, in a file too."""
        return in_a_file(self.folder / "masks.raw", np.bool_, self.frames.shape[:3])

    def number_at(self, seconds: float) -> int:
        """The frame that is shown then; ToolError after the end."""
        if seconds * self.rate > len(self):
            length = float(len(self) / self.rate)
            raise ToolError(
                f"`at` {seconds:g} s lies after the video's end.",
                f"Use a time from 0 to {length:g} s.",
            )
        return min(int(seconds * self.rate), len(self) - 1)


def hold(path: Path, folder: Path, progress: Progress, longest: int = LONGEST_SIDE) -> Held:
    """All frames of the video at `path`, `longest` pixels wide or high at most, in a file of no
    name in `folder`. ToolError where there are too many."""
    footage = read(path)
    if footage.frames > MOST:
        raise ToolError(
            f"{path.name} has {footage.frames} frames; a subject is followed through {MOST}.",
            "trim_video() first, and put the parts together again.",
        )
    scale, held, number = 1.0, np.empty((0, 0, 0, 3), np.uint8), -1
    for number, frame in enumerate(pictures(footage)):
        rgb = to_rgb(frame)
        if number == 0:
            scale = min(1.0, longest / max(rgb.shape[:2]))
            size = tuple(max(8, round(scale * side)) for side in rgb.shape[1::-1])
            shape = (footage.frames, *size[::-1], 3)
            held = in_a_file(folder / "frames.raw", np.uint8, shape)
        held[number] = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)[..., ::-1]
        if number % 12 == 0:
            progress(0.15 * number / footage.frames, "reading the frames")
    return Held(footage.rate, scale, held[: number + 1], folder)


def in_a_file(path: Path, kind: type[np.generic], shape: tuple[int, ...]) -> np.ndarray:
    """Zeros in a file that is gone when nobody holds them any more."""
    made = np.memmap(path, kind, "w+", shape=shape)
    path.unlink()
    return made
