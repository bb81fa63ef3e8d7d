"""A look and grain over a film, in briefs and in notes."""

import pytest

from llm.planner.reader import CharacterIndex, read_brief, read_note
from studio.packs.registry import registry
from studio.plan import Finish, apply_changes

INDEX = CharacterIndex([{"name": "Luca"}, {"name": "Giulia"}])
FILM = "A film: Luca waves in the harbour, then Giulia jumps in the meadow"


@pytest.mark.parametrize(
    ("brief", "finish"),
    [
        ("A black and white film: Luca waves, then Giulia jumps", {"look": "black_and_white"}),
        ("Luca runs in the meadow, 3 s, film noir", {"look": "film_noir"}),
        ("A vintage film with film grain: Luca waves", {"look": "vintage", "grain": 0.3}),
        ("Un film in bianco e nero: Luca saluta, poi Giulia salta", {"look": "black_and_white"}),
    ],
)
def test_they_are_read(brief, finish):
    film = read_brief(brief, INDEX).film
    assert film.finish == Finish(**finish)
    assert not film.left_out
    assert {f"finish.{name}" for name in finish} <= set(film.fixed)


@pytest.mark.parametrize("look", registry("looks"))
def test_each_look_goes_by_its_own_words(look):
    word = registry("looks")[look].words("en", "words")[0]
    film = read_brief(f"{FILM}, in a {word} look", INDEX).film
    assert film.finish.look == look and not film.left_out


def test_a_picture_has_none_and_that_is_told():
    film = read_brief("A vintage picture of Luca", INDEX).film
    assert film.finish == Finish()
    assert [one.words for one in film.left_out] == ["vintage"]


def test_notes_change_them():
    film = read_brief(FILM, INDEX).film
    for note, finish in (
        ("make it black and white", {"look": "black_and_white"}),
        ("with heavy grain", {"look": "black_and_white", "grain": 0.7}),
        ("without the grain", {"look": "black_and_white"}),
    ):
        film = apply_changes(film, read_note(note, film, INDEX).changes).film
        assert film.finish == Finish(**finish), note
