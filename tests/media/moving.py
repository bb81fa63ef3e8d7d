"""Footage whose every frame is another: test clips that can be told apart in time."""

from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from tests.media.conftest import Bench
from tools.engines.ffmpeg.engine import ffmpeg_engine
from tools.engines.ffmpeg.requests import EncodeFrames

WIDTH, HEIGHT, FPS = 256, 144, 24


def backdrop(seed: int) -> np.ndarray:
    """A soft coloured texture (HEIGHT, WIDTH, 3), 0..255."""
    chance = np.random.default_rng(seed)
    light = sum(
        cv2.resize(chance.uniform(-1, 1, (rows, 2 * rows, 3)), (WIDTH, HEIGHT), interpolation=3)
        for rows in (3, 7, 15)
    )
    return np.clip(120 + 40 * light, 0, 255)


def dancers(frames: int, seed: int = 0) -> list[np.ndarray]:
    """Two diamonds over a backdrop, on paths that do not come back on themselves. In the backdrop
    of seed 0 the network sees a face where there is none, in that of seed 1 none."""
    behind, rows, columns = backdrop(seed), *np.mgrid[:HEIGHT, :WIDTH]
    made = []
    for number in range(frames):
        share = number / max(frames - 1, 1)
        places = (
            (30 + 190 * share, 45 + 25 * np.sin(4 * share), (230, 60, 40)),
            (225 - 150 * share**1.5, 100 - 40 * share, (40, 70, 220)),
        )
        picture = behind.copy()
        for x, y, colour in places:
            shape = np.clip(21 - abs(columns - x) - abs(rows - y), 0, 1)[..., None]
            picture = picture * (1 - shape) + np.array(colour) * shape
        made.append(picture.astype(np.uint8))
    return made


async def film(bench: Bench, pictures: list[np.ndarray], name: str = "moving") -> str:
    """The pictures as a silent video at FPS; its handle."""
    folder = bench.folder / name
    folder.mkdir()
    paths = []
    for number, pixels in enumerate(pictures):
        path = folder / f"{number:03d}.png"
        Image.fromarray(pixels).save(path, compress_level=1)
        paths.append(str(path))
    out: Path = folder / "clip.mp4"
    await ffmpeg_engine().run(EncodeFrames(frames=paths, fps=FPS, out=out), lambda *_: None)
    return bench.put(out, "video")
