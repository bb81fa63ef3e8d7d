"""Pictures as a model that sees is sent them."""

import base64
import io
from dataclasses import dataclass
from pathlib import Path

import PIL.Image

from studio.media.opener import open_picture, over_grey
from tools.engines.media.confined import confined

PATCH = 28  # pixels of a side that Qwen2.5-VL makes one token of
PIXELS = 2 * 768 * 768  # of all pictures of a question: 1,500 such tokens
_LEAST = 2  # patches of a side
_QUALITY = 90  # of JPEG


@dataclass(frozen=True)
class Shown:
    """A picture as JPEG in a data `url`; its width and height as `sent`, and its own `size`."""

    url: str
    sent: tuple[int, int]
    size: tuple[int, int]


def whole_patches(path: Path, pixels: int) -> Shown:
    """The picture in at most so many pixels, its sides whole patches: the model resizes it no more,
    so it takes the tokens that it was meant to, and counts the very pixels that it was sent."""
    url, sent, size = _encoded(path, pixels)
    return Shown(url, (sent[0], sent[1]), (size[0], size[1]))


@confined
def _encoded(path: Path, pixels: int) -> tuple[str, list[int], list[int]]:
    with open_picture(path) as opened:
        picture = over_grey(opened)
    width, height = picture.size
    scale = min(1.0, (pixels / (width * height)) ** 0.5)
    sent = _patches(scale * width), _patches(scale * height)
    stream = io.BytesIO()
    picture.resize(sent, PIL.Image.Resampling.LANCZOS).save(stream, "JPEG", quality=_QUALITY)
    url = f"data:image/jpeg;base64,{base64.b64encode(stream.getvalue()).decode()}"
    return url, list(sent), list(picture.size)


def _patches(side: float) -> int:
    return PATCH * max(_LEAST, int(side / PATCH))
