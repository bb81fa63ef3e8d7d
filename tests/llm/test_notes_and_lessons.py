"""What the studio remembers, and what a person says in between, change the plan."""

from typing import Any

import pytest

from studio.nouns.review import Change, Lesson
from tests.llm.test_briefs import direct

NIGHT = "A picture of Luca running in the street at night"


def lesson(parameter: str, value: str, **context: str) -> dict[str, Any]:
    change = Change(shot="an_old_one", parameter=parameter, value=value, reason="too dark")
    made = Lesson(
        text="Night streets come out dark.",
        brief="x",
        changes=[change],
        context=context,
        similarity=0.8,
    )
    return made.model_dump(mode="json")


DARK = {
    "kind": "picture",
    "set": "night_street",
    "time_of_day": "night",
    "framing": "medium",
    "character": "Mina",
}


def test_a_lesson_of_the_same_circumstances_is_applied_and_named() -> None:
    treatment = direct(NIGHT, LESSONS=[lesson("exposure", "0.8", **DARK)])
    assert treatment.shots[0].exposure == 0.8
    assert "exposure 0.8" in treatment.lessons_applied[0]


@pytest.mark.parametrize(
    ("brief", "taught"),
    [
        ("A picture of Luca running on the beach", lesson("exposure", "0.8", **DARK)),
        ("A clip of Luca running in the street at night", lesson("exposure", "0.8", **DARK)),
        (NIGHT + ", darker", lesson("exposure", "0.8", **DARK)),
        (NIGHT, lesson("exposure", "bright", **DARK)),
        (NIGHT, lesson("exposure", "0.8")),
        (NIGHT, lesson("set", "meadow", **DARK)),
        (NIGHT, {"text": 3}),
    ],
)
def test_a_lesson_that_does_not_fit_changes_nothing(brief: str, taught: dict[str, Any]) -> None:
    assert direct(brief, LESSONS=[taught]) == direct(brief)


def test_lessons_about_lines_set_the_line() -> None:
    context = {"kind": "voice_line", "character": "Luca"}
    treatment = direct(
        "Luca says 'Good morning, my friends'", LESSONS=[lesson("rate", "0.9", **context)]
    )
    assert treatment.shots[0].lines[0].rate == 0.9


def test_a_rate_learnt_with_italian_words_is_not_for_english_ones() -> None:
    taught = lesson("rate", "0.8", kind="voice_line", character="Luca")
    taught["brief"] = "Luca saying 'Silenzio, Bruno!'"
    for words, rate in (("Andiamo, presto!", 0.8), ("Good morning", 1.0)):
        treatment = direct(f"Luca says '{words}'", LESSONS=[taught])
        assert treatment.shots[0].lines[0].rate == rate


def test_the_most_similar_lesson_wins() -> None:
    near, far = (
        lesson("exposure", "0.4", **DARK),
        lesson("exposure", "0.9", **DARK) | {"similarity": 0.3},
    )
    assert direct(NIGHT, LESSONS=[far, near]).shots[0].exposure == 0.4


@pytest.mark.parametrize(
    ("note", "field", "value"),
    [
        ("- make it at sunset", "time_of_day", "sunset"),
        ("- closer please", "framing", "close_up"),
        ("- at sunset\n- no, in the morning", "time_of_day", "morning"),
        ("- brighter", "exposure", 0.5),
        ("- in the meadow, wide shot", "framing", "wide"),
    ],
)
def test_a_note_changes_the_plan(note: str, field: str, value: object) -> None:
    treatment = direct(NIGHT, NOTES=note)
    assert not treatment.refused and getattr(treatment.shots[0], field) == value
    assert treatment.shots[0].cast[0].action == "run"


def test_a_note_changes_who_does_and_feels_what() -> None:
    treatment = direct(NIGHT, NOTES="- he should be sad\n- and let Luca walk")
    role = treatment.shots[0].cast[0]
    assert (role.action, role.expression) == ("walk", "sad")
    spoken = direct(
        "A shot of Luca saying 'Hello' with music",
        NOTES="- without music\n- Luca says 'Goodbye' happily",
    )
    assert spoken.shots[0].music is None and spoken.shots[0].lines[0].text == "Goodbye"


def test_a_note_can_ask_for_one_more_piece() -> None:
    treatment = direct(NIGHT, NOTES="- also make a picture of Giulia smiling")
    assert [s.cast[0].character for s in treatment.shots] == ["Luca", "Giulia"]


def test_a_note_that_is_not_understood_is_refused_with_its_words() -> None:
    treatment = direct(NIGHT, NOTES="- put a dragon behind him")
    assert treatment.refused and "dragon" in treatment.message


def test_planning_again_keeps_what_the_critic_changed() -> None:
    planned = direct(NIGHT)
    shot = planned.shots[0].model_copy(update={"exposure": 0.8, "quality": "draft"})
    before = planned.model_copy(update={"shots": [shot]}).model_dump(mode="json")
    again = direct(NIGHT, TREATMENT=before, NOTES="- make him happy")
    assert again.shots[0].exposure == 0.8 and again.shots[0].quality == "draft"
    elsewhere = direct(NIGHT, TREATMENT=before, NOTES="- in the meadow by day")
    assert elsewhere.shots[0].exposure == 0
