"""Media as people and models are shown them: small, and made in a media worker."""

import base64
import io
from math import sqrt
from pathlib import Path

import av
import numpy as np
import PIL.Image
import PIL.ImageOps

from studio.errors import MediaError
from studio.media.opener import in_eight_bits, open_medium, open_picture, over_grey
from tools.engines.media.confined import confined

LONGEST_SIDE = 1280  # of a picture, pixels
POSTER_AT = 0.4  # of a clip's length
QUALITY = 86  # of WebP
# Of a picture for a model. Qwen2.5-VL makes a token of 28 x 28 pixels: four pictures take 3,000 of
# the 12,288 tokens that the smallest profile has for pictures, measurements and reply.
MOST_PIXELS = 768 * 768
_JPEG_QUALITY = 85
_PLAIN = ("PNG", "JPEG", "WEBP")  # what a page shows as it is


def still_of(path: Path, kind: str, at: float = POSTER_AT) -> bytes:
    """A picture, or a film's frame `at` a part of its length, as WebP that a page shows at once."""
    moves = kind == "video" or (kind == "mask" and _is_moving(path))
    return base64.b64decode(_still(path, moves, at))


def carried_picture(path: Path, most: int) -> tuple[str, bytes]:
    """The media type and bytes of a picture for a page: as it is up to `most` bytes, else smaller.
    A mask that moves is one of its frames."""
    if _is_moving(path):
        return "image/webp", still_of(path, "mask")
    if kind := _plain_type(path, most):
        return kind, path.read_bytes()
    return "image/webp", still_of(path, "image")


@confined
def peaks(path: Path, bars: int) -> list[float]:
    """The peaks of so many equal parts of a sound; the loudest is 1. None where there is none."""
    planar = av.AudioResampler(format="fltp")
    with open_medium(path) as medium:
        loudest = [
            np.abs(block.to_ndarray()).max(axis=0)
            for frame in medium.sound()
            for block in planar.resample(frame)
        ]
    if not loudest:
        return []
    parts = np.array_split(np.concatenate(loudest), bars)
    found = [float(part.max()) if part.size else 0.0 for part in parts]
    top = max(found) or 1.0
    return [round(peak / top, 3) for peak in found]


def strip_of(path: Path, kind: str, frames: int) -> PIL.Image.Image:
    """A picture, or so many frames of a film side by side, RGB, at most LONGEST_SIDE wide."""
    return _unpacked(_strip(path, kind == "video", frames))


def shown_to_model(path: Path) -> PIL.Image.Image:
    """A picture as a model is shown it: upright, RGB on grey, of MOST_PIXELS at most."""
    return _unpacked(_shown(path))


def jpeg_of(path: Path, side: int) -> bytes:
    """A picture as JPEG, at most so many pixels wide and high."""
    return base64.b64decode(_jpeg(path, side))


@confined
def _still(path: Path, moves: bool, at: float) -> str:
    if moves:
        return _as_webp(_frame_of(path, at))
    with open_picture(path) as image:
        return _as_webp(image)


@confined
def _plain_type(path: Path, most: int) -> str:
    with open_picture(path) as image:
        plain = image.format in _PLAIN and path.stat().st_size <= most
        return f"image/{image.format.lower()}" if plain and image.format else ""


@confined
def _strip(path: Path, moves: bool, frames: int) -> list[str | int]:
    if not moves:
        with open_picture(path) as picture:
            return _packed(_small(in_eight_bits(picture).convert("RGB")))
    found: list[PIL.Image.Image] = []
    with open_medium(path) as medium:
        for frame in medium.pictures():
            wanted = (len(found) + 0.5) * medium.declared / frames
            if len(found) < frames and (frame.time or 0.0) >= wanted:
                found.append(frame.to_image())
    if not found:
        raise _nothing_of(path)
    return _packed(_small(beside_each_other(found)))


@confined
def _shown(path: Path) -> list[str | int]:
    with open_picture(path) as opened:
        return _packed(fit_to_show(opened))


@confined
def _jpeg(path: Path, side: int) -> str:
    with open_picture(path) as picture:
        small = in_eight_bits(picture).convert("RGB")
    small.thumbnail((side, side))
    return _encoded(small, "JPEG", quality=_JPEG_QUALITY)


def fit_to_show(picture: PIL.Image.Image) -> PIL.Image.Image:
    """A picture upright, RGB on grey, of MOST_PIXELS at most."""
    # Cameras write how they were held beside it.
    shown = over_grey(PIL.ImageOps.exif_transpose(picture))
    share = sqrt(MOST_PIXELS / (shown.width * shown.height))
    if share < 1:
        size = max(1, int(shown.width * share)), max(1, int(shown.height * share))
        shown = shown.resize(size, PIL.Image.Resampling.LANCZOS)
    return shown


def _is_moving(path: Path) -> bool:
    """Whether a mask is one over time (masks.py)."""
    return path.suffix == ".mkv"


def _frame_of(path: Path, at: float) -> PIL.Image.Image:
    """The frame of a clip `at` a part of its length."""
    with open_medium(path) as medium:
        wanted = at * medium.declared
        if wanted:
            medium.container.seek(int(wanted * av.time_base))  # to the key frame before it
        frame = None
        for frame in medium.pictures():
            if frame.time is not None and frame.time >= wanted:
                break
        if frame is None:
            raise _nothing_of(path)
        return frame.to_image()


def _as_webp(image: PIL.Image.Image) -> str:
    image = in_eight_bits(image).convert("RGBA" if "A" in image.getbands() else "RGB")
    return _encoded(_small(image), "WEBP", quality=QUALITY)


def _nothing_of(path: Path) -> MediaError:
    return MediaError(f"No frame of {path.name} can be decoded.", "Copy the file again.")


def _small(image: PIL.Image.Image) -> PIL.Image.Image:
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return image


def _encoded(image: PIL.Image.Image, form: str, quality: int) -> str:
    stream = io.BytesIO()
    image.save(stream, form, quality=quality)
    return base64.b64encode(stream.getvalue()).decode()


def beside_each_other(frames: list[PIL.Image.Image]) -> PIL.Image.Image:
    """Pictures in one row, as high as the lowest, RGB."""
    height = min(frame.height for frame in frames)
    scaled = [
        frame.convert("RGB").resize((max(1, frame.width * height // frame.height), height))
        for frame in frames
    ]
    whole = PIL.Image.new("RGB", (sum(frame.width for frame in scaled), height))
    at = 0
    for frame in scaled:
        whole.paste(frame, (at, 0))
        at += frame.width
    return whole


def _packed(picture: PIL.Image.Image) -> list[str | int]:
    """The size and pixels of an RGB picture, for another process, which decodes none."""
    return [picture.width, picture.height, base64.b64encode(picture.tobytes()).decode()]


def _unpacked(told: list[str | int]) -> PIL.Image.Image:
    width, height, pixels = told
    return PIL.Image.frombytes("RGB", (int(width), int(height)), base64.b64decode(str(pixels)))
