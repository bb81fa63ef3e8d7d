"""What newcomers write about footage: sizes, questions, what makes it longer, and "there"."""

import pytest

from benchmarks.reading.readers import PlannerReader

READER = PlannerReader()


def plan(text, video=True):
    return READER._plan(text, video)


def steps(film):
    return [step for shot in film.shots for step in getattr(shot, "steps", ())]


@pytest.mark.parametrize(
    "text", ["make it bigger", "Make it larger", "make the picture twice as big", "much smaller"]
)
def test_the_picture_has_no_other_size_without_one(text):
    film = plan(text)
    assert film.refused and "1280x720" in film.left_out[0].reason


@pytest.mark.parametrize("text", ["make her eyes bigger", "make his reaction bigger"])
def test_a_bigger_face_is_an_exaggerated_one(text):
    assert [step.kind for step in steps(plan(text))] == ["exaggerate"]


@pytest.mark.parametrize(
    "text, kind",
    [
        ("Extend the ending by holding the last frame for 3 s", "freeze"),
        ("make it longer by looping it", "loop"),
    ],
)
def test_what_makes_it_longer_is_all_that_does(text, kind):
    assert [step.kind for step in steps(plan(text))] == [kind]


@pytest.mark.parametrize("text", ["funniest moment as a still", "the best moment as a picture"])
def test_a_moment_as_a_still(text):
    film = plan(text)
    assert film.exports == ["stills"]
    assert [(step.kind, step.where) for step in steps(film)] == [("trim", "peak")]


@pytest.mark.parametrize(
    "text",
    [
        "What happens in this video?",
        "How long is it?",
        "Who is in it?",
        "is there any sound in it?",
        "Quanto dura?",
    ],
)
def test_a_question_about_footage_is_answered_from_what_is_measured(text):
    film = plan(text)
    assert film.refused and film.left_out == []
    assert "6 s long, 640x360 pixels, 24 frames a second, with sound" in film.message
    assert "a contact sheet" in film.message


def test_a_question_beside_a_change_is_answered_too():
    film = plan("who is in it? make it black and white")
    assert steps(film)[0].look == "black_and_white" and "6 s long" in film.message


def test_a_request_put_as_a_question_is_one():
    film = plan("Is it possible to make it black and white?")
    assert steps(film)[0].look == "black_and_white"
    assert (film.left_out, film.message) == ([], "")


@pytest.mark.parametrize("end", [" and put a whoosh there", ". Add a whoosh there."])
def test_there_is_the_time_that_was_named(end):
    sound = steps(plan(f"Cut from 1.5 to 2.5{end}"))[-1]
    assert (sound.kind, sound.where, sound.start) == ("sound_effect", "time", 1.5)


@pytest.mark.parametrize("text", ["Make a gif 320 wide", "a gif, 480 px wide"])
def test_a_width_alone_is_left_out_with_what_to_say(text):
    film = plan(text)
    assert film.exports == ["gif"]
    assert ["both of its sides" in one.reason for one in film.left_out] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "Luca is happy in shot one, sad in shot two and angry in shot three",
        "Luca is happy in shot 1, sad in shot 2 and angry in shot 3",
        "Luca is happy in the first shot, sad in the second and angry in the third",
    ],
)
def test_each_feeling_has_the_shot_that_is_named_behind_it(text):
    film = plan(text, video=False)
    assert [shot.cast[0].expression for shot in film.shots] == ["happy", "sad", "angry"]
    assert film.left_out == []


@pytest.mark.parametrize(
    "text, said",
    [
        ("Luca saying hi?", "hi"),
        ("Can you make Luca say hello everyone?", "hello everyone"),
        ("Luca saying what is this?", "what is this?"),
    ],
)
def test_a_question_mark_is_whose_question_it_is(text, said):
    assert plan(text, video=False).shots[0].lines[0].text == said
