"""Words over a picture in time: how they come and go."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PIL import Image

from tools.engines.ffmpeg.edit.words.titles import big_plate
from tools.engines.ffmpeg.lettering import Plate, subtitle_plate, title_plate

_COMES, _GOES = 0.4, 0.3  # seconds, each at most a third of what is shown
_BOUNCE = 1.70158  # after Penner's "back" easing: passes its size by a tenth
_EDGE = 0.1  # of its width over which a text that is revealed is soft


@dataclass(frozen=True)
class Words:
    """A text from frame `first` to `last` (not included) at `rate` frames a second."""

    text: str
    style: str
    at: str
    entrance: str
    first: int
    last: int
    rate: float

    def plate(self, number: int, width: int, height: int) -> Plate | None:
        """What is seen of it in a frame of a picture; None for nothing."""
        if not self.first <= number < self.last:
            return None
        plate = drawn(self.text, self.style, self.at, width, height)
        seconds = (self.last - self.first) / self.rate / 3
        come = min(1.0, (number - self.first + 1) / self.rate / min(_COMES, seconds))
        go = min(1.0, (self.last - number) / self.rate / min(_GOES, seconds))
        if self.entrance == "none" or come == go == 1:
            return plate
        if self.entrance == "slide":
            away = (1 - come) ** 3 + (1 - go) ** 3
            return _clipped(plate, -round((plate.x + plate.image.width) * away / 2) * 2, width)
        if self.entrance == "reveal":
            return _faded(_revealed(plate, come), go)
        if self.entrance == "pop":
            share = come - 1
            grown = 1 + (_BOUNCE + 1) * share**3 + _BOUNCE * share**2
            return _faded(_scaled(plate, max(0.05, grown), width, height), go)
        return _faded(plate, come * go)


@lru_cache(16)
def drawn(text: str, style: str, at: str, width: int, height: int) -> Plate:
    """A text as it stands, at rest."""
    if style == "subtitle":
        return subtitle_plate(text, width, height, at)
    if style == "lower_third":
        return title_plate(text, width, height, high=False)
    return big_plate(text, style, width, height)


def _faded(plate: Plate, share: float) -> Plate:
    if share >= 1:
        return plate
    return _masked(plate, np.full(plate.image.width, share))


def _revealed(plate: Plate, share: float) -> Plate:
    """From the left on."""
    along = np.linspace(0, 1, plate.image.width)
    return _masked(plate, np.clip((share * (1 + _EDGE) - along) / _EDGE, 0, 1))


def _masked(plate: Plate, columns: np.ndarray) -> Plate:
    pixels = np.asarray(plate.image).copy()
    pixels[..., 3] = np.rint(pixels[..., 3] * columns)
    return Plate(Image.fromarray(pixels), plate.x, plate.y)


def _scaled(plate: Plate, factor: float, width: int, height: int) -> Plate:
    """Around its own middle, cut off at the picture's edges."""
    size = (_even(plate.image.width * factor), _even(plate.image.height * factor))
    image = plate.image.resize(size, Image.Resampling.BICUBIC)
    x = plate.x + (plate.image.width - size[0]) // 4 * 2
    y = plate.y + (plate.image.height - size[1]) // 4 * 2
    left, top = max(0, -x), max(0, -y)
    box = (left, top, min(size[0], width - x), min(size[1], height - y))
    return Plate(image.crop(box), x + left, y + top)


def _clipped(plate: Plate, moved: int, width: int) -> Plate | None:
    """Moved to the side, cut off at the picture's edges; None where nothing is left."""
    x = plate.x + moved
    left, right = max(0, -x), min(plate.image.width, width - x)
    if right - left < 2:
        return None
    return Plate(plate.image.crop((left, 0, right, plate.image.height)), x + left, plate.y)


def _even(pixels: float) -> int:
    return max(2, round(pixels / 2) * 2)
