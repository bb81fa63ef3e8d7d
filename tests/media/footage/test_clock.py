"""Sound and picture stay together, whatever their clocks say, with every tool."""

import random

import numpy as np
import pytest

from interfaces.intake.media import source_of
from studio.media.opener import open_medium
from studio.settings import load_settings
from tools.engines.audio_analysis.decode import read_sound

TOGETHER = 0.02  # seconds
RATE = 48000
LATE = ["clap.mp4", "late_audio.mp4", "late_video.mp4", "late.ts", "uneven.mkv", "two_sounds.mp4"]
ORDERS = [*LATE[1:4], "rounded.mkv", "inside.mp4"]
EDITS = {
    "trim_video": lambda rng, length: {"start": rng.choice([0.24, 0.4]), "end": length - 0.2},
    "retime_video": lambda rng, length: {
        "speeds": [{"start": 0.0, "end": min(2.4, length), "speed": rng.choice([0.4, 1.5])}],
        "smooth": False,
    },
    "reverse_video": lambda rng, length: {},
    "grade_video": lambda rng, length: {"look": "film_noir"},
    "reframe_video": lambda rng, length: {
        "keys": [{"time": 0.0, "zoom": 1.0}, {"time": length, "zoom": 1.5}]
    },
}


def taken(bench, path) -> str:
    return source_of(path, bench.store, load_settings()).handle


def flashes(bench, handle: str) -> list[float]:
    """When white pictures begin, in s; not that at the very beginning."""
    facts = bench.store.get(handle).facts
    light = bench.seen(handle).mean(axis=(1, 2, 3))
    bright = light > (light.max() + np.median(light)) / 2
    starts = np.flatnonzero(bright[1:] & ~bright[:-1]) + 1
    return [float(start / facts.fps) for start in starts]


def beeps(bench, handle: str) -> list[float]:
    """When sounds begin, in s; not that at the very beginning."""
    loud = np.abs(bench.heard(handle)[:, 0])
    envelope = np.array([block.max() for block in np.array_split(loud, len(loud) // 240)])
    envelope = envelope > 0.25 * envelope.max()
    edges = np.flatnonzero(envelope[1:] & ~envelope[:-1]) + 1
    starts = [float(edge * 240 / RATE) for edge in edges]
    kept = [one for at, one in enumerate(starts) if not at or one - starts[at - 1] > 0.2]
    return [one for one in kept if one > 0.05]


def assert_together(bench, handle: str, at_least: int = 2) -> None:
    seen, heard = flashes(bench, handle), beeps(bench, handle)
    pairs = [(one, min(heard, key=lambda other: abs(other - one))) for one in seen if heard]
    assert len(pairs) >= at_least and len(heard) >= at_least
    assert max(abs(one - other) for one, other in pairs) <= TOGETHER, pairs


@pytest.mark.parametrize("name", LATE)
async def test_a_title_alone_moves_nothing(bench, footage, name):
    made = await bench.call("compose_video", clips=[taken(bench, footage(name))], title="Hi")
    assert made["duration"] == pytest.approx(4.0, abs=0.05)
    assert beeps(bench, made["video"]) == pytest.approx([1.0, 2.0, 3.0], abs=TOGETHER)
    if name != "uneven.mkv":  # many of its pictures are gone
        assert_together(bench, made["video"])


@pytest.mark.parametrize("name", ORDERS)
async def test_any_order_of_edits(bench, footage, name):
    """A speed is one of them, maybe of what has another already."""
    rng = random.Random(name)
    handle = taken(bench, footage(name))
    for tool in rng.sample(["retime_video", *rng.sample(sorted(EDITS), 2)], 3):
        length = (await bench.call("probe_media", media=handle))["duration"]
        made = await bench.call(tool, video=handle, **EDITS[tool](rng, length))
        handle = made["video"]
    assert_together(bench, handle)


async def test_slow_motion_of_pictures_at_times_of_no_rate(bench, footage):
    """Each goes to the next place of a rate, which slow motion would make five times as far."""
    handle = taken(bench, footage("gridless.mp4"))
    cut = await bench.call("cut_out", video=handle, start=0.2, end=0.4)
    twice = await bench.call("join_videos", videos=[cut["video"], cut["video"]])
    part = await bench.call("trim_video", video=twice["video"], start=2.4, end=5.0)
    speeds = [{"start": 0.0, "end": 2.6, "speed": 0.2}]
    made = await bench.call("retime_video", video=part["video"], speeds=speeds, smooth=False)
    assert_together(bench, made["video"], at_least=3)


async def test_sound_that_begins_half_a_frame_early(bench, footage):
    """Pictures do not move to the next place for it."""
    path = bench.store.path(taken(bench, footage("early.ts")))
    with open_medium(path) as medium:
        bright = [frame.to_ndarray(format="gray").mean() > 200 for frame in medium.pictures()]
    samples, rate = read_sound(path)
    loud = np.flatnonzero(np.abs(samples[rate // 2 :]).max(axis=1) > 0.3)[0] + rate // 2
    assert loud / rate == pytest.approx(bright.index(True, 5) / 25, abs=0.008)


async def test_a_clock_that_begins_again_goes_on(bench, footage):
    handle = taken(bench, footage("twice.ts"))
    assert bench.store.get(handle).facts.duration == pytest.approx(2.0, abs=0.05)
    cut = await bench.call("trim_video", video=handle, start=0.2, end=1.6)
    bright = bench.seen(cut["video"]).mean(axis=(1, 2, 3)) > 200
    loud = np.flatnonzero(np.abs(bench.heard(cut["video"])).max(axis=-1) > 0.3)
    assert np.flatnonzero(bright)[0] / 25 == pytest.approx(0.8, abs=TOGETHER)
    assert loud[0] / RATE == pytest.approx(0.8, abs=TOGETHER)


async def test_the_loudest_moment_is_where_it_is_heard(bench, footage):
    found = await bench.call("find_moments", video=taken(bench, footage("late_loud.mp4")))
    assert found["loud"]["at"] == pytest.approx(3.1, abs=0.25)


@pytest.mark.parametrize("ending", ["mp4", "mkv"])
async def test_a_film_ends_with_its_picture(bench, footage, ending):
    source = source_of(footage(f"longer_sound.{ending}"), bench.store, load_settings())
    made = await bench.call("compose_video", clips=[source.handle], title="Hi")
    assert made["duration"] == pytest.approx(2.0, abs=0.05)
    assert source.facts.notes == [
        "Its sound goes on for 2.0 s after its picture ends, at 2.0 s; that rest is left out."
    ]


async def test_damage_is_edited_and_told(bench, footage):
    source = source_of(footage("corrupt.mp4"), bench.store, load_settings())
    assert any("It is damaged" in note for note in source.facts.notes)
    cut = await bench.call("trim_video", video=source.handle, start=0.2, end=3.9)
    assert cut["duration"] == pytest.approx(3.7, abs=0.05)
    compared = await bench.call("compare_to_source", video=cut["video"], source=source.handle)
    assert compared["matched"] > 0.9  # a white picture looks like none


async def test_slow_motion_of_240_frames_a_second(bench, footage):
    video = taken(bench, footage("fast.mp4"))
    assert bench.store.get(video).facts.fps == 240
    speeds = [{"start": 0.25, "end": 0.75, "speed": 0.25}]
    made = await bench.call("retime_video", video=video, speeds=speeds)
    assert made["duration"] == pytest.approx(2.5, abs=0.02)
    slow = bench.store.get(made["video"])
    assert slow.facts.fps == 60 and not slow.graph.copied, "no frame was made: it is a graph"


async def test_a_flash_is_no_cut(bench, footage):
    found = await bench.call("detect_scenes", video=taken(bench, footage("flash.mp4")))
    assert [(one["start"], one["end"]) for one in found["shots"]] == [(0.0, 2.0)]
