"""How long a brief may be, how fast it is read, and what its account of words holds to."""

import time

import pytest

from llm.planner.reader import read_brief
from llm.planner.reader.brief import LONGEST_BRIEF
from tests.planner.conftest import direct

_STRANGE = ["'a ", '"a ', "“a ", "Luca runs. ", "zz, ", "1 ", "'Hi' ", "(sad) "]


@pytest.mark.parametrize("text", ["'a " * 100_000, "Luca runs. " * 400])
def test_a_brief_that_is_too_long_is_refused_at_once_with_the_limit(text):
    start = time.perf_counter()
    film = direct(text)
    assert time.perf_counter() - start < 0.5
    assert film.refused
    assert f"the limit is {LONGEST_BRIEF}" in film.message
    assert "split it into several briefs" in film.message


@pytest.mark.parametrize("text", _STRANGE)
def test_the_longest_brief_is_read_in_a_moment(text, book):
    long = (text * LONGEST_BRIEF)[:LONGEST_BRIEF]
    start = time.perf_counter()
    read_brief(long, book)
    assert time.perf_counter() - start < 20


def test_an_ordinary_brief_is_read_within_fifty_milliseconds(book):
    text = (
        "A 20-second film: Luca runs through the meadow, then he sits down in the bedroom at night"
        " and says 'What a day', then Giulia cheers in the harbour, with subtitles and epic music"
    )
    read_brief(text, book)
    took = []
    for _ in range(10):
        start = time.perf_counter()
        read_brief(text, book)
        took.append(time.perf_counter() - start)
    assert min(took) < 0.05


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Luca runs in the meadow, with a caption", "with a caption"),
        ("A picture of Luca with a title", "with a title"),
        ("A film of Luca running, an end card", "an end card"),
        ("A picture of Luca with a dissolve", "dissolve"),
        ("Giulia says 'Ciao', camera orbits", ""),
    ],
)
def test_a_word_that_only_leads_to_others_is_left_out_where_they_are_missing(text, left, book):
    film = read_brief(text, book).film
    said = [part.words for part in film.left_out]
    assert said == ([left] if left else [])


def test_what_a_later_word_overrides_is_no_silent_loss(book):
    reading = read_brief("A picture of Luca, happy, no wait, sad, in the harbour", book)
    assert reading.film.shots[0].cast[0].expression == "sad"
    assert reading.film.left_out == []
