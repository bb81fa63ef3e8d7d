"""Where it is worth an effect: planted bursts of motion, of sound, of expression."""

import numpy as np
import pytest
from PIL import Image

from studio.settings import ROOT
from tests.media.conftest import RATE
from tests.media.moving import FPS, HEIGHT, WIDTH, backdrop, film
from tests.weights_here import weights
from tools.engines.vision.face import find_faces
from tools.engines.vision.footage.action import Action
from tools.engines.vision.footage.moments import Faces, place


@pytest.fixture(autouse=True, scope="module")
def eyes():
    weights("mediapipe")


def burst(frames: int, first: int, last: int, seed: int = 0, x: int = 190) -> list[np.ndarray]:
    """A backdrop on which a disc drifts, and races up and down from `first` to `last`."""
    behind, rows, columns = backdrop(seed), *np.mgrid[:HEIGHT, :WIDTH]
    made = []
    for number in range(frames):
        y = 70 + (30 * np.sin(1.9 * number) if first <= number < last else 0.2 * number)
        disc = np.clip(16 - np.hypot(columns - x, rows - y), 0, 1)[..., None]
        made.append((behind * (1 - disc) + 250 * disc).astype(np.uint8))
    return made


def inside(moment, duration: float) -> bool:
    return (
        0 <= moment["start"] <= moment["at"] <= moment["end"] <= duration
        and 0 <= moment["x"] <= 1
        and 0 <= moment["y"] <= 1
    )


async def test_a_burst_of_motion(bench):
    video = await film(bench, burst(72, 40, 52))
    found = await bench.call("find_moments", video=video)
    for name in ("motion", "peak"):
        moment = found[name]
        assert 40 / FPS <= moment["at"] <= 52 / FPS
        assert 0.5 <= moment["end"] - moment["start"] <= 1.25
        assert moment["x"] == pytest.approx(190 / WIDTH, abs=0.05)
        assert inside(moment, found["duration"])
    assert "most motion" in found["peak"]["reason"]
    assert found["loud"] is None and found["face"] is None
    assert found["duration"] == pytest.approx(3)
    assert await bench.call("find_moments", video=video) == found, "it is deterministic"


async def test_a_pan_is_no_motion(bench):
    """The camera races at first; later a disc does, and that is what counts."""
    wide = np.concatenate([backdrop(4), backdrop(5), backdrop(6)], axis=1)
    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    pictures = []
    for number in range(60):
        left = min(number, 24) * 8
        disc = np.clip(12 - np.hypot(columns - 60, rows - 70 - 9 * np.sin(2 * number)), 0, 1)
        disc = disc[..., None] * (40 <= number < 50)
        view = wide[:, left : left + WIDTH]
        pictures.append((view * (1 - disc) + 255 * disc).astype(np.uint8))
    found = await bench.call("find_moments", video=await film(bench, pictures))
    assert 40 / FPS <= found["motion"]["at"] <= 51 / FPS
    assert found["motion"]["x"] == pytest.approx(60 / WIDTH, abs=0.05)


async def test_a_loud_sound(bench):
    chance = np.random.default_rng(1)
    wave = 0.01 * chance.standard_normal(3 * RATE)
    wave[int(0.8 * RATE) : int(1.1 * RATE)] *= 30
    video = await bench.call(
        "compose_video", clips=[await film(bench, burst(72, 0, 0))], audio=bench.sound(wave)
    )
    found = await bench.call("find_moments", video=video["video"])
    for name in ("loud", "peak"):
        assert 0.75 <= found[name]["at"] <= 1.15
        assert inside(found[name], found["duration"])
    assert found["loud"]["reason"] == "loudest" and "loudest" in found["peak"]["reason"]


async def test_silence_is_no_sound(bench):
    silent = await bench.call(
        "compose_video",
        clips=[await film(bench, burst(24, 4, 8))],
        audio=bench.sound(np.zeros(RATE)),
    )
    assert (await bench.call("find_moments", video=silent["video"]))["loud"] is None


async def test_no_moment_crosses_a_cut(bench):
    """The burst lies right before a cut, which is itself the largest change of all."""
    pictures = [*burst(36, 30, 36), *[255 - p for p in burst(36, 0, 0, seed=9)]]
    video = await film(bench, pictures)
    picked = (await bench.call("pick_frames", video=video, count=4))["frames"]
    assert len(picked) == 4 and [one["shot"] for one in picked] == sorted(
        int(one["at"] >= 36 / FPS) for one in picked
    )
    for one in picked:
        true = pictures[round(one["at"] * FPS)]
        assert np.abs(np.asarray(bench.image(one["image"]), float) - true).mean() < 6, "in full"
    found = await bench.call("find_moments", video=video)
    moment = found["motion"]
    assert 30 / FPS <= moment["at"] < 36 / FPS
    assert moment["end"] <= 36 / FPS + 1e-6
    assert moment["start"] < 30 / FPS


async def test_a_face_that_opens_its_mouth(bench):
    """A calm face whose mouth is torn open for a moment, on a picture that stands still else."""
    plate = ROOT / "tests" / "measure" / "plates" / "luca_neutral.jpg"
    calm = np.array(Image.open(plate).convert("RGB"))
    face = find_faces(calm, weights("mediapipe"))[0]
    lips = face.points[[13, 14, 61, 291], :2]
    middle, width = lips.mean(0), float(np.ptp(lips[:, 0]))
    rows, columns = np.mgrid[: calm.shape[0], : calm.shape[1]]
    pictures = []
    for number in range(72):
        wide = 0.45 * width * np.sin(np.pi * (number - 40) / 14) if 40 <= number < 54 else 0
        far = np.hypot(
            (columns - middle[0]) / (0.4 * width), (rows - middle[1] - wide) / (wide + 1)
        )
        mouth = np.clip(3 * (1 - far), 0, 1)[..., None] * (wide > 0)
        pictures.append((calm * (1 - mouth) + np.array([70, 15, 15]) * mouth).astype(np.uint8))
    found = await bench.call("find_moments", video=await film(bench, pictures))
    moment = found["face"]
    assert 41 / FPS <= moment["at"] <= 53 / FPS
    assert moment["reason"] == "widest expression" and inside(moment, found["duration"])
    centre = (face.box[:2] + face.box[2:]) / 2 / calm.shape[1::-1]
    assert (moment["x"], moment["y"]) == pytest.approx(tuple(centre), abs=0.06)


@pytest.mark.parametrize(
    ("x", "moves", "wanted"),
    [(0.3, True, (0.3, 0.6, 0.0)), (0.6, True, (0.7, 0.3, 0.25)), (0.3, False, (0.7, 0.3, 0.25))],
)
def test_the_place_is_the_mover_s_and_not_a_bystander_s(x, moves, wanted):
    one = np.ones(24)
    times = np.arange(24) / FPS
    action = Action(times, one, x * one, 0.6 * one, np.zeros(24, int))
    face = Faces(times[::2], *(value * one[::2] for value in (0.7, 0.3, 0.25, 0.0)))
    assert place(0.5, action, face, (0.0, 1.0), moves=moves) == pytest.approx(wanted)


async def test_a_talking_clip(bench):
    talk = bench.put(ROOT / "tests" / "measure" / "plates" / "talk.mp4", "video")
    found = await bench.call("find_moments", video=talk)
    for name in ("peak", "motion", "loud", "face"):
        assert inside(found[name], found["duration"])
        # the head is in the middle, in the upper half
        assert found[name]["x"] == pytest.approx(0.5, abs=0.1)
        assert 0.25 < found[name]["y"] < 0.5
    assert found["duration"] == pytest.approx(4.75, abs=0.05)


async def test_a_single_frame(bench):
    found = await bench.call(
        "find_moments", video=await film(bench, [backdrop(1).astype(np.uint8)])
    )
    assert found["peak"]["at"] == 0 and inside(found["peak"], found["duration"])
