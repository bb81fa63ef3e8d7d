"""Who walks or runs goes through the set: the camera with them, the background past them."""

from itertools import pairwise

import cv2
import numpy as np
import pytest

from tests.blender.stage_worker import OTHER, SHEET, luma, shot

WIDTH, HEIGHT = 192, 108
FAR, MIDDLE, NEAR = (0.0, 0.45), (0.45, 0.7), (0.75, 1.0)  # houses, quay, paving


def stroll(folder, **changes):
    framed = {"framing": "full", "view": "profile", "set": "seaside_town"}
    size = {"width": WIDTH, "height": HEIGHT, "duration": 0.5}
    return shot(folder, {"action": "walk"}, **(framed | size | changes))


def shift(frames, rows):
    """Median pixels to the right, per pose, of what is right of the cast between two heights."""
    across, down = slice(int(0.62 * WIDTH), WIDTH), slice(*(int(r * HEIGHT) for r in rows))
    parts = [np.ascontiguousarray(frame[down, across], np.float32) for frame in frames]
    window = cv2.createHanningWindow(parts[0].shape[::-1], cv2.CV_32F)
    steps = pairwise(parts)
    return np.median([cv2.phaseCorrelate(a, b, window)[0][0] for a, b in steps])


def test_the_set_goes_past_a_walker_who_stays_in_frame(worker, tmp_path):
    result = worker.ask("render_shot", **stroll(tmp_path))
    frames = [luma(tmp_path / name) for name in dict.fromkeys(result["frames"])]
    assert len(frames) == result["unique"] == 6
    boxes = np.array([boxes[0] for boxes in result["head_boxes"]])
    assert boxes[:, 0].min() > 0 and boxes[:, 2].max() < WIDTH
    assert boxes[:, 1].min() > 0
    assert np.ptp(boxes.mean(axis=1)) < 0.03 * WIDTH
    for body in result["joints"]:
        assert all(visible for _, _, visible in body[0]["points"].values())
    far, middle, near = (shift(frames, rows) for rows in (FAR, MIDDLE, NEAR))
    assert abs(far) < 0.4
    assert -0.4 > middle > near
    assert near < -1.2


def test_the_set_stays_where_nobody_travels(worker, tmp_path):
    cast = shot(tmp_path, {"action": "idle"})["cast"]
    result = worker.ask("render_shot", **(stroll(tmp_path, duration=1 / 4) | {"cast": cast}))
    first, last = (luma(tmp_path / result["frames"][k]) for k in (0, -1))
    assert np.abs(first - last)[:, -6:].max() <= 2


def test_a_longer_run_than_the_room_has_shorter_steps(worker, tmp_path):
    run = {"cast": shot(tmp_path, {"action": "run"})["cast"]}
    request = {"set": "bedroom", "fps": 6, "width": 64, "height": 36}
    steps, left = [], []
    for duration in (1 / 3, 4.0):
        result = worker.ask("render_shot", **(stroll(tmp_path, duration=duration, **request) | run))
        boxes = np.array([boxes[0] for boxes in result["head_boxes"]])
        assert boxes[:, 0].min() > 0 and boxes[:, 2].max() < 64
        points = result["joints"][0][0]["points"]
        steps.append(abs(points["l_ankle"][0] - points["r_ankle"][0]))
        left.append([luma(tmp_path / result["frames"][k])[:, :8].mean() for k in (0, -1)])
    assert steps[1] < 0.8 * steps[0]
    assert abs(left[1][0] - left[1][1]) > 3  # from one wall to the other


@pytest.mark.parametrize("actions", [("walk", "walk"), ("walk", "idle")])
def test_a_cast_of_walkers_and_others_stays_in_frame(worker, tmp_path, actions):
    cast = [
        {"sheet": sheet, "action": action}
        for sheet, action in zip((SHEET, OTHER), actions, strict=True)
    ]
    request = stroll(tmp_path, view="three_quarter", duration=1.0, fps=6, width=96, height=54)
    result = worker.ask("render_shot", **(request | {"cast": cast}))
    boxes = np.array(result["head_boxes"])
    assert boxes[..., 0].min() > 0 and boxes[..., 2].max() < 96
    assert boxes[..., 1].min() > 0
    gap = boxes[:, 1, 0] - boxes[:, 0, 2]
    if actions[1] == "walk":  # the adult takes the child's pace
        assert np.ptp(gap) < 3
    else:
        assert (np.diff(gap) > -0.5).all() and gap[-1] > gap[0] + 3
