"""What is borrowed from other pieces: which piece, which part, and what it changes in the plan."""

from datetime import UTC, date, datetime, timedelta

import pytest

from agents.rules.borrowing import with_borrowed
from interfaces.references.lines import _BORROWS, _GOES_ON, _unquoted
from interfaces.references.pieces import days_of, like, made_on
from llm.planner.director import plan
from memory.embedding import minilm
from memory.open import Memory
from studio.errors import InputError
from studio.nouns.brief import Borrowed, Brief
from studio.plan.borrowing import borrowed
from studio.store.sessions import SessionSummary
from tests.weights_here import weights


def planned(text: str, **sections):
    cast = [{"name": "Luca", "language": "en"}, {"name": "Giulia", "language": "it"}]
    return plan({"BRIEF": {"text": text}, "CHARACTERS": cast, **sections})


def test_a_part_of_another_piece_becomes_changes_that_the_plan_holds():
    sea = planned("Luca waves in the harbour at night, with happy music")
    here = planned("Luca waves in the bedroom")
    changes = borrowed("place", sea, here) + borrowed("music", sea, here)
    lent = [{"words": "x", "session": "s", "changes": [one.model_dump() for one in changes]}]
    earlier = {"session": "e", "text": "x", "plan": here.model_dump(mode="json"), "revised": True}
    alone = planned("", BORROWED=lent, EARLIER=earlier)
    assert alone.shots[0].place.set == sea.shots[0].place.set != here.shots[0].place.set
    assert alone.shots[0].place.time_of_day == "day" and alone.sound.music == sea.sound.music
    both = planned("make it sunset", BORROWED=lent, EARLIER=earlier)
    assert both.shots[0].place.model_dump() == {"set": "seaside_town", "time_of_day": "sunset"}
    new = planned("Luca runs in the meadow", BORROWED=lent)
    assert new.shots[0].place.set == "seaside_town" and new.shots[0].cast[0].action == "run"


def test_a_voice_is_how_it_is_spoken_and_by_whom_where_nobody_is_seen():
    happy, sad = planned('Luca says "Ciao", happy'), planned('Luca says "Addio", sad')
    told = {change.path: change.value for change in borrowed("voice", happy, sad)}
    assert told["*.lines.Luca.emotion"] == "happy" and "*.lines.Luca.text" not in told
    giulia = planned('Giulia says "Ciao", happy')
    told = {change.path: change.value for change in borrowed("voice", giulia, sad)}
    assert told["*.lines.*.character"] == "Giulia"
    with pytest.raises(InputError, match="nobody speaks in that piece"):
        borrowed("voice", planned("Luca waves"), sad)
    with pytest.raises(InputError, match="has no music"):
        borrowed("music", sad, happy)


def test_what_does_not_fit_is_left_out_and_what_fits_counts_as_asked():
    music = borrowed("music", planned("Luca waves, with happy music"), None)
    place = borrowed("place", planned("Luca waves in the harbour"), None)
    lent = [
        Borrowed(words="the music of piece 1", session="a", changes=music),
        Borrowed(words="the place of piece 2", session="b", changes=place),
    ]
    film = with_borrowed(planned('Luca says "Ciao"'), lent)
    assert film.sound.music and [one.words for one in film.left_out] == ["the place of piece 2"]
    assert film.asked[0].words == "the music of piece 1"


@pytest.mark.parametrize(
    ("text", "words", "rest"),
    [
        ("use take 1's voice", "use take 1's voice", ""),
        ("at night, use take 1's voice, and sad", "use take 1's voice", "at night, and sad"),
        ("Use take 1's voice and make it sad", "Use take 1's voice", "make it sad"),
        ("Luca, and Giulia, sing, with the music of piece 1", "with the music of piece 1",
         "Luca, and Giulia, sing"),
    ],
)  # fmt: skip
def test_the_words_that_borrow_are_not_read_as_others(text, words, rest):
    lent = Borrowed(words=words, session="a", changes=[])
    assert Brief(text=text, borrowed=[lent]).own_words == rest


@pytest.fixture(scope="module")
def alike(shipped_settings):
    weights("minilm-l6-v2")
    return Memory(None, None, minilm(shipped_settings)).alike


def test_a_piece_is_found_by_its_day_its_words_and_what_it_means(alike):
    noon = datetime(2026, 3, 4, 12).astimezone().astimezone(UTC)
    made = [
        SessionSummary(id=name, brief=words, outcome=outcome, created=noon, events=3)
        for name, words, outcome in (
            ("a", "Luca rides a bicycle", "approved"),
            ("b", "Giulia sings in the meadow", "delivered"),
            ("c", "Giulia on a bicycle", "failed"),
        )
    ]

    def found(said: str, day: int = 4) -> list[str]:
        then = date(2026, 3, day)
        return [one.id for one in like(made_on(made, then, then), said, alike)]

    assert found("the film with the bicycle from yesterday") == ["a"]
    assert found("the scene from yesterday") == ["a", "b"] and found("the scene", day=3) == []
    assert found("the film where somebody cycles from yesterday") == ["a"]
    assert found("yesterday's clip with the music and a song") == ["b"]
    assert found("the film about tax law from yesterday") == []


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("the film from today", 4, 4),
        ("yesterday's scene", 3, 3),
        ("la scena di ieri", 3, 3),
        ("monday's clip", 2, 2),
        ("the film from wednesday", -3, -3),  # the 4th is one: the one before
        ("the film from last week", -5, 1),
    ],
)
def test_a_time_is_told_by_its_words(words, first, last):
    """Days of March 2026, those before the first as 0 and less."""
    start = date(2026, 2, 28)
    expected = start + timedelta(first), start + timedelta(last)
    assert days_of(words, date(2026, 3, 4)) == expected


@pytest.mark.parametrize(
    ("line", "piece", "rest"),
    [
        ("Yesterday's scene, but at night", "Yesterday's scene", "at night"),
        ("the same as the film with him from yesterday, but sad",
         "the film with him from yesterday", "sad"),
        ("take 2 but without the music", "take 2", "without the music"),
        ("La scena di ieri, ma di notte", "La scena di ieri", "di notte"),
        ("an earlier film about the storm, but with Giulia", "an earlier film about the storm",
         "with Giulia"),
        ("Luca waves, but he is sad", None, None),
        ("make it like yesterday", None, None),
    ],
)  # fmt: skip
def test_a_line_goes_on_from_a_piece(line, piece, rest):
    said = _GOES_ON.fullmatch(line)
    assert (said and said["piece"], said and said["rest"]) == (piece, rest)


def test_a_chat_takes_the_voice_of_an_earlier_piece(call, shared_data, monkeypatch):
    monkeypatch.setenv("STUDIO_BUDGET__ITERATIONS", "1")
    lines = ['Luca says "Ciao", happy', "make it sad", "use take 1's voice"]
    lines += ["with take 9's voice", "as in the first film", "the voice of the film from yesterday"]
    said = call("chat", input="\n".join([*lines, "/tree"]))
    assert said.exit_code == 0, said.stderr
    told = " ".join(said.stdout.split())
    assert "The voice of “Luca says" in told and "emotion sad becomes happy" in told
    assert "there is no piece 9 (1 to 3)" in told and "what of that piece is wanted?" in told
    assert "no piece of yesterday is like that" in told and "* 3 use take 1's voice" in told
    line = "The clip where he says ciao from today, but angry"
    said = call("chat", input=f"{line}\nthe clip about whales from today, but sad\n/tree")
    assert said.exit_code == 0, said.stderr
    told = " ".join(said.stdout.split())
    assert "On from “Luca says" in told and "emotion happy becomes angry" in told
    assert "no piece of today is like that" in told and "* 2 angry" in told


@pytest.mark.parametrize(
    ("text", "words", "piece"),
    [
        ("usa la voce del secondo film", "usa la voce del secondo film", "secondo film"),
        ("Luca saluta, con la stessa musica del film di ieri",
         "con la stessa musica del film di ieri", "film di ieri"),
        ("con la luce e i colori dell'ultimo film", "con la luce e i colori dell'ultimo film",
         "ultimo film"),
        ("nello stesso posto della versione 2, ma di notte", "nello stesso posto della versione 2",
         "versione 2"),
        ("the colours of the old film about the sea", "the colours of the old film about the sea",
         "the old film about the sea"),
        ("Luca says 'use the music of the first film'", None, None),
        ("Luca sings \"It's the music of yesterday's film\" loudly", None, None),
        ("Mina canta con la voce di Giulia", None, None),
    ],
)  # fmt: skip
def test_what_a_line_borrows_is_told_by_its_words(text, words, piece):
    said = _BORROWS.search(_unquoted(text))
    assert (said and said[0], said and (said["piece"] or said["piece2"])) == (words, piece)


def test_outside_of_a_conversation_a_note_borrows_too_and_a_scene_is_a_film_s_own(
    call, shared_data
):
    made = call("run", 'Luca says "Ciao", happy')
    assert made.exit_code in (0, 3), made.stderr
    noted = call("revise", "last", "make it sad")
    assert noted.exit_code in (0, 3), noted.stderr
    again = call("plan", "with the voice of the first film", "--revise", "last")
    assert "happy)" in again.output
    italian = call("plan", "usa la voce della versione 1", "--revise", "last")
    assert "happy)" in italian.output
    today = call("plan", "Luca waves with the voice of the film about whales from today")
    assert today.exit_code == 2 and "no piece of today is like that" in today.output
    own = call("plan", "Luca waves; the light of the second scene is dim")
    assert "there is no piece" not in own.output
