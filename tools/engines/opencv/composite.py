"""The subject of a video before something else."""

from collections.abc import Iterator
from itertools import chain, repeat
from pathlib import Path

import cv2
import numpy as np

from studio.errors import ToolError
from studio.media.opener import NoPicture, in_eight_bits, open_picture
from tools.engines.base import Progress
from tools.engines.ffmpeg.edit.footage import Footage, read
from tools.engines.media.frames import film, pictures, to_i420, to_rgb
from tools.engines.media.masks import in_size, masks_of
from tools.engines.opencv.requests import Composite, CompositedVideo

_REACH = 0.02  # of the longer side: from how far colours are taken for the edge


def composite(request: Composite, progress: Progress) -> CompositedVideo:
    """Put it there. ToolError for a mask of another video, or of nothing."""
    footage = read(request.video)
    behind = _behind(request.over, footage)
    shares: list[float] = []
    with film(footage, request.out) as write:
        drawn = zip(pictures(footage), masks_of(request.mask, footage), behind, strict=False)
        for number, (frame, mask, ground) in enumerate(drawn):
            rgb = to_rgb(frame)
            alpha = in_size(mask, *rgb.shape[:2]).astype(np.float32) / 255
            if request.soft > 0:
                alpha = cv2.GaussianBlur(alpha, (0, 0), request.soft)
            colours = own_colours(rgb, alpha)
            made, laid = _laid(colours, alpha, ground, request)
            shares.append(float(laid.mean()))
            write(to_i420(made))
            if number % 6 == 0:
                progress(number / footage.frames, "putting the subject in its place")
    if not any(shares):
        request.out.unlink(missing_ok=True)
        raise ToolError(
            "no part of the subject is seen: the mask is black, or the place lies outside.",
            "Make the mask anew with segment_video(), or set `x`, `y` and `size` nearer to the "
            "middle.",
        )
    return {
        "path": str(request.out),
        "frames": len(shares),
        "duration": footage.duration,
        "share": round(float(np.mean(shares)), 4),
    }


def own_colours(rgb: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """The subject's own colours, float32 (h, w, 3), where what is behind it shows through: M.
    Forte, "Approximate Fast Foreground Colour Estimation", 2021. `alpha` (h, w) 0..1."""
    side = 2 * max(1, round(_REACH * max(rgb.shape[:2]))) + 1
    kernel = (side, side)
    weight = cv2.blur(alpha, kernel)
    own = np.empty(rgb.shape, np.float32)
    for channel in range(rgb.shape[2]):  # of all at once it would take gigabytes
        plane = rgb[..., channel].astype(np.float32)
        front = cv2.blur(plane * alpha, kernel) / np.maximum(weight, 1e-4)
        back = cv2.blur(plane * (1 - alpha), kernel) / np.maximum(1 - weight, 1e-4)
        made = front + alpha * (plane - alpha * front - (1 - alpha) * back)
        own[..., channel] = np.clip(made, 0, 255)
    return own


def _laid(
    colours: np.ndarray, alpha: np.ndarray, ground: np.ndarray, request: Composite
) -> tuple[np.ndarray, np.ndarray]:
    """The subject over the ground (h, w, 3) uint8, and the share of each pixel that it is."""
    height, width = ground.shape[:2]
    both = np.dstack([colours * alpha[..., None], alpha])
    scale = request.size * min(width / alpha.shape[1], height / alpha.shape[0])
    if scale < 1:  # averaged, or fine texture would flicker
        size = tuple(max(1, round(scale * side)) for side in alpha.shape[::-1])
        both, scale = cv2.resize(both, size, interpolation=cv2.INTER_AREA), 1.0
    tall, wide = both.shape[:2]
    place = np.float32(
        [
            [scale, 0, request.x * width - scale * (wide - 1) / 2 - 0.5],
            [0, scale, request.y * height - scale * (tall - 1) / 2 - 0.5],
        ]
    )
    laid = cv2.warpAffine(both, place, (width, height), flags=cv2.INTER_LINEAR)
    share = laid[..., 3:]
    made = laid[..., :3] + (1 - share) * ground.astype(np.float32)
    return np.clip(made, 0, 255).round().astype(np.uint8), share


def _behind(path: Path, footage: Footage) -> Iterator[np.ndarray]:
    """What is behind at each time of the footage: RGB uint8, both sides even."""
    try:
        with open_picture(path) as picture:
            still = np.asarray(in_eight_bits(picture).convert("RGB"))
        return repeat(still[: still.shape[0] // 2 * 2, : still.shape[1] // 2 * 2])
    except NoPicture:
        return at_times_of(read(path), footage)


def at_times_of(behind: Footage, footage: Footage) -> Iterator[np.ndarray]:
    """The frames of a video at the times of the footage's; at its end it stands still."""
    step = behind.rate / footage.rate
    wanted, last = 0, None
    for number, frame in enumerate(pictures(behind)):
        last = frame
        if int(wanted * step) > number:
            continue
        rgb = to_rgb(frame)
        while int(wanted * step) <= number:
            yield rgb
            wanted += 1
    yield from repeat(to_rgb(last)) if last is not None else chain()
