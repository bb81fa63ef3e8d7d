"""A character seen from behind: its hair in the sheet's colour, and no face."""

import numpy as np
import pytest
import yaml
from skimage.color import rgb2lab

from studio.nouns.sheet import CharacterSheet
from studio.settings import ROOT, load_settings
from tests.blender.stage_worker import pixels, still
from tools.engines.vision.character.colours.appearance import expected_colours
from tools.engines.vision.engine import vision_engine
from tools.engines.vision.picture.palette import lab_of
from tools.engines.vision.requests import CompareToSheet

SHEETS = {
    sheet.name: sheet
    for path in (ROOT / "configs" / "characters").glob("*.yaml")
    for sheet in [CharacterSheet(**yaml.safe_load(path.read_text()))]
}
HATLESS = ("Luca", "Mina", "Nico")


def covering(picture: np.ndarray, box: list[float], name: str) -> str:
    """What the middle of the head has the colour of: `hair` or `skin` of the character."""
    x0, y0, x1, y1 = box
    across, down = (x1 - x0) / 4, (y1 - y0) / 4
    middle = picture[round(y0 + down) : round(y1 - down), round(x0 + across) : round(x1 - across)]
    seen = np.median(rgb2lab(middle / 255).reshape(-1, 3), axis=0)
    colours = expected_colours(SHEETS[name])
    apart = {part: np.linalg.norm(seen - lab_of(colours[part][0])) for part in ("hair", "skin")}
    return min(apart, key=apart.__getitem__)


@pytest.mark.parametrize("name", HATLESS)
async def test_from_behind_the_hair_is_seen_and_no_face(worker, tmp_path, name):
    vision = vision_engine(load_settings())
    if not vision.status().ready:
        pytest.skip("the vision models are not installed: make setup")
    cast = [{"sheet": SHEETS[name].model_dump(mode="json"), "action": "idle"}]
    request = still(tmp_path, cast=cast, set="seaside_town", width=160, height=160)
    found, covered = {}, {}
    for view in ("front", "back"):
        made = worker.ask(
            "render_still", **(request | {"camera": request["camera"] | {"view": view}})
        )
        asked = CompareToSheet(
            path=tmp_path / made["image"],
            kind="image",
            character=name,
            sheets={one: sheet.model_dump(mode="json") for one, sheet in SHEETS.items()},
        )
        found[view] = (await vision.run(asked, lambda *_: None))["face_found"]
        seen = pixels(tmp_path / made["image"])
        covered[view] = covering(seen, made["head_boxes"][0], name)
        points = made["joints"][0]["points"]
        assert points["nose"][2] == points["l_eye"][2] == (view == "front")
    assert found == {"front": True, "back": False}
    assert covered == {"front": "skin", "back": "hair"}


@pytest.mark.parametrize("action", ["talk", "nod"])
def test_talking_and_nodding_are_seen_in_a_still(worker, tmp_path, action):
    points = {}
    for word in ("idle", action):
        made = worker.ask(
            "render_still",
            **still(tmp_path / word, cast=[{"sheet": SHEETS["Luca"].model_dump(), "action": word}]),
        )
        points[word] = made["joints"][0]["points"]
        x0, y0, x1, y1 = made["head_boxes"][0]
        assert x0 >= 0 and y0 >= 0 and x1 <= 96 and y1 <= 96, "the head is in the picture"
    if action == "nod":
        assert points["nod"]["nose"][1] > points["idle"]["nose"][1] + 4, "the nose goes down"
    else:
        elbows = [points[word]["r_elbow"][:2] for word in ("idle", action)]
        assert np.hypot(*np.subtract(*elbows)) > 3, "an arm gestures"
