"""Footage whose subject is known to the pixel: a figure that walks, turns and breathes over a
picture that moves behind it."""

from pathlib import Path

import cv2
import numpy as np
from skimage import data

from tests.media.conftest import Bench
from tests.media.moving import film

PLATES = Path(__file__).parents[1] / "measure" / "plates"


def walk(
    frames: int, height: int = 216, *, pan: float = 0.4, pace: float = 3.0, size: float = 1.0
) -> tuple[list, list]:
    """(pictures (h, w, 3) RGB, masks (h, w) bool) of Giulia, cut out, before a coffee table."""
    figure = cv2.imread(str(PLATES / "giulia_cut_out.png"), cv2.IMREAD_UNCHANGED)
    figure = cv2.cvtColor(figure, cv2.COLOR_BGRA2RGBA).astype(np.float32)
    figure[..., :3] *= figure[..., 3:] / 255
    width = height * 16 // 9
    behind = cv2.resize(data.coffee(), (round(width * 1.3), round(height * 1.3)), interpolation=3)
    tall, wide = figure.shape[:2]
    columns, rows = np.meshgrid(np.arange(width), np.arange(height))
    pictures, masks = [], []
    for number in range(frames):
        x = width * 0.3 + pace * number
        turn = 0.06 * np.sin(number / 4)
        scale = max(size, 1e-3) * 0.8 * height / tall * (1 + 0.002 * number)
        c, s = np.cos(turn) / scale, np.sin(turn) / scale
        off_x, off_y = columns - x, rows - height * 0.55
        off_x = off_x + 4 * np.sin(number / 5 + rows / 30)  # it sways
        where = [c * off_x + s * off_y + wide / 2, -s * off_x + c * off_y + tall / 2]
        drawn = cv2.remap(figure, *(w.astype(np.float32) for w in where), cv2.INTER_LINEAR)
        shift = round(pan * number)
        back = behind[10 : 10 + height, 5 + shift : 5 + shift + width].astype(np.float32)
        alpha = drawn[..., 3:] / 255
        pictures.append((drawn[..., :3] + back * (1 - alpha)).round().astype(np.uint8))
        masks.append(drawn[..., 3] > 127)
    return pictures, masks


async def walking(bench: Bench, frames: int, height: int = 216) -> tuple[str, list[np.ndarray]]:
    """The footage's handle, and its masks."""
    pictures, masks = walk(frames, height)
    return await film(bench, pictures, f"walk{frames}"), masks


def overlap(found: np.ndarray, known: np.ndarray) -> float:
    """Intersection over union of a mask, uint8, and the known one."""
    mask = found > 127
    return float((mask & known).sum() / max((mask | known).sum(), 1))
