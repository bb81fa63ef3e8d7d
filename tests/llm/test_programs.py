"""Programs of the coder, type-checked and run in the interpreter that runs them for users."""

from typing import Any

import pytest
from pydantic_monty import AsyncMonty, ExternalModule

from llm.planner.coder.coder import write_program
from llm.planner.errors import CannotAnswer
from studio.nouns.review import Change, Fault, Review, Score
from studio.nouns.treatment import Treatment
from tests.llm.test_briefs import BRIEFS, direct
from tools.registry import all_tools
from tools.stubs import stub_module

STUBS = stub_module(all_tools().values())
TOOLS = [
    "render_character",
    "render_shot",
    "speak",
    "lip_sync",
    "mix_audio",
    "make_music",
    "compose_video",
    "subtitle",
]
RESULT = {
    "image": "image:0",
    "passes": {name: f"image:{name}" for name in ("depth", "normal", "edge", "mask", "openpose")},
    "video": "video:0",
    "duration": 1.5,
    "audio": "audio:0",
    "phonemes": "table:0",
    "visemes": "table:1",
    "subtitles": "table:2",
    "unique_frames": 3,
}

Calls = list[tuple[str, tuple[Any, ...], dict[str, Any]]]


async def run(pool: AsyncMonty, code: str) -> tuple[Any, Calls]:
    """Type-check and run `code` with tools that note how they are called."""
    calls: Calls = []

    def tool(name: str) -> Any:
        async def noted(*positional: Any, **named: Any) -> dict[str, Any]:
            calls.append((name, positional, named))
            return RESULT

        return noted

    module = ExternalModule({name: tool(name) for name in TOOLS}, stubs=STUBS)
    async with pool.checkout(external_modules={"tools": module}, type_check=True) as session:
        return await session.feed_run(code), calls


def write(treatment: Treatment, **sections: Any) -> str:
    return write_program(
        {"TREATMENT": treatment.model_dump(mode="json"), "TOOLS": STUBS, **sections}
    ).code


def review_with(*changes: Change) -> dict[str, Any]:
    faults = [
        Fault(shot=c.shot, criterion="exposure", description="too dark", change=c) for c in changes
    ]
    scores = [
        Score(shot=c.shot, criterion="exposure", score=3, evidence="mean 0.1") for c in changes
    ]
    return Review(scores=scores, faults=faults, approved=False).model_dump(mode="json")


async def test_every_brief_becomes_a_program_that_checks_and_runs() -> None:
    async with AsyncMonty() as pool:
        for case in BRIEFS:
            treatment = direct(case["brief"])
            if treatment.refused:
                continue
            result, calls = await run(pool, write(treatment))
            assert set(result) == {shot.id for shot in treatment.shots}
            for shot in treatment.shots:
                first = result[shot.id][0] if shot.passes else result[shot.id]
                kind = {"picture": "image", "voice_line": "audio", "shot": "video"}[shot.kind]
                assert first.startswith(kind)
            assert sum(name == "speak" for name, _, _ in calls) == sum(
                len(s.lines) for s in treatment.shots
            )


async def test_a_program_asks_for_what_the_treatment_says() -> None:
    treatment = direct(
        "A six-second shot of Luca waving at sunset, saying 'It\"s \\ mine!' angrily,"
        " and Giulia answering “Ciao!”, low angle, with epic music, subtitles, titled 'One'"
    )
    async with AsyncMonty() as pool:
        _, calls = await run(pool, write(treatment))
    by_name = {name: (positional, named) for name, positional, named in calls}
    spoken = [(p, n) for name, p, n in calls if name == "speak"]
    assert spoken[0][0] == ('It"s \\ mine!', "Luca") and spoken[0][1]["emotion"] == "angry"
    take = by_name["render_shot"][1]
    assert take["time_of_day"] == "sunset" and take["angle"] == "low" and take["duration"] == 6.0
    assert take["visemes"] == ["table:1"] and take["companions"][0]["character"] == "Giulia"
    tracks = by_name["mix_audio"][0][0]
    assert [track["duck"] for track in tracks] == [False, False, True]
    assert tracks[0]["start"] == 0.3 and tracks[1]["start"] == pytest.approx(0.3 + 1.5 + 0.25)
    assert by_name["compose_video"][1]["title"] == "One" and by_name["make_music"][0] == ("epic",)


async def test_revisions_add_up_over_programs() -> None:
    treatment = direct("A picture of Luca running in the harbour at night")
    shot = treatment.shots[0].id
    first = write(treatment)
    brighter = Change(
        shot=shot, parameter="exposure", value="0.8", reason="mean luminance 0.1 (under 0.25)"
    )
    second = write(treatment, PROGRAM=first, REVIEW=review_with(brighter))
    stronger = Change(shot=shot, parameter="strength", value="1.4", reason="expression weak")
    third = write(treatment, PROGRAM=second, REVIEW=review_with(stronger))
    async with AsyncMonty() as pool:
        _, [(_, _, before)] = await run(pool, first)
        _, [(_, _, named)] = await run(pool, third)
    assert "exposure" not in before
    assert named["exposure"] == 0.8 and named["strength"] == 1.4


@pytest.mark.parametrize(
    ("parameter", "value", "key"),
    [
        ("quality", "draft", "quality"),
        ("framing", "wide", "framing"),
        ("seed", "9", "seed"),
        ("view", "front", "view"),
        ("expression", "happy", "expression"),
        ("pose", "jump", "pose"),
        ("time_of_day", "morning", "time_of_day"),
        ("set_name", "meadow", "set_name"),
    ],
)
async def test_changes_reach_the_call(parameter: str, value: str, key: str) -> None:
    treatment = direct("A picture of Luca running in the harbour at night")
    change = Change(shot=treatment.shots[0].id, parameter=parameter, value=value, reason="because")
    async with AsyncMonty() as pool:
        _, [(_, _, named)] = await run(pool, write(treatment, REVIEW=review_with(change)))
    assert str(named[key]) == value


async def test_a_change_of_rate_or_loudness_reaches_the_sound() -> None:
    treatment = direct(
        "A two-second shot of Luca saying 'I have so many things to tell you' in the harbour"
    )
    shot = treatment.shots[0].id
    changes = [
        Change(shot=shot, parameter="rate", value="1.3", reason="too long"),
        Change(shot=shot, parameter="loudness", value="-18", reason="clips"),
    ]
    async with AsyncMonty() as pool:
        _, calls = await run(pool, write(treatment, REVIEW=review_with(*changes)))
    by_name = {name: named for name, _, named in calls}
    assert by_name["speak"]["rate"] == 1.3 and by_name["mix_audio"]["loudness"] == -18.0


def test_a_change_that_fits_nothing_is_said_and_left_out() -> None:
    treatment = direct("A picture of Luca running")
    change = Change(shot=treatment.shots[0].id, parameter="quality", value="superb", reason="x")
    program = write_program(
        {"TREATMENT": treatment.model_dump(), "TOOLS": STUBS, "REVIEW": review_with(change)}
    )
    assert "superb" not in program.code and "Could not change quality" in program.plan


async def test_an_unknown_argument_is_left_out_after_a_failed_run() -> None:
    treatment = direct("A clip of Luca running, 3 seconds, camera pans right")
    first = write(treatment)
    failed = {
        "outcome": "type_error",
        "error": "Argument `camera_move` does not match any known parameter of `render_shot`",
        "line": 6,
    }
    second = write(treatment, PROGRAM=first, RUN=failed)
    assert "camera_move" in first and "camera_move=" not in second
    third = write(
        treatment, PROGRAM=second, RUN={"outcome": "error", "error": "worker gone", "line": 3}
    )
    assert "camera_move=" not in third and "Simplest" in third
    async with AsyncMonty() as pool:
        await run(pool, third)


def test_after_a_timeout_the_quality_goes_down() -> None:
    treatment = direct("A high quality clip of Luca running, 3 seconds")
    code = write(
        treatment, PROGRAM=write(treatment), RUN={"outcome": "timeout", "error": "over 75 s"}
    )
    assert "quality = draft" in code and 'quality="final"' not in code


def test_only_what_tools_offers_is_called() -> None:
    treatment = direct("A clip of Luca running with epic music, subtitles, saying 'Hi'")
    without = "\n".join(
        line for line in STUBS.splitlines() if "make_music" not in line and "subtitle(" not in line
    )
    code = write_program({"TREATMENT": treatment.model_dump(), "TOOLS": without}).code
    assert "make_music" not in code and "subtitle" not in code
    with pytest.raises(CannotAnswer, match="render_shot"):
        write_program(
            {"TREATMENT": treatment.model_dump(), "TOOLS": "async def speak(text: str) -> str: ..."}
        )
