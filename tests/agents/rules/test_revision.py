"""Changes of a plan: made where they have a place, once, and never back again."""

import pytest

from agents.rules.revision import revise, with_changes
from studio.errors import BriefError
from studio.nouns.review import Fault
from studio.plan import Change, Film, Picture, Role
from tests.agents.rules.plans import PARODY, PLAN, SHOT, fault, review


@pytest.mark.parametrize(
    "parameter, value, read",
    [
        ("exposure", "0.5", lambda f: f.shots[0].exposure == 0.5),
        ("exposure", 0.5, lambda f: f.shots[0].exposure == 0.5),
        ("quality", "final", lambda f: f.shots[0].quality == "final"),
        ("lines.*.rate", 0.8, lambda f: f.shots[0].lines[0].rate == 0.8),
        ("cast.Mina.action", "wave", lambda f: f.shots[0].cast[0].action == "wave"),
        ("cast.*.expression", "sad", lambda f: f.shots[0].cast[0].expression == "sad"),
        ("place.set", "meadow", lambda f: f.shots[0].place.set == "meadow"),
        ("film.subtitles", "true", lambda f: f.subtitles is True),
        ("film.sound.loudness", -18, lambda f: f.sound.loudness == -18),
    ],
)
def test_changes_reach_their_place(parameter, value, read):
    revision = revise(PLAN, review(faults=[fault(parameter=parameter, value=value)]))
    assert read(revision.film) and len(revision.applied) == 1
    assert PLAN.shots[0] == SHOT  # the old plan is as it was


@pytest.mark.parametrize(
    "parameter, value",
    [
        ("start", "the same in lip_sync() and mix_audio()"),
    ],
)
def test_changes_without_a_place_are_for_the_coder(parameter, value):
    said = review(faults=[fault(parameter=parameter, value=value)])
    revision = revise(PLAN, said)
    assert revision.film == PLAN and len(revision.open) == 1
    assert not revise(PLAN, said, [said]).matters  # asked for before, without effect


@pytest.mark.parametrize(
    "parameter, value",
    [
        ("exposure", 99),
        ("camera.framing", "moon"),
        ("character", "Nico"),
        ("cast.Luca.character", "Nico"),
        ("left_out", []),
        ("criteria", []),
        ("shots", []),
    ],
)
def test_changes_to_what_cannot_be_are_for_nobody(parameter, value):
    revision = revise(PLAN, review(faults=[fault(parameter=parameter, value=value)]))
    assert revision.film == PLAN and not revision.matters


def test_change_back_to_what_was_tried_is_not_made():
    back = review(faults=[fault(value="1"), fault(parameter="camera.framing", value="wide")])
    first = PLAN.model_copy(update={"shots": [SHOT.model_copy(update={"exposure": 1.0})]})
    revision = revise(PLAN, back, before=[first])
    assert revision.film.shots[0].exposure == PLAN.shots[0].exposure
    assert [change.parameter for change in revision.applied] == ["camera.framing"]
    assert revise(PLAN, back).film.shots[0].exposure == 1


def test_change_that_is_in_place_does_not_matter():
    assert not revise(PLAN, review(faults=[fault(value="0")])).matters


@pytest.mark.parametrize(
    ("parameter", "value", "read"),
    [
        ("steps.speed.amount", 0.5, lambda shot: shot.steps[2].amount == 0.5),
        ("steps.exaggerate.amount", 3, lambda shot: shot.steps[0].amount == 3),
        ("steps.grade.look", "vintage", lambda shot: shot.steps[1].look == "vintage"),
    ],
)
def test_changes_to_an_edit_go_by_its_kind(parameter, value, read):
    wish = Fault(
        shot="parody",
        criterion="speed",
        description="d",
        change=Change(path=f"parody.{parameter}", value=value, reason="r"),
    )
    plan = Film(intent="", shots=[PARODY])
    revised = revise(plan, review(faults=[wish]))
    assert revised.applied and read(revised.film.shots[0])
    again = revise(revised.film, review(faults=[wish]))
    assert not again.matters, "it has that value already"


def test_what_was_changed_by_hand_holds_whatever_the_director_writes() -> None:
    change = Change(path="luca.exposure", value=0.5)
    written = Film(intent="i", shots=[Picture(id="luca", cast=[Role(character="Luca")])])
    film = with_changes(written, [change])
    assert film.shots[0].exposure == 0.5 and film.shots[0].fixed == ["exposure"]
    with pytest.raises(BriefError, match=r"luca\.exposure is lost"):
        with_changes(written.model_copy(update={"shots": []}), [change])
