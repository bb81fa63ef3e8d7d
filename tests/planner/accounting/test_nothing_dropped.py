"""Whatever a brief is made of: it is read without an error, and nothing of it is dropped unsaid."""

from pathlib import Path

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from llm.planner.data import table as data
from llm.planner.reader import is_follow_up, read_brief, read_note
from llm.planner.reader.language.detection import brief_language
from llm.planner.reader.language.lexicon import function_words
from llm.planner.reader.language.words import Words
from studio.plan import apply_changes
from tests.planner.conftest import shipped_book

BOOK = shipped_book()
_LISTS = yaml.safe_load((Path(__file__).parent / "random_words.yaml").read_text(encoding="utf-8"))
KNOWN, STRANGE, CHANGES, CUTS = (_LISTS[n] for n in ("known", "strange", "changes", "cuts"))
MARKS = [",", ".", ";", ":", "\n", "(", ")", "!", "'Hi there'", '"Ciao!"', "'", '"', "- "]
WORDS = st.lists(st.sampled_from(KNOWN + STRANGE + MARKS) | st.text(max_size=6), max_size=25)


@settings(max_examples=400, deadline=None)
@given(WORDS)
def test_no_brief_raises_and_every_word_is_placed_or_left_out(words):
    text = " ".join(words).strip()
    reading = read_brief(text, BOOK)
    placed = [
        (slot.start, slot.end) for slot in reading.trace if slot.source in ("brief", "carried")
    ]
    left = [(part.start, part.end) for part in reading.film.left_out]
    for start, end in placed + left:
        assert 0 <= start <= end <= len(text)
    covered = set()
    for start, end in placed + left:
        covered.update(range(start, end))
    for item in Words(text, BOOK, reading.language).items:
        if item.is_content and item.text.strip():
            assert covered & set(range(item.start, item.end)), item.text


LEADING = set(data("readings")["leading"])


def unsaid(text, kind, trace, left):
    """The words that are neither told of a change, nor left out, nor only lead to others."""
    covered = {place for one in (*trace, *left) for place in range(one.start, one.end)}
    language = brief_language(text, kind)[0]
    return [
        item.text
        for item in Words(text, BOOK, language, kind).items
        if item.is_content
        and item.text.strip()
        and not (item.entries or item.known).keys() & LEADING
        if item.norm not in function_words(language)
        if covered.isdisjoint(range(item.start, item.end))
    ]


FILM = read_brief("Film: Luca runs in the meadow, then Giulia says 'Ciao!' at night", BOOK).film
SCENE = {
    "handle": "video:0123456789abcdef",
    "name": "scene.mp4",
    "facts": {"width": 640, "height": 360, "duration": 6.02, "fps": 24.0, "frames": 144},
}


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(KNOWN + CHANGES + STRANGE) | st.sampled_from(MARKS), max_size=12))
def test_no_note_raises_and_no_word_of_it_is_dropped(words):
    text = " ".join(words).strip()
    is_follow_up(text, FILM, BOOK)
    reading = read_note(text, FILM, BOOK)
    assert unsaid(text, "notes", reading.trace, reading.left_out) == []
    apply_changes(FILM, reading.changes, keep_fixed=False)
    for part in reading.left_out:
        assert text[part.start : part.end].startswith(part.words.rstrip("…"))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(KNOWN + CUTS + STRANGE) | st.sampled_from(MARKS), max_size=15))
def test_no_brief_about_footage_raises_and_no_word_of_it_is_dropped(words):
    text = " ".join(words).strip()
    reading = read_brief(text, BOOK, media=[SCENE])
    film = reading.film
    assert film.shots or film.refused
    if film.footage and not any(shot.kind != "edit" for shot in film.shots):
        assert unsaid(text, "footage", reading.trace, film.left_out) == []
    for part in film.left_out:
        assert 0 <= part.start <= part.end <= len(text)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read(text):
    film = read_brief(text, BOOK).film
    assert film.shots or film.refused


def test_a_factor_of_nothing_is_left_out():
    film = read_brief("0×", BOOK, media=[SCENE]).film
    assert film.refused


def test_slots_tell_the_words_they_came_from():
    text = "A 4-second clip of Giulia, very happy, jumping in the meadow at sunset, low angle"
    reading = read_brief(text, BOOK)
    shot = reading.film.shots[0]
    told = {slot.path: text[slot.start : slot.end] for slot in reading.trace if slot.end}
    assert told[f"{shot.id}.length"] == "4-second"
    assert told[f"{shot.id}.cast.Giulia.action"] == "jumping"
    assert told[f"{shot.id}.cast.Giulia.expression"] == "happy"
    assert told[f"{shot.id}.place.set"] == "meadow"
    assert told[f"{shot.id}.place.time_of_day"] == "sunset"
    assert told[f"{shot.id}.camera.angle"] == "low angle"
