"""A program of the kind that the coder writes, on footage that came with a brief."""

import pytest_asyncio

from sandbox.embedded.engine import MontySandbox
from sandbox.interface import Interface, Limits

PROGRAM = """
from tools import (
    compose_video, detect_scenes, freeze_frame, grade_video, reframe_video, retime_video,
    shake_video, trim_video,
)

scene = "{scene}"
first = (await detect_scenes(video=scene))["shots"][0]
best = await trim_video(video=scene, start=first["start"], end=min(first["end"], 1.0))
slow = await retime_video(
    video=best["video"], speeds=[{{"start": 0.5, "end": 0.75, "speed": 0.25}}], ease=0.1,
)
hit = slow["parts"][0]["start"]
shock = await reframe_video(video=slow["video"], keys=[
    {{"time": hit, "zoom": 1.0}},
    {{"time": hit + 0.2, "zoom": 2.0, "y": 0.3, "ease": "{ease}"}},
])
shaken = await shake_video(video=shock["video"], start=hit, end=hit + 0.5, seed=3)
held = await freeze_frame(video=shaken["video"], at=shaken["duration"], duration=0.5, zoom=1.3)
graded = await grade_video(video=held["video"], look="film_noir", strength=0.8)
film = await compose_video(clips=[graded["video"]], title="Silenzio")
{{"parody": film["video"]}}
"""


@pytest_asyncio.fixture(loop_scope="module")
async def sandbox(bench):
    made = MontySandbox(Interface(*bench.toolbox.interface()), Limits())
    yield made
    await made.close()


async def test_a_parody_from_a_scene(bench, clip, sandbox):
    scene = await clip((90, 90, 90), 36)
    run = await sandbox.run(
        PROGRAM.format(scene=scene, ease="overshoot"),
        bench.answer,
        lambda _: None,
        [scene],
    )
    assert run.outcome == "done", run.error
    facts = bench.store.get(run.result["parody"]).facts
    assert facts.duration > 1.0 + 0.5 + 0.25, "the slow part and the hold"
    assert (facts.width, facts.height) == (128, 72)


async def test_a_word_that_no_tool_knows_is_found_before_anything_runs(sandbox):
    fault = await sandbox.check(PROGRAM.format(scene="video:0123456789abcdef", ease="bouncy"))
    assert fault is not None and "bouncy" in fault.error
