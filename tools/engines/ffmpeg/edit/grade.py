"""A look laid over a video: a table of colours, and what a lens or a film adds to it."""

import tempfile
from math import ceil
from pathlib import Path

import numpy as np

from studio.media.opener import open_medium
from tools.engines.base import Progress
from tools.engines.ffmpeg.edit.colours import Colours, adjust, luma
from tools.engines.ffmpeg.edit.footage import read, write
from tools.engines.ffmpeg.edit.looks import Change, look_filters
from tools.engines.ffmpeg.edit.picture.cube import read_cube
from tools.engines.ffmpeg.requests import Grade, GradedVideo

LOOKED_AT = 8  # frames that are measured
SAMPLED = 512  # pixels of the longer side that are: every second one of twice as many
WHITE = 254 / 255


def grade(request: Grade, progress: Progress) -> GradedVideo:
    """A video in other colours: what is adjusted first, then the table, then the look.

    Returns {"path", "frames", "duration" s, "before", "after": {"luminance", "saturation",
    "clipped"} as `colour_facts` says}.
    """
    footage, out = read(Path(request.video)), Path(request.out)
    look, strength = request.look, request.strength
    side = min(footage.width, footage.height)
    with tempfile.TemporaryDirectory(prefix="studio-look-") as folder:
        graph = [
            f"{footage.picture()}[plain]",
            *look_filters(look, strength, Path(folder), side, _change(request)),
            f"[graded]{footage.clock()}[picture]",
        ]
        if footage.has_audio:
            graph.append(f"{footage.sound()}[sound]")
        made = write(footage, graph, footage.frames, out, progress, "grading", footage.has_audio)
    return {**made, "before": colour_facts(footage.path), "after": colour_facts(out)}


def _change(request: Grade) -> Change:
    lut = read_cube(request.lut) if request.lut else None

    def change(colours: Colours) -> Colours:
        adjusted = adjust(
            colours,
            brightness=request.brightness,
            contrast_=request.contrast,
            saturation=request.saturation,
            temperature=request.temperature,
        )
        if lut is None:
            return adjusted
        return adjusted + request.strength * (lut(adjusted) - adjusted)

    return change


def colour_facts(path: Path) -> dict[str, float]:
    """Means over some frames: luminance (BT.709 luma, 0 to 1), saturation (the largest channel less
    the smallest, 0 to 1), clipped (share of the pixels with a channel at white, 0 to 1)."""
    frames = read(path).frames
    wanted = {int((part + 0.5) / LOOKED_AT * frames) for part in range(LOOKED_AT)}
    found = []
    with open_medium(path) as medium:
        for number, frame in enumerate(medium.pictures()):
            if number in wanted:
                step = ceil(max(frame.width, frame.height) / SAMPLED)
                pixels = frame.to_ndarray(format="rgb24")[::step, ::step]
                colours = pixels.astype(np.float32) / 255
                found.append(
                    (
                        luma(colours).mean(),
                        np.ptp(colours, axis=-1).mean(),
                        (colours.max(-1) >= WHITE).mean(),
                    )
                )
    names = ("luminance", "saturation", "clipped")
    means = np.mean(found, axis=0)
    return {name: round(float(mean), 4) for name, mean in zip(names, means, strict=True)}
