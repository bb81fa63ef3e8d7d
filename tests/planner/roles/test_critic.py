"""The critic: what it makes of measurements."""

import pytest

from llm.planner.critic import review
from llm.planner.errors import CannotAnswer
from studio.nouns.review import Measurement, Review
from studio.plan import Change, Film, apply_changes
from tests.planner.conftest import direct, footage, measured

PARODY = "Create a funny parody of this scene with exaggerated expressions and slow motion"
TWO = "A picture of Luca sad in the street at night. A picture of Giulia happy on the beach."


def reviewed(film: Film, *found: Measurement) -> Review:
    return review(
        {
            "PLAN": film.model_dump(mode="json"),
            "MEASUREMENTS": [one.model_dump(mode="json") for one in found],
        }
    )


def test_errors_are_ordered_merged_and_explained() -> None:
    film = direct(TWO)
    dark, other = (shot.id for shot in film.shots)
    brighter = Change(path=f"{dark}.exposure", value=0.8, reason="mean luminance 0.1, under 0.25")
    found = reviewed(
        film,
        measured(other, "character_match", 6.5),
        measured(dark, "exposure", 1, weight=2, change=brighter),
        measured(dark, "expression", 5, change=brighter.model_copy(update={"value": 0.5})),
        measured(dark, "edges", 0, weight=0),
        measured(other, "exposure", 9),
    )
    assert not found.approved and len(found.scores) == 5
    assert (found.faults[0].shot, found.faults[0].criterion) == (dark, "exposure")
    assert "expression" in found.faults[0].description and found.faults[0].change.value == 0.8
    assert "night street" in found.lesson and "exposure 0.8" in found.lesson
    assert "Luca" not in found.lesson and "exposure" in found.summary


@pytest.mark.parametrize(
    ("criterion", "brief"),
    [
        ("expression", "A picture of Luca, sad"),
        ("pose", "A shot of Luca walking, medium shot in the street"),
        ("intelligibility", "Luca says 'Good morning'"),
        ("duration", "A two-second voice line: Luca says 'Good morning to all of you'"),
        ("flicker", "A clip of Luca running"),
        ("exposure", "A clip of Luca running"),
        ("loudness", "A film: Luca runs, then Giulia cheers, with music"),
    ],
)
def test_a_usual_remedy_is_a_change_that_can_be_made(criterion: str, brief: str) -> None:
    film = direct(brief)
    found = reviewed(film, measured(film.shots[0].id, criterion, 3))
    for fault in found.faults:
        assert apply_changes(film, [fault.change]).made, fault
    fixed = any("framing" in path for path in film.shots[0].fixed)
    assert bool(found.faults) != (fixed or criterion == "loudness")


def test_no_remedy_changes_what_the_brief_named() -> None:
    film = direct("A draft clip of Luca running, draft quality")
    found = reviewed(film, measured(film.shots[0].id, "flicker", 3))
    assert not found.faults and not found.approved and "leaves open" in found.summary


def test_an_exaggeration_that_the_brief_leaves_open_is_raised() -> None:
    film = footage(PARODY)
    found = reviewed(film, measured(film.shots[0].id, "exaggeration", 3))
    change = found.faults[0].change
    assert (change.parameter, change.value) == ("steps.exaggerate.amount", 3.5)
    assert "edits" in found.lesson and "seaside" not in found.lesson
    named = footage("Funny parody of this scene with expressions exaggerated 2.5x")
    assert not reviewed(named, measured(named.shots[0].id, "exaggeration", 3)).faults


def test_another_seed_is_no_remedy_for_an_edit() -> None:
    film = footage(PARODY)
    names = ("source_kept", "speed", "hold", "grade")
    found = reviewed(film, *(measured(film.shots[0].id, name, 3) for name in names))
    assert not found.faults and not found.approved


def test_a_film_that_fails_as_a_whole_blames_no_shot() -> None:
    film = direct("A film: Luca runs, then Giulia cheers, with epic music")
    found = reviewed(film, measured("film", "loudness", 3), measured("film", "cuts", 9))
    assert not found.approved
    assert all(fault.change.path.startswith("film.") for fault in found.faults)


def test_a_weightless_failure_does_not_block() -> None:
    found = reviewed(
        direct(TWO), measured("one", "pose", 2, weight=0), measured("one", "exposure", 8)
    )
    assert found.approved and not found.faults


def test_one_measurement_is_told_as_one() -> None:
    film = footage("Slow this clip down")
    found = reviewed(film, measured(film.shots[0].id, "speed", 9))
    assert found.summary == "Approved: the one measurement that counts passes, 9 of 10."


def test_without_measurements_there_is_no_review() -> None:
    with pytest.raises(CannotAnswer, match="MEASUREMENTS"):
        review({"PLAN": direct(TWO).model_dump(mode="json"), "MEASUREMENTS": [{"a": 1}]})
