"""What is changed of a video's picture, measured against the truth that the footage was made of."""

from itertools import pairwise

import cv2
import numpy as np
import pytest

from studio.errors import ToolError
from tests.media.editing.conftest import level, marked
from tools.engines.opencv.looks.drawn import LOOKS

WIDTH, HEIGHT = 240, 136


def texture(width: int, height: int, seed: int = 3) -> np.ndarray:
    """(height, width, 3) float32, 0..255: soft and fine at once."""
    chance = np.random.default_rng(seed)
    layers = [
        cv2.resize(
            chance.uniform(-1, 1, (rows, 2 * rows, 3)).astype(np.float32),
            (width, height),
            interpolation=cv2.INTER_CUBIC,
        )
        for rows in (4, 9, 20)
    ]
    return np.clip(128 + 45 * sum(layers), 0, 255)


def window(big: np.ndarray, x: float, y: float) -> np.ndarray:
    move = np.float32([[1, 0, -x], [0, 1, -y]])
    return cv2.warpAffine(big, move, (WIDTH, HEIGHT), flags=cv2.INTER_CUBIC)


def psnr(one: np.ndarray, other: np.ndarray) -> float:
    return float(10 * np.log10(255**2 / np.mean((one.astype(float) - other) ** 2)))


async def test_a_box_in_shares_or_pixels(bench, video):
    frames = np.zeros((4, 80, 120, 3), np.uint8)
    frames[:, 20:60, 60:90] = (200, 40, 40)
    source = video(frames)
    share = await bench.call("crop", video=source, x=0.5, y=0.25, width=0.25, height=0.5)
    box = {"x": 60, "y": 20, "width": 30, "height": 40}
    assert {name: share[name] for name in box} == box
    pixels = await bench.call("crop", video=source, unit="pixels", **box)
    assert pixels["video"] == share["video"]
    seen = bench.seen(share["video"])
    assert seen.shape == (4, 40, 30, 3) and (abs(seen.astype(int) - (200, 40, 40)) < 12).all()
    with pytest.raises(ToolError, match="outside"):
        await bench.call("crop", video=source, x=0.6, y=0, width=0.5, height=1)


@pytest.mark.parametrize(("colour", "value"), [("black", 0), ("white", 255)])
async def test_a_fade_begins_and_ends_in_its_colour(bench, video, colour, value):
    frames = np.full((50, 64, 96, 3), 120, np.uint8)
    wave = 0.3 * np.sin(2 * np.pi * 400 * np.arange(96000) / 48000)
    made = await bench.call(
        "fade", video=video(frames, wave), fade_in=0.4, fade_out=0.8, colour=colour
    )
    light = bench.seen(made["video"]).mean(axis=(1, 2, 3))
    assert abs(light[0] - value) < 4 and abs(light[-1] - value) < 4
    assert abs(light[5] - (120 + value) / 2) < 10 and abs(light[39] - (120 + value) / 2) < 10
    assert np.abs(light[11:29] - 120).max() < 4
    heard = bench.heard(made["video"])
    assert level(heard, 0.5, 1.1) - level(heard, 1.9, 2.0) > 15
    with pytest.raises(ToolError, match="do not fit"):
        await bench.call("fade", video=made["video"], fade_in=1.5, fade_out=1.0)


async def test_a_trembling_hand_is_held_still_and_a_pan_is_kept(bench, video):
    chance, big = np.random.default_rng(1), texture(WIDTH + 80, HEIGHT + 60)
    frames = [
        window(big, 25 + 0.5 * n + dx, 25 + dy)
        for n, (dx, dy) in enumerate(chance.normal(0, 2.5, (40, 2)))
    ]
    made = await bench.call("stabilize", video=video(np.clip(frames, 0, 255)))
    assert made["before_shake"] > 3 * made["after_shake"], made
    # the measure itself, against what was planted (a mean of 9 takes an eighth of it along)
    assert made["before_shake"] == pytest.approx(1000 / WIDTH * 2.5 * 2**0.5, rel=0.2)
    grey = [cv2.cvtColor(one, cv2.COLOR_RGB2GRAY) for one in bench.seen(made["video"])]
    round_ = cv2.createHanningWindow((WIDTH, HEIGHT), cv2.CV_32F)
    ways = [cv2.phaseCorrelate(np.float32(a), np.float32(b), round_)[0] for a, b in pairwise(grey)]
    assert np.hypot(*np.std(ways, axis=0)) < np.hypot(2.5, 2.5) / 3
    # At its ends the way is smoothed against nothing.
    assert np.mean(ways[8:-8], axis=0)[0] == pytest.approx(-0.5, abs=0.2), "the pan is gone"


async def test_noise_goes_and_the_picture_stays(bench, video):
    chance, big = np.random.default_rng(2), texture(WIDTH + 40, HEIGHT)
    clean = np.clip([window(big, 0.7 * n, 0) for n in range(12)], 0, 255)
    truth = bench.seen(video(clean, crf=1))
    noisy = video(np.clip(truth + chance.normal(0, 10, truth.shape), 0, 255), crf=2)
    made = await bench.call("denoise", video=noisy)
    before, after = (psnr(bench.seen(one), truth) for one in (noisy, made["video"]))
    assert after > before + 3
    assert made["after_noise"] < made["before_noise"] / 2


@pytest.mark.parametrize("look", ["ink", "watercolour", "halftone", "clay"])
async def test_a_drawn_look_changes_the_picture_and_does_not_flicker(bench, video, look):
    chance, still = np.random.default_rng(4), texture(WIDTH, HEIGHT)
    frames = np.clip(still + chance.normal(0, 2, (8, HEIGHT, WIDTH, 3)), 0, 255)
    source = video(frames)
    made = await bench.call("stylize", video=source, look=look)
    plain, drawn = bench.seen(source).astype(int), bench.seen(made["video"]).astype(int)
    assert psnr(plain, drawn) < 24, "it looks as before"
    tremble = [np.abs(np.diff(one[3:], axis=0)).mean() for one in (plain, drawn)]
    assert tremble[1] < 1.2 * tremble[0] and made["after_flicker"] < 2, tremble
    if look == "ink":
        none = await bench.call("stylize", video=source, look=look, strength=0)
        assert psnr(plain, bench.seen(none["video"])) > 38


@pytest.mark.parametrize("look", ["ink", "watercolour", "clay"])
async def test_a_large_picture_is_drawn_as_a_small_one_is(look):
    """With the same strokes, though they are found in a smaller one; paper and prints are beside
    the point."""
    large = np.clip(texture(1920, 1080) / 255, 0, 1).astype(np.float32)
    small = cv2.resize(large, (640, 360), interpolation=cv2.INTER_AREA)
    drawn, again = (np.clip(LOOKS[look](one, 1.0), 0, 1) for one in (large, small))
    seen = [
        cv2.GaussianBlur(cv2.resize(one, (640, 360), interpolation=cv2.INTER_AREA), (0, 0), 4)
        for one in (drawn, again, small)
    ]
    assert np.abs(seen[0] - seen[1]).mean() < 0.3 * np.abs(seen[1] - seen[2]).mean()


@pytest.mark.parametrize("factor", [4.0])
async def test_a_planted_sway_grows_by_the_factor(bench, video, factor):
    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    ground = texture(WIDTH, HEIGHT) * 0.25 + 60
    frames = []
    for number in range(38):
        x = 120 + 1.5 * np.sin(2 * np.pi * number / 12.5)
        disc = np.clip(22 - np.hypot(columns - x, rows - 68), 0, 1)[..., None]
        frames.append(ground * (1 - disc) + 235 * disc)
    source = video(np.array(frames))
    made = await bench.call("exaggerate_motion", video=source, factor=factor)

    def sway(handle: str) -> float:
        light = np.clip((bench.seen(handle).mean(-1) - 160) / 40, 0, 1)
        return float(((light * columns).sum((1, 2)) / light.sum((1, 2))).std())

    assert sway(made["video"]) / sway(source) == pytest.approx(factor, rel=0.2)
    corner = [bench.seen(one)[:, :30, :40].astype(int) for one in (source, made["video"])]
    assert np.abs(corner[0] - corner[1]).mean() < 2, "what stands still is moved"


async def test_colours_are_adjusted_without_clipping_and_by_a_cube(bench, video):
    ramp = np.repeat(np.linspace(0, 255, 128)[None, :, None], 64, 0).repeat(3, 2)
    source = video(np.stack([ramp] * 4))

    async def graded(**how: object) -> np.ndarray:
        made = await bench.call("grade_video", video=source, **how)
        return bench.seen(made["video"])[1].astype(int)[32]

    plain, bright = await graded(), await graded(brightness=0.5)
    assert np.abs(plain - ramp[32]).max() < 6
    assert (bright[64] > plain[64] + 20).all() and abs(bright[-2] - plain[-2]).max() < 6
    steep, warm = await graded(contrast=1), await graded(temperature=0.8)
    assert (steep[32] < plain[32] - 10).all() and (steep[96] > plain[96] + 10).all()
    assert warm[64, 0] > warm[64, 1] > warm[64, 2]
    negative = "LUT_3D_SIZE 2\n" + "\n".join(
        f"{1 - red} {1 - green} {1 - blue}" for blue in (0, 1) for green in (0, 1) for red in (0, 1)
    )
    assert np.abs(await graded(lut=negative) - ramp[32][::-1]).max() < 7
    for text, why in (
        ("no table", "line 1"),
        (negative[:-6], "holds 7"),
        ("LUT_3D_SIZE 999", "more"),
    ):
        with pytest.raises(ToolError, match=why):
            await graded(lut=text)


async def test_what_has_no_frames_to_compare_is_told(bench, video):
    one = video(marked(0.04, at=())[0])
    with pytest.raises(ToolError, match="no way to smooth"):
        await bench.call("stabilize", video=one)
