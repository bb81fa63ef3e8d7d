"""A word counts as read only by what the finished plan has."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from llm.planner.reader import read_brief, read_note
from llm.planner.reader.accounting.holding import Holding
from tests.planner.conftest import shipped_book
from tests.planner.reading.test_briefs import CASES

BOOK = shipped_book()
_LISTS = yaml.safe_load((Path(__file__).parent / "random_words.yaml").read_text(encoding="utf-8"))
WORDS = st.lists(st.sampled_from(_LISTS["known"] + [",", ".", "'Hi'"]), max_size=20)


def unheld(text: str) -> list[Any]:
    """The slots of a reading whose value the finished plan does not have, and whose words are not
    left out either."""
    reading = read_brief(text, BOOK)
    if reading.film.refused:
        return []
    holding = Holding(reading.film.model_dump())
    left: set[int] = set()
    for part in reading.film.left_out:
        left |= set(range(part.start, part.end))
    return [
        slot
        for slot in reading.trace
        if slot.end and slot.source == "brief" and holding.missing(slot)
        if left.isdisjoint(range(slot.start, slot.end))
    ]


@pytest.mark.parametrize(
    "text", sorted({p.values[0]["brief"] for p in CASES if p.values[1] == "none"})
)
def test_each_slot_of_a_brief_is_in_the_plan_or_left_out(text):
    assert unheld(text) == []


@settings(max_examples=300, deadline=None)
@given(WORDS)
def test_each_slot_of_random_words_is_in_the_plan_or_left_out(words):
    assert unheld(" ".join(words)) == []


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("A picture of Luca, not in the harbour", ["harbour"]),  # which is the usual place
        ("A picture of Luca, not in the meadow", []),
        ("Luca and a friend on the beach", ["friend"]),
        ("A film about two friends: Luca and Giulia run", []),
        ("Three pictures of Luca, two of them happy", ["two"]),
        ("A film of Luca running, and a poster", ["poster"]),
        ("Luca, Giulia and Nico jump one after another", []),
        ("In front of Luca, Giulia sits", ["In front of"]),
        ("Giulia runs, and behind her Luca walks", ["behind"]),
        ("Mina reads the following: I will be late", None),
        ("A 30:1 picture of Luca", ["30:1"]),
        ("Hello! Luca waves", []),
        ("Giulia says 'Hello' louder each time", ["each time"]),
        ("Luca stands behind Mina in the meadow", ["behind"]),
        ("Luca waves in front of Giulia in the harbour", ["in front of"]),
        ("Luca corre dietro a Giulia nel prato", ["dietro"]),
        ("A picture of Luca from behind, the harbour behind Luca", []),
        ("Luca and Giulia wave next to Mina", []),
    ],
)
def test_what_no_value_of_the_plan_stands_for_is_left_out(text, left):
    film = read_brief(text, BOOK).film
    said = [part.words for part in film.left_out]
    assert said == left if left is not None else any("late" in words for words in said)


@pytest.mark.parametrize(
    ("note", "left"),
    [
        ("the fifth shot at night", "at night"),
        ("slower music", "slower"),
    ],
)
def test_a_word_of_a_note_that_changes_nothing_is_left_out(note, left):
    film = read_brief("Film: Luca runs, then Giulia waves, with music", BOOK).film
    reading = read_note(note, film, BOOK)
    assert reading.changes == []
    assert any(left in part.words for part in reading.left_out)


@pytest.mark.parametrize(
    ("note", "left"),
    [
        ("Make it night and remove the captions.", ["remove the captions"]),
        ("At night, and move the shot to the end", ["move the shot"]),
        ("Make it night", []),
    ],
)
def test_an_order_without_effect_is_left_out_beside_one_that_has_some(note, left):
    film = read_brief("A clip of Luca waving in the harbour", BOOK).film
    assert [part.words for part in read_note(note, film, BOOK).left_out] == left
