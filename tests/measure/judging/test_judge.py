"""A planted fault is found and named, with a change that mends it; a good piece passes."""

import pytest
from PIL import Image, ImageFilter

from studio.plan import Role
from tests.measure.conftest import LABELS, PLATES, shot_of

PICTURE = ("character_match", "expression", "pose", "sharpness", "exposure")
GOOD = {"expression": "happy", "action": "wave", "view": "three_quarter"}


def painted(tmp_path, change):
    path = tmp_path / "changed.png"
    with Image.open(PLATES / "luca_waves.jpg") as picture:
        change(picture.convert("RGB")).save(path)
    return path


async def test_good_picture_passes(judge, plate):
    found = await judge(shot_of("picture", *PICTURE, **GOOD), plate("luca_waves.jpg"))
    assert all(m.passed for m in found.values()), found
    assert all(m.change is None for m in found.values())


async def test_blurred_picture(judge, keep, tmp_path):
    handle = keep(painted(tmp_path, lambda p: p.filter(ImageFilter.GaussianBlur(2.5))))
    found = await judge(shot_of("picture", "sharpness", quality="draft"), handle)
    assert not found["sharpness"].passed and found["sharpness"].change.value == "final"
    at_best = shot_of("picture", "sharpness", framing="close_up", quality="final")
    assert (await judge(at_best, handle))["sharpness"].change is None


@pytest.mark.parametrize("first", [0, 1])
async def test_two_faces_are_each_held_to_their_own_skin(judge, keep, tmp_path, first):
    names = ["alberto_sad.jpg", "luca_happy.jpg"]
    names = [names[first], names[1 - first]]
    plates = [Image.open(PLATES / name) for name in names]
    both = Image.new("RGB", (sum(one.width for one in plates), plates[0].height))
    for number, one in enumerate(plates):
        both.paste(one, (number * plates[0].width, 0))
    both.save(tmp_path / "both.png")
    cast = [Role(character=LABELS[name]["character"]) for name in names]
    shot = shot_of("picture", "exposure").model_copy(update={"cast": cast})
    found = (await judge(shot, keep(tmp_path / "both.png")))["exposure"]
    assert found.passed and "mean of 2 faces" in found.evidence, found
    both.point(lambda level: level // 3).save(tmp_path / "dark.png")
    dark = (await judge(shot, keep(tmp_path / "dark.png")))["exposure"]
    assert not dark.passed and dark.change.value > 0.5, dark


async def test_too_dark_render_is_mended_by_stops(judge, plate):
    shot = shot_of("picture", "exposure", exposure=-2)
    found = (await judge(shot, plate("luca_dark.jpg")))["exposure"]
    assert not found.passed and "darker" in found.evidence
    assert found.change.parameter == "exposure"
    assert float(found.change.value) == pytest.approx(0, abs=1.0)


async def test_too_bright_render(judge, plate):
    found = await judge(shot_of("picture", "exposure", exposure=2), plate("luca_bright.jpg"))
    assert not found["exposure"].passed and float(found["exposure"].change.value) < 1.5


async def test_night_may_be_dark(judge, plate):
    label = LABELS["night.jpg"]
    shot = shot_of("picture", "exposure", character=label["character"], time_of_day="night")
    assert (await judge(shot, plate("night.jpg")))["exposure"].passed


@pytest.mark.parametrize("name", [name for name, label in LABELS.items() if label.get("face")])
async def test_every_plate_shows_its_character_and_expression(judge, plate, name):
    label = LABELS[name]
    shot = shot_of(
        "picture",
        "character_match",
        "expression",
        character=label["character"],
        expression=label["expression"],
    )
    found = await judge(shot, plate(name))
    assert found["character_match"].passed, found
    assert found["expression"].passed, found


async def test_wrong_character(judge, plate):
    for name, label in LABELS.items():
        if label.get("face"):
            others = {"Luca", "Alberto", "Giulia", "Mina", "Nico"} - {label["character"]}
            claimed = sorted(others)[len(name) % 4]
            shot = shot_of("picture", "character_match", character=claimed)
            found = (await judge(shot, plate(name)))["character_match"]
            assert not found.passed and f"looks like {label['character']}" in found.evidence
            assert (found.change.parameter, found.change.value) == ("character", claimed)


async def test_wrong_expression_asks_for_strength(judge, plate):
    shot = shot_of("picture", "expression", expression="angry", strength=0.6, view="front")
    found = (await judge(shot, plate("luca_happy.jpg")))["expression"]
    assert not found.passed and found.value == "happy"
    assert found.change.parameter == "cast.Luca.strength" and float(found.change.value) > 0.6


async def test_wrong_pose(judge, plate):
    shot = shot_of("picture", "pose", action="cheer", view="three_quarter")
    found = (await judge(shot, plate("mina_happy.jpg")))["pose"]
    assert not found.passed and found.value < 0.3


async def test_edges_of_a_cut_out(judge, keep, plate, tmp_path):
    shot = shot_of("picture", "edges", character="Giulia", transparent=True)
    assert (await judge(shot, plate("giulia_cut_out.png")))["edges"].passed
    with Image.open(PLATES / "giulia_cut_out.png") as picture:
        stencil = picture.copy()
    stencil.putalpha(stencil.getchannel("A").point(lambda v: 255 * (v > 127)))
    stencil.save(tmp_path / "stencil.png")
    assert not (await judge(shot, keep(tmp_path / "stencil.png")))["edges"].passed


async def test_what_the_brief_fixed_is_not_changed(judge, keep, tmp_path):
    handle = keep(painted(tmp_path, lambda p: p.filter(ImageFilter.GaussianBlur(2.5))))
    shot = shot_of("picture", "sharpness", quality="draft", fixed=["quality", "camera.framing"])
    found = (await judge(shot, handle))["sharpness"]
    assert not found.passed and found.change is None
