"""What notes on a piece change in its plan."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from llm.planner.reader import is_follow_up, read_brief, read_note, with_criteria
from llm.planner.reader.notes.footage import FootageNote
from studio.plan import Edit, EditStep, Film, apply_changes
from tests.planner.reading.test_briefs import MEDIA

_LIST = yaml.safe_load((Path(__file__).parent / "notes.yaml").read_text(encoding="utf-8"))
CASES: list[Any] = [
    pytest.param(case["piece"], MEDIA[case.get("came", "none")], one, id=one["note"])
    for case in _LIST
    for one in case["notes"]
]


def _rows(changes: list[Any]) -> list[list[Any]]:
    return [[c.path, c.value] if c.op == "set" else [c.path, c.op, c.value] for c in changes]


@pytest.mark.parametrize(("brief", "media", "case"), CASES)
def test_a_note_is_read_as_changes_that_can_be_made(brief, media, case, book):
    film = read_brief(brief, book, media=media).film
    reading = read_note(case["note"], film, book, media=media)
    assert is_follow_up(case["note"], film, book)
    assert _rows(reading.changes) == case["changes"]
    assert [part.words for part in reading.left_out] == case.get("left", [])
    assert apply_changes(film, reading.changes, keep_fixed=False).refused == []


def test_a_shot_is_added_after_those_that_are_there(book):
    film = read_brief("Luca runs in the meadow at night, 4 seconds", book).film
    reading = read_note("another one after it: Giulia jumps for joy", film, book)
    revised = apply_changes(film, reading.changes, keep_fixed=False).film
    assert [shot.id for shot in revised.cut] == ["luca_running_meadow_night", "giulia_jumping"]
    added = revised.shots[1]
    assert (added.cast[0].character, added.cast[0].action) == ("Giulia", "jump")
    assert (added.place.set, added.place.time_of_day) == ("meadow", "night")
    assert reading.left_out == []


@pytest.mark.parametrize(
    "text",
    [
        "A picture of Giulia running",
        "Mina says 'All aboard!'",
        "A 20-second film: Luca runs, then he sits down",
        "Giulia waving at sunset",
    ],
)
def test_a_brief_of_its_own_is_no_note(text, book):
    film = read_brief("A picture of Luca waving in the harbour", book).film
    assert not is_follow_up(text, film, book)


def test_without_a_piece_nothing_is_a_note(book):
    assert not is_follow_up("shorter", None, book)


def test_a_changed_piece_is_judged_by_what_it_is_now(book):
    film = read_brief("A picture of Luca waving, happy", book).film
    reading = read_note("make him sad, and now he jumps", film, book)
    revised = with_criteria(apply_changes(film, reading.changes, keep_fixed=False).film)
    judged = {one.name: one.target for one in revised.shots[0].criteria}
    assert (judged["expression"], judged["pose"]) == ("sad", "jump")
    assert [one.name for one in revised.criteria] == ["brief"]


def test_a_film_of_several_shots_is_judged_as_a_whole(book):
    film = read_brief("Film, 8 s, epic music: Luca runs, then Giulia jumps", book).film
    names = [one.name for one in film.criteria]
    assert names == ["brief", "cuts", "continuity", "gaps", "loudness", "duration"]
    assert [one.name for one in film.shots[0].criteria][:1] == ["character_match"]
    titled = read_brief("A two-second shot of Luca, with the title 'Hello'", book).film
    assert [one.name for one in titled.criteria] == ["brief", "cuts", "gaps"], "the title's time"


def test_a_picture_becomes_a_film_of_the_length_that_is_told_with_it(book):
    film = read_brief("A picture of Luca waving in the harbour", book).film
    reading = read_note("make it a film of 5 seconds with music", film, book)
    revised = apply_changes(film, reading.changes, keep_fixed=False).film
    assert [(shot.kind, shot.length) for shot in revised.shots] == [("take", 5)]
    assert revised.sound.music == "cheerful"
    assert reading.left_out == []


def test_each_step_of_an_edit_knows_the_words_of_a_note_that_asked_for_it(book):
    steps = [EditStep(kind="grade", look="black_and_white"), EditStep(kind="fade", where="end")]
    edit = Edit(id="e", source=f"video:{'0' * 16}", steps=steps)
    text = "twice as fast, only the first second, without the fade"
    changes, slots = FootageNote(text, "en", book).changes_of(edit)
    film = Film(intent="An edit.", shots=[edit])
    kinds = [one.kind for one in apply_changes(film, changes, keep_fixed=False).film.shots[0].steps]
    assert kinds == ["trim", "grade", "speed"]
    told = {slot.path: text[slot.start : slot.end] for slot in slots}
    assert "first second" in told["e.steps.0"] and "fast" in told["e.steps.2"]
    assert "e.steps.1" not in told and "e.steps" not in told
