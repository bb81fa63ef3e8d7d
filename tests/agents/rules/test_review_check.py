"""Honest reviews: what was measured counts, whatever is said of it."""

import pytest

from agents.rules.review_check import checked_review
from studio.plan import LeftOut
from tests.agents.rules.plans import PLAN, SHOT, change, fault, measured, review


def test_scores_are_the_measurements():
    said = review([("exposure", 10), ("pose", 9)])
    found = [measured("exposure", 6.5, True), measured("loudness", 8, True)]
    held, notes = checked_review(said, found, PLAN)
    assert {s.criterion: s.score for s in held.scores} == {"exposure": 6.5, "loudness": 8}
    assert held.approved and len(notes) == 2


def test_failure_is_never_approved_even_without_a_change():
    held, _ = checked_review(review([("exposure", 2)]), [measured("exposure", 2, False)], PLAN)
    assert not held.approved and held.faults == []


def test_unmentioned_failure_becomes_a_fault():
    failing = measured("exposure", 2, False, change())
    held, notes = checked_review(review([("exposure", 2)]), [failing], PLAN)
    assert held.faults[0].change.value == "1" and "unmentioned" in notes[0]


def test_one_fault_may_cover_several_failures():
    failing = [measured("exposure", 2, False, change()), measured("sharpness", 2, False, change())]
    held, notes = checked_review(
        review([("exposure", 2), ("sharpness", 2)], [fault()], False), failing, PLAN
    )
    assert len(held.faults) == 1 and notes == []


def test_nothing_measured_is_not_approved():
    assert not checked_review(review(), [], PLAN)[0].approved


def test_faults_of_what_passed_go_and_of_what_was_not_measured_stay():
    said = review(faults=[fault("exposure"), fault("pose")], approved=False)
    held, _ = checked_review(said, [measured("exposure", 9, True)], PLAN)
    assert [f.criterion for f in held.faults] == ["pose"]


def test_only_the_look_of_shots_that_were_shown_is_judged():
    plan = PLAN.model_copy(update={"shots": [SHOT, SHOT.model_copy(update={"id": "b"})]})
    said = review([("look", 3)], [fault("look")], approved=False)
    for seen, left in ((["a"], True), (["b"], False)):
        held, notes = checked_review(said, [measured("exposure", 9, True)], plan, seen)
        assert any(s.criterion == "look" for s in held.scores) is left
        assert bool(held.faults) is left and any("unseen" in note for note in notes) is not left


@pytest.mark.parametrize("order", [1, -1])
def test_failure_is_not_hidden_by_a_second_result_that_passes(order):
    twice = [measured("character_match", 9, True), measured("character_match", 3, False)][::order]
    held, _ = checked_review(review([("character_match", 9)]), twice, PLAN)
    assert not held.approved and [s.score for s in held.scores] == [3]
    assert "character match" in held.summary and "as measured" in held.summary


def test_what_was_left_out_of_the_plan_is_never_approved():
    plan = PLAN.model_copy(update={"left_out": [LeftOut(words="a dog", reason="unknown")]})
    held, notes = checked_review(review([("exposure", 9)]), [measured("exposure", 9, True)], plan)
    assert not held.approved and "left out" in notes[0]
    good = [measured("exposure", 9, True)]
    assert checked_review(review([("exposure", 9)]), good, PLAN)[0].approved


@pytest.mark.parametrize(
    "parameter, named",
    [("quality", "quality"), ("cast.0.action", "cast"), ("camera.view", "camera.view")],
)
def test_what_the_brief_named_is_no_fault(parameter, named):
    plan = PLAN.model_copy(update={"shots": [SHOT.model_copy(update={"fixed": [named]})]})
    said = review(faults=[fault("sharpness", parameter=parameter)], approved=False)
    held, notes = checked_review(said, [measured("sharpness", 3, False)], plan)
    assert held.faults == [] and not held.approved and "brief's own choice" in notes[0]
    assert held.summary
