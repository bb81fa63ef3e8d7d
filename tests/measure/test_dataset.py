"""A character's dataset: what its pictures show, what is said of them, which are left out."""

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.errors import InputError
from tools.dataset import gates
from tools.dataset.build import build
from tools.dataset.captions import caption_of
from tools.dataset.gates import NEAR, hash_of, nearest, refused
from tools.dataset.layout import SUMMARY, Dataset
from tools.dataset.variations import variations


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


def test_near_duplicates_are_told_by_their_large_shapes(tmp_path):
    base = Image.linear_gradient("L").resize((256, 256))
    dot = base.copy()
    dot.paste(128, (100, 100, 110, 110))
    other = base.rotate(90)
    for name, picture in (("base", base), ("dot", dot), ("other", other)):
        picture.save(tmp_path / f"{name}.png")
    known = [hash_of(tmp_path / "base.png")]
    assert nearest(hash_of(tmp_path / "dot.png"), known) <= NEAR
    assert nearest(hash_of(tmp_path / "other.png"), known) > NEAR
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
    assert first["caption"] == caption_of(sheet, variations(4, 0)[int(first["name"][:4]) - 1])

    again = await make()  # into the same folder
    assert again.pictures == made.pictures


async def test_blurred_pictures_and_wrong_folders_are_refused(toolbox, tmp_path):
    with pytest.raises(InputError, match="3 pictures cannot be"):
        await build(toolbox, toolbox.sheets.get("Luca"), tmp_path / "a", count=3)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").touch()
    with pytest.raises(InputError, match="holds something else"):
        await build(toolbox, toolbox.sheets.get("Luca"), Path(tmp_path / "mine"), count=4)
    assert "sharpness" in refused(np.zeros(64, bool), 12.0, [])
