"""What an edit did to its source, judged on real edits of the talking clip."""

import subprocess

import imageio_ffmpeg
import pytest

from studio.plan import Criterion, Edit, EditStep
from tests.measure.conftest import PLATES, shot_of

PICTURE = PLATES / "luca_happy_full.jpg"
SLOW = {"speeds": [{"start": 0.5, "end": 1.3, "speed": 0.25}]}


@pytest.fixture
def scene(keep, ffmpeg):
    """The beginning of the talking clip, smaller: what is judged here is found in it as well."""
    smaller = ("-t", "2.6", "-vf", "scale=320:-2")
    return keep(ffmpeg("scene.mp4", "-i", PLATES / "talk.mp4", *smaller))


@pytest.fixture
def judged(toolbox, judge, scene):
    """judged((tool, arguments)..., steps=, **targets): the clip through those tools, judged as an
    edit of itself by criteria with these targets."""

    async def made(*calls, steps=(), source=None, **targets):
        video = scene
        for tool, arguments in calls:
            video = (await toolbox.call(tool, {"video": video} | arguments))["video"]
        shot = Edit(
            id="piece",
            source=source or scene,
            steps=list(steps),
            criteria=[Criterion(name=name, target=target) for name, target in targets.items()],
        )
        return await judge(shot, video)

    return made


async def test_slow_motion_as_planned_passes_and_another_one_does_not(judged):
    plan = [EditStep(kind="speed", where="peak", amount=0.25)]
    good = await judged(("retime_video", SLOW), steps=plan, source_kept="", speed="0.25")
    assert all(one.passed for one in good.values()), good
    assert good["speed"].value == pytest.approx(0.25, rel=0.2)
    bad = (await judged(steps=plan, source_kept="", speed="0.25"))["speed"]
    assert not bad.passed and bad.score < 3, bad


async def test_a_speed_that_misses_the_plan_asks_for_a_lower_one(judged):
    half = {"speeds": [{"start": 0.4, "end": 1.6, "speed": 0.5}]}
    plan = [EditStep(kind="speed", where="peak", amount=0.25)]
    found = (await judged(("retime_video", half), steps=plan, speed="0.25"))["speed"]
    assert not found.passed and found.change.parameter == "steps.speed.amount"
    assert float(found.change.value) == pytest.approx(0.125, rel=0.3)


async def test_backwards(judged):
    assert (await judged(("reverse_video", {}), speed="-1"))["speed"].passed
    assert not (await judged(speed="-1"))["speed"].passed


async def test_a_frame_that_is_held(judged):
    held = await judged(("freeze_frame", {"at": 1.0, "duration": 1.0, "zoom": 1.4}), hold="1")
    assert held["hold"].passed, held
    missing = (await judged(hold="1"))["hold"]
    assert not missing.passed and missing.score <= 5, missing


async def test_a_hold_of_what_stands_still(toolbox, judge, keep, ffmpeg):
    """As a parody holds it: nothing moves but the camera; left out, it does not pass."""
    still = keep(ffmpeg("still.mp4", "-f", "lavfi", "-i", "color=gray:s=96x54:r=8:d=1.5"))
    held = await toolbox.call("freeze_frame", {"video": still, "at": 1.0, "duration": 0.9})
    steps = [EditStep(kind="freeze", where="time", start=1.0, amount=0.9), EditStep(kind="shake")]
    plan = Edit(id="piece", source=still, steps=steps, criteria=[Criterion(name="hold")])
    assert (await judge(plan, held["video"]))["hold"].passed
    assert not (await judge(plan, still))["hold"].passed


async def test_a_hold_within_a_zoom_into_a_photograph(toolbox, judge, keep, ffmpeg):
    """The camera drifts before it: closer to it, every moment shows the same."""
    drift = "scale=320:-2,crop=200:112:20+3*t:0"
    still = ("-loop", "1", "-framerate", "12", "-t", "2", "-i", PICTURE)
    photo = keep(ffmpeg("photo.mp4", *still, "-vf", drift))
    keys = [{"time": 0.4, "zoom": 1.0}, {"time": 0.6, "zoom": 1.5}, {"time": 1.6, "zoom": 1.5}]
    near = (await toolbox.call("reframe_video", {"video": photo, "keys": keys}))["video"]
    held = await toolbox.call("freeze_frame", {"video": near, "at": 1.0, "duration": 0.9})
    steps = [EditStep(kind="zoom", amount=1.5), EditStep(kind="freeze", amount=0.9)]
    plan = Edit(id="piece", source=photo, steps=steps, criteria=[Criterion(name="hold")])
    assert (await judge(plan, held["video"]))["hold"].value == pytest.approx(0.9, abs=0.1)
    assert not (await judge(plan, near))["hold"].passed


async def test_a_zoom(judged):
    keys = [{"time": 0.4, "zoom": 1.0}, {"time": 0.8, "zoom": 1.8, "x": 0.5, "y": 0.4}]
    near = await judged(("reframe_video", {"keys": keys}), zoom="1.8", source_kept="")
    assert all(one.passed for one in near.values()), near
    assert near["zoom"].value == pytest.approx(1.8, rel=0.1)
    assert not (await judged(zoom="1.8"))["zoom"].passed


@pytest.fixture
def grain(keep, tmp_path):
    path = tmp_path / "grain.mp4"
    made = ["-f", "lavfi", "-i", "cellauto=s=320x180:r=24:seed=1", "-t", "0.5"]
    ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
    subprocess.run([ffmpeg, "-v", "error", *made, "-pix_fmt", "yuv420p", path], check=True)
    return keep(path)


async def test_a_zoom_into_what_is_alike_all_over_is_not_judged(judged, grain):
    call = ("reframe_video", {"video": grain, "keys": [{"time": 0.0, "zoom": 2.5}]})
    plan = [EditStep(kind="zoom", amount=2.5)]
    near = await judged(call, steps=plan, source=grain, zoom="2.5", source_kept="")
    assert all("cannot be told" in one.evidence and not one.weight for one in near.values()), near
    other = await judged(call, source=grain, source_kept="")
    assert not other["source_kept"].passed, "whose plan shows all of it"


@pytest.mark.parametrize("look", ["film_noir", "warm"])
async def test_looks(judged, look):
    graded = await judged(("grade_video", {"look": look}), source_kept="", grade=look)
    assert all(one.passed for one in graded.values()), graded


@pytest.fixture
def graded_clip(toolbox, judge, keep, ffmpeg):
    """graded_clip(clip, made look, **criteria): half a second of a source of FFmpeg."""

    async def made(clip, look, **targets):
        film = keep(ffmpeg("clip.mp4", "-f", "lavfi", "-i", f"{clip}s=96x54:r=24:d=0.5{FLASH}"))
        about = {"video": film, "look": look}
        video = (await toolbox.call("grade_video", about))["video"] if look else film
        criteria = [Criterion(name=name, target=target) for name, target in targets.items()]
        steps = [EditStep(kind="grade", look="warm")]
        return await judge(Edit(id="piece", source=film, steps=steps, criteria=criteria), video)

    return made


FLASH = ",drawbox=w=iw:h=ih:color=white:t=fill:enable='between(n,4,5)'"


@pytest.mark.parametrize(
    ("clip", "look", "passes"),
    [
        ("testsrc2=", "warm", True),
        ("testsrc2=", "cold", False),
        ("testsrc2=", "", False),
        ("color=gray:", "warm", True),
        ("color=gray:", "", False),
    ],
)
async def test_a_look_is_the_planned_one_whatever_the_footage(graded_clip, clip, look, passes):
    """With hardly any colours, too; a flash, which no eye can find again, does not count."""
    found = await graded_clip(clip, look, grade="warm")
    assert found["grade"].passed == passes, found


async def test_a_grey_look_has_no_colours(graded_clip):
    found = await graded_clip("testsrc2=", "warm", grade="black_and_white", source_kept="")
    assert not found["grade"].passed and found["source_kept"].score == 10, found


async def test_a_speed_that_is_over_at_once_is_not_judged(toolbox, judge, keep, ffmpeg):
    film = keep(ffmpeg("short.mp4", "-f", "lavfi", "-i", "testsrc2=s=96x54:r=24:d=0.5"))
    steps = [EditStep(kind="speed", where="time", start=0.1, seconds=0.1, amount=0.5)]
    criteria = [Criterion(name="speed", target="0.5")]
    found = await judge(Edit(id="piece", source=film, steps=steps, criteria=criteria), film)
    assert found["speed"].weight == 0 and "too soon" in found["speed"].evidence, found


async def test_exaggerated_faces_pass_and_unchanged_ones_ask_for_more(judged):
    """In the part of the footage that the plan says."""
    plan = [EditStep(kind="exaggerate", amount=2, where="time", start=1.0, seconds=1.2)]
    done = {"amount": 2.0, "start": 1.0, "end": 2.2}
    good = await judged(("exaggerate_faces", done), steps=plan, exaggeration="2")
    assert good["exaggeration"].passed, good
    found = (await judged(steps=plan, exaggeration="2"))["exaggeration"]
    assert not found.passed and (found.change.parameter, found.change.value) == (
        "steps.exaggerate.amount",
        3,
    )


async def test_another_film_does_not_show_the_source(judged, keep, ffmpeg):
    stripes = keep(ffmpeg("stripes.mp4", "-f", "lavfi", "-i", "testsrc2=s=256x144:d=2:r=24"))
    found = (await judged(source=stripes, source_kept=""))["source_kept"]
    assert not found.passed and found.value < 0.3, found


async def test_without_a_source_nothing_is_claimed(judge, scene):
    take = shot_of("take", "source_kept")
    found = (await judge(take, scene))["source_kept"]
    assert found.weight == 0 and "no footage" in found.evidence


async def test_a_piece_that_is_to_have_no_sound(judged):
    plan = [EditStep(kind="mute")]
    assert (await judged(("mute", {}), steps=plan, silence=""))["silence"].passed
    part = await judged(("mute", {"end": 0.5}), steps=plan, silence="")
    assert not part["silence"].passed


async def test_a_softer_sound(judged):
    """It passes as planned, and not where the plan asks for the other way."""
    for way, passes in ((1, True), (-1, False)):
        steps = [EditStep(kind="volume", amount=-6 * way)]
        made = ("set_volume", {"gain_db": -6})
        volume = (await judged(made, steps=steps, volume=f"{-6 * way}"))["volume"]
        assert volume.passed == passes, volume


async def test_a_part_that_is_silent(judged):
    steps = [EditStep(kind="volume", where="beginning", seconds=1.5, amount=-60)]
    made = ("set_volume", {"gain_db": -60, "end": 1.5})
    assert (await judged(made, steps=steps, volume="-60"))["volume"].passed
    assert not (await judged(steps=steps, volume="-60"))["volume"].passed


async def test_a_slow_zoom_over_all_of_it(judged):
    """What is reached at its very end counts."""
    keys = [{"time": 0.0, "zoom": 1.0}, {"time": 2.6, "zoom": 1.5, "ease": "smooth"}]
    steps = [EditStep(kind="zoom", amount=1.5)]
    assert (await judged(("reframe_video", {"keys": keys}), steps=steps, zoom="1.5"))["zoom"].passed
