"""The engine's own word counts for nothing: notes of another pose and place change no verdict."""

import ast

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from studio.plan import Line
from studio.settings import ROOT
from tests.measure.conftest import LABELS, PLATES, WORDS, shot_of

PICTURE = ("character_match", "expression", "pose", "sharpness", "exposure")
TAKE = ("character_match", "expression", "lip_sync", "exposure")
JUDGING = ("tools/measure", "tools/evaluation", "tools/engines/vision/character")
TOLD = {"joints", "head_boxes", "head_box", "mouth_open"}


def wrong_notes(pose: str) -> dict:
    """Joints of `pose` and a box in the corner, as the renderer would note them."""
    points = {name: list(point) for name, point in LABELS["poses"][pose].items()}
    boxes = [[0.0, 0.0, 40.0, 40.0]]
    return {"joints": [{"name": "Luca", "points": points}], "head_boxes": boxes}


@pytest.fixture
def told(keep, artifacts, tmp_path):
    """told(plate, notes): the plate's pixels as another artifact, with notes."""

    def kept(name, notes):
        marks = PngImagePlugin.PngInfo()
        marks.add_text("notes", str(notes))
        path = tmp_path / f"{name}_{len(str(notes))}.png"
        with Image.open(PLATES / name) as picture:
            picture.convert("RGB").save(path, pnginfo=marks)
        handle = keep(path, notes=notes)
        assert artifacts.get(handle).notes == notes, "the notes are really there"
        return handle

    return kept


@pytest.mark.parametrize(
    ("name", "action", "pose", "passes"),
    [
        ("luca_waves.jpg", "wave", "idle", True),
        ("luca_happy_full.jpg", "wave", "wave", False),
        ("luca_happy_full.jpg", "idle", "cheer", True),
    ],
)
async def test_a_still_is_judged_alike_whatever_is_noted(judge, told, name, action, pose, passes):
    shot = shot_of("picture", *PICTURE, action=action, expression=LABELS[name]["expression"])
    honest, lying = told(name, {}), told(name, wrong_notes(pose))
    assert honest != lying
    found = [await judge(shot, handle) for handle in (honest, lying)]
    assert found[0] == found[1]
    assert found[0]["pose"].passed == passes, found[0]["pose"]
    assert found[0]["character_match"].passed and "pixels" in found[0]["pose"].evidence


async def test_a_take_is_judged_alike_whatever_is_noted(judge, keep, ffmpeg):
    line = Line(character="Luca", text=WORDS)
    shot = shot_of("take", *TAKE, lines=[line], expression="determined", action="talk")
    notes = wrong_notes("sit")
    notes["head_boxes"] = [notes["head_boxes"]] * 72
    notes["joints"] = [notes["joints"]] * 3
    notes["mouth_open"] = [[1.0]] * 72
    copied = ffmpeg("again.mp4", "-i", PLATES / "talk.mp4", "-c", "copy", "-metadata", "title=x")
    found = [
        await judge(shot, keep(PLATES / "talk.mp4")),
        await judge(shot, keep(copied, notes=notes)),
    ]
    assert found[0] == found[1]
    assert found[0]["character_match"].passed and found[0]["lip_sync"].passed


def test_no_judge_reads_what_the_renderer_noted():
    for folder in JUDGING:
        for path in (ROOT / folder).glob("*.py"):
            words = {
                node.value
                for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
                if isinstance(node, ast.Constant) and isinstance(node.value, str)
            }
            assert not words & TOLD, f"{path.name} asks for {words & TOLD}"


@pytest.mark.parametrize("criterion", ["character_match", "expression", "lip_sync", "pose"])
async def test_from_behind_the_face_is_not_judged(judge, plate, criterion):
    label = LABELS["mina_back.jpg"]
    changes = {"character": "Mina", "action": "jump", "view": "back", "framing": "full"}
    found = (await judge(shot_of("picture", criterion, **changes), plate("mina_back.jpg")))[
        criterion
    ]
    if criterion == "pose":
        assert found.weight == 0 and "from behind" in found.evidence, found
        changes["action"] = label["action"]
        right = await judge(shot_of("picture", criterion, **changes), plate("mina_back.jpg"))
        assert right["pose"].passed and right["pose"].weight
    else:
        assert found.passed and found.weight == 0 and found.change is None
        assert "not judged" in found.evidence or "does not apply" in found.evidence


async def test_nobody_in_the_picture_is_no_back(judge, keep, tmp_path):
    noise = np.random.default_rng(0).normal(120, 4, (256, 256, 3)).clip(0, 255).astype(np.uint8)
    Image.fromarray(noise).save(tmp_path / "empty.png")
    shot = shot_of("picture", "character_match", "pose", view="back", action="wave")
    found = await judge(shot, keep(tmp_path / "empty.png"))
    assert all(not one.passed and one.score == 0 for one in found.values()), found


async def test_what_the_frame_cuts_off_is_not_judged(judge, plate):
    shot = shot_of("picture", "pose", action="run", framing="close_up", view="front")
    found = (await judge(shot, plate("luca_happy.jpg")))["pose"]
    assert found.weight == 0 and "does not fit into a close_up" in found.evidence
