"""Footage whose shots, joints and camera are known: a camera that goes over photographs."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

import cv2
import imageio_ffmpeg
import numpy as np
from skimage import data

WIDTH, HEIGHT, FPS = 256, 144, 24
Pictures = list[np.ndarray]
WIDE = {
    name: cv2.resize(getattr(data, name)(), (512, 288)) for name in ("astronaut", "coffee", "cat")
}


def written(pictures: Sequence[np.ndarray], out: Path, sound: Path | None = None) -> Path:
    """The pictures (HEIGHT, WIDTH, 3) as a video at FPS."""
    height, width = pictures[0].shape[:2]
    raw = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-r", str(FPS)]
    coded = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "16", "-pix_fmt", "yuv420p"]
    heard = ["-i", str(sound), "-c:a", "aac"] if sound else []
    subprocess.run(
        [
            imageio_ffmpeg.get_ffmpeg_exe(),
            "-v",
            "error",
            "-y",
            *raw,
            "-i",
            "-",
            *heard,
            *coded,
            out,
        ],
        input=b"".join(np.ascontiguousarray(one, np.uint8).tobytes() for one in pictures),
        check=True,
    )
    return out


def view(picture: np.ndarray, x: float, y: float, zoom: float = 1.0) -> np.ndarray:
    """What a camera sees that looks at x, y of a large picture."""
    matrix = np.array(
        [[zoom, 0, WIDTH / 2 - x * zoom], [0, zoom, HEIGHT / 2 - y * zoom]], np.float32
    )
    seen = cv2.warpAffine(
        picture.astype(np.float32), matrix, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REFLECT
    )
    return seen.clip(0, 255).astype(np.uint8)


def shot(name: str, frames: int, right: float = 0.0, down: float = 0.0) -> Pictures:
    """The camera goes over a photograph, so many pixels a frame."""
    return [view(WIDE[name], 200 + right * n, 120 + down * n) for n in range(frames)]


def dissolved(one: Pictures, other: Pictures, frames: int) -> Pictures:
    """The end of one over the beginning of the other."""
    mixed = [
        ((n := (number + 1) / (frames + 1)) * b + (1 - n) * a).astype(np.uint8)
        for number, (a, b) in enumerate(zip(one[-frames:], other[:frames], strict=True))
    ]
    return one[:-frames] + mixed + other[frames:]


def faded(one: Pictures, frames: int) -> Pictures:
    """Its end goes to black."""
    dark = [(a * (1 - (n + 1) / frames)).astype(np.uint8) for n, a in enumerate(one[-frames:])]
    return one[:-frames] + dark
