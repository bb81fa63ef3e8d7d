"""What pictures say of an adapter: near its sheet, far from it, and what was not found."""

import pytest
from PIL import Image

from interfaces.format.adapters import adapters_of, measured
from studio.nouns.artifact import sha256_of
from tests.measure.conftest import PLATES
from tools.adapters import AdapterCard, adapter_names, card_of, remove_adapter, write_card
from tools.dataset.drift import likeness, shown, told_drift


@pytest.fixture
def compared(toolbox, artifacts):
    async def compare(path):
        handle = artifacts.add(path, "image").handle
        asked = {"media": handle, "character": "Luca", "expression": "happy"}
        return await toolbox.call("compare_to_sheet", asked)

    return compare


async def test_another_character_is_farther_and_an_empty_picture_is_not_scored(compared, tmp_path):
    Image.new("RGB", (256, 256), "grey").save(tmp_path / "empty.png")
    empty = await compared(tmp_path / "empty.png")
    mine = [await compared(PLATES / f"luca_{one}.jpg") for one in ("happy", "neutral")]
    others = [await compared(PLATES / f"alberto_{one}.jpg") for one in ("sad", "determined")]
    worn = likeness([*mine, empty], ["happy", "neutral", "happy"])
    bare = likeness([*others, empty], ["happy"] * 3)
    assert (worn["pictures"], worn["found"], worn["nearest"]) == (3, 2, 2)
    assert (bare["found"], bare["nearest"]) == (2, 0)
    assert worn["difference"] + 1 < bare["difference"]
    assert worn["shape"]["hair"] < 1 and {"skin", "hair"} <= set(worn["regions"])
    assert worn["expressed"] == 2 and bare["expressed"] == 0
    told = "\n".join(told_drift("Luca", {"weight": 0.8, "worn": worn, "bare": bare}))
    assert "nearest to Luca: 2 of 2 faces, without 0 of 2" in told
    assert "No face could be found in 1 of 3 pictures without it: not scored." in told


def test_what_is_painted_is_near_and_from_before():
    made = shown(8)
    assert made[:4] == shown(4) and len({one.expression for one in made}) > 6
    assert {one.framing for one in made} == {"close_up", "medium"}
    assert len({(one.view, one.framing) for one in made}) == 4


def test_an_adapter_is_in_the_lists_with_its_card(studio_settings, toolbox, tmp_path):
    paths = studio_settings.paths.model_copy(update={"models": tmp_path})
    settings = studio_settings.model_copy(update={"paths": paths})
    (tmp_path / "loras").mkdir()
    file = tmp_path / "loras" / "luca.safetensors"
    file.write_bytes(b"weights")
    luca = toolbox.sheets.get("Luca")
    card = AdapterCard(
        character="Luca", trigger="luca", base="sdxl-base", steps=1500, rank=16, rate=1e-4,
        resolution=1024, seed=0, pictures=230, dataset="0" * 64, sheet=luca.digest(),
        sha256=sha256_of(file), loss=0.1,
    )  # fmt: skip
    assert adapters_of([luca], settings) == {"Luca": "luca, no card"}
    write_card("luca", card, settings)
    assert card_of("luca", settings) == card
    assert adapters_of([luca], settings) == {"Luca": "luca, drift not measured"}
    worn = {"pictures": 8, "found": 7, "nearest": 6, "difference": 8.25}
    drift = {"weight": 0.8, "worn": worn}
    told = measured(card.model_copy(update={"drift": drift}))
    assert told == "8.2 CIEDE2000 from the sheet, nearest in 6 of 7 faces"
    other = luca.model_copy(update={"looks": luca.looks.model_copy(update={"hair": "#FFFFFF"})})
    assert adapters_of([other], settings)["Luca"].endswith("of an older sheet")
    assert remove_adapter("luca", settings) == 7 and not adapter_names(settings)
    assert not list((tmp_path / "loras").iterdir())
