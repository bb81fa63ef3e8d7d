"""A character's dataset: what its pictures show, what is said of them, which are left out."""

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.errors import InputError
from studio.nouns.sheet import OWN
from tools.dataset import gates
from tools.dataset.build import build
from tools.dataset.captions import caption_of
from tools.dataset.gates import NEAR, hash_of, nearest, refused
from tools.dataset.ground import GROUNDS
from tools.dataset.layout import SUMMARY, Dataset
from tools.dataset.outfits import Dressed, dressed, worded
from tools.dataset.variations import variations
from tools.engines.soft_edges import ALPHA_FLOOR


def test_each_value_is_shown_about_as_often_and_the_seed_decides():
    made = variations(240, seed=3)
    for name in ("action", "expression", "framing", "angle", "set", "time_of_day"):
        often = Counter(getattr(one, name) for one in made).values()
        assert min(often) > 0.55 * max(often), name
    assert Counter(one.view for one in made)["back"] == round(0.06 * 240)
    assert all(one.framing != "close_up" for one in made if one.view == "back")
    assert len({(one.action, one.expression, one.set, one.framing) for one in made}) > 200
    assert len({one.seed for one in made}) == 240
    assert made == variations(240, seed=3) != variations(240, seed=4)


def test_near_duplicates_are_told_by_their_large_shapes():
    base = Image.linear_gradient("L").resize((256, 256))
    dot = base.copy()
    dot.paste(128, (100, 100, 110, 110))
    other = base.rotate(90)
    known = [hash_of(base)]
    assert nearest(hash_of(dot), known) <= NEAR
    assert nearest(hash_of(other), known) > NEAR
    assert nearest(known[0], []) == 64


async def test_pictures_and_captions_lie_in_both_layouts(toolbox, tmp_path, monkeypatch):
    if not toolbox.engines["blender"].status().ready:
        pytest.skip("there is no Blender: make setup")
    monkeypatch.setattr(gates, "LEAST_SHARP", 3.0)  # the pictures are tiny
    sheet = toolbox.sheets.get("Luca")
    seen: list[tuple[int, int]] = []

    async def make() -> Dataset:
        return await build(
            toolbox,
            sheet,
            tmp_path / "luca",
            count=4,
            size=96,
            quality="draft",
            plain=0.5,
            told=lambda number, count, _: seen.append((number, count)),
        )

    made = await make()
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert len(made.pictures) + len(made.left_out) == 4 and len(made.pictures) >= 3
    kohya, diffusers = tmp_path / "luca" / "kohya" / "10_luca", tmp_path / "luca" / "diffusers"
    lines = (diffusers / "metadata.jsonl").read_text().splitlines()
    told = {one["file_name"]: one["text"] for one in map(json.loads, lines)}
    assert set(told) == {path.name for path in kohya.glob("*.png")}
    for name, text in told.items():
        assert (kohya / name).with_suffix(".txt").read_text() == f"{text}\n"
        assert (kohya / name).read_bytes() == (diffusers / name).read_bytes()
        assert text.startswith("luca, ") and "brown hair" not in text
        assert np.asarray(Image.open(kohya / name)).shape[:2] == (96, 96)
    summary = json.loads((tmp_path / "luca" / SUMMARY).read_text())
    assert summary["trigger"] == "luca" and summary["sheet"] == sheet.digest()
    assert sum(summary["shown"]["action"].values()) == len(told) and 0 < summary["apart"] < 0.7
    first = made.pictures[0]
    planned = variations(4, 0, list(sheet.wardrobe), 0.5)
    assert Counter(one.outfit for one in planned) == {OWN: 2, "winter": 1, "summer": 1}
    assert sum(bool(one.ground) for one in planned) == 2
    assert first["caption"] == caption_of(sheet, planned[int(first["name"][:4]) - 1])
    clothes = {p["name"]: p["outfit"] for p in made.pictures}
    assert all(("wearing a " in told[name]) == (one != OWN) for name, one in clothes.items())
    cut = {p["name"]: p["ground"] for p in made.pictures if p["ground"]}
    assert cut and {path.name for path in (tmp_path / "luca" / "alpha").iterdir()} == set(cut)
    for name, ground in cut.items():
        assert f"plain {ground} background" in told[name]
        alpha = np.asarray(Image.open(tmp_path / "luca" / "alpha" / name))[..., 3] / 255
        soft = (alpha > 0) & (alpha < 1)
        assert soft.any() and alpha[soft].min() >= ALPHA_FLOOR
        shown = np.asarray(Image.open(kohya / name))
        level = int(GROUNDS[ground][1:3], 16)
        assert (shown[alpha == 0] == level).all() and (shown[alpha == 1] != level).any()

    again = await make()  # into the same folder
    assert again.pictures == made.pictures


async def test_a_character_is_rendered_in_the_clothes_of_its_wardrobe(toolbox):
    if not toolbox.engines["blender"].status().ready:
        pytest.skip("there is no Blender: make setup")
    luca, tops = toolbox.sheets.get("Luca"), {}
    for name in ("winter", "summer"):
        one = dressed(luca, name)
        call = {"cast": [{"character": "Luca"}], "view": "front", "transparent": True}
        size = {"width": 96, "height": 96, "quality": "draft"}
        wearing = toolbox.with_sheets(Dressed(toolbox.sheets, one))
        handle = (await wearing.call("render_character", call | size))["image"]
        rgb = np.asarray(Image.open(toolbox.artifacts.path(handle)).convert("RGB"), float)
        tops[name] = rgb[72:88, 42:54].mean((0, 1))
    assert tops["winter"][0] > 1.3 * tops["winter"][2], tops  # dark red
    assert tops["summer"][2] > 1.1 * tops["summer"][0], tops  # teal
    assert worded(luca.wardrobe["winter"]) == (
        "wearing a dark red top, dark grey trousers, brown shoes and a yellow scarf"
    )
    assert luca.digest() == luca.model_copy(update={"wardrobe": {}}).digest()


async def test_blurred_pictures_and_wrong_folders_are_refused(toolbox, tmp_path):
    with pytest.raises(InputError, match="3 pictures cannot be"):
        await build(toolbox, toolbox.sheets.get("Luca"), tmp_path / "a", count=3)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").touch()
    with pytest.raises(InputError, match="holds something else"):
        await build(toolbox, toolbox.sheets.get("Luca"), Path(tmp_path / "mine"), count=4)
    assert "sharpness" in refused(np.zeros(64, bool), 12.0, [])
