"""A figure is cut out of its picture, and its pose is found: on plates of the real renderer."""

import numpy as np
import pytest
from PIL import Image, ImageFilter
from skimage import data

from studio.errors import ToolError
from tests.measure.conftest import LABELS, PLATES


@pytest.fixture
def before_a_wall(keep, tmp_path):
    """Giulia, whose true outline is known, before a coloured wall: the handle, and her alpha."""
    figure = Image.open(PLATES / "giulia_cut_out.png").convert("RGBA")
    wall = Image.linear_gradient("L").resize(figure.size).convert("RGBA")
    tint = Image.new("RGBA", figure.size, (60, 110, 90, 255))
    wall = Image.blend(wall, tint, 0.7).filter(ImageFilter.GaussianBlur(2))
    wall.alpha_composite(figure)
    wall.convert("RGB").save(tmp_path / "wall.png")
    return keep(tmp_path / "wall.png"), np.asarray(figure)[..., 3] / 255


async def test_the_outline_of_a_figure_is_found_again(toolbox, before_a_wall):
    handle, truth = before_a_wall
    made = await toolbox.call("remove_background", {"image": handle})
    cut = np.asarray(Image.open(toolbox.artifacts.path(made["image"])))
    found = cut[..., 3] / 255
    assert found.shape == truth.shape
    both = np.minimum(found, truth).sum() / np.maximum(found, truth).sum()
    assert both > 0.93, both
    assert made["share"] == pytest.approx(found.mean(), abs=0.01)
    mask = np.asarray(Image.open(toolbox.artifacts.path(made["mask"])))
    assert np.array_equal(mask, cut[..., 3])


async def test_what_is_cut_out_already_keeps_its_edge_and_nobody_is_refused(
    toolbox, plate, keep, tmp_path
):
    again = await toolbox.call("remove_background", {"image": plate("giulia_cut_out.png")})
    truth = np.asarray(Image.open(PLATES / "giulia_cut_out.png"))[..., 3]
    assert np.array_equal(np.asarray(Image.open(toolbox.artifacts.path(again["mask"]))), truth)
    Image.linear_gradient("L").convert("RGB").save(tmp_path / "nobody.png")
    nobody = keep(tmp_path / "nobody.png")
    with pytest.raises(ToolError, match="no figure was found"):
        await toolbox.call("remove_background", {"image": nobody})
    with pytest.raises(ToolError, match="no body was found"):
        await toolbox.call("detect_pose", {"image": nobody})


async def test_a_pose_is_found_and_drawn_in_the_colours_of_its_limbs(toolbox, plate):
    found = await toolbox.call("detect_pose", {"image": plate("luca_waves.jpg")})
    joints = found["joints"]
    raised = min(joints["l_wrist"][1], joints["r_wrist"][1])
    assert raised < joints["neck"][1] < joints["l_hip"][1]  # y goes down
    assert 0 < found["agreement"] <= 1
    drawn = np.asarray(Image.open(toolbox.artifacts.path(found["image"])).convert("RGB"), int)
    with Image.open(PLATES / "luca_waves.jpg") as picture:
        assert drawn.shape[:2] == picture.size[::-1]
    lit = drawn.max(axis=2) > 60
    assert 0.002 < lit.mean() < 0.1
    x, y = (round(side) for side in joints["neck"][:2])
    assert lit[y - 2 : y + 3, x - 2 : x + 3].any()


async def test_a_person_s_shoulders_are_where_the_photograph_has_them(toolbox, keep, tmp_path):
    """A head that is small for its body, as no character's is."""
    Image.fromarray(data.astronaut()).save(tmp_path / "person.png")
    found = await toolbox.call("detect_pose", {"image": keep(tmp_path / "person.png")})
    right, left = (found["landmarks"][f"{side}_shoulder"][:2] for side in ("right", "left"))
    assert 80 < right[0] < 135 and 280 < left[0] < 330
    assert all(180 < y < 250 for _, y in (right, left))
    assert found["agreement"] > 0.8


async def test_all_33_points_of_a_body_are_where_the_renderer_has_them(toolbox, plate):
    found = await toolbox.call("detect_pose", {"image": plate("luca_happy_full.jpg")})
    marks, joints = found["landmarks"], found["joints"]
    assert len(marks) == 33
    truth = LABELS["luca_happy_full.jpg"]["joints"][0]["points"]
    tall = truth["l_ankle"][1] - truth["nose"][1]
    for name, side in (("l", "left"), ("r", "right")):
        for part in ("eye", "shoulder", "elbow", "wrist", "hip", "knee", "ankle"):
            assert marks[f"{side}_{part}"] == joints[f"{name}_{part}"]
            off = np.subtract(marks[f"{side}_{part}"][:2], truth[f"{name}_{part}"][:2])
            assert np.hypot(*off) < 0.1 * tall, (side, part)
        ankle, wrist = truth[f"{name}_ankle"], truth[f"{name}_wrist"]
        heel, toe = (marks[f"{side}_{part}"] for part in ("heel", "foot_index"))
        assert marks[f"{side}_ankle"][1] < heel[1] < toe[1] and toe[1] > ankle[1]
        assert max(abs(one[0] - ankle[0]) for one in (heel, toe)) < 0.1 * tall
        hand = [marks[f"{side}_{part}"] for part in ("pinky", "index", "thumb")]
        assert all(one[1] > wrist[1] - 0.05 * tall for one in hand), "his arms hang"
        eye = [marks[f"{side}_eye_{part}"][0] for part in ("inner", "outer")]
        assert (eye[0] < eye[1]) is (side == "left"), "he faces us"
    assert marks["right_mouth"][0] < marks["left_mouth"][0]
