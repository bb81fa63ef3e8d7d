"""Tools that edit a video: the frames, the sound and the colours that they leave."""

import numpy as np
import pytest

from studio.errors import StudioError
from studio.settings import settings
from tests.media.conftest import tone

GREY = (90, 90, 90)
RATE = 48000


@pytest.fixture
def sounding(bench, clip):
    """Makes the clip of the moving square with a sound under it."""

    async def make(wave: np.ndarray, frames: int, **size: int) -> str:
        made = await bench.call(
            "compose_video", clips=[await clip(GREY, frames, **size)], audio=bench.sound(wave)
        )
        return made["video"]

    return make


def square(frame: np.ndarray) -> float:
    """The column at which the white square begins, 8 wide and a pixel further each frame; by its
    weight, for between two frames it may lie between two pixels."""
    light = np.clip((frame[10:14].mean(axis=(0, 2)) - 90) / 165, 0, 1)
    light[light < 0.1] = 0
    return float((light * np.arange(len(light))).sum() / light.sum() - 3.5)


def squares(frames: np.ndarray) -> list[int]:
    return [round(square(frame)) for frame in frames]


def hertz(wave: np.ndarray) -> float:
    """The strongest pitch, to a fraction of a bin."""
    mono = wave.mean(axis=1) * np.hanning(len(wave))
    spectrum = np.abs(np.fft.rfft(mono, 2**18))
    return float(spectrum.argmax() * RATE / 2**18)


async def test_trimming_keeps_the_frames_and_the_sound_that_were_asked_for(bench, sounding):
    low, high = tone(300, 0.5), tone(900, 0.5)
    video = await sounding(np.concatenate([low, high]), 24)
    made = await bench.call("trim_video", video=video, start=0.26, end=0.74)
    assert (made["start"], made["end"], made["duration"]) == (0.25, 0.75, 0.5)
    assert squares(bench.seen(made["video"])) == list(range(6, 18))
    heard = bench.heard(made["video"])[: RATE // 2]
    assert hertz(heard[: RATE // 5]) == pytest.approx(300, rel=0.01)
    assert hertz(heard[-RATE // 5 :]) == pytest.approx(900, rel=0.01)
    assert bench.store.get(made["video"]).inputs == [video]


async def test_slow_motion_holds_or_makes_frames_in_between(bench, clip):
    video = await clip(GREY, 24)
    speeds = [{"start": 0.25, "end": 0.5, "speed": 0.25}]
    held = await bench.call("retime_video", video=video, speeds=speeds, smooth=False)
    assert held["duration"] == 1.75
    assert held["parts"] == [
        {"source_start": 0.25, "source_end": 0.5, "speed": 0.25, "start": 0.25, "end": 1.25}
    ]
    slow = [frame for frame in range(6, 12) for _ in range(4)]
    assert squares(bench.seen(held["video"])) == [*range(6), *slow, *range(12, 24)]
    made = await bench.call("retime_video", video=video, speeds=speeds, smooth=True)
    places = np.array([square(frame) for frame in bench.seen(made["video"])])
    assert len(places) == 42
    np.testing.assert_allclose(places[6:31], 6 + np.arange(25) / 4, atol=0.35)
    assert np.ptp(np.diff(places[6:31])) < 0.6, "no frame jumps"


async def test_a_speed_ramp_changes_speed_little_by_little(bench, clip):
    video = await clip(GREY, 48)
    made = await bench.call(
        "retime_video",
        video=video,
        speeds=[{"start": 0.5, "end": 1.5, "speed": 0.25}],
        ease=0.5,
        smooth=False,
    )
    # half a second in and out at the mean of 1 and 4 frames for each, and none in between
    assert made["duration"] == pytest.approx(1 + 2 * 0.5 * 2.5)
    assert made["parts"][0]["start"] == 0.5
    assert made["parts"][0]["end"] == 3.0
    shown = squares(bench.seen(made["video"]))
    times = [shown.count(number) for number in range(48)]
    assert set(times[:12]) == {1} and set(times[36:]) == {1}
    thirds = [sum(times[first : first + 4]) / 4 for first in range(12, 36, 4)]
    assert thirds[0] <= 1.5 < 2 < thirds[1] < 3 < 3.5 <= thirds[2], "in"
    assert thirds[3] >= 3.5 > 3 > thirds[4] > 2 > 1.5 >= thirds[5], "and out"


async def test_fast_motion_leaves_frames_out(bench, clip):
    made = await bench.call(
        "retime_video",
        video=await clip(GREY, 24),
        speeds=[{"start": 0, "end": 0.5, "speed": 3}],
    )
    assert squares(bench.seen(made["video"])) == [1, 4, 7, 10, *range(12, 24)]


async def test_stretched_sound_keeps_its_pitch_and_its_place(bench, sounding):
    wave = np.concatenate([tone(500, 1), tone(1000, 1)])
    video = await sounding(wave, 48)
    made = await bench.call(
        "retime_video",
        video=video,
        smooth=False,
        speeds=[{"start": 0, "end": 1, "speed": 0.5}, {"start": 1, "end": 2, "speed": 2}],
    )
    heard = bench.heard(made["video"])
    assert made["duration"] == 2.5
    assert abs(len(heard) / RATE - 2.5) < 0.05
    assert hertz(heard[RATE // 5 : 9 * RATE // 5]) == pytest.approx(500, rel=0.01)
    assert hertz(heard[int(2.05 * RATE) : int(2.45 * RATE)]) == pytest.approx(1000, rel=0.01)
    silent = await bench.call(
        "retime_video",
        video=video,
        smooth=False,
        sound="mute",
        speeds=[{"start": 0, "end": 1, "speed": 2}],
    )
    assert bench.store.get(silent["video"]).facts.has_audio is False


async def test_a_ramp_keeps_the_pitch_too(bench, sounding):
    made = await bench.call(
        "retime_video",
        video=await sounding(tone(440, 2), 48),
        smooth=False,
        ease=0.5,
        speeds=[{"start": 0.5, "end": 1.5, "speed": 0.5}],
    )
    heard = bench.heard(made["video"])
    for begin in np.arange(0.1, made["duration"] - 0.5, 0.3):
        part = heard[int(begin * RATE) : int((begin + 0.3) * RATE)]
        # a sixth of a semitone, while the tempo changes
        assert hertz(part) == pytest.approx(440, rel=0.015), begin
        assert np.abs(part).max() > 0.15


@pytest.mark.parametrize("ease", [0.0, 0.5])
async def test_what_is_heard_stays_with_what_is_seen(bench, sounding, ease):
    """Ticks in slow motion come when the frames come at which they lie."""
    wave, times = np.zeros(3 * RATE), np.arange(0.125, 3, 0.25)
    for time in times:
        wave[int(time * RATE) - 240 : int(time * RATE) + 240] = tone(1500, 0.01) * np.hanning(480)
    made = await bench.call(
        "retime_video",
        video=await sounding(wave, 72),
        smooth=False,
        ease=ease,
        speeds=[{"start": 1, "end": 2, "speed": 0.25}],
    )
    shown = np.array(squares(bench.seen(made["video"])))
    heard = np.abs(bench.heard(made["video"])).max(axis=1)
    loudness = np.convolve(heard, np.ones(960) / 960, "same")
    for time in times:
        seen = np.argmax(shown >= round(time * 24)) / 24
        near = loudness[int((seen - 0.12) * RATE) : int((seen + 0.12) * RATE)]
        assert abs(near.argmax() / RATE - 0.12) < 0.09, time


async def test_a_frame_is_held_and_punched_in(bench, sounding):
    video = await sounding(tone(440, 1), 24)
    made = await bench.call("freeze_frame", video=video, at=0.5, duration=0.5)
    assert made["duration"] == 1.5
    assert squares(bench.seen(made["video"])) == [*range(12), *[12] * 13, *range(13, 24)]
    heard = bench.heard(made["video"])
    assert np.abs(heard[int(0.53 * RATE) : int(0.97 * RATE)]).max() < 0.01
    assert np.abs(heard[int(1.05 * RATE) : int(1.45 * RATE)]).max() > 0.2
    on = await bench.call("freeze_frame", video=video, at=0.5, duration=0.5, sound="continue")
    heard = bench.heard(on["video"])
    assert np.abs(heard[int(0.55 * RATE) : int(0.95 * RATE)]).max() > 0.2
    first = await bench.call("freeze_frame", video=video, at=0, duration=0.5)
    heard = bench.heard(first["video"])
    assert np.abs(heard[: int(0.45 * RATE)]).max() < 0.01 < np.abs(heard[int(0.6 * RATE) :]).max()
    near = await bench.call("freeze_frame", video=video, at=0.5, duration=0.5, zoom=2, x=0.2, y=0.2)
    frames = bench.seen(near["video"])
    assert [(frame > 200).all(axis=2).sum() for frame in frames[[5, 20, 30]]] == pytest.approx(
        [64, 256, 64], rel=0.2
    )


async def test_backwards(bench, sounding):
    wave = np.concatenate([tone(300, 0.5), tone(900, 0.5)])
    made = await bench.call("reverse_video", video=await sounding(wave, 24))
    assert squares(bench.seen(made["video"])) == list(range(23, -1, -1))
    heard = bench.heard(made["video"])
    assert hertz(heard[RATE // 10 : 2 * RATE // 5]) == pytest.approx(900, rel=0.01)


async def test_cuts_are_found_where_they_are(bench, clip):
    clips = [await clip(colour, 24) for colour in ((200, 40, 40), (30, 60, 160), (90, 90, 90))]
    film = await bench.call("compose_video", clips=clips)
    made = await bench.call("detect_scenes", video=film["video"])
    assert made["shots"] == [
        {"start": 0.0, "end": 1.0},
        {"start": 1.0, "end": 2.0},
        {"start": 2.0, "end": 3.0},
    ]
    assert len((await bench.call("detect_scenes", video=clips[0]))["shots"]) == 1


@pytest.mark.parametrize(
    ("tool", "arguments", "named"),
    [
        ("trim_video", {"start": 0.5, "end": 9}, "`end` 9 s"),
        ("trim_video", {"start": 0.5, "end": 0.4}, "no frame"),
        ("retime_video", {"speeds": [{"start": 0, "end": 1, "speed": 0}]}, "speed"),
        (
            "retime_video",
            {
                "speeds": [
                    {"start": 0, "end": 0.6, "speed": 2},
                    {"start": 0.5, "end": 1, "speed": 2},
                ]
            },
            "overlap",
        ),
        ("reframe_video", {"keys": [{"time": 0.5, "zoom": 0.5}]}, "zoom"),
        (
            "reframe_video",
            {"keys": [{"time": 0.5, "zoom": 1}, {"time": 0.25, "zoom": 2}]},
            "does not come after",
        ),
        ("shake_video", {"start": 0, "end": 3}, "`end` 3 s"),
        ("freeze_frame", {"at": 2, "duration": 1}, "`at` 2 s"),
        ("freeze_frame", {"at": 0.5, "duration": 0.01}, "shorter than a frame"),
        ("grade_video", {"look": "sepia"}, "look"),
    ],
)
async def test_nonsense_is_refused_with_its_name_and_a_fix(bench, clip, tool, arguments, named):
    with pytest.raises(StudioError) as error:
        await bench.call(tool, video=await clip(GREY, 24), **arguments)
    assert named in str(error.value)
    assert error.value.fix


async def test_a_video_too_long_for_memory_is_not_reversed(bench, clip, monkeypatch):
    from tools.engines.ffmpeg.edit import trim
    from tools.engines.ffmpeg.requests import Reverse

    monkeypatch.setattr(trim, "REVERSE_MEMORY", 10 * 128 * 72 * 1.5)
    wanted = Reverse(
        video=bench.store.path(await clip(GREY, 24)), out=bench.folder / "x.mp4", sound="mute"
    )
    with pytest.raises(StudioError, match="trim_video"):
        trim.reverse(wanted, lambda *_: None)


async def test_slow_motion_is_not_longer_than_a_video_may_be(bench, clip, monkeypatch):
    monkeypatch.setattr(settings().media, "max_minutes", 0.1)
    with pytest.raises(StudioError, match="shorter part"):
        await bench.call(
            "retime_video",
            video=await clip(GREY, 24),
            speeds=[{"start": 0, "end": 1, "speed": 0.1}],
        )
