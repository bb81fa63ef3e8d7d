"""Square, rotated regions of a picture: what the landmark networks look at."""

from dataclasses import dataclass
from math import atan2, ceil, cos, floor, pi, sin

import cv2
import numpy as np


@dataclass(frozen=True)
class Region:
    """A square of side `size` pixels about (`x`, `y`), turned by `angle` radians (clockwise on
    screen, where y points down)."""

    x: float
    y: float
    size: float
    angle: float = 0.0

    def matrix(self, pixels: int) -> np.ndarray:
        """The affine map (2, 3) from a `pixels` x `pixels` crop to the picture."""
        scale = self.size / pixels
        c, s = cos(self.angle) * scale, sin(self.angle) * scale
        half = pixels / 2
        return np.array(
            [[c, -s, self.x - c * half + s * half], [s, c, self.y - s * half - c * half]]
        )

    def crop(self, picture: np.ndarray, pixels: int) -> np.ndarray:
        """The region as a (pixels, pixels, 3) picture; black beyond the edges."""
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        matrix, shrink = self.matrix(pixels), self.size / pixels
        if shrink > 1.5:  # averaged first, or fine texture would alias
            sigma = 0.4 * shrink
            part = self._within(4 * sigma + 2)
            if picture[part].size:
                picture = cv2.GaussianBlur(picture[part], (0, 0), sigma)
                matrix[:, 2] -= part[1].start, part[0].start
        return cv2.warpAffine(picture, matrix, (pixels, pixels), flags=flags)

    def _within(self, margin: float) -> tuple[slice, slice]:
        """The rows and columns of a picture that the region touches, with what is up to `margin`
        pixels from it."""
        reach = self.size / 2 * (abs(cos(self.angle)) + abs(sin(self.angle))) + margin
        ends = [(max(0, floor(at - reach)), max(0, ceil(at + reach))) for at in (self.y, self.x)]
        return slice(*ends[0]), slice(*ends[1])

    def to_picture(self, points: np.ndarray, pixels: int) -> np.ndarray:
        """Crop coordinates (n, 2 or 3) to picture pixels; depth is scaled alike."""
        matrix = self.matrix(pixels)
        out = points.astype(float).copy()
        out[:, :2] = points[:, :2] @ matrix[:, :2].T + matrix[:, 2]
        if points.shape[1] > 2:
            out[:, 2] = points[:, 2] * self.size / pixels
        return out


def whole(picture: np.ndarray) -> Region:
    """The smallest square around the whole picture."""
    height, width = picture.shape[:2]
    return Region(width / 2, height / 2, max(width, height))


def angle_between(start: np.ndarray, end: np.ndarray, upright: float) -> float:
    """How far the vector from `start` to `end` is turned from `upright` radians (y down),
    within (-pi, pi]."""
    turned = upright - atan2(-(end[1] - start[1]), end[0] - start[0])
    return turned - 2 * pi * np.floor((turned + pi) / (2 * pi))
