"""Programs of pictures, voice lines, takes and films: what they ask of the tools."""

from itertools import cycle
from typing import Any

import pytest
from pydantic_monty import AsyncMonty, MontyTypingError

from llm.planner.errors import CannotAnswer
from llm.planner.recipes.program import write_program
from studio.nouns import vocabulary as known
from studio.nouns.program import LONGEST_PROGRAM
from studio.plan import (
    Camera,
    Caption,
    Edit,
    EditStep,
    Film,
    Line,
    Picture,
    Place,
    Role,
    Shot,
    Sound,
    Take,
    Title,
    Transition,
    VoiceLine,
)
from tests.planner.recipes.playing import SCENE, STUBS, Table, play, written

LUCA, GIULIA = Role(character="Luca", action="run"), Role(character="Giulia", expression="happy")
HELLO = Line(character="Luca", text='It"s \\ mine!', emotion="angry", language="it")
ANSWER = Line(character="Giulia", text="Ciao!")
NARRATED = Line(character="Mina", text="And so it began.", rate=0.9)


def film(*shots: Shot, **more: Any) -> Film:
    return Film(intent="A piece.", shots=list(shots), **more)


async def played(plan: Film, table: Table | None = None) -> tuple[dict[str, Any], Table]:
    """What the plan's program hands over, and the table that it was run on."""
    table = table or Table()
    async with AsyncMonty() as pool:
        result = await play(pool, written(plan), table)
    return result, table


def eight() -> Film:
    """Eight takes of two lines each, with all that can lie over them."""
    kinds = cycle(known.words(known.TransitionKind))
    text = "We must be at the harbour before the last ferry leaves for the island. "
    shots: list[Shot] = [
        Take(
            id=f"luca_and_giulia_running_{n}",
            cast=[LUCA, GIULIA],
            place=Place(set="meadow", time_of_day="sunset"),
            camera=Camera(framing="full", angle="low", view="front", move="pan_left"),
            lines=[
                HELLO.model_copy(update={"text": text * 2}),
                ANSWER.model_copy(update={"text": text * 2, "strength": 1.5, "rate": 1.1}),
            ],
            quality="final",
            exposure=0.5,
            seed=n,
            captions=[Caption(text="A caption over it", start=1, seconds=2, where="top")],
            transition=Transition(kind=next(kinds), seconds=0.7),
        )
        for n in range(8)
    ]
    return film(
        *shots,
        title="The sea",
        sound=Sound(music="epic", atmosphere="sea"),
        subtitles=True,
        opening=Title(text="The sea"),
        closing=Title(text="Fin\nThanks", seconds=3),
    )


async def test_a_long_film_fits_into_a_program() -> None:
    plan = eight()
    assert len(written(plan)) < LONGEST_PROGRAM
    result, table = await played(plan)
    assert set(result) == {*(shot.id for shot in plan.shots), "film"}
    made = table.lengths[result["film"][0]]
    assert table.of("make_music")[0]["duration"] == pytest.approx(made)
    assert table.of("make_atmosphere")[0]["duration"] == pytest.approx(made)
    [call] = table.of("assemble_film")
    assert [s["transition"]["kind"] for s in call["first"][1:4]] == [
        "dissolve",
        "wipe",
        "fade_through_black",
    ]
    assert len(table.of("speak")) == len(table.of("lip_sync")) == 16


@pytest.mark.parametrize("count", range(1, 9))
async def test_films_of_one_to_eight_shots(count: int) -> None:
    plan = eight()
    shots = [
        shot.model_copy(update={"length": 1.0, "lines": shot.lines[: n % 3]})
        for n, shot in enumerate(plan.shots[:count])
    ]
    result, table = await played(plan.model_copy(update={"shots": shots}))
    assert set(result) == {*(shot.id for shot in shots), "film"}
    music = table.of("make_music")[0]["duration"]
    assert music == pytest.approx(table.lengths[result["film"][0]])


async def test_a_take_is_asked_for_as_planned() -> None:
    take = Take(
        id="s1",
        cast=[LUCA, GIULIA],
        lines=[HELLO, ANSWER],
        length=6,
        place=Place(time_of_day="sunset"),
        camera=Camera(angle="low"),
    )
    result, table = await played(film(take))
    assert result["s1"].startswith("video:")
    spoken = table.of("speak")
    assert (spoken[0]["first"], spoken[0]["positional"]) == ("Luca", ('It"s \\ mine!',))
    assert spoken[0]["emotion"] == "angry" and spoken[0]["language"] == "it"
    assert "language" not in spoken[1]
    [made] = table.of("render_take")
    assert (made["time_of_day"], made["angle"], made["length"]) == ("sunset", "low", 6.0)
    assert [len(role["visemes"]) for role in made["first"]] == [1, 1]
    [sound] = table.of("mix_audio")
    assert [track["start"] for track in sound["first"]] == [0.3, pytest.approx(0.3 + 1.5 + 0.35)]
    assert [call["start"] for call in table.of("lip_sync")] == [0.3, pytest.approx(2.15)]


async def test_lines_that_do_not_fit_make_a_take_longer() -> None:
    _, table = await played(film(Take(id="s1", cast=[LUCA], lines=[HELLO] * 4, length=3)))
    assert table.of("render_take")[0]["length"] == pytest.approx(0.3 + 4 * 1.5 + 3 * 0.35 + 0.5)


async def test_a_voice_over_moves_no_mouth() -> None:
    _, table = await played(film(Take(id="s1", cast=[LUCA], lines=[NARRATED, HELLO])))
    assert len(table.of("speak")) == 2 and len(table.of("lip_sync")) == 1
    [take] = table.of("render_take")
    assert len(take["first"][0]["visemes"]) == 1
    _, table = await played(film(Take(id="s1", cast=[LUCA], lines=[NARRATED])))
    assert table.of("lip_sync") == [] and "visemes" not in table.of("render_take")[0]["first"][0]


async def test_a_slow_take_renders_less_and_is_slowed() -> None:
    result, table = await played(film(Take(id="s1", cast=[LUCA], length=4, speed=0.5)))
    assert table.of("render_take")[0]["length"] == 2
    assert table.lengths[result["s1"]] == pytest.approx(4)


async def test_pictures_stand_in_a_cut_and_beside_it() -> None:
    still = Picture(id="still", cast=[GIULIA], separate=False, length=2)
    beside = Picture(
        id="beside",
        cast=[LUCA],
        passes=["depth", "openpose"],
        captions=[Caption(text="We won!", where="top")],
    )
    take = Take(id="take", cast=[LUCA], transition=Transition(kind="wipe"))
    result, table = await played(film(take, still, beside, sound=Sound(music="sad")))
    [call] = table.of("assemble_film")
    assert [shot["name"] for shot in call["first"]] == ["take", "still"]
    assert call["first"][1]["length"] == 2 and call["sound"] == {"music": "sad"}
    assert len(result["beside"]) == 3 and len(table.of("caption_picture")) == 1
    assert table.of("make_music")[0]["duration"] == pytest.approx(3 + 2 - 0.5)


@pytest.mark.parametrize("kind", ["take", "edit"])
async def test_a_piece_by_itself_gets_its_captions_and_subtitles(kind: str) -> None:
    more: dict[str, Any] = {"captions": [Caption(text="Later")], "separate": True}
    shot: Shot = Take(id="s1", cast=[LUCA], lines=[HELLO], **more)
    if kind == "edit":
        shot = Edit(id="s1", source=SCENE, steps=[EditStep(kind="reverse")], **more)
    result, table = await played(film(shot, Take(id="s2", cast=[LUCA]), subtitles=True))
    lettered = table.of("assemble_film")[0]["first"]
    assert [one["name"] for one in lettered] == ["s1"]
    assert lettered[0]["captions"] == [{"text": "Later"}]
    assert lettered[0]["subtitles"]  # of footage: what is said in it
    assert isinstance(result["s1"], str) and "film" not in result


async def test_a_voice_line_is_the_sound_itself_and_several_are_mixed() -> None:
    result, table = await played(film(VoiceLine(id="v", lines=[HELLO])))
    assert result["v"].startswith("audio:") and [tool for tool, _ in table.calls] == ["speak"]
    louder = film(VoiceLine(id="v", lines=[HELLO, ANSWER]), sound=Sound(loudness=-18))
    _, table = await played(louder)
    [sound] = table.of("mix_audio")
    assert len(sound["first"]) == 2 and sound["loudness"] == -18
    assert sound["duration"] == pytest.approx(0.3 + 1.5 + 0.35 + 1.5 + 0.5)


@pytest.mark.parametrize("identifier", ["render", "speak", "film1", "class", "music", "a_take"])
async def test_no_shot_hides_a_tool_by_its_name(identifier: str) -> None:
    shots = [Take(id=identifier, cast=[LUCA], lines=[HELLO]), Take(id="b", cast=[LUCA])]
    result, _ = await played(film(*shots, sound=Sound(music="epic")))
    assert set(result) == {identifier, "b", "film"}


async def test_a_very_long_program_goes_without_layout() -> None:
    longest = [
        shot.model_copy(
            update={"lines": [line.model_copy(update={"text": "a" * 400}) for line in shot.lines]}
        )
        for shot in eight().shots
    ]
    plan = eight().model_copy(update={"shots": longest})
    code = written(plan)
    assert len(code) <= LONGEST_PROGRAM and "\n    " not in code
    result, table = await played(plan)
    assert len(result) == 9 and len(table.of("speak")) == 16
    more = [shot.model_copy(update={"lines": shot.lines * 3}) for shot in longest]
    with pytest.raises(CannotAnswer, match="fewer shots"):
        written(plan.model_copy(update={"shots": more}))


async def test_the_checker_is_at_work() -> None:
    code = written(film(Take(id="s1", cast=[LUCA]))).replace('"run"', '"fly"')
    async with AsyncMonty() as pool:
        with pytest.raises(MontyTypingError, match="fly"):
            await play(pool, code, Table())


def test_only_what_the_stubs_have_is_called() -> None:
    plan = eight().model_dump(mode="json")
    without = "\n".join(line for line in STUBS.splitlines() if "make_music" not in line)
    assert "make_music" not in write_program({"PLAN": plan, "TOOLS": without}).code
    with pytest.raises(CannotAnswer, match="render_take"):
        write_program({"PLAN": plan, "TOOLS": "async def speak(text: str) -> str: ..."})


@pytest.mark.parametrize("plan", [None, [1], {"intent": "x"}, {"intent": "x", "refused": True}])
def test_without_a_plan_there_is_no_program(plan: Any) -> None:
    with pytest.raises(CannotAnswer):
        write_program({"PLAN": plan, "TOOLS": STUBS})
