"""A review is asked for shot by shot: of what failed, and of what is seen."""

from agents.rules.review_parts import MOST_PASSED, joined, parts_of, summary_of
from agents.turns.plans import failed_alone, to_judge
from studio.nouns.review import Fault, Review, Score
from studio.plan import Change
from tests.agents.brain import plan_for
from tests.planner.conftest import measured

DARK = Fault(
    shot="card_1",
    criterion="exposure",
    description="dark " * 40,
    change=Change(path="card_1.exposure", value=0, reason="the mean is off"),
)


def test_what_failed_is_asked_of_its_shot_the_gravest_first_and_what_passed_is_not():
    found = [
        measured("card_1", "exposure", 6),
        measured("card_1", "sharpness", 9),
        measured("card_2", "exposure", 2),
        measured("film", "brief", 10),
    ]
    parts = parts_of(found)
    assert list(parts) == ["card_2", "card_1"]
    assert [one.criterion for one in parts["card_1"]] == ["exposure"]
    seen = parts_of(found, ["card_1", "card_2", "card_3"])
    assert list(seen) == ["card_2", "card_1", "card_3"] and seen["card_3"] == []


def test_where_all_passed_the_film_is_asked_of_with_the_lowest():
    found = [measured(f"s{number}", "exposure", 7 + number / 20) for number in range(40)]
    assert parts_of(found) == {"film": found[:MOST_PASSED]}
    assert parts_of(found[:1], ["s0"]) == {"s0": found[:1]}


def test_the_parts_make_one_review_and_none_speaks_of_another():
    found = [measured("card_1", "exposure", 3), measured("card_2", "exposure", 9)]
    look = Score(shot="card_2", criterion="look", score=8, evidence="bright")
    first = Review(
        scores=[look], faults=[DARK], approved=False, summary="Dark.", lesson="Brighter."
    )
    second = Review(scores=[look], faults=[DARK], approved=True, summary="Good.")
    review = joined({"card_1": first, "card_2": second}, found, whole=False)
    assert review.scores == [look] and review.faults == [DARK] and not review.approved
    assert review.lesson == "Brighter."
    assert review.summary.startswith(
        "Not approved: 1 of 2 measurements fail; first of all exposure"
    )
    alone = joined({"card_1": first}, found[:1], whole=True)
    assert alone.summary == "Dark." and alone.scores == [look]
    assert summary_of([]) == "" and "1 measurement passed" in summary_of(found[1:])


def test_who_mends_is_told_the_faults_in_a_few_words_and_who_judges_one_shot():
    review = Review(scores=[], faults=[DARK], approved=False, summary="Dark.", lesson="Brighter.")
    told = failed_alone(review)
    assert len(told.faults[0].description) == 100 and not told.faults[0].change.reason
    assert not told.summary and not told.lesson and told.faults[0].change.value == 0
    film = plan_for("two cards")
    assert [shot.id for shot in to_judge(film, "card_2").shots] == ["card_2"]
    assert len(to_judge(film, "film").shots) == 2 and not to_judge(film, "film").shots[0].criteria
