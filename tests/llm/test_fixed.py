"""What a brief names is fixed, and is not judged by what it rules out."""

import pytest

from llm.planner.director import plan
from studio.nouns.review import Change, Lesson

CAST = [{"name": "Luca"}, {"name": "Giulia"}]


def planned(text, lessons=()):
    return plan(
        {
            "BRIEF": {"text": text},
            "CHARACTERS": CAST,
            "LESSONS": [lesson.model_dump() for lesson in lessons],
        }
    ).shots[0]


@pytest.mark.parametrize(
    "brief, names",
    [
        (
            "256x256 draft picture of Luca in the meadow, wide shot",
            {"width", "height", "quality", "framing", "set"},
        ),
        (
            "A 5 second shot of Luca running at sunset, happy, with music, seed 7",
            {"duration", "expression", "time_of_day", "action", "music", "seed"},
        ),
        ("A picture of Luca", set()),
    ],
)
def test_the_brief_fixes_what_it_names(brief, names):
    assert set(planned(brief).fixed) == names


@pytest.mark.parametrize(
    "brief, judged",
    [
        ("draft picture of Luca", False),
        ("256x256 picture of Luca", False),
        ("640x640 picture of Luca", True),
        ("A picture of Luca", True),
    ],
)
def test_sharpness_is_judged_where_it_can_be_had(brief, judged):
    assert ("sharpness" in {c.name for c in planned(brief).criteria}) == judged


def test_lessons_leave_what_the_brief_fixed():
    changes = [
        Change(shot="a", parameter=name, value=value, reason="r")
        for name, value in (("width", "512"), ("quality", "final"), ("view", "front"))
    ]
    lesson = Lesson(
        text="t",
        brief="b",
        changes=changes,
        similarity=1,
        context={"kind": "picture", "framing": "wide", "character": "Luca"},
    )
    shot = planned("256x128 draft picture of Luca, wide shot", [lesson])
    assert (shot.width, shot.quality, shot.view) == (256, "draft", "front")


def test_the_one_who_acts_is_the_one_whose_pose_is_judged():
    shot = planned("picture of Luca and Giulia, Giulia waving, wide shot")
    assert [c.target for c in shot.criteria if c.name == "pose"] == ["wave"]
