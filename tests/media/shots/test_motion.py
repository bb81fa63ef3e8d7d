"""measure_motion: a planted motion's speed, way, place and time, whatever the camera does."""

import numpy as np
import pytest

from tests.media.shots.shown import FPS, HEIGHT, WIDE, WIDTH, view, written
from tools.engines.vision.shots.motion import measure_motion
from tools.engines.vision.shots.requests import MeasureMotion

ROWS, COLUMNS = np.mgrid[:HEIGHT, :WIDTH]


def tile(picture: np.ndarray, x: float, y: float) -> np.ndarray:
    """A checked square of 28 pixels over a picture."""
    shape = np.clip(14 - np.maximum(abs(COLUMNS - x), abs(ROWS - y)), 0, 1)[..., None]
    check = 0.75 + 0.25 * (((COLUMNS - x) // 5 + (ROWS - y) // 5) % 2)[..., None]
    return (picture * (1 - shape) + np.array([230, 60, 40]) * check * shape).astype(np.uint8)


@pytest.fixture
def measured(tmp_path):
    def of(pictures):
        path = written(pictures, tmp_path / "moving.mp4")
        return measure_motion(MeasureMotion(path=path), lambda *_: None)

    return of


def test_a_tile_stands_and_then_goes_up(measured):
    behind = view(WIDE["coffee"], 256, 144)
    found = measured([tile(behind, 120, 118 - 2 * max(0, n - 24)) for n in range(60)])
    (span,) = found["spans"]
    assert found["fastest"] == span
    assert span["speed"] == pytest.approx(2 * FPS / WIDTH, rel=0.1)
    assert span["direction"] == pytest.approx(90, abs=5)
    assert span["start"] == pytest.approx(1.0, abs=0.1) and span["end"] > 2.35
    assert span["x"] == pytest.approx(120 / WIDTH, abs=0.04)
    assert found["moving"] == pytest.approx(0.6, abs=0.06)
    assert found["duration"] == pytest.approx(2.5)


def test_the_camera_s_own_move_is_taken_out(measured):
    """It pans by 3 pixels a frame; the tile goes 2 to the right in the frame, so 5 in the place."""
    pan = [view(WIDE["astronaut"], 160 + 3 * n, 144) for n in range(36)]
    found = measured([tile(one, 60 + 2 * n, 80) for n, one in enumerate(pan)])
    camera = np.median(found["track"]["camera"], axis=0)
    assert camera == pytest.approx([-3 * FPS / WIDTH, 0, 0], abs=0.02)
    assert found["fastest"]["speed"] == pytest.approx(5 * FPS / WIDTH, rel=0.12)
    assert found["fastest"]["direction"] == pytest.approx(0, abs=5)
    alone = measured(pan)
    assert alone["moving"] < 0.1


def test_grain_and_a_cut_are_no_motion(measured):
    chance = np.random.default_rng(0)
    grain = [
        np.clip(view(WIDE[name], 256, 144) + chance.normal(0, 4, (HEIGHT, WIDTH, 3)), 0, 255)
        for name in ("cat", "coffee")
        for _ in range(14)
    ]
    assert measured(grain)["spans"] == []
