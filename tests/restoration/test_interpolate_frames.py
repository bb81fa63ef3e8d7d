"""interpolate_frames: what it makes of a video whose frames in between are known."""

import numpy as np
import pytest

from studio.errors import StudioError
from tests.media.conftest import tone
from tests.media.moving import backdrop, dancers, film
from tools.engines.media.frames import to_i420, to_rgb
from tools.engines.opencv.between import between
from tools.engines.opencv.interpolate import made_between
from tools.engines.opencv.motion import motion

GREY = (90, 90, 90)


LUMA = np.array([0.2126, 0.7152, 0.0722])


def psnr(one: np.ndarray, other: np.ndarray) -> float:
    """In dB, of the luma of 8-bit pictures."""
    apart = (one.astype(float) - other.astype(float)) @ LUMA
    return float(10 * np.log10(255**2 / max(1e-9, (apart**2).mean())))


async def test_a_made_frame_is_nearer_to_the_true_one_than_a_blend(bench):
    """Every second frame is dropped, and made again; unlike the blend, it was encoded twice."""
    truth = dancers(49)
    made = await bench.call("interpolate_frames", video=await film(bench, truth[::2]))
    frames = bench.seen(made["video"])
    assert (made["fps"], made["made"], made["cuts"]) == (48, 24, 0)
    assert len(frames) == 50
    better = []
    for number in range(1, 48, 2):
        blend = (truth[number - 1].astype(int) + truth[number + 1]) // 2
        better.append(psnr(frames[number], truth[number]) - psnr(blend, truth[number]))
    # What cannot be followed is held, which is less near than a blend that shows it twice.
    assert min(better) > 0.5 and np.mean(better) > 2.3, better
    kept = [psnr(frames[number], truth[number]) for number in range(0, 49, 2)]
    assert min(kept) > 38, "what was there stays"


def test_what_does_not_show_the_same_thing_is_not_shown_early():
    """A flash in slow motion comes when its sound does."""
    dark, bright = (np.full((36, 32), level, np.uint8) for level in (40, 230))
    dark[:24, ::2], bright[:24:3] = 90, 180
    made = list(made_between(dark, bright, [0.25, 0.75]))
    assert [was_made for _, was_made in made] == [False, False]
    assert all(frame[:24].mean() < 100 for frame, _ in made)


async def test_nothing_is_made_across_a_cut(bench):
    shots = [dancers(10, seed=1), [255 - one for one in dancers(10, seed=2)]]
    made = await bench.call("interpolate_frames", video=await film(bench, shots[0] + shots[1]))
    frames = bench.seen(made["video"])
    assert (made["cuts"], made["made"], len(frames)) == (1, 18, 40)
    assert psnr(frames[19], shots[0][9]) > 35, "the last one is held"
    assert psnr(frames[20], shots[1][0]) > 35


async def test_drawings_on_twos_are_set_in_motion_and_a_hold_stays(bench):
    truth = dancers(10)
    twos = [truth[number // 2 * 2] for number in range(10)] + [truth[8]] * 4
    made = await bench.call("interpolate_frames", video=await film(bench, twos), fps=24)
    frames = bench.seen(made["video"])
    assert (made["made"], len(frames)) == (4, 14)
    assert min(psnr(one, truth[8]) for one in frames[8:]) > 35


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_small_fast_things_are_followed_over_any_backdrop(seed):
    """Two of 42 pixels that go up to 25 at once; some are as light as what is behind them."""
    truth = [to_i420(one) for one in dancers(16, seed=seed)[:12]]
    gained = []
    for before, right, after in zip(truth[::4], truth[1::4], truth[2::4], strict=True):
        made = between(before, after, motion(before, after), 0.5)
        gained.append(psnr(to_rgb(made), to_rgb(right)) - psnr(to_rgb(before), to_rgb(right)))
    assert np.mean(gained) > 1, gained


async def test_slow_motion_lasts_as_long_as_was_asked_and_is_heard(bench, clip):
    sounding = await bench.call(
        "compose_video", clips=[await clip(GREY, 24)], audio=bench.sound(tone(440, 1.0))
    )
    slow = await bench.call("interpolate_frames", video=sounding["video"], slow=2.5)
    assert (slow["duration"], slow["fps"]) == (2.5, 24)
    frames, heard = bench.seen(slow["video"]), bench.heard(slow["video"])[:, 0]
    places = [one[10:14].mean(axis=(0, 2)).argmax() for one in frames]
    assert len(frames) == 60 and max(np.abs(np.diff(places))) <= 2, "it moves little by little"
    assert len(heard) / 48000 == pytest.approx(2.5, abs=0.06)
    spectrum = np.abs(np.fft.rfft(heard[24000:72000]))
    assert spectrum.argmax() == pytest.approx(440, abs=4), "at its pitch"
    mute = await bench.call("interpolate_frames", video=sounding["video"], fps=30, sound="mute")
    assert not bench.store.get(mute["video"]).facts.has_audio
    assert len(bench.seen(mute["video"])) == 30


async def test_the_sound_stays_packet_for_packet(bench, clip):
    sounding = await bench.call(
        "compose_video", clips=[await clip(GREY, 12)], audio=bench.sound(tone(440, 0.5))
    )
    made = await bench.call("interpolate_frames", video=sounding["video"])
    assert np.array_equal(bench.heard(made["video"]), bench.heard(sounding["video"]))


async def test_slow_motion_shows_nothing_twice(bench):
    """A ball that leaps too far to be followed, then another shot: both are held, not blended."""
    rows, columns = np.mgrid[:144, :256]
    places = [(40, 40), (200, 100), (60, 110), (220, 30), (128, 72), (30, 100)]
    ground = backdrop(3) / 3
    leaps = [
        ground + 170 * np.clip(18 - np.hypot(columns - x, rows - y), 0, 1)[..., None]
        for x, y in places
    ]
    shots = [*leaps, *[255 - ground] * 3]
    video = await film(bench, [shot.astype(np.uint8) for shot in shots])
    slow = await bench.call(
        "retime_video", video=video, speeds=[{"start": 0, "end": 9 / 24, "speed": 0.25}]
    )
    seen = bench.seen(slow["video"]).mean(axis=3)
    over = [one - ground.mean(axis=2) for one in seen]
    assert len(over) == 36 and all(np.median(one) > 100 for one in over[24:])
    ball = np.pi * 17.5**2
    for one in over[:24]:
        assert (one > 120).sum() == pytest.approx(ball, rel=0.15), "one ball, and whole"
        assert ((one > 30) & (one < 120)).sum() < 0.4 * ball, "and no shade of another"


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"fps": 12}, "has 24 frames a second: at 12"),
        ({"slow": 0.5}, "slow: Input should be greater than or equal to 1"),
        ({"fps": 500}, "fps: Input should be less than or equal to 120"),
    ],
)
async def test_what_cannot_be_is_told(bench, clip, asked, told):
    with pytest.raises(StudioError, match=told):
        await bench.call("interpolate_frames", video=await clip(GREY, 6), **asked)
