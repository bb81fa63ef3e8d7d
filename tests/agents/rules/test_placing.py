"""The steps that a brief puts in a scene are made where it is, or left out with the reason."""

import pytest

from agents.rules.placing import Stretch, placed
from studio.errors import BriefError
from studio.plan import Asked, Criterion, Edit, EditStep, Film

SOURCE = "video:0123456789abcdef"
SEA = Stretch(2.0, 3.5, 6.0, " (90% sure: blue)")
LACKS = Stretch(lacks="the footage has one shot, no shot 2")


def film(*steps: EditStep, **more) -> Film:
    judged = [Criterion(name="effect", target=one.kind) for one in steps]
    shot = Edit(id="s", source=SOURCE, steps=list(steps), criteria=judged, **more)
    return Film(intent="An edit.", shots=[shot], asked=[Asked(path="s.steps.1", words="mute it")])


def step(kind: str, scene: str = "the sea", **more) -> EditStep:
    return EditStep(kind=kind, where="scene", scene=scene, **more)


def found(**scenes: Stretch) -> dict[tuple[str, str], Stretch]:
    return {(SOURCE, name.replace("_", " ")): one for name, one in scenes.items()}


def test_a_step_is_made_from_the_scenes_start_to_its_end():
    made = placed(film(step("grade", look="vivid"), step("freeze", amount=1)), found(the_sea=SEA))
    graded, held = made.shots[0].steps
    assert (graded.where, graded.start, graded.seconds) == ("time", 2.0, 1.5)
    assert (held.where, held.start, held.seconds) == ("time", 2.0, 0.0), "it lasts by itself"
    assert "“the sea” is 2 s to 3.5 s (90% sure: blue)" in made.intent
    assert made.asked and not made.left_out
    assert placed(made, {}) is None, "all of them have times"


@pytest.mark.parametrize("kind, lasts", [("trim", "1.5"), ("cut_out", "4.5")])
def test_a_scene_that_is_kept_or_goes_tells_how_long_the_rest_is(kind, lasts):
    made = placed(film(step(kind)), found(the_sea=SEA)).shots[0]
    assert [one.target for one in made.criteria if one.name == "duration"] == [lasts]
    paced = placed(film(step(kind), EditStep(kind="speed")), found(the_sea=SEA)).shots[0]
    assert not [one for one in paced.criteria if one.name == "duration"]


def test_a_scene_that_is_not_there_is_left_out_with_its_words():
    steps = [EditStep(kind="stabilize"), step("grade", "shot 2"), step("denoise")]
    made = placed(film(*steps), found(shot_2=LACKS, the_sea=SEA))
    shot = made.shots[0]
    assert [one.kind for one in shot.steps] == ["stabilize", "denoise"]
    assert [one.target for one in shot.criteria] == ["stabilize", "denoise"]
    [left] = made.left_out
    assert (left.words, left.reason) == ("mute it", LACKS.lacks)
    with pytest.raises(BriefError, match="one shot, no shot 2"):
        placed(film(step("grade", "shot 2")), found(shot_2=LACKS))
