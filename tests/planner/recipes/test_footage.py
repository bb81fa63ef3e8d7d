"""Programs of edits: played on a model of footage, and run for real."""

import re
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic_monty import AsyncMonty

from llm.planner.errors import CannotAnswer
from llm.planner.reader import read_brief
from llm.planner.recipes.footage.tools import EDIT_TOOLS
from llm.planner.recipes.program import write_program
from sandbox.embedded.engine import MontySandbox
from sandbox.interface import Interface, Limits
from studio.nouns.program import RunRecord
from studio.nouns.vocabulary import EditKind, Look, words
from studio.plan import Caption, Edit, EditStep, Film
from tests.media.conftest import bench, engines  # noqa: F401
from tests.media.edit.test_find_moments import burst
from tests.media.moving import film as filmed
from tests.planner.conftest import shipped_book
from tests.planner.recipes.plans import OTHER
from tests.planner.recipes.playing import SCENE, Table, play, written
from tests.weights_here import weights

FACTS = {"width": 640, "height": 360, "duration": 6.0, "fps": 24.0, "frames": 144}
MEDIA = [{"handle": SCENE, "name": "scene.mp4", "facts": FACTS}]
PEAKS = [2.5, 0.0, 5.95]
CASES = yaml.safe_load((Path(__file__).parents[1] / "reading/briefs/edits.yaml").read_text("utf-8"))


def edit(*steps: EditStep, **more: Any) -> Film:
    return Film(intent="An edit.", shots=[Edit(id="s1", source=SCENE, steps=list(steps), **more)])


async def played(plan: Film, table: Table | None = None) -> Table:
    table = table or Table()
    async with AsyncMonty() as pool:
        result = await play(pool, written(plan), table)
    table.lengths["result"] = table.lengths[result[plan.shots[0].id]]
    return table


@pytest.mark.parametrize(
    ("peak", "every"),
    list(zip(PEAKS, [1, 3, 3], strict=True)),
    ids=["middle", "beginning", "end"],
)
async def test_every_edit_that_is_read_becomes_a_program_that_plays(
    peak: float, every: int
) -> None:
    book, made = shipped_book(), 0
    async with AsyncMonty() as pool:
        for case in CASES[::every]:
            if case.get("came", "scene") != "scene":
                continue
            plan = read_brief(case["brief"], book, media=MEDIA).film
            if plan.refused or any(shot.kind != "edit" for shot in plan.shots):
                continue
            table = Table(peak)
            result = await play(pool, written(plan), table)
            assert {shot.id for shot in plan.shots} <= set(result), case["brief"]
            for shot in plan.shots:
                tools = {tool for tool, _ in table.calls}
                wanted = {EDIT_TOOLS[step.kind] for step in shot.steps}
                assert wanted <= tools, case["brief"]
                if "length" in shot.fixed:
                    handed = result[shot.id]  # with what is exported of it, several
                    length = table.lengths[handed[0] if isinstance(handed, list) else handed]
                    assert length == pytest.approx(shot.length, abs=0.1), case["brief"]
            made += 1
    assert made > 60 // every


TIMES = st.floats(0.5, 4.0).map(lambda value: round(value, 2))
PLACED = {
    "where": st.sampled_from(["all", "peak", "beginning", "end", "time"]),
    "start": TIMES,
    "seconds": st.sampled_from([0.0, 0.5, 1.0]),
}
KEEPING = st.builds(
    EditStep,
    kind=st.sampled_from(["exaggerate", "grade", "zoom", "shake", "freeze", "reverse"]),
    amount=st.sampled_from([0.0, 1.0, 2.5]),
    look=st.sampled_from(words(Look)),
    **PLACED,
)
SPEEDS = st.builds(
    EditStep, kind=st.just("speed"), amount=st.sampled_from([0.0, 0.25, 2.0]), **PLACED
)
# Of cuts those that leave what the others are placed at.
CUTS = st.builds(
    EditStep,
    kind=st.just("trim"),
    where=st.sampled_from(["all", "beginning", "end"]),
    seconds=st.sampled_from([5.5, 6.0]),
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(KEEPING, max_size=5),
    st.lists(SPEEDS, max_size=1),
    st.lists(SPEEDS.filter(lambda step: step.where == "all"), max_size=1),
    st.lists(CUTS, max_size=1),
    st.randoms(),
    st.sampled_from(PEAKS),
)
async def test_steps_of_any_kind_in_any_order_play(keeping, speed, whole, cut, draw, peak) -> None:
    steps = [*keeping, *speed, *whole, *cut]
    draw.shuffle(steps)
    if not steps:
        return
    table = await played(edit(*steps), Table(peak))
    assert {EDIT_TOOLS[step.kind] for step in steps} <= {tool for tool, _ in table.calls}


async def test_a_part_is_put_back_between_what_was_around_it() -> None:
    """Both looks have the same name in the program."""
    looks = [
        EditStep(kind="grade", look="black_and_white"),
        EditStep(kind="grade", look="warm", where="time", start=2.0, seconds=1.0),
    ]
    table = await played(edit(*looks))
    cuts = table.of("trim_video")
    assert len({call["first"] for call in cuts}) == 1, "all three are cut out of one video"
    assert sorted((call["start"], call["end"]) for call in cuts) == [(0, 2), (2, 3), (3, 6)]
    assert table.lengths["result"] == pytest.approx(6.0)


def holds(table: Table) -> list[float]:
    return [call["positional"][0] for call in table.of("freeze_frame")]


async def test_a_hold_is_where_the_plan_puts_it_after_slow_motion() -> None:
    slow = EditStep(kind="speed", where="time", start=1, seconds=1, amount=0.5)
    held = [EditStep(kind="freeze", where="time", start=at, amount=1) for at in (4, 1.5)]
    table = await played(edit(slow, *held))
    slowed = 1 + (1 - 0.2)  # a second at half speed, eased at both ends
    assert holds(table) == [pytest.approx(3 + slowed), pytest.approx(1 + slowed / 2)]


async def test_all_of_it_may_run_at_another_speed_beside_a_part() -> None:
    part = EditStep(kind="speed", where="time", start=1, seconds=1, amount=0.5)
    whole = EditStep(kind="speed", amount=2)
    held = EditStep(kind="freeze", where="time", start=4, amount=1)
    table = await played(edit(whole, part, held))
    slowed = 1 + (1 - 0.2)
    assert table.lengths["result"] == pytest.approx((5 + slowed) / 2 + 1)
    assert holds(table) == [pytest.approx((3 + slowed) / 2)]


@pytest.mark.parametrize(("peak", "at"), [(2.0, 2.0), (5.0, 6.0)])
async def test_a_hold_at_the_peak_knows_of_one_before_it(peak: float, at: float) -> None:
    held = [
        EditStep(kind="freeze", where="time", start=4, amount=1),
        EditStep(kind="freeze", where="peak", amount=1),
    ]
    assert holds(await played(edit(*held), Table(peak))) == [4, pytest.approx(at)]


@pytest.mark.parametrize(("size", "factor"), [(0.0, 3), (0.1, 3), (0.5, 1.7), (0.9, 1.1)])
async def test_a_zoom_holds_the_whole_face(size: float, factor: float) -> None:
    zoom = EditStep(kind="zoom", where="peak", amount=3)
    table = await played(edit(zoom), Table(size=size))
    [keys] = [call["positional"][0] for call in table.of("reframe_video")]
    assert max(key["zoom"] for key in keys) == pytest.approx(factor)


async def test_times_of_the_source_are_those_after_every_cut() -> None:
    cuts = [
        EditStep(kind="trim", where="time", start=1, seconds=5),
        EditStep(kind="trim", where="time", start=2, seconds=3),
    ]
    placed = [
        EditStep(kind="shake", where="time", start=3),
        EditStep(kind="zoom", where="time", start=4),
        EditStep(kind="freeze", where="time", start=4.5),
    ]
    table = await played(edit(*cuts, *placed))
    assert [(call["start"], call["end"]) for call in table.of("trim_video")[:2]] == [(1, 6), (1, 4)]
    assert table.of("shake_video")[0]["start"] == 1 and holds(table) == [2.5]
    assert table.of("reframe_video")[0]["positional"][0][0]["time"] == 2


@pytest.mark.parametrize("where", ["peak", "end"])
async def test_a_cut_without_seconds_leaves_what_suits(where: Any) -> None:
    table = await played(edit(EditStep(kind="trim", where=where)))
    assert table.lengths["result"] == pytest.approx(4)


@pytest.mark.parametrize(("where", "most"), [("end", 1.0), ("all", 0.5)])
async def test_fades_fit_what_faster_steps_leave(where: Any, most: float) -> None:
    fast = [EditStep(kind="trim", seconds=1.0), EditStep(kind="speed", where="all", amount=2.0)]
    table = await played(edit(*fast, EditStep(kind="fade", where=where, seconds=1.0)))
    (named,) = [named for tool, named in table.calls if tool == "fade"]
    whole = 0.5  # seconds
    assert 0 < named["fade_out"] <= most * whole
    assert named.get("fade_in", 0.0) + named["fade_out"] <= whole


async def test_the_order_of_the_steps() -> None:
    """What keeps the times comes first, in the plan's own order."""
    kinds = ["reverse", "freeze", "speed", "exaggerate", "grade", "zoom", "shake", "trim"]
    steps = [EditStep(kind=kind, where="peak", seconds=1, look="cold") for kind in kinds]
    steps[-1] = EditStep(kind="trim", where="beginning", seconds=5)
    steps[4] = EditStep(kind="grade", look="cold")
    table = await played(edit(*steps))
    assert [tool for tool, _ in table.calls] == [
        "trim_video",
        "find_moments",
        "exaggerate_faces",
        "grade_video",
        "reframe_video",
        "shake_video",
        "retime_video",
        "freeze_frame",
        "reverse_video",
    ]


@pytest.mark.parametrize(
    ("place", "parts"),
    [
        ({"where": "end", "seconds": 2}, [(4.0, 6.0), (0.0, 4.0)]),
        ({"where": "time", "start": 1, "seconds": 2}, [(1.0, 3.0), (0.0, 1.0), (3.0, 6.0)]),
        ({"where": "time", "start": 0.02, "seconds": 7}, [(0.0, 6.0)]),
    ],
)
async def test_a_look_in_a_part_leaves_the_rest_as_it_is(place, parts) -> None:
    table = await played(edit(EditStep(kind="grade", look="cold", **place)))
    cuts = [named for tool, named in table.calls if tool == "trim_video"]
    assert [(cut["start"], cut["end"]) for cut in cuts] == parts
    assert sum(tool == "join_videos" for tool, _ in table.calls) == (len(parts) > 1)
    assert table.lengths["result"] == pytest.approx(6.0)


async def test_sounds_are_laid_over_what_runs_backwards_already() -> None:
    steps = [EditStep(kind="sound_effect", where="time", start=1, sound="boing")]
    table = await played(edit(*steps, EditStep(kind="reverse")))
    assert [tool for tool, _ in table.calls] == ["reverse_video", "make_sfx", "dub"]


async def test_what_is_said_is_heard_before_the_sound_goes() -> None:
    steps = [EditStep(kind=kind) for kind in ("mute", "loop", "reverse")]
    table = await played(edit(*steps, captions=[Caption(text="Hi")], separate=False))
    made = ["reverse_video", "loop", "mute", "assemble_film"]
    assert [tool for tool, _ in table.calls] == made
    heard = edit(*steps, separate=False).model_copy(update={"subtitles": True})
    assert [tool for tool, _ in (await played(heard)).calls][2:4] == ["transcribe", "mute"]


async def test_every_kind_of_step_is_made_by_its_tool_and_exported() -> None:
    own = {"look": "warm", "style": "clay", "sound": "boing", "side": "top_left"}
    cut = {"cut_out": {"where": "beginning", "seconds": 1}, "trim": {"where": "end", "seconds": 4}}
    kinds = get_args(EditKind)
    async with AsyncMonty() as pool:
        for first in range(0, len(kinds), 8):
            several = kinds[first : first + 8]
            steps = [
                EditStep(kind=kind, other=OTHER.get(kind), **own, **cut.get(kind, {}))
                for kind in several
            ]
            film = edit(*steps).model_copy(update={"exports": ["gif", "stills"]})
            table = Table()
            table.lengths |= dict.fromkeys(OTHER.values(), 2.0)
            made = (await play(pool, written(film), table))["s1"]
            called = {tool for tool, _ in table.calls}
            assert {EDIT_TOOLS[kind] for kind in several} <= called
            assert [one.partition(":")[0] for one in made] == ["video", "video", "image"]


async def test_a_sound_comes_at_its_time_after_what_is_cut_out_slowed_and_held() -> None:
    steps = [
        EditStep(kind="cut_out", where="time", start=2, seconds=1),
        EditStep(kind="speed", where="time", start=4, seconds=1, amount=0.5),
        EditStep(kind="freeze", where="time", start=4.5, amount=1),
        EditStep(kind="sound_effect", where="time", start=5.5, sound="whoosh"),
    ]
    (laid,) = (await played(edit(*steps))).of("dub")
    slowed = 1 + (1 - 0.2)  # a second at half speed, eased at both ends
    assert laid["start"] == pytest.approx(3 + slowed + 1 + 0.5)


def test_an_edit_without_its_tools_says_which() -> None:
    plain = edit(EditStep(kind="speed", amount=0.5)).model_dump(mode="json")
    with pytest.raises(CannotAnswer, match="retime_video"):
        write_program({"PLAN": plain, "TOOLS": "async def speak(text: str) -> str: ..."})


@pytest.mark.asyncio(loop_scope="module")
async def test_real_footage_without_a_face(bench: Any) -> None:  # noqa: F811
    """A moving disc has no face to exaggerate, which the run tells; what is mended makes the
    rest."""
    weights("mediapipe")
    handle = await filmed(bench, burst(48, 20, 30))
    facts = bench.store.get(handle).facts.model_dump()
    media = [{"handle": handle, "name": "scene.mp4", "facts": facts}]
    text = "Create a funny parody of this scene with exaggerated expressions and slow motion 4x"
    plan = read_brief(text, shipped_book(), media=media).film
    sandbox = MontySandbox(Interface(*bench.toolbox.interface()), Limits())

    async def run(code: str) -> RunRecord:
        return await sandbox.run(code, bench.answer, lambda _: None, [handle])

    try:
        first = written(plan)
        failed = await run(first)
        assert (failed.outcome, failed.absent) == ("error", "exaggerate_faces")
        mended = written(plan, PROGRAM=first, RUN=failed.model_dump(mode="json"))
        assert "# Without: exaggerate_faces" in mended
        assert not re.search(r"await exaggerate_faces", mended)
        done = await run(mended)
    finally:
        await sandbox.close()
    assert done.outcome == "done", done.error
    made = bench.store.get(done.result[plan.shots[0].id]).facts
    assert made.duration > 2.5 and made.width == 256
