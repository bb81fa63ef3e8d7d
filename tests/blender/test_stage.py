"""The Blender worker over its protocol: a real process, real renders, at tiny sizes."""

import os
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from studio.nouns.sheet import CharacterSheet
from tools.engines.worker.serve import frame, read_frame

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venvs" / "blender" / "bin" / "python"
SHEET = CharacterSheet(name="Tino").model_dump()
PASSES = ["depth", "normal", "edge", "mask", "openpose"]


class Worker:
    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [str(PYTHON), "-m", "tools.engines.blender.worker"],
            cwd=ROOT,
            env=dict(os.environ, PYTHONPATH=str(ROOT)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.hello = read_frame(self.process.stdout)
        self._number = 0

    def send(self, message: dict[str, Any]) -> None:
        self.process.stdin.write(frame(message))
        self.process.stdin.flush()

    def start(self, method: str, **params: Any) -> int:
        self._number += 1
        self.send({"id": self._number, "method": method, "params": params})
        return self._number

    def answer(self, number: int) -> tuple[dict[str, Any], list[float]]:
        progress = []
        while (message := read_frame(self.process.stdout)) is not None:
            assert message["id"] == number
            if "progress" not in message:
                return message, progress
            progress.append(message["progress"])
        raise AssertionError("the worker died")

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        message, _ = self.answer(self.start(method, **params))
        assert "result" in message, message
        return message["result"]

    def close(self) -> int:
        self.process.stdin.close()
        return self.process.wait(60)


@pytest.fixture(scope="module")
def worker():
    if not PYTHON.exists():
        pytest.skip("the Blender environment is not set up: make setup")
    running = Worker()
    yield running
    assert running.close() == 0


def still(folder: Path, **changes: Any) -> dict[str, Any]:
    role = {"sheet": SHEET, "pose": "wave", "expression": "happy", "strength": 1.0}
    return {
        "cast": [role],
        "set": "backdrop",
        "framing": "medium",
        "width": 96,
        "height": 96,
        "quality": "draft",
        "out_dir": str(folder),
        **changes,
    }


def shot(folder: Path, role: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    part = {"sheet": SHEET, "action": "talk", "blinks": False, **(role or {})}
    return {
        "cast": [part],
        "set": "backdrop",
        "framing": "medium",
        "width": 96,
        "height": 64,
        "duration": 1 / 3,
        "quality": "draft",
        "out_dir": str(folder),
        **changes,
    }


def pixels(path: Path) -> np.ndarray:
    with Image.open(path) as picture:
        return np.asarray(picture).astype(float)


def luma(path: Path) -> np.ndarray:
    return pixels(path)[..., :3] @ (0.2126, 0.7152, 0.0722)


def test_hello_names_the_engine(worker):
    assert worker.hello["hello"]["engine"] == "blender"


def test_a_still_shows_the_character_where_it_says(worker, tmp_path):
    result = worker.ask("render_still", **still(tmp_path, passes=PASSES))
    picture = pixels(tmp_path / result["image"])
    assert picture.shape == (96, 96, 3)
    assert picture.std() > 10
    mask = pixels(tmp_path / result["passes"]["mask"]) / 255
    x0, y0, x1, y1 = (round(v) for v in result["head_boxes"][0])
    head = mask[max(0, y0) : y1, max(0, x0) : x1]
    assert head.mean() > 0.6
    assert mask[:4, :4].max() == 0
    points = result["joints"][0]["points"]
    assert len(points) == 18
    x, y, visible = points["nose"]
    assert visible == 1
    assert x0 < x < x1
    assert y0 < y < y1
    assert mask[int(y), int(x)] > 0.95
    assert points["r_shoulder"][0] < points["l_shoulder"][0]  # it faces us


def test_passes_agree_with_the_scene(worker, tmp_path):
    result = worker.ask("render_still", **still(tmp_path, passes=PASSES))
    assert set(result["passes"]) == set(PASSES)
    mask = pixels(tmp_path / "mask.png") > 250
    depth = pixels(tmp_path / "depth.png")
    assert depth[mask].mean() > 1.5 * depth[~mask].mean()  # near is white
    normal = pixels(tmp_path / "normal.png") / 127.5 - 1
    assert normal[mask][:, 2].mean() > 0.3  # what we see looks at us
    edge = pixels(tmp_path / "edge.png")
    assert set(np.unique(edge)) == {0, 255}
    assert 0.01 < (edge > 0).mean() < 0.35
    pose = pixels(tmp_path / "openpose.png")
    x, y, _ = result["joints"][0]["points"]["nose"]
    red, green, blue = pose[int(y), int(x)]
    assert red > 120 > max(green, blue)


def test_alpha_is_soft_and_has_no_haze(worker, tmp_path):
    worker.ask("render_still", **still(tmp_path, transparent=True, set="meadow"))
    picture = pixels(tmp_path / "image.png")
    alpha = picture[..., 3] / 255
    assert picture.shape[-1] == 4
    assert alpha.max() == 1
    assert (alpha == 0).mean() > 0.2
    assert not ((alpha > 0) & (alpha < 0.14)).any()
    assert ((alpha > 0.2) & (alpha < 0.8)).sum() > 20


def test_same_request_same_bytes(worker, tmp_path):
    request = still(tmp_path / "a", set="meadow", seed=5)
    worker.ask("render_still", **request)
    other = {"sheet": SHEET, "pose": "run", "expression": "angry", "strength": 1.5, "viseme": "aa"}
    worker.ask("render_still", **still(tmp_path / "b", cast=[other], set="meadow", exposure=1.0))
    worker.ask("render_shot", **shot(tmp_path / "c", set="meadow"))  # the same scene
    worker.ask("render_still", **(request | {"out_dir": str(tmp_path / "d")}))
    assert (tmp_path / "a/image.png").read_bytes() == (tmp_path / "d/image.png").read_bytes()
    worker.ask("render_still", **(request | {"out_dir": str(tmp_path / "e"), "seed": 6}))
    assert (tmp_path / "a/image.png").read_bytes() != (tmp_path / "e/image.png").read_bytes()


def test_a_fresh_worker_gives_the_same_bytes(worker, tmp_path):
    request = shot(tmp_path / "a", {"blinks": True})
    first = worker.ask("render_shot", **request)
    fresh = Worker()
    second = fresh.ask("render_shot", **(request | {"out_dir": str(tmp_path / "b")}))
    assert fresh.close() == 0
    assert first["frames"] == second["frames"]
    for name in set(first["frames"]):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_poses_are_held_on_twos(worker, tmp_path):
    result = worker.ask("render_shot", **shot(tmp_path))
    frames = result["frames"]
    assert len(frames) == 8 == len(result["head_boxes"]) == len(result["mouth_open"])
    assert frames[0::2] == frames[1::2]
    assert result["unique"] == len(set(frames)) == 4
    assert len(result["joints"]) == 3
    assert {path.name for path in tmp_path.iterdir()} == set(frames)


def test_a_moving_camera_moves_on_ones(worker, tmp_path):
    result = worker.ask("render_shot", **shot(tmp_path, camera_move="push_in"))
    assert len(set(result["frames"])) == 8
    assert result["unique"] == 4
    widths = [boxes[0][2] - boxes[0][0] for boxes in result["head_boxes"]]
    assert widths[-1] > 1.08 * widths[0]


def test_visemes_open_the_mouth(worker, tmp_path):
    track = (
        ("PP", 0.0, 1.0),
        ("PP", 0.15, 0.0),
        ("aa", 0.0, 0.0),
        ("aa", 0.15, 1.0),
        ("aa", 0.5, 1.0),
    )
    keys = [{"t": t, "viseme": viseme, "weight": weight} for viseme, t, weight in track]
    role = {
        "action": "idle",
        "visemes": keys,
        "expression_curve": [{"t": 0.0, "expression": "neutral", "strength": 1.0}],
    }
    result = worker.ask("render_shot", **shot(tmp_path, role, framing="close_up"))
    mouth = result["mouth_open"]
    assert mouth[0] < 0.1
    assert mouth[-1] > 0.8
    closed, opened = (pixels(tmp_path / result["frames"][k]) for k in (0, -1))
    x0, y0, x1, y1 = (int(v) for v in result["head_boxes"][-1][0])
    change = np.abs(opened - closed).mean(axis=-1)
    jaw = change[(y0 + y1) // 2 : min(64, y1), max(0, x0) : x1].mean()
    assert jaw > 3 * change[:, :8].mean() + 1


def test_what_does_not_move_stays_equal(worker, tmp_path):
    result = worker.ask("render_shot", **shot(tmp_path, {"action": "wave"}, width=128))
    first, last = (pixels(tmp_path / result["frames"][k]) for k in (0, -1))
    assert np.abs(first - last)[:, -10:].max() <= 2
    assert np.abs(first - last).max() > 30


@pytest.mark.parametrize("place", ["seaside_town", "night_street"])
def test_night_is_darker_yet_the_face_is_lit(worker, tmp_path, place):
    boxes = {}
    for time in ("day", "night"):
        result = worker.ask(
            "render_still", **still(tmp_path / time, set=place, time_of_day=time, framing="full")
        )
        boxes[time] = [max(0, round(v)) for v in result["head_boxes"][0]]
    day, night = (luma(tmp_path / time / "image.png") for time in ("day", "night"))
    assert night.mean() < 0.8 * day.mean()
    x0, y0, x1, y1 = boxes["night"]
    assert night[y0:y1, x0:x1].mean() > max(60, night.mean())


def test_exposure_is_in_stops(worker, tmp_path):
    for stops in (-2.0, 0.0):
        worker.ask("render_still", **still(tmp_path / str(stops), exposure=stops))
    dark, right = (luma(tmp_path / name / "image.png").mean() for name in ("-2.0", "0.0"))
    assert dark < 0.6 * right


def test_a_cast_stands_side_by_side(worker, tmp_path):
    other = CharacterSheet(name="Ada").model_dump()
    cast = [{"sheet": SHEET, "pose": "idle"}, {"sheet": other, "pose": "wave"}]
    result = worker.ask("render_still", **still(tmp_path, cast=cast, width=128))
    left, right = result["head_boxes"]
    assert left[2] < right[0] + 0.2 * (right[2] - right[0])
    assert left[0] >= -2
    assert right[2] <= 130


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"set": "moon"}, "moon"),
        ({"cast": []}, "cast"),
        ({"width": 3}, "width"),
        ({"cast": [{"sheet": SHEET, "pose": "fly"}]}, "fly"),
        ({"out_dir": "here"}, "out_dir"),
        ({"passes": ["smell"]}, "smell"),
    ],
)
def test_bad_input_names_the_input_and_the_fix(worker, tmp_path, change, word):
    message, _ = worker.answer(worker.start("render_still", **still(tmp_path, **change)))
    assert message["error"]["kind"] == "bad_input"
    assert word in message["error"]["message"]
    assert message["error"]["fix"]


def test_cancel_ends_a_shot_and_the_worker_goes_on(worker, tmp_path):
    number = worker.start("render_shot", **shot(tmp_path, duration=20.0, on_twos=False))
    first = read_frame(worker.process.stdout)
    assert "progress" in first
    worker.send({"cancel": number})
    message, progress = worker.answer(number)
    assert message["error"]["kind"] == "cancelled"
    assert all(value < 0.5 for value in progress)
    assert worker.ask("render_still", **still(tmp_path))["image"] == "image.png"


def test_reference_pictures(worker, tmp_path):
    result = worker.ask(
        "reference", sheet=SHEET, width=64, height=64, quality="draft", out_dir=str(tmp_path)
    )
    assert set(result) == {"front", "three_quarter", "full"}
    pictures = {name: pixels(tmp_path / file) for name, file in result.items()}
    assert all(picture.shape == (64, 64, 3) for picture in pictures.values())
    assert np.abs(pictures["front"] - pictures["full"]).mean() > 4
