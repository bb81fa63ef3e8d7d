"""find_character: its shots among those of others, by time and box."""

import numpy as np
import pytest
from PIL import Image

from tests.measure.conftest import PLATES
from tests.media.shots.shown import FPS, written
from tests.weights_here import weights

FRAMES, SIDE, LEFT = 14, 288, 112
CAST = ("luca_happy", "giulia_playful", "luca_waves")


def plate(name: str) -> np.ndarray:
    """A plate in a grey frame of 512 x 288."""
    frame = np.full((SIDE, 512, 3), (96, 110, 118), np.uint8)
    with Image.open(PLATES / f"{name}.jpg") as picture:
        frame[:, LEFT : LEFT + SIDE] = np.asarray(picture.convert("RGB").resize((SIDE, SIDE)))
    return frame


async def test_it_is_told_from_the_others(bench):
    weights("mediapipe")
    pictures = [plate(name) for name in CAST for _ in range(FRAMES)]
    video = bench.put(written(pictures, bench.folder / "cast.mp4"), "video")
    made = await bench.call("find_character", video=video, character="Luca")
    shot = FRAMES / FPS
    times = [one[edge] for one in made["appearances"] for edge in ("start", "end")]
    assert times == pytest.approx([0, shot, 2 * shot, 3 * shot], abs=0.15)
    for one in made["appearances"]:
        x0, y0, x1, y1 = one["box"]
        assert LEFT < x0 < x1 < LEFT + SIDE and 0 < y0 < y1 < SIDE
        assert x0 < LEFT + SIDE / 2 < x1 and one["certainty"] > 0.7
    assert made["seconds"] == pytest.approx(2 * shot, abs=0.3)
    track = bench.store.table(made["track"])
    assert len(track["times"]) == len(track["boxes"]) >= 4
