"""A dataset out of footage: which frames are looked at, who is cut out of them, what is said."""

import json

import numpy as np
import pytest
from PIL import Image

from studio.errors import InputError
from studio.nouns.sheet import Outfit
from tests.measure.conftest import PLATES
from tools.dataset import gates
from tools.dataset.figure import squared
from tools.dataset.footage import build_from_footage, caption_of_frame, stranger
from tools.dataset.ground import GROUNDS
from tools.dataset.outfits import Dressed
from tools.engines.soft_edges import ALPHA_FLOOR
from tools.engines.vision.footage.action import Action
from tools.engines.vision.footage.picking import picks


def test_frames_are_of_every_shot_more_where_more_moves_each_the_sharpest_near_by():
    amount = np.r_[np.full(40, 0.1), np.full(40, 3.0), np.full(3, 0.1)]
    shots = np.r_[np.zeros(40, int), np.ones(40, int), np.full(3, 2)]
    action = Action(np.arange(83) / 24, amount, amount, amount, shots)
    sharp = np.ones(83)
    sharpest = picks(action, sharp, 10)[5] + 1
    sharp[sharpest] = 9.0  # the others around it are blurred by the movement
    picked = picks(action, sharp, 10)
    assert picked == sorted(set(picked)) and len(picked) == 10 and sharpest in picked
    of = [int(shots[one]) for one in picked]
    assert (of.count(0), of.count(2)) == (1, 1) and np.diff(picked[2:9]).max() < 10
    assert [int(shots[one]) for one in picks(action, sharp, 2)] == [0, 1]
    assert len(picks(action, sharp, 400)) <= 83


def test_the_largest_figure_stands_in_a_square_with_soft_edges_of_its_own_colour():
    rgba = np.zeros((120, 200, 4), np.uint8)
    rgba[..., :3] = (0, 0, 255)  # what was behind
    rgba[40:, 60:100] = (200, 40, 40, 255)  # cut by the frame's lower edge
    rgba[40:, 58:60, 3] = rgba[40:, 100:102, 3] = 128  # half of these pixels is the background's
    rgba[40:, 56:58, 3] = 20  # haze
    rgba[10:20, 150:160] = (200, 40, 40, 255)  # somebody else
    made, scale = squared(Image.fromarray(rgba), 128)
    assert made.size == (128, 128) and scale == pytest.approx(128 / 93, abs=0.01)
    pixels = np.array(made)
    alpha = pixels[..., 3] / 255
    assert alpha[-1, 64] == 1 and alpha[0].max() == 0
    soft = (alpha > 0) & (alpha < 1)
    assert soft.any() and alpha[soft].min() >= ALPHA_FLOOR
    assert (pixels[alpha > 0][:, 0] > 150).all() and (pixels[alpha > 0][:, 2] < 80).all()
    columns = np.flatnonzero(alpha.max(0))
    assert 128 - columns[-1] == pytest.approx(columns[0], abs=3)  # nobody else, in the middle


def test_who_is_not_the_character_is_told_apart():
    luca = {
        "character": "Luca",
        "face_found": True,
        "nearest": "Luca",
        "difference": 8.0,
        "shape": {"hair": 0.4},
    }
    assert stranger(luca, 14.0) == ""
    assert "no face of Luca" in stranger(luca | {"face_found": False}, 14.0)
    small = luca | {"nearest": "", "face_height": 30.2}
    assert "too small to tell whose it is (30 pixels)" in stranger(small, 14.0)
    assert "shows Nico rather" in stranger(luca | {"nearest": "Nico"}, 14.0)
    assert "8.0 CIEDE2000 from the sheet, of 5 at most" in stranger(luca, 5.0)
    assert "the head is not" in stranger(luca | {"shape": {"hat": 1.2}}, 14.0)


async def test_of_footage_the_character_alone_is_kept(toolbox, artifacts, tmp_path, monkeypatch):
    monkeypatch.setattr(gates, "LEAST_SHARP", 60.0)  # the plates are small and coded smaller
    sheet, target = toolbox.sheets.get("Luca"), tmp_path / "luca"
    footage = {
        name: artifacts.add(PLATES / name, "video").handle for name in ("talk.mp4", "nod.mp4")
    }
    told = []

    async def make():
        return await build_from_footage(
            toolbox, sheet, target, footage, count=5, size=384, told=lambda *one: told.append(one)
        )

    made = await make()
    assert [one[:2] for one in told] == [(number, 5) for number in range(1, 6)]
    assert {one["footage"] for one in made.pictures} == {"talk.mp4"}, made.left_out
    others = [one["why"] for one in made.left_out if one["footage"] == "nod.mp4"]
    assert all("too small to tell whose it is" in why for why in others) and len(others) == 2
    lines = (target / "diffusers" / "metadata.jsonl").read_text().splitlines()
    assert len(lines) == len(made.pictures)
    for picture, line in zip(made.pictures, map(json.loads, lines), strict=True):
        name, ground = picture["name"], picture["ground"]
        assert line["text"] == caption_of_frame(sheet, picture) == picture["caption"]
        assert line["text"].startswith("luca, ") and "medium shot" in line["text"]
        alpha = np.asarray(Image.open(target / "alpha" / name))[..., 3]
        shown = np.asarray(Image.open(target / "diffusers" / name))
        assert shown.shape == (384, 384, 3) and 0.1 < (alpha == 255).mean() < 0.7
        assert (shown[alpha == 0] == int(GROUNDS[ground][1:3], 16)).all()
        assert alpha[-1].any() and not alpha[0].any()  # it is cut by the frame's lower edge
    assert (await make()).pictures == made.pictures
    other = Outfit(top="#10E040", bottom="#E010E0", hat="#10E040")
    changed = sheet.model_copy(update={"outfit": other, "wardrobe": {"striped": sheet.outfit}})
    toolbox = toolbox.with_sheets(Dressed(toolbox.sheets, changed))
    again = await build_from_footage(toolbox, changed, target, footage, count=5, size=384)
    assert [one["at"] for one in again.pictures] == [one["at"] for one in made.pictures]
    assert {one["outfit"] for one in again.pictures} == {"striped"}
    assert all("wearing a cream top with blue stripes" in one["caption"] for one in again.pictures)
    with pytest.raises(InputError, match="2 frames cannot be"):
        await build_from_footage(toolbox, sheet, target, footage, count=2)
