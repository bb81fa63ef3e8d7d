"""describe_shots: size, camera, motion, colours and light of planted shots."""

import cv2
import numpy as np
import pytest
from PIL import Image

from studio.settings import load_settings
from tests.measure.conftest import PLATES
from tests.media.shots.shown import FPS, HEIGHT, WIDE, WIDTH, view, written
from tests.weights_here import weights
from tools.engines.vision.shots.camera import camera_move
from tools.engines.vision.shots.describing import RATE, describe_shots
from tools.engines.vision.shots.flow import read_moves
from tools.engines.vision.shots.motion import smoothed
from tools.engines.vision.shots.requests import DescribeShots

LARGE = cv2.resize(WIDE["coffee"], (1024, 576))
FRAMES = 26


@pytest.fixture
def described(tmp_path):
    weights("mediapipe")
    models = load_settings().paths.models / "mediapipe"

    def of(pictures):
        path = written(pictures, tmp_path / "shots.mp4")
        return describe_shots(DescribeShots(path=path), lambda *_: None, models)["shots"]

    return of


def person(name: str, height: int) -> np.ndarray:
    """A plate of a character, as high as that, in a quiet frame of 640 x 360."""
    frame = np.full((360, 640, 3), (96, 110, 118), np.uint8)
    plate = np.asarray(Image.open(PLATES / name).convert("RGB").resize((height, height)))
    top = max(0, 360 - height)
    frame[top:, 320 - height // 2 : 320 - height // 2 + height] = plate[: 360 - top]
    return frame


@pytest.mark.parametrize(
    ("move", "at"),
    [
        ("pan_right", lambda n: (400 + 4 * n, 280, 1)),
        ("pan_left", lambda n: (520 - 2 * n, 280, 1)),
        ("tilt_up", lambda n: (500, 360 - 3 * n, 1)),
        ("zoom_in", lambda n: (500, 280, 1 + 0.012 * n)),
        ("zoom_out", lambda n: (500, 280, 1.6 - 0.012 * n)),
        ("shake", lambda n: (500 + 3 * np.sin(2.4 * n), 280 + 3 * np.sin(3.1 * n + 1), 1)),
        ("still", lambda n: (500, 280, 1)),
    ],
)
def test_the_camera(move, at):
    frames = [(n / FPS, view(LARGE, *at(n))) for n in range(FRAMES)]
    moves = read_moves(frames, RATE)
    seen = camera_move(moves)
    assert seen.move == move and smoothed(moves).mean() < 0.05
    if move == "pan_right":
        assert seen.speed == pytest.approx(4 * FPS / WIDTH, rel=0.05)


def test_size_light_and_colours_shot_by_shot(described):
    sea = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    sea[: HEIGHT // 3], sea[HEIGHT // 3 :] = (200, 225, 250), (20, 90, 190)
    dim = (view(WIDE["cat"], 256, 144) * 0.3).astype(np.uint8)
    still = [cv2.resize(one, (640, 360)) for one in (sea, dim)]
    near, far = person("luca_happy.jpg", 480), person("luca_happy_full.jpg", 230)
    shots = described([one for one in (near, far, *still) for _ in range(13)])
    assert [shot["size"] for shot in shots[:2]] == ["close_up", "full"]
    assert [shot["faces"] for shot in shots] == [1, 1, 0, 0]
    assert shots[2]["size"] is None and shots[2]["colours"]["blue"] > 0.6
    assert shots[2]["palette"][0]["name"] == "blue" and shots[2]["light"]["tone"] == "cool"
    assert shots[3]["light"]["brightness"] == "dark"
    assert all(shot["camera"] == "still" and shot["motion"] == 0 for shot in shots)
