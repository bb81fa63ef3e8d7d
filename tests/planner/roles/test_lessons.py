"""What past critiques change in a new plan."""

from typing import Any

import pytest

from studio.nouns.review import Lesson
from studio.plan import Change
from tests.planner.conftest import direct, footage

NIGHT = "A picture of Luca running in the street at night"
DARK = {
    "kind": "picture",
    "set": "night_street",
    "time_of_day": "night",
    "framing": "medium",
    "character": "Mina",
}


def lesson(parameter: str, value: Any, **context: str) -> dict[str, Any]:
    change = Change(path=f"an_old_one.{parameter}", value=value, reason="too dark")
    made = Lesson(
        text="Night streets come out dark.",
        brief="x",
        changes=[change],
        context=context,
        similarity=0.8,
    )
    return made.model_dump(mode="json")


def test_a_lesson_of_the_same_circumstances_is_applied_and_named() -> None:
    film = direct(NIGHT, LESSONS=[lesson("exposure", 0.8, **DARK)])
    assert film.shots[0].exposure == 0.8
    assert "exposure 0.8" in film.lessons_applied[0]


@pytest.mark.parametrize(
    ("brief", "taught"),
    [
        ("A picture of Luca running on the beach", lesson("exposure", 0.8, **DARK)),
        ("A clip of Luca running in the street at night", lesson("exposure", 0.8, **DARK)),
        (NIGHT + ", darker", lesson("exposure", 0.8, **DARK)),
        (NIGHT, lesson("exposure", "bright", **DARK)),
        (NIGHT, lesson("exposure", 0.8)),
        (NIGHT, lesson("place.set", "meadow", **DARK)),
        (NIGHT, {"text": 3}),
    ],
)
def test_a_lesson_that_does_not_fit_changes_nothing(brief: str, taught: dict[str, Any]) -> None:
    assert direct(brief, LESSONS=[taught]) == direct(brief)


def test_lessons_leave_what_the_brief_fixed() -> None:
    brief = "256x128 draft picture of Luca, wide shot"
    context = {"kind": "picture", "framing": "wide", "character": "Luca"}
    taught = [
        lesson(name, value, **context)
        for name, value in (("size.width", 512), ("quality", "final"), ("camera.view", "front"))
    ]
    shot = direct(brief, LESSONS=taught).shots[0]
    assert (shot.size.width, shot.quality, shot.camera.view) == (256, "draft", "front")


def test_lessons_about_lines_set_every_line() -> None:
    context = {"kind": "voice_line", "character": "Luca"}
    taught = lesson("lines.0.rate", 0.9, **context)
    film = direct("Luca says 'Good morning, my friends'", LESSONS=[taught])
    assert film.shots[0].lines[0].rate == 0.9


def test_faster_speech_is_learnt_only_where_the_time_is_given() -> None:
    taught = lesson("lines.*.rate", 1.2, kind="voice_line", character="Luca")
    assert direct("Luca says 'Good morning'", LESSONS=[taught]).shots[0].lines[0].rate == 1
    timed = direct("A two-second voice line: Luca says 'Good morning'", LESSONS=[taught])
    assert timed.shots[0].lines[0].rate == 1.2


def test_a_rate_learnt_with_italian_words_is_not_for_english_ones() -> None:
    taught = lesson("lines.*.rate", 0.8, kind="voice_line", character="Luca")
    taught["brief"] = "Luca saying 'Silenzio, Bruno!'"
    for words, rate in (("Andiamo, presto!", 0.8), ("Good morning", 1.0)):
        film = direct(f"Luca says '{words}'", LESSONS=[taught])
        assert film.shots[0].lines[0].rate == rate


def test_the_most_similar_lesson_wins() -> None:
    near, far = (
        lesson("exposure", 0.4, **DARK),
        lesson("exposure", 0.9, **DARK) | {"similarity": 0.3},
    )
    assert direct(NIGHT, LESSONS=[far, near]).shots[0].exposure == 0.4


def test_a_lesson_about_edits_sets_the_amount() -> None:
    text = "A parody of this scene with exaggerated expressions and slow motion"
    taught = lesson("steps.exaggerate.amount", 3.0, kind="edit", edits="exaggerate, zoom")
    film = footage(text, LESSONS=[taught])
    assert [s.amount for s in film.shots[0].steps if s.kind == "exaggerate"] == [3]
    assert "exaggerate" in film.lessons_applied[0]
    slow = "Slow this clip down"
    assert footage(slow, LESSONS=[taught]) == footage(slow)
