"""Pictures as a model that sees is sent them."""

import base64
import io
from pathlib import Path

import PIL.Image

from studio.media.opener import in_eight_bits, open_picture

PATCH = 28  # pixels of a side that Qwen2.5-VL makes one token of
PIXELS = 2 * 768 * 768  # of all pictures of a question: 1,500 such tokens
_LEAST = 2  # patches of a side
_QUALITY = 90  # of JPEG


def data_url(path: Path, pixels: int) -> str:
    """The picture as JPEG of at most so many pixels."""
    shown = _read(path)
    scale = min(1.0, (pixels / (shown.width * shown.height)) ** 0.5)
    return _url(shown, tuple(max(1, int(scale * side)) for side in shown.size))


def whole_patches(path: Path) -> tuple[str, tuple[int, int], tuple[int, int]]:
    """The picture as JPEG whose sides are whole patches, so that the model resizes it no more and
    counts the very pixels that it was sent; its width and height as sent, and its own."""
    shown = _read(path)
    scale = min(1.0, (PIXELS / (shown.width * shown.height)) ** 0.5)
    sent = tuple(PATCH * max(_LEAST, int(scale * side / PATCH)) for side in shown.size)
    return _url(shown, sent), sent, shown.size


def _read(path: Path) -> PIL.Image.Image:
    with open_picture(path) as picture:
        return in_eight_bits(picture).convert("RGB")


def _url(picture: PIL.Image.Image, size: tuple[int, ...]) -> str:
    stream = io.BytesIO()
    picture.resize(size, PIL.Image.Resampling.LANCZOS).save(stream, "JPEG", quality=_QUALITY)
    return f"data:image/jpeg;base64,{base64.b64encode(stream.getvalue()).decode()}"
