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


@pytest.mark.parametrize(
    ("text", "size"), [("Make a gif 320 wide", (320, 180)), ("a gif, 480 px wide", (480, 270))]
)
def test_a_width_alone_keeps_the_shape(text, size):
    film = plan(text)
    assert film.exports == ["gif"] and film.left_out == []
    assert (film.shape.width, film.shape.height) == size


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


@pytest.mark.parametrize(
    "text, start",
    [('put the text "Summer 2024" at the start', 0.0), ('write "The End" at the end', 4.0)],
)
def test_words_at_an_end_are_shown_there(text, start):
    film = plan(text)
    (caption,) = film.shots[0].captions
    assert (caption.start, caption.seconds, film.left_out) == (start, 2.0, [])


@pytest.mark.parametrize(
    "text, at",
    [("take a screenshot at 2 seconds", 2.0), ("grab a frame at one second", 1.0)],
)
def test_a_frame_at_a_time(text, at):
    film = plan(text)
    assert (film.exports, steps(film)[0].start, film.left_out) == (["stills"], at, [])


def test_times_without_a_unit_are_seconds():
    (boom, whoosh) = steps(plan("add a boom at one second and a whoosh at three"))
    assert (boom.start, whoosh.start) == (1.0, 3.0)
    look = steps(plan("bang at two, then black and white from three on"))[0]
    assert (look.look, look.where, look.seconds) == ("black_and_white", "end", 3.0)


def test_a_share_of_the_length():
    assert plan("trim to a quarter of its length").shots[0].length == 1.5


def test_a_size_beyond_what_is_made_is_told():
    assert "3840x2160 is beyond" in plan("make it 4k").message


def test_what_is_asked_twice_is_done_once():
    assert [step.amount for step in steps(plan("quieter please, way too loud"))] == [-6.0]


def test_slower_without_a_place_is_all_of_it():
    (speed,) = (s for s in steps(plan("make the clip a little slower and in sepia")) if s.amount)
    assert (speed.kind, speed.where) == ("speed", "all")


@pytest.mark.parametrize(
    "text, reason",
    [
        ("cut the boring bit", "which parts are good or dull is not measured"),
        ("put a hat on her", "nothing new is put into footage"),
        ("make him look angry", "nothing new is put into footage"),
        ("make her taller", "no change of footage is known"),
        ("shake the camera when he falls", "what happens in footage"),
    ],
)
def test_reasons_are_about_footage(text, reason):
    assert next(one.reason for one in plan(text).left_out).startswith(reason)


@pytest.mark.parametrize(
    "text, kind, where, seconds",
    [
        ("i want the last bit in slow motion pls", "speed", "end", 1.0),
        ("black and white until three, then colour", "grade", "beginning", 3.0),
        ("stop at four seconds", "trim", "beginning", 4.0),
        ("start at 2 and stop at 4 seconds", "trim", "time", 2.0),
    ],
)
def test_parts_as_newcomers_name_them(text, kind, where, seconds):
    film = plan(text)
    (step,) = steps(film)
    assert (step.kind, step.where, step.seconds) == (kind, where, seconds)
    assert film.left_out == []
