"""Stills: where the character is, its passes, its alpha, the light on it."""

import numpy as np
import pytest

from tests.blender.stage_worker import OTHER, SHEET, luma, pixels, still

PASSES = ["depth", "normal", "edge", "mask", "openpose"]


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
    cast = [{"sheet": SHEET, "action": "idle"}, {"sheet": OTHER, "action": "wave"}]
    result = worker.ask("render_still", **still(tmp_path, cast=cast, width=128))
    left, right = result["head_boxes"]
    assert left[2] < right[0] + 0.2 * (right[2] - right[0])
    assert left[0] >= -2
    assert right[2] <= 130


def test_reference_pictures(worker, tmp_path):
    result = worker.ask(
        "reference", sheet=SHEET, width=64, height=64, quality="draft", out_dir=str(tmp_path)
    )
    assert set(result) == {"front", "three_quarter", "full"}
    pictures = {name: pixels(tmp_path / file) for name, file in result.items()}
    assert all(picture.shape == (64, 64, 3) for picture in pictures.values())
    assert np.abs(pictures["front"] - pictures["full"]).mean() > 4


def test_a_wide_lens_frames_alike_and_stretches_what_is_near(worker, tmp_path):
    """A sitter's knees are nearer than its hips: the wider the lens, the larger they look."""
    role = {"sheet": SHEET, "action": "sit", "expression": "neutral"}
    heights, stretched = [], []
    for lens in (24, 50, 100):
        request = still(tmp_path, cast=[role], framing="full", lens=lens)
        made = worker.ask("render_still", **request)
        points = made["joints"][0]["points"]
        y = {name: points[name][1] for name in ("neck", "r_hip", "r_ankle")}
        heights.append(y["r_ankle"] - y["neck"])
        stretched.append((y["r_ankle"] - y["r_hip"]) / (y["r_hip"] - y["neck"]))
    assert max(heights) < 1.25 * min(heights)
    assert stretched == sorted(stretched, reverse=True)
    assert stretched[0] > 1.05 * stretched[2]
