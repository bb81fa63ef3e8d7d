"""How long a brief may be, how its work grows, and what its account of words holds to."""

import sys
from collections.abc import Callable
from typing import Any

import pytest

from llm.planner.reader import read_brief
from llm.planner.reader.brief import LONGEST_BRIEF
from tests.planner.conftest import direct

_STRANGE = [
    *("'a ", '"a ', "“a ", "Luca runs. ", "zz, ", "1 ", "'Hi' ", "(sad) ", "no wait, sad, "),
    *("they wave, both happy and ", "we want a ", "Luca, then Mina says 'Hi'; "),
]


def _work(reading: Callable[[], Any]) -> int:
    """How many lines of Python a reading runs through: a measure of work that no other process
    changes."""
    lines = 0

    def count(frame: Any, event: str, argument: Any) -> Any:
        nonlocal lines
        lines += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        reading()
    finally:
        sys.settrace(before)
    return lines


@pytest.mark.parametrize("text", ["'a " * 100_000, "Luca runs. " * 400])
def test_a_brief_that_is_too_long_is_refused_unread_with_the_limit(text):
    film = direct(text)
    assert film.refused
    assert f"the limit is {LONGEST_BRIEF}" in film.message
    assert "split it into several briefs" in film.message
    assert _work(lambda: direct(text)) < _work(lambda: direct("Luca runs in the meadow"))


@pytest.mark.parametrize("text", _STRANGE)
def test_a_brief_twice_as_long_takes_no_more_than_three_times_the_work(text, book):
    short, long = ((text * 1500)[:letters] for letters in (500, 1000))
    read_brief(short, book)
    assert _work(lambda: read_brief(long, book)) < 3 * _work(lambda: read_brief(short, book))


def test_the_longest_brief_is_read(book):
    film = read_brief(("Luca runs. " * LONGEST_BRIEF)[:LONGEST_BRIEF], book).film
    assert film.shots


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
