"""The embedded character, built for real in the Blender environment (a process of its own)."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from studio.nouns import vocabulary
from studio.nouns.sheet import CharacterSheet, Looks, Outfit

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".venvs" / "blender" / "bin" / "python"
PROBE = Path(__file__).with_name("character_probe.py")


@pytest.fixture(scope="module")
def probe(tmp_path_factory) -> dict[str, Any]:
    """What character_probe.py measured on three characters."""
    if not PYTHON.exists():
        pytest.fail("the Blender environment is missing: run `make blender` or `make test`")
    boy = CharacterSheet(
        name="Boy", looks=Looks(freckles=20, seed=3), outfit=Outfit(scarf="#D63A2F")
    )
    woman = CharacterSheet(
        name="Woman",
        looks=Looks(age="adult", hair_style="bun", glasses=True, leg_length=1.1, jaw_width=1.1),
        outfit=Outfit(bottom_style="trousers"),
    )
    girl = CharacterSheet(
        name="Girl",
        looks=Looks(hair_style="long", girth=0.8),
        outfit=Outfit(bottom_style="skirt", hat="#3D4E78"),
    )
    job = {
        "sheets": [s.model_dump(mode="json") for s in (boy, woman, girl)],
        "expressions": vocabulary.words(vocabulary.Emotion),
        "visemes": vocabulary.words(vocabulary.Viseme),
        "actions": vocabulary.words(vocabulary.Action),
    }
    done = subprocess.run(
        [PYTHON, PROBE],
        input=json.dumps(job),
        capture_output=True,
        text=True,
        timeout=300,
        cwd=ROOT,
        env=dict(os.environ, TMPDIR=str(tmp_path_factory.mktemp("scratch"))),
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.strip().splitlines()[-1])


def test_character_geometry_is_finite(probe: dict[str, Any]) -> None:
    for person in probe["people"]:
        assert person["finite"], person["name"]


def test_head_is_one_surface(probe: dict[str, Any]) -> None:
    """Open only at the throat, the back (under the hair), two lids, and the ends of brows and
    lashes.
    """
    for person in probe["people"]:
        assert person["seams"] == {"open": 1 + 1 + 2 + 4 + 4, "crowded": 0}, person["seams"]


def test_character_stands_as_tall_as_its_sheet_says(probe: dict[str, Any]) -> None:
    boy, woman, _ = probe["people"]
    assert boy["height"] == pytest.approx(1.35, abs=0.02)
    assert woman["height"] > 1.68  # long legs
    for person in probe["people"]:
        assert person["crown"] == pytest.approx(person["height"], rel=0.06)


def test_expressions_differ_from_one_another(probe: dict[str, Any]) -> None:
    """RMS distance in head units between any two faces; a mouth's lip is about 0.05 thick."""
    for person in probe["people"]:
        assert person["expression_gap"][0] > 0.006, person["expression_gap"]


def test_expressions_grow_with_strength(probe: dict[str, Any]) -> None:
    for name, (half, full, more) in probe["people"][0]["strengths"].items():
        if name == "neutral":
            continue
        assert half < full < more, name


def test_visemes_differ_from_one_another(probe: dict[str, Any]) -> None:
    assert probe["people"][0]["viseme_gap"][0] > 0.0025, probe["people"][0]["viseme_gap"]


def test_lips_close_for_pp_and_open_for_aa(probe: dict[str, Any]) -> None:
    gaps = probe["people"][0]["lip_gap"]
    assert gaps["PP"] < 0.02
    assert gaps["aa"] > 0.2
    assert gaps["sil"] < 0.02
    assert probe["people"][0]["lip_gap_excited_pp"] < 0.03


def test_blink_shuts_the_lids_outside_the_eyeball(probe: dict[str, Any]) -> None:
    for person in probe["people"]:
        assert person["lid_gap"]["open"] > 0.2
        assert person["lid_gap"]["shut"] < 0.03
        assert person["lid_inside"] > 0.985  # eye radii, at every tenth of the blink


def test_feet_touch_the_ground(probe: dict[str, Any]) -> None:
    """The lowest point of shoes and bottom in metres, in every pose, over a cycle."""
    for person in probe["people"]:
        for action, lowest in person["lowest"].items():
            if action == "jump":
                assert max(lowest) > 0.15
            elif action == "run":
                assert max(lowest) < 0.12
            else:
                assert max(lowest) < 0.02, (person["name"], action, lowest)
            assert min(lowest) > -0.03, (person["name"], action, lowest)


def test_feet_do_not_slide(probe: dict[str, Any]) -> None:
    """Metres that a foot on the ground slips in a frame, of those that the body goes."""
    for action, slip in probe["slides"].items():
        step = slip["speed"] / 24
        assert slip["full"] < 0.02 * step, (action, slip)
        assert slip["short"] < 0.04 * step, (action, slip)
        assert slip["spot"] > 0.8 * step, (action, slip)  # what it is without root motion


def test_joints_are_where_the_mesh_is(probe: dict[str, Any]) -> None:
    for person in probe["people"]:
        assert len(person["joints"]) == 18
        assert person["joints"]["l_wrist"][0] > person["joints"]["r_wrist"][0]
        assert person["joints"]["nose"][1] < person["joints"]["neck"][1]


def test_poses_differ_from_one_another(probe: dict[str, Any]) -> None:
    assert probe["people"][0]["pose_gap"][0] > 0.02, probe["people"][0]["pose_gap"]


def test_same_sheet_same_vertices(probe: dict[str, Any]) -> None:
    assert probe["digest"] == probe["digest_again"]
    assert probe["hair_digest"] == probe["hair_digest_again"]


def test_two_sheets_are_two_people(probe: dict[str, Any]) -> None:
    assert probe["digest"] != probe["digest_other"]
    assert probe["face_distance"] > 0.01


def test_state_keys_tell_frames_apart(probe: dict[str, Any]) -> None:
    assert probe["keys"] == {"same": True, "viseme": False, "pose": False, "blink": False}


def test_unknown_words_are_refused(probe: dict[str, Any]) -> None:
    assert set(probe["refused"]) == {"pose", "express", "viseme"}
    assert all("one of" in fix for fix in probe["refused"].values())
