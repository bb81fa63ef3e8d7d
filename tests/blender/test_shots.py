"""Shots of a cast that stays in its place: holds, camera moves, speech."""

import numpy as np

from tests.blender.stage_worker import pixels, shot


def test_poses_are_held_on_twos(worker, tmp_path):
    result = worker.ask("render_shot", **shot(tmp_path))
    frames = result["frames"]
    assert len(frames) == 8 == len(result["head_boxes"]) == len(result["mouth_open"])
    assert frames[0::2] == frames[1::2]
    assert result["unique"] == len(set(frames)) == 4
    assert len(result["joints"]) == 3
    assert {path.name for path in tmp_path.iterdir()} == set(frames)


def test_a_moving_camera_moves_on_ones(worker, tmp_path):
    result = worker.ask("render_shot", **shot(tmp_path, move="push_in"))
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


def test_an_acted_face_nods_and_blinks_when_it_is_told(worker, tmp_path):
    role = {
        "action": "idle",
        "blinks": True,
        "acted": [{"start": 0.0, "end": 1.0, "blinks": [0.1]}],
        "controls": [
            {"t": 0.0, "head_forward": 0.0, "brow_up": 0.0},
            {"t": 0.25, "head_forward": 25.0, "brow_up": 1.0},
        ],
    }
    made = worker.ask("render_shot", **shot(tmp_path, role, framing="close_up"))
    nose = [joints[0]["points"]["nose"][1] for joints in made["joints"]]
    assert nose[-1] > nose[0] + 2, "the head is bent: the nose is lower"
    before, shut = (pixels(tmp_path / made["frames"][k]) for k in (0, 4))
    assert np.abs(shut - before).mean() > 1
    unknown = shot(tmp_path, {"controls": [{"t": 0.0, "jaw": 1.0}]})
    message = worker.answer(worker.start("render_shot", **unknown))[0]
    assert "control 'jaw' is not known" in message["error"]["message"]


def test_what_does_not_move_stays_equal(worker, tmp_path):
    result = worker.ask("render_shot", **shot(tmp_path, {"action": "wave"}, width=128))
    first, last = (pixels(tmp_path / result["frames"][k]) for k in (0, -1))
    assert np.abs(first - last)[:, -10:].max() <= 2
    assert np.abs(first - last).max() > 30
