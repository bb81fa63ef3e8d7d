"""The subject of a video by itself, and the empty place behind it."""

import contextlib
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from studio.errors import ToolError
from tools.engines.base import Progress
from tools.engines.ffmpeg.edit.footage import Footage, read
from tools.engines.ffmpeg.runner import BITEXACT, TIME_LIMIT, piped_rgba, source
from tools.engines.media.frames import pictures, piped, to_rgb
from tools.engines.media.masks import in_size, masks_of
from tools.engines.opencv.composite import own_colours
from tools.engines.opencv.requests import Separate, SeparatedVideo

_LOOKED = 24  # frames that the place behind is put together from
_ROOM = 7  # pixels around the subject that are not taken for the place behind
_STILL = 6.0  # 8-bit levels by which the place behind may differ from itself in the middle
_LEAST_SEEN = 0.3
_ROWS = 16  # of the place behind that are put together at once
_FILL = 5  # pixels around a hole that its filling goes by


def separate(request: Separate, progress: Progress) -> SeparatedVideo:
    """Write both. ToolError for a mask of another video, or of nothing."""
    footage = read(request.video)
    looked = {round(one) for one in np.linspace(0, footage.frames - 1, _LOOKED)}
    kept: list[tuple[np.ndarray, np.ndarray]] = []
    any_subject = False
    with _with_alpha(footage, request.out) as write:
        drawn = zip(pictures(footage), masks_of(request.mask, footage), strict=False)
        for number, (frame, mask) in enumerate(drawn):
            rgb = to_rgb(frame)
            mask = in_size(mask, *rgb.shape[:2])
            any_subject |= bool(mask.any())
            colours = own_colours(rgb, mask.astype(np.float32) / 255)
            write(np.dstack([colours.round().astype(np.uint8), mask]))
            if number in looked:
                kept.append((_in_a_file(rgb), _in_a_file(mask)))
            if number % 6 == 0:
                progress(0.8 * number / footage.frames, "taking the subject out")
    if not any_subject:
        raise ToolError(
            "the mask is black: there is no subject.", "Make it anew with segment_video()."
        )
    progress(0.8, "putting together what is behind")
    plate, seen = place_behind(kept)
    if plate is not None:
        Image.fromarray(plate).save(request.plate)
    return {
        "path": str(request.out),
        "frames": footage.frames,
        "duration": footage.duration,
        "plate_seen": seen,
    }


def _in_a_file(array: np.ndarray) -> np.ndarray:
    """The same, read-only, out of a file without a name: of large frames memory has no room."""
    with tempfile.TemporaryFile() as file:
        array.tofile(file)
        return np.memmap(file, array.dtype, "r", shape=array.shape)


def place_behind(
    kept: list[tuple[np.ndarray, np.ndarray]],
) -> tuple[np.ndarray | None, float | None]:
    """What is behind the subject, and how much of it was seen, 0..1, in frames (h, w, 3) with masks
    (h, w), uint8; None where it moves. It is found a few rows at a time: of all frames at once it
    would take gigabytes."""
    kernel = np.ones((2 * _ROOM + 1,) * 2, np.uint8)
    away = np.stack([cv2.dilate(mask, kernel) < 8 for _, mask in kept])
    times = away.sum(0)
    seen = times > 0
    if seen.mean() < _LEAST_SEEN:
        return None, None
    whole = np.zeros_like(kept[0][0])
    apart = np.full(seen.shape, np.nan, np.float32)
    for top in range(0, len(whole), _ROWS):
        rows = slice(top, top + _ROWS)
        shown = np.stack([rgb[rows] for rgb, _ in kept]).astype(np.float32)
        shown[~away[:, rows]] = np.nan
        shown[:, ~seen[rows]] = 0  # nothing is known there
        plate = _medians(shown, times[rows])
        apart[rows] = np.nanmean(np.abs(shown - plate), axis=(0, 3))
        whole[rows] = plate.round().astype(np.uint8)
    often = apart[times > 1]
    if often.size and float(np.median(often)) > _STILL:
        return None, None
    if not seen.all():
        whole = cv2.inpaint(whole, (~seen).astype(np.uint8), _FILL, cv2.INPAINT_TELEA)
    return whole, round(float(seen.mean()), 4)


def _medians(shown: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Those over the first axis (n, h, w, 3), of what is no NaN: `times` (h, w) of the n. NumPy's
    own goes pixel by pixel."""
    in_order = np.sort(shown, axis=0)  # NaN comes last
    counts = np.maximum(times, 1)[None, ..., None]
    low, high = ((counts - 1) // 2, counts // 2)
    middle = [
        np.take_along_axis(in_order, np.broadcast_to(at, (1, *shown.shape[1:])), 0)
        for at in (low, high)
    ]
    return ((middle[0] + middle[1]) / 2)[0]


@contextlib.contextmanager
def _with_alpha(footage: Footage, out: Path) -> Iterator[Callable[[np.ndarray], None]]:
    """Write a MOV of the RGBA frames that the yielded function is given, all of one size, with the
    sound of the footage. EngineError when FFmpeg fails."""
    first = next(pictures(footage))
    arguments = [
        *piped_rgba(first.shape[1], first.shape[0] * 2 // 3, footage.rate),
        *source(footage.path),
        *("-map", "0:v", "-map", "1:a:0?", "-c:a", "pcm_s16le", "-c:v", "prores_ks"),
        *("-profile:v", "4444", "-pix_fmt", "yuva444p10le", *BITEXACT, str(out)),
    ]
    with piped(arguments, "writing the subject", stdin=subprocess.PIPE) as process:
        yield lambda frame: process.stdin.write(np.ascontiguousarray(frame).data) and None
        process.stdin.close()
        process.wait(TIME_LIMIT)
