"""What is too small to be read is not judged; what can be read is, however small."""

import pytest
from PIL import Image

from tests.measure.conftest import PLATES, shot_of
from tools.engines.vision.character.legible import COLOURS, EXPRESSION, SHAPE

ASKED = ("character_match", "expression")


@pytest.fixture
def smaller(keep, tmp_path):
    """smaller(name, share): a plate with sides of that share; its handle."""

    def made(name, share):
        with Image.open(PLATES / name) as plate:
            picture = plate.convert("RGB")
        size = [round(side * share) for side in picture.size]
        path = tmp_path / f"{share}.png"
        picture.resize(size, Image.Resampling.BOX).save(path)
        return keep(path)

    return made


@pytest.fixture
def verdicts(judge, smaller):
    async def found(name, share, **shown):
        shot = shot_of("picture", *ASKED, **shown)
        return await judge(shot, smaller(name, share))

    return found


HAPPY = {"character": "Luca", "expression": "happy"}


async def test_a_face_is_judged_as_long_as_it_can_be_read(verdicts):
    told = await verdicts("luca_happy.jpg", 0.5, **HAPPY)
    assert all(one.passed and one.weight > 0 for one in told.values()), told
    wrong = await verdicts("impostors/mina_on_giulia.jpg", 0.8, character="Mina")
    assert not wrong["character_match"].passed, wrong


@pytest.mark.parametrize("share", [0.3, 0.38])
async def test_a_smaller_one_is_not_judged_and_the_size_is_told(verdicts, share):
    told = await verdicts("luca_happy.jpg", share, **HAPPY)
    for one in told.values():
        assert one.weight == 0 and "pixels high" in one.evidence, one
        assert "closer framing" in one.evidence


@pytest.mark.parametrize("share", [0.55, 0.46, 0.4, 0.3])
async def test_no_size_gives_a_character_another_head(toolbox, smaller, share):
    asked = {"media": smaller("luca_happy.jpg", share), **HAPPY}
    seen = await toolbox.call("compare_to_sheet", asked)
    height = seen["face_height"]
    assert all(apart <= 1 for apart in seen["shape"].values()), seen
    assert bool(seen["shape"]) == (height >= SHAPE)
    assert seen["nearest"] == ("Luca" if height >= COLOURS else "")
    assert bool(seen["expression"]) == (height >= EXPRESSION)
