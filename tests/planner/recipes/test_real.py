"""Programs run with the real tools: Blender, the voice and FFmpeg."""

from typing import Any

import pytest

from agents.rules.checking import check_plan
from agents.rules.deliverables import check_result
from llm.planner.reader import read_brief
from sandbox.embedded.engine import MontySandbox
from sandbox.interface import Interface, Limits
from studio.plan import Film
from tests.media.conftest import Bench, bench, engines  # noqa: F401
from tests.media.edit.test_find_moments import burst
from tests.media.moving import film as filmed
from tests.planner.conftest import shipped_book
from tests.planner.recipes.studio import written

SMALL = {"width": 128, "height": 72, "fps": 12}
TAKE = {"kind": "take", "cast": [{"character": "Nico", "action": "wave"}], "separate": True}


@pytest.fixture
def needs(bench):  # noqa: F811
    """Skips where an engine of the default install is not there, and says which."""

    def check(*names: str) -> None:
        for name in names:
            status = bench.toolbox.engines[name].status()
            if not status.ready:
                pytest.skip(f"{name}: {status.reason}; run make setup")

    return check


async def made(bench: Bench, film: Film, *held: str) -> dict[str, Any]:  # noqa: F811
    """What the program of `film` hands over, made for real."""
    sandbox = MontySandbox(Interface(*bench.toolbox.interface()), Limits())
    try:
        run = await sandbox.run(written(film), bench.answer, lambda _: None, held)
    finally:
        await sandbox.close()
    run = check_result(run, film)
    assert run.outcome == "done", run.error
    return run.result


@pytest.mark.asyncio(loop_scope="module")
async def test_pieces_of_their_own_with_a_line_a_caption_and_slow_motion(bench, needs):  # noqa: F811
    needs("blender", "voice")
    says = {"lines": [{"character": "Nico", "text": "Ciao!"}], "captions": [{"text": "Ciao!"}]}
    shots = [TAKE | {"id": "s1"} | says, TAKE | {"id": "s2", "length": 1, "speed": 0.5}]
    film = Film.model_validate({"intent": "a test", "shots": shots, "shape": SMALL})
    result = await made(bench, film)
    spoken, slow = (bench.store.get(result[name]).facts for name in ("s1", "s2"))
    assert (spoken.width, spoken.height, spoken.has_audio) == (128, 72, True)
    assert spoken.duration > 0.8
    assert slow.duration == pytest.approx(1, abs=0.1) and not slow.has_audio


@pytest.mark.asyncio(loop_scope="module")
async def test_a_clip_in_another_shape(bench):  # noqa: F811
    handle = await filmed(bench, burst(24, 10, 15))
    facts = bench.store.get(handle).facts
    media = [{"handle": handle, "name": "scene.mp4", "facts": facts.model_dump()}]
    film = read_brief("Make this clip vertical", shipped_book(), media=media).film
    check_plan(film, bench.toolbox.sheets, {handle: facts.duration})
    result = await made(bench, film, handle)
    shaped = bench.store.get(result[film.shots[0].id]).facts
    assert shaped.width < shaped.height and shaped.duration == pytest.approx(1, abs=0.1)
