"""What a failed run changes in the next program."""

from typing import Any

import pytest
from pydantic_monty import AsyncMonty

from agents.prompting import failure
from studio.nouns.program import RunRecord
from studio.plan import Camera, Edit, EditStep, Film, Role, Sound, Take
from tests.planner.recipes.playing import SCENE, Table, play, written

LUCA = Role(character="Luca", action="run")
PAN = Film(
    intent="A film.",
    shots=[
        Take(id="s1", cast=[LUCA], camera=Camera(move="pan_right"), quality="final"),
        Take(id="s2", cast=[LUCA]),
    ],
    sound=Sound(music="epic"),
)
SLOW = Film(
    intent="An edit.",
    shots=[
        Edit(
            id="s1",
            source=SCENE,
            steps=[EditStep(kind="exaggerate"), EditStep(kind="speed", amount=0.25)],
        )
    ],
)


def ran(outcome: Any, error: str, line: int | None = None, absent: str = "") -> dict[str, Any]:
    """As the coder is told of a run whose program has a line for each."""
    record = RunRecord(outcome=outcome, error=error, line=line, absent=absent)
    return failure(record, "\n" * 99)


async def test_an_unknown_argument_stays_left_out_after_one_more_failure() -> None:
    first = written(PAN)
    unknown = "Argument `move` does not match any known parameter of `render_take`"
    second = written(PAN, PROGRAM=first, RUN=ran("type_error", unknown, 6))
    assert "move=" in first and "move=" not in second and "make_music" in second
    third = written(PAN, PROGRAM=second, RUN=ran("error", "the worker is gone", 3))
    assert "move=" not in third and "# Simplest form" in third and "make_music" not in third
    async with AsyncMonty() as pool:
        result = await play(pool, third, Table())
    assert set(result) == {"s1", "s2", "film"}


@pytest.mark.parametrize("plan", [PAN, SLOW])
def test_after_a_timeout_it_is_made_the_quick_way(plan: Film) -> None:
    first = written(plan)
    second = written(plan, PROGRAM=first, RUN=ran("timeout", "over 75 s"))
    assert 'quality="final"' not in second
    assert ("smooth=False" in second) == (plan is SLOW) and "smooth" not in first


async def test_a_lone_shot_with_music_stays_a_film_in_its_simplest_form() -> None:
    lone = PAN.model_copy(update={"shots": PAN.shots[:1]})
    second = written(lone, PROGRAM=written(lone), RUN=ran("error", "the worker is gone", 3))
    async with AsyncMonty() as pool:
        assert set(await play(pool, second, Table())) == {"s1", "film"}


def test_an_edit_without_a_face_does_the_rest() -> None:
    first = written(SLOW)
    told = ran("error", "Nobody: try retime_video() first", absent="exaggerate_faces")
    second = written(SLOW, PROGRAM=first, RUN=told)
    assert "# Without: exaggerate_faces" in second
    assert "await exaggerate_faces" not in second and "await retime_video" in second


def test_a_run_that_went_well_changes_nothing() -> None:
    assert written(PAN, PROGRAM=written(PAN), RUN=ran("done", "")) == written(PAN)
