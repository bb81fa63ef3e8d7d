"""Reframing, shakes and looks: what they do to the picture, measured."""

import asyncio

import numpy as np
import pytest
import pytest_asyncio

from studio.nouns.vocabulary import Look, words
from tools.engines.ffmpeg.edit.colours import luma
from tools.engines.ffmpeg.edit.looks import graded
from tools.engines.ffmpeg.runner import run_ffmpeg

WIDTH, HEIGHT = 160, 90


def dots(*places: tuple[int, int]) -> np.ndarray:
    """Grey, with a soft white dot at each (column, row)."""
    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    light = np.full((HEIGHT, WIDTH), 60.0)
    for column, row in places:
        light += 180 * np.exp(-((columns - column) ** 2 + (rows - row) ** 2) / 18)
    return np.repeat(light.clip(0, 255).astype(np.uint8)[..., None], 3, axis=2)


def dot(frame: np.ndarray) -> tuple[float, float]:
    """The middle of the light: column, row."""
    light = np.clip(frame.mean(axis=2) - 80, 0, None)
    rows, columns = np.mgrid[: frame.shape[0], : frame.shape[1]]
    return (light * columns).sum() / light.sum(), (light * rows).sum() / light.sum()


def scene() -> np.ndarray:
    """Ramps of all brightnesses, grey and coloured."""
    ramp = np.linspace(0, 255, WIDTH)
    tints = [(1, 1, 1), (1, 0.6, 0.4), (0.4, 0.7, 1), (0.5, 1, 0.5), (1, 0.3, 0.3), (0.9, 0.9, 0.6)]
    return np.concatenate(
        [np.repeat((ramp[:, None] * tint)[None], HEIGHT // 6, axis=0) for tint in tints]
    ).astype(np.uint8)


async def test_a_zoom_brings_its_place_to_the_middle_and_moves_without_jitter(bench, still_clip):
    video = await still_clip(dots((100, 40)))
    made = await bench.call(
        "reframe_video",
        video=video,
        keys=[
            {"time": 0.25, "zoom": 1, "x": 100.5 / WIDTH, "y": 40.5 / HEIGHT},
            {"time": 0.75, "zoom": 2, "x": 100.5 / WIDTH, "y": 40.5 / HEIGHT, "ease": "linear"},
        ],
    )
    frames = bench.seen(made["video"])
    assert frames.shape == (24, HEIGHT, WIDTH, 3)
    places = np.array([dot(frame) for frame in frames])
    np.testing.assert_allclose(places[:7], [(100, 40)] * 7, atol=0.15)
    np.testing.assert_allclose(places[18:], [(79.5, 44.5)] * 6, atol=0.3)
    steps = np.diff(places[7:18, 0])
    assert (steps <= 0.2).all(), "it never goes back"
    # a dot twice as wide holds four times the light
    lights = [np.clip(frame.mean(axis=2) - 80, 0, None).sum() for frame in frames]
    assert lights[20] / lights[0] == pytest.approx(4, rel=0.1)


async def test_the_view_stays_in_the_frame(bench, still_clip):
    pixels = scene()
    pixels[:, -20:] = (250, 10, 10)
    made = await bench.call(
        "reframe_video", video=await still_clip(pixels, 3), keys=[{"time": 0, "zoom": 4, "x": 1}]
    )
    frame = bench.seen(made["video"])[1].astype(int)
    assert frame.shape == (HEIGHT, WIDTH, 3)
    assert abs(frame[45, -70:] - (250, 10, 10)).max() < 30, "20 columns became 80"
    assert abs(frame[45, :70] - (250, 10, 10)).max() > 60


@pytest.mark.parametrize(
    ("ease", "share"), [("smooth", 0.5), ("snap", 0.969), ("overshoot", 1.088), ("cut", 0.0)]
)
async def test_eases_half_way(bench, still_clip, ease, share):
    """The dot lies at the frame's place 0.5 + (100.5 / 160 - x) * zoom."""
    made = await bench.call(
        "reframe_video",
        video=await still_clip(dots((100, 45)), 12),
        keys=[
            {"time": 0, "zoom": 2, "x": 0.4},
            {"time": 8 / 24, "zoom": 2, "x": 0.7, "ease": ease},
        ],
    )
    column = dot(bench.seen(made["video"])[4])[0] + 0.5
    expected = WIDTH * (0.5 + 2 * (100.5 / WIDTH - (0.4 + 0.3 * share)))
    assert column == pytest.approx(expected, abs=0.6)


async def test_a_shake_moves_the_picture_then_leaves_it_alone(bench, still_clip):
    video = await still_clip(dots((80, 45)), 30)
    shake = {"video": video, "start": 0.25, "end": 0.75, "amount": 2.0}
    made = await bench.call("shake_video", **shake, seed=4)
    places = np.array([dot(frame) for frame in bench.seen(made["video"])])
    away = np.linalg.norm(places - (80, 45), axis=1)
    assert away[:6].max() < 0.15 and away[18:].max() < 0.15
    assert away[6:10].max() > 1.5
    assert away[6:10].max() > away[14:18].max(), "it dies down"
    again = await bench.call("shake_video", **shake, seed=4)
    other = await bench.call("shake_video", **shake, seed=5)
    assert again["video"] == made["video"] != other["video"]


async def test_no_edge_is_seen_in_a_shake(bench, still_clip):
    """Lines along the edges leave the picture where it is enlarged, and nothing else comes in."""
    pixels = np.full((HEIGHT, WIDTH, 3), 120, np.uint8)
    made = await bench.call(
        "shake_video", video=await still_clip(pixels), start=0, end=1, amount=4, decay=False
    )
    assert np.abs(bench.seen(made["video"]).astype(int) - 120).max() < 4


@pytest_asyncio.fixture(loop_scope="module")
async def looks(bench, still_clip):
    """The facts of the test scene in every look."""
    video = await still_clip(scene(), 6)
    calls = [bench.call("grade_video", video=video, look=look) for look in words(Look)]
    return dict(zip(words(Look), await asyncio.gather(*calls), strict=True))


async def test_looks_do_what_they_are_called(bench, looks):
    means = {look: bench.seen(made["video"])[2].mean(axis=(0, 1)) for look, made in looks.items()}
    plain = scene().mean(axis=(0, 1))
    assert means["warm"][0] - means["warm"][2] > plain[0] - plain[2] + 20
    assert means["cold"][0] - means["cold"][2] < plain[0] - plain[2] - 20
    facts = {look: made["after"] for look, made in looks.items()}
    before = looks["warm"]["before"]
    assert facts["black_and_white"]["saturation"] < 0.015
    assert facts["black_and_white"]["luminance"] == pytest.approx(before["luminance"], abs=0.03)
    assert facts["film_noir"]["saturation"] < 0.015
    assert facts["film_noir"]["luminance"] < before["luminance"] - 0.05
    assert facts["vintage"]["saturation"] < before["saturation"]
    assert facts["vivid"]["saturation"] > before["saturation"] * 1.2
    assert facts["dream"]["luminance"] > before["luminance"] + 0.04


async def test_looks_do_not_burn_out_the_whites(looks):
    for look, made in looks.items():
        assert made["after"]["clipped"] <= made["before"]["clipped"] + 0.015, look


async def test_strength_goes_from_nothing_to_all(bench, still_clip):
    video = await still_clip(scene(), 3)
    before = bench.seen(video)[1].astype(int)
    changes = []
    for strength in (0, 0.5, 1):
        made = await bench.call("grade_video", video=video, look="cold", strength=strength)
        changes.append(np.abs(bench.seen(made["video"])[1] - before).mean())
    assert changes[0] < 1.5
    assert changes[1] == pytest.approx(changes[2] / 2, rel=0.2)


@pytest.mark.parametrize("look", words(Look))
def test_a_look_is_a_smooth_rising_curve(look):
    grey = np.repeat(np.linspace(0, 1, 256)[:, None], 3, axis=1)
    seen = graded(look, grey)
    assert seen.min() >= 0 and seen.max() <= 1
    steps = np.diff(luma(seen)[:, 0])
    assert (steps >= 0).all() and steps.max() < 0.02


async def test_odd_sizes_and_videos_without_sound(bench, tmp_path):
    """An odd picture in 4:4:4 loses its last column and row; everything else goes on."""
    path = tmp_path / "odd.mkv"
    run_ffmpeg(
        [
            "-f",
            "lavfi",
            "-i",
            "testsrc2=s=101x67:r=30000/1001:d=1",
            "-c:v",
            "ffv1",
            "-pix_fmt",
            "yuv444p",
            str(path),
        ],
        duration=1,
        progress=lambda *_: None,
        note="a test clip",
    )
    video = bench.put(path, "video")
    frames = len(bench.seen(video))
    for tool, arguments, length in (
        ("trim_video", {"start": 0, "end": 10 / 29.97}, 10),
        ("retime_video", {"speeds": [{"start": 0, "end": 10 / 29.97, "speed": 0.5}]}, frames + 10),
        ("reframe_video", {"keys": [{"time": 0, "zoom": 1.5}]}, frames),
        ("shake_video", {"start": 0, "end": 0.5}, frames),
        ("freeze_frame", {"at": 1, "duration": 10 / 29.97}, frames + 10),
        ("reverse_video", {}, frames),
        ("grade_video", {"look": "dream"}, frames),
    ):
        made = await bench.call(tool, video=video, **arguments)
        assert bench.seen(made["video"]).shape == (length, 66, 100, 3), tool
        again = await bench.call(tool, video=video, **arguments)
        assert again["video"] == made["video"], f"{tool} gives the same bytes"
    assert len((await bench.call("detect_scenes", video=video))["shots"]) == 1


async def test_a_telephone_s_video_stays_upright(bench, still_clip, tmp_path):
    """Its picture lies on its side in the file, which says how to turn it."""
    video = await still_clip(dots((20, 45)), 6)
    path = tmp_path / "upright.mp4"
    run_ffmpeg(
        ["-display_rotation", "90", "-i", str(bench.store.path(video)), "-c", "copy", str(path)],
        duration=0,
        progress=lambda *_: None,
        note="a test clip",
    )
    upright = bench.put(path, "video")
    for tool, arguments in (
        ("trim_video", {"start": 0, "end": 0.125}),
        ("shake_video", {"start": 0.2, "end": 0.25}),
        ("reframe_video", {"keys": [{"time": 0, "zoom": 1}]}),
    ):
        made = await bench.call(tool, video=upright, **arguments)
        frame = bench.seen(made["video"])[0]
        assert frame.shape == (WIDTH, HEIGHT, 3), tool
        assert dot(frame) == pytest.approx((45, WIDTH - 1 - 20), abs=1), tool


async def test_a_video_of_uneven_rate_keeps_its_length(bench, still_clip, tmp_path):
    video = await still_clip(dots((20, 45)), 48)
    path = tmp_path / "uneven.mp4"
    run_ffmpeg(
        [
            "-i",
            str(bench.store.path(video)),
            "-vf",
            "select='lt(n,24)+not(mod(n,3))'",
            "-fps_mode",
            "vfr",
            str(path),
        ],
        duration=0,
        progress=lambda *_: None,
        note="a test clip",
    )
    made = await bench.call("grade_video", video=bench.put(path, "video"), look="warm")
    facts = bench.store.get(made["video"]).facts
    assert made["duration"] == pytest.approx(2, abs=0.13)
    assert facts.duration == pytest.approx(made["duration"], abs=0.01)
    assert facts.frames == len(bench.seen(made["video"]))
