"""Words laid over a video, frame by frame: what they look like is a function of time."""

from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from studio.errors import ToolError
from tools.engines.base import Progress
from tools.engines.ffmpeg.edit.footage import Footage, read
from tools.engines.ffmpeg.edit.words.plates import Words, drawn
from tools.engines.ffmpeg.edit.words.requests import LayWords, WordedVideo
from tools.engines.ffmpeg.lettering import Plate
from tools.engines.media.frames import film, pictures, planes, to_i420

Layers = list[tuple[np.ndarray, np.ndarray]]
"""Planes of I420, each with its alpha 0..1, float32."""


def lay_words(request: LayWords, progress: Progress) -> WordedVideo:
    """The video with the texts that begin within it. ToolError for one that has no place in time,
    or does not fit into the picture."""
    footage = read(Path(request.video))
    size = (footage.width // 2 * 2, footage.height // 2 * 2)
    words = [_words(footage, text) for text in request.texts]
    words = [one for one in words if one.first < footage.frames]
    for one in words:
        drawn(one.text, one.style, one.at, *size)  # what does not fit is told before anything else
    known: dict[int, tuple[Plate, Layers]] = {}  # of each text what was seen of it last
    with film(footage, Path(request.out)) as write:
        for number, frame in enumerate(pictures(footage)):
            for index, one in enumerate(words):
                if plate := one.plate(number, *size):
                    if index not in known or known[index][0] is not plate:
                        known[index] = (plate, _layers(plate.image))
                    frame = _laid(frame, plate, known[index][1])
            write(frame)
            progress(number / footage.frames, "writing")
    return {
        "path": str(request.out),
        "frames": footage.frames,
        "duration": footage.duration,
        "shown": len(words),
    }


def _words(footage: Footage, text: dict) -> Words:
    end = footage.duration if text["end"] is None else text["end"]
    first = round(text["start"] * footage.rate)
    last = min(footage.frames, round(end * footage.rate))
    if end <= text["start"] or (last <= first < footage.frames):
        raise ToolError(
            f"{text['text']!r} ends at {end:g} s, not after its start at {text['start']:g} s.",
            "Let `end` be later than `start`, by a frame at least.",
        )
    return Words(
        text["text"], text["style"], text["at"], text["entrance"], first, last, float(footage.rate)
    )


def _laid(frame: np.ndarray, plate: Plate, layers: Layers) -> np.ndarray:
    """An I420 frame with a plate over it, whose size and place are even."""
    made = frame.copy()
    for plane, (over, alpha), half in zip(planes(made), layers, (1, 2, 2), strict=True):
        x, y = plate.x // half, plate.y // half
        under = plane[y : y + over.shape[0], x : x + over.shape[1]]
        under[:] = np.rint(under + (over - under) * alpha)
    return made


def _layers(image: Image.Image) -> Layers:
    """Luma and chromas of a picture."""
    pixels = np.asarray(image)
    alpha = pixels[..., 3].astype(np.float32) / 255
    light, *chromas = planes(to_i420(np.ascontiguousarray(pixels[..., :3])))
    small = cv2.resize(alpha, chromas[0].shape[::-1], interpolation=cv2.INTER_AREA)
    return [(light.astype(np.float32), alpha)] + [
        (plane.astype(np.float32), small) for plane in chromas
    ]
