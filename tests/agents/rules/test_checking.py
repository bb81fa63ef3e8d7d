"""Plans that can be made, and what is said of those that cannot."""

import pytest
from pydantic import ValidationError

from agents.rules.checking import check_plan
from studio.errors import BriefError, SheetError
from studio.plan import EditStep, Film, Line, Picture, Role
from tests.agents.rig import Book
from tests.agents.rules.plans import PARODY, PLAN, SCENE, SHOT


@pytest.mark.parametrize(
    "spoilt, told",
    [
        ({"shots": []}, "no shots"),
        (
            {"shots": [SHOT.model_copy(update={"lines": [Line(character="Mina", text=" ")]})]},
            "has no text",
        ),
        (
            {"shots": [SHOT.model_copy(update={"lines": [Line(character="Mina", text="Привет")]})]},
            "no voice here reads 'Привет'",
        ),
        ({"refused": True, "shots": []}, "without a message"),
    ],
)
def test_plans_that_cannot_be_made(spoilt, told):
    with pytest.raises(BriefError, match=told):
        check_plan(PLAN.model_copy(update=spoilt), Book(), {})


@pytest.mark.parametrize(
    ("footage", "spoilt", "told"),
    [
        ({}, {}, "no video came with the brief"),
        ({"video:ffffffffffffffff": 9.0}, {}, "did not come with the brief"),
        ({SCENE: 2.0}, {}, "speed at 2 s, and its source is only 2 s long"),
        ({SCENE: 9.0}, {"steps": []}, "changes nothing"),
        ({SCENE: 9.0}, {"steps": [EditStep(kind="grade")]}, "has no look"),
    ],
)
def test_edits_that_cannot_be_made(footage, spoilt, told):
    plan = Film(intent="", shots=[PARODY.model_copy(update=spoilt)])
    with pytest.raises(BriefError, match=told):
        check_plan(plan, Book(), footage)


def test_a_recording_must_have_come_with_the_brief():
    line = Line(character="Mina", text="", recording="audio:0123456789abcdef")
    plan = PLAN.model_copy(update={"shots": [SHOT.model_copy(update={"lines": [line]})]})
    assert check_plan(plan, Book(), {"audio:0123456789abcdef": 3.0}).shots[0].lines == [line]
    with pytest.raises(BriefError, match="did not come with the brief"):
        check_plan(plan, Book(), {})
    with pytest.raises(BriefError, match="lasts 61 s"):
        check_plan(plan, Book(), {"audio:0123456789abcdef": 61.0})
    with pytest.raises(ValidationError, match="neither text nor a recording"):
        Line(character="Mina", text="")


def test_an_edit_of_footage_that_came_with_the_brief_can_be_made():
    plan = Film(intent="", shots=[PARODY])
    assert check_plan(plan, Book(), {SCENE: 9.0}) == plan


def test_names_are_the_sheets_own_and_strangers_are_refused():
    alias = Picture(id="a", cast=[Role(character="mina")])
    assert (
        check_plan(Film(intent="", shots=[alias]), Book(), {}).shots[0].cast[0].character == "Mina"
    )
    alias = Picture(id="a", cast=[Role(character="Zed")])
    with pytest.raises(SheetError, match="shot 'a': there is no character 'Zed'"):
        check_plan(Film(intent="", shots=[alias]), Book(), {})
