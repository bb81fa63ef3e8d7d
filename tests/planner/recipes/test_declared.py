"""Programs of films: what they ask of the tools, and what they hand over."""

import random
from typing import Any, get_args

import pytest

from llm.planner.errors import CannotAnswer
from llm.planner.recipes.program import write_program
from studio.nouns import vocabulary
from studio.plan import Film
from studio.plan.lengths import expected_film_length
from tests.planner.recipes.studio import STUBS, Studio, written

LUCA, GIULIA = {"character": "Luca"}, {"character": "Giulia"}
HELLO = {"character": "Luca", "text": "Hello over there!"}
ANSWER = {"character": "Giulia", "text": "Ciao!", "language": "it", "emotion": "happy"}
TELLER = {"character": "Mina", "text": "It was a long day."}


def film_of(*shots: dict[str, Any], **film: Any) -> Film:
    numbered = [{"id": f"s{number}"} | shot for number, shot in enumerate(shots, start=1)]
    return Film.model_validate({"intent": "a test", "shots": numbered} | film)


def take(*lines: dict[str, Any], cast: Any = (LUCA,), **about: Any) -> dict[str, Any]:
    return {"kind": "take", "cast": list(cast), "lines": list(lines)} | about


def picture(**about: Any) -> dict[str, Any]:
    return {"kind": "picture", "cast": [LUCA]} | about


def voice_line(*lines: dict[str, Any], **about: Any) -> dict[str, Any]:
    return {"kind": "voice_line", "lines": list(lines)} | about


DISSOLVE = {"kind": "dissolve", "seconds": 0.5}
THREE = film_of(
    take(place={"set": "meadow"}, transition=DISSOLVE, length=2),
    picture(separate=False, length=1, captions=[{"text": "Later"}], transition=DISSOLVE),
    take(HELLO, ANSWER, TELLER, cast=[LUCA, GIULIA], length=3, captions=[{"text": "Well"}]),
    title="The sea",
    sound={"music": "cheerful", "atmosphere": "sea"},
    opening={"text": "One", "seconds": 1.5},
    closing={"text": "The end"},
    subtitles=True,
    shape={"width": 128, "height": 72, "fps": 12},
)


async def test_a_picture_with_its_passes(stage):
    film = film_of(
        picture(
            cast=[LUCA | {"action": "run", "expression": "happy", "strength": 1.4}, GIULIA],
            place={"set": "meadow", "time_of_day": "sunset"},
            camera={"framing": "full", "angle": "low"},
            size={"width": 640, "height": 360},
            passes=["depth", "mask"],
            exposure=0.5,
            seed=7,
        )
    )
    studio = await stage.play(film)
    (asked,) = studio.of("render_character")
    assert asked["cast"][0]["action"] == "run" and asked["cast"][1]["character"] == "Giulia"
    wanted = {"set": "meadow", "time_of_day": "sunset", "framing": "full", "angle": "low"}
    wanted |= {"width": 640, "height": 360, "exposure": 0.5, "seed": 7}
    assert wanted.items() <= asked.items()
    assert len(studio.result["s1"]) == 3


async def test_what_a_tool_assumes_by_itself_is_not_written():
    code = written(film_of(picture()))
    assert 'await render_character([{"character": "Luca"}])' in code


async def test_captions_of_a_piece_of_its_own(stage):
    words = [{"text": "Ciao!", "where": "top"}]
    film = film_of(
        picture(captions=words),
        take(separate=True, captions=words),
        take(HELLO, separate=True),
        take(separate=True),
        subtitles=True,
    )
    studio = await stage.play(film)
    assert studio.of("caption_picture")[0]["captions"][0]["where"] == "top"
    first, second = (call["shots"][0] for call in studio.of("assemble_film"))
    assert first["captions"][0]["text"] == "Ciao!" and second["subtitles"][0]["end"] > 0.3
    assert "film" not in studio.result


async def test_lines_one_after_another(stage):
    studio = await stage.play(film_of(voice_line(HELLO, ANSWER)))
    (mix,) = studio.of("mix_audio")
    first = len(HELLO["text"]) / 14
    assert [track["start"] for track in mix["tracks"]] == pytest.approx([0.3, 0.65 + first])
    assert mix["duration"] == pytest.approx(0.65 + first + len("Ciao!") / 14 + 0.5)
    assert [line["language"] for line in studio.of("speak")] == [None, "it"]


async def test_a_lone_line_is_mixed_only_for_its_loudness(stage):
    assert not (await stage.play(film_of(voice_line(HELLO)))).of("mix_audio")
    studio = await stage.play(film_of(voice_line(HELLO), sound={"loudness": -20}))
    assert studio.of("mix_audio")[0]["loudness"] == -20


async def test_a_take_with_what_is_said_in_it(stage):
    """Who is seen moves its mouth; whoever else speaks is a voice over."""
    film = film_of(take(HELLO, ANSWER, TELLER, cast=[GIULIA, LUCA], quality="final"))
    studio = await stage.play(film)
    (made,) = studio.of("render_take")
    mouths = {role["character"]: role["visemes"] for role in made["cast"]}
    assert len(mouths["Luca"]) == len(mouths["Giulia"]) == 1
    (mix,) = studio.of("mix_audio")
    starts = [track["start"] for track in mix["tracks"]]
    assert [lips["start"] for lips in studio.of("lip_sync")] == pytest.approx(starts[:2])
    assert made["length"] == pytest.approx(starts[2] + len(TELLER["text"]) / 14 + 0.5)
    assert made["quality"] == "final" and mix["duration"] == studio.lengths[studio.result["s1"]]


@pytest.mark.parametrize(("asked", "seconds"), [(5, 5.0), (1, 2.0)])
async def test_a_take_lasts_as_long_as_asked_or_as_its_lines(stage, asked, seconds):
    studio = await stage.play(film_of(take(HELLO, length=asked)))
    assert studio.of("render_take")[0]["length"] == pytest.approx(seconds, abs=0.02)


@pytest.mark.parametrize(("speed", "rendered"), [(0.5, 1.0), (2.0, 4.0)])
async def test_a_slow_or_fast_take(stage, speed, rendered):
    studio = await stage.play(film_of(take(length=2, speed=speed)))
    assert studio.of("render_take")[0]["length"] == rendered
    assert studio.lengths[studio.result["s1"]] == pytest.approx(2)


async def test_words_keep_their_pace(stage):
    film = film_of(take(HELLO, speed=0.5))
    assert not (await stage.play(film)).of("retime_video")
    told = write_program({"PLAN": film.model_dump(mode="json"), "TOOLS": STUBS}).plan
    assert "speed of s1" in told


async def test_a_film(stage):
    studio = await stage.play(THREE)
    (film,) = studio.of("assemble_film")
    assert [shot["name"] for shot in film["shots"]] == ["s1", "s2", "s3"]
    assert film["shots"][0]["transition"]["kind"] == "dissolve"
    assert film["shots"][1]["captions"][0]["text"] == "Later" and film["shots"][1]["length"] == 1
    assert [line["text"] for line in film["shots"][2]["subtitles"]] == [
        HELLO["text"], ANSWER["text"], TELLER["text"],
    ]  # fmt: skip
    assert film["shape"] == {"width": 128, "height": 72, "fps": 12}
    assert film["sound"]["music"] == "cheerful" and film["title"] == "The sea"
    assert film["opening"]["seconds"] == 1.5 and film["closing"]["text"] == "The end"
    assert all(call["fps"] == 12 for call in studio.of("render_take"))
    length = studio.lengths[studio.result["film"][0]]
    for tool in ("make_music", "make_atmosphere"):
        assert studio.of(tool)[0]["duration"] == pytest.approx(length, abs=1 / 12)


@pytest.mark.parametrize("seconds", [0.6, 1.0, 3.0])
async def test_music_is_as_long_as_a_film_of_short_shots(stage, seconds):
    """assemble_film() shortens a transition that is longer than a third of a shot."""
    long = {"kind": "wipe", "seconds": 1.0}
    shots = [take(length=seconds, transition=long), take(HELLO, transition=long), take(length=4)]
    film = film_of(*shots, sound={"music": "epic"}, shape={"fps": 24})
    studio = await stage.play(film)
    length = studio.lengths[studio.result["film"][0]]
    assert studio.of("make_music")[0]["duration"] == pytest.approx(length, abs=0.1)


async def test_music_of_a_long_film_is_what_can_be_made(stage):
    film = film_of(take(length=200), take(length=200), sound={"music": "sad", "atmosphere": "rain"})
    studio = await stage.play(film)
    assert studio.of("make_music")[0]["duration"] == 300
    assert studio.of("make_atmosphere")[0]["duration"] == 400
    told = write_program({"PLAN": film.model_dump(mode="json"), "TOOLS": STUBS}).plan
    assert "music for the first 300 s" in told


async def test_a_film_and_pieces_beside_it(stage):
    film = film_of(take(), take(GIULIA | {"text": "Hi!"}), picture(), voice_line(HELLO))
    studio = await stage.play(film)
    assert len(studio.of("assemble_film")[0]["shots"]) == 2
    assert set(studio.result) == {"s1", "s2", "s3", "s4", "film"}


HOSTILE = [
    'It"s \\ mine!',
    "a\nnew line",
    "{{ call('speak') }} {% raw %}",
    '"""; import os',
    "odd \u2028 spaces \u00a0 end",
    "Perché? 😀 日本語",
    "# Without: speak",
    "## BRIEF\n```json\n{}\n```",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
async def test_words_reach_the_tools_as_they_are(stage, text):
    film = film_of(
        take(HELLO | {"text": text}, captions=[{"text": text}], title=text),
        title=text,
        opening={"text": text},
    )
    studio = await stage.play(film)
    assert studio.of("speak")[0]["text"] == text
    (made,) = studio.of("assemble_film")
    assert made["shots"][0]["captions"][0]["text"] == text and made["opening"]["text"] == text


async def test_control_characters_break_no_program(stage):
    film = film_of(take(HELLO | {"text": "nul\x00 \x0c \x7f \u202e end"}, title="\x00"))
    assert (await stage.play(film)).of("speak")[0]["text"].startswith("nul")


def _one(draw: random.Random, words: Any) -> str:
    return draw.choice(get_args(words))


def random_shot(draw: random.Random) -> dict[str, Any]:
    lines = [
        {"character": draw.choice(["Luca", "Mina"]), "text": draw.choice(HOSTILE) + " word" * n}
        for n in range(draw.choice([0, 0, 1, 2, 6]))
    ]
    role = {"action": _one(draw, vocabulary.Pose), "expression": _one(draw, vocabulary.Emotion)}
    common = {
        "separate": draw.random() < 0.3,
        "length": draw.choice([0, 0, 0.5, 2, 7.25]),
        "captions": [{"text": "So"}] * draw.choice([0, 0, 1, 3]),
        "transition": {"kind": _one(draw, vocabulary.TransitionKind)},
    }
    kind = draw.choice(["picture", "voice_line", "take", "take", "edit"])
    if kind == "edit":
        places = ["all", "peak", "beginning", "end"]
        steps = [
            {"kind": step, "where": draw.choice(places), "look": "warm"}
            for step in ["exaggerate", "grade", "zoom", "shake", "freeze"]
            if draw.random() < 0.5
        ]
        return common | {"kind": kind, "source": "video:0123456789abcdef", "steps": steps}
    if kind == "voice_line":
        return voice_line(*lines or [HELLO])
    cast = [LUCA | role, GIULIA][: draw.choice([1, 2])]
    if kind == "picture":
        passes = draw.sample(get_args(vocabulary.PassName), draw.choice([0, 0, 2]))
        return common | picture(cast=cast, passes=passes)
    return common | take(*lines, cast=cast, speed=draw.choice([1, 1, 0.25, 8]))


@pytest.mark.parametrize("seed", range(40))
async def test_any_film_becomes_a_program_that_checks_and_runs(stage, seed):
    draw = random.Random(seed)
    film = film_of(
        *(random_shot(draw) for _ in range(draw.choice([1, 1, 2, 3, 5]))),
        sound={"music": draw.choice([None, "epic"]), "atmosphere": draw.choice([None, "sea"])},
        subtitles=draw.random() < 0.4,
        opening=draw.choice([None, {"text": "One"}]),
    )
    try:
        studio = await stage.play(film)
    except CannotAnswer as refused:
        assert "changes nothing" in refused.message
        assert any(shot.kind == "edit" and not shot.steps for shot in film.shots)
        return
    assert len(studio.of("speak")) == sum(len(getattr(s, "lines", [])) for s in film.shots)
    if "film" in studio.result:
        length = studio.lengths[studio.result["film"][0]]
        for music in studio.of("make_music")[-1:]:
            assert music["duration"] == pytest.approx(max(1.0, length), abs=0.2)
        if not film.footage:
            assert length == pytest.approx(expected_film_length(film), abs=0.2 + len(film.cut))


def test_a_long_film_fits_into_a_program():
    cast = [LUCA | {"action": "run", "expression": "happy"}, GIULIA, {"character": "Mina"}]
    shot = take(HELLO, ANSWER, cast=cast, place={"set": "meadow", "time_of_day": "night"})
    shot |= {"transition": DISSOLVE, "captions": [{"text": "Later that day"}]}
    film = film_of(*[shot] * 8, subtitles=True, sound={"music": "epic"})
    assert len(written(film)) < 20_000
    with pytest.raises(CannotAnswer, match="plan fewer shots"):
        written(film_of(*[shot] * 24, subtitles=True, sound={"music": "epic"}))


@pytest.mark.parametrize("plan", [None, [1], {"intent": "x", "refused": True, "message": "no"}])
def test_without_a_plan_there_is_no_program(plan):
    with pytest.raises(CannotAnswer, match=r"plan|PLAN"):
        write_program({"PLAN": plan, "TOOLS": STUBS})


async def test_calls_stay_the_same_where_the_plan_does(stage):
    """What has not changed is not paid for again: its arguments are the same."""
    before = await stage.play(THREE)
    shots = [THREE.shots[0].model_copy(update={"exposure": 0.5}), *THREE.shots[1:]]
    after = await stage.play(THREE.model_copy(update={"shots": shots}), Studio())
    (first, second), (third, fourth) = (s.of("render_take") for s in (before, after))
    assert first != third and second["length"] == fourth["length"]
    assert before.of("speak") == after.of("speak")
