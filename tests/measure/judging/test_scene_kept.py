"""Whether a painting keeps to the scene that steered it."""

import cv2
import numpy as np
import pytest
from PIL import Image

from studio.errors import ToolError
from tests.measure.conftest import PLATES, shot_of


@pytest.fixture
def scene(keep, tmp_path):
    """Giulia before a wall: pixels, mask, and the handles of her picture, mask and depth."""
    with Image.open(PLATES / "giulia_cut_out.png") as opened:
        figure = opened.convert("RGBA")
    rows, columns = np.mgrid[: figure.height, : figure.width]
    wall = np.stack([90 + rows / 4, 110 + columns / 5, 0 * rows + 120], axis=-1)
    ground = Image.fromarray(wall.clip(0, 255).astype(np.uint8)).convert("RGBA")
    ground.alpha_composite(figure)
    mask = figure.getchannel("A")
    depth = np.where(np.asarray(mask) > 127, 52000, 8000 + 12000 * rows / figure.height)
    ground.convert("RGB").save(tmp_path / "scene.png")
    mask.save(tmp_path / "mask.png")
    Image.fromarray(depth.astype(np.uint16)).save(tmp_path / "depth.png")
    handles = {name: keep(tmp_path / f"{name}.png") for name in ("scene", "mask", "depth")}
    return np.asarray(ground.convert("RGB")), handles


@pytest.fixture
def put(keep, scene, tmp_path):
    """Keeps pixels as a painting over the scene; returns its handle."""

    def kept(pixels):
        Image.fromarray(pixels).save(tmp_path / "painted.png")
        handles = scene[1]
        notes = {"image": handles["scene"], "mask": handles["mask"], "depth": handles["depth"]}
        return keep(tmp_path / "painted.png", notes={"scene": notes})

    return kept


def in_another_style(pixels):
    """As a brush would: smooth within shapes, edges kept, a little warmer."""
    brushed = cv2.stylization(pixels, sigma_s=20, sigma_r=0.3).astype(float)
    return (brushed * (1.04, 1.0, 0.96)).clip(0, 255).astype(np.uint8)


async def test_a_painting_that_keeps_to_the_scene_passes(judge, scene, put):
    found = await judge(shot_of("picture"), put(in_another_style(scene[0])))
    assert found["scene_kept"].passed, found["scene_kept"]
    assert found["scene_kept"].weight == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda pixels: np.roll(pixels, pixels.shape[1] // 3, axis=1), "covers"),
        (lambda pixels: pixels[:, :, ::-1] // 2 + 60, "CIEDE2000 off"),
    ],
    ids=["elsewhere", "in other colours"],
)
async def test_a_painting_that_leaves_the_scene_does_not_pass(judge, scene, put, wrong, said):
    found = await judge(shot_of("picture"), put(np.ascontiguousarray(wrong(scene[0]))))
    assert not found["scene_kept"].passed and said in found["scene_kept"].evidence


async def test_a_rendered_picture_is_not_compared(judge, plate):
    found = await judge(shot_of("picture", "sharpness"), plate("luca_waves.jpg"))
    assert set(found) == {"sharpness"}


async def test_depths_are_compared_by_their_order(toolbox, keep, scene, tmp_path):
    handles = scene[1]
    depth = np.asarray(Image.open(tmp_path / "depth.png")).astype(float)
    for name, estimate in (("right", depth**0.5), ("wrong", -depth)):
        level = 255 * (estimate - estimate.min()) / np.ptp(estimate)
        Image.fromarray(level.astype(np.uint8)).save(tmp_path / f"{name}.png")
    orders = []
    for name in ("right", "wrong"):
        arguments = {"image": handles["scene"], **handles}
        arguments["estimated"] = keep(tmp_path / f"{name}.png")
        seen = await toolbox.call("compare_to_scene", arguments)
        orders.append(seen["depth_order"])
        assert seen["palette_difference"] == 0 and seen["overlap"] == seen["overlap_of_scene"]
    assert orders[0] > 0.95 and orders[1] < 0.05


async def test_pictures_of_other_sizes_are_refused(toolbox, scene, plate):
    arguments = {"image": plate("luca_waves.jpg"), "scene": scene[1]["scene"]}
    with pytest.raises(ToolError, match="not of one size"):
        await toolbox.call("compare_to_scene", arguments | {"mask": scene[1]["mask"]})
