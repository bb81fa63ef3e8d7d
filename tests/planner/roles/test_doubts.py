"""Briefs that leave something open: what the rules ask back, and how they read the answer."""

import pytest

from llm.planner.director import plan
from studio.plan import Film
from studio.plan.wording import told_reading
from tests.planner.conftest import direct, shipped_cast

LINA = {"name": "Lina", "aliases": [], "description": "A girl.", "traits": []}
FACTS = {"width": 640, "height": 360, "duration": 6.0, "fps": 24.0, "frames": 144}
SCENE = {"handle": "video:0123456789abcdef", "name": "scene.mp4", "facts": FACTS}


def briefed(text, said="", media=(), cast=None, **sections) -> Film:
    """The plan of a brief; with `said`, after that answer to the question that it left open."""
    brief = {"text": text, "media": list(media)}
    known = {"CHARACTERS": cast or shipped_cast(), **sections}
    film = plan({"BRIEF": brief, **known})
    if not said:
        return film
    words = film.question.words
    start = text.find(words) if words else -1
    place = {"start": start, "end": start + len(words)} if start >= 0 else {}
    answered = {"question": film.question.text, "words": words, "answer": said, **place}
    return plan({"BRIEF": brief | {"answered": answered}, **known})


def words_of(film: Film, text: str) -> dict[str, str]:
    """What each parameter's words are in the brief, at their places."""
    return {one.path.partition(".")[2]: text[one.start : one.end] for one in film.asked}


@pytest.mark.parametrize(
    ("text", "words", "choice", "said", "who"),
    [
        ("He sits in the meadow", "He", "Luca", "Luca", "Luca"),
        ("A girl laughs", "A girl", "Giulia", "Mina", "Mina"),
        ("A boy waves, close-up", "A boy", "Luca", "Luca", "Luca"),  # and edits no footage
        ("Somebody waves", "Somebody", "Alberto", "Nico", "Nico"),
        ("they walk in the meadow", "they", "Luca", "Luca and Giulia", "Luca Giulia"),
        ("Un ragazzo saluta nel porto", "Un ragazzo", "Nico", "Nico", "Nico"),
        ("A picture of the harbour at night", "", "Mina", "Mina", "Mina"),
        ("something nice", "", "", "Giulia waving in the meadow", "Giulia"),
        ("Say 'hello'", "", "Luca", "Luca", "Luca"),
        ("He says 'hello'", "He", "Luca", "Nico", "Nico"),
    ],
)
def test_whoever_is_not_named_is_asked_for(text, words, choice, said, who):
    film = briefed(text)
    assert film.refused and film.question.words == words and len(film.question.choices) <= 4
    assert not choice or choice in film.question.choices
    assert told_reading(film) == ""  # nothing was made up
    answered = briefed(text, said)
    assert not answered.refused and answered.characters == who.split() and not answered.left_out
    assert answered.question is None


@pytest.mark.parametrize(
    "text", ["a dragon flies", "a pirate sings", "Lorenzo waves", "Luca waves", "say ''"]
)
def test_what_is_clear_is_not_asked(text):
    assert briefed(text).question is None


def test_a_name_near_to_two_is_the_nearer_one_and_told():
    text, cast = "Lica waves in the meadow", [*shipped_cast(), LINA]
    film = briefed(text, cast=cast)
    assert film.characters == ["Luca"] and film.question.choices == ["Luca", "Lina"]
    assert told_reading(film) == "Read “Lica” as Luca; it could also be Lina."
    assert words_of(film, text)["cast.Luca.character"] == "Lica"
    answered = briefed(text, "Lina", cast=cast)
    assert answered.characters == ["Lina"]
    told = words_of(answered, text)
    assert told["cast.Lina.character"] == "Lica" and told["place.set"] == "meadow"
    assert briefed(text, cast=shipped_cast()).question is None  # near to one alone


def test_a_note_on_one_of_two_boys_is_of_the_first_and_told():
    earlier = direct("Luca and Alberto sit in the meadow").model_dump(mode="json")
    known = {"EARLIER": {"session": "a", "text": "", "plan": earlier}}

    def acts(film):
        return [role.action for role in film.shots[0].cast]

    film = briefed("make him wave", **known)
    assert acts(film) == ["wave", "sit"] and film.question.choices[:2] == ["Luca", "Alberto"]
    assert acts(briefed("make him wave", "Alberto", **known)) == ["sit", "wave"]
    assert acts(briefed("make him wave", "both", **known)) == ["wave", "wave"]
    for clear in ("make them wave", "make Alberto wave", "closer on him", "at night"):
        assert briefed(clear, **known).question is None, clear


def test_footage_or_something_new():
    text = "Luca runs in slow motion"
    film = briefed(text, media=[SCENE])
    assert [shot.kind for shot in film.shots] == ["edit"]
    edit, anew = film.question.choices
    assert [shot.kind for shot in briefed(text, anew, [SCENE]).shots] == ["take"]
    assert [shot.kind for shot in briefed(text, edit, [SCENE]).shots] == ["edit"]
    for clear in ("slow motion", "make the clip slower", "a parody of this scene"):
        assert briefed(clear, media=[SCENE]).question is None, clear


def test_the_same_place_as_nothing():
    text = "Luca waves in the same place"
    film = briefed(text)
    taken = film.shots[0].place.set
    assert film.question.words == "the same place" and film.left_out
    answered = briefed(text, "the meadow")
    assert answered.shots[0].place.set == "meadow" != taken and not answered.left_out
    assert words_of(answered, text)["place.set"] == "the same place"
    assert briefed("Luca waves in the meadow, then sits in the same place").question is None
