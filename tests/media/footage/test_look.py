"""Pictures are shown as they are meant: upright, whole, in their own colours."""

import numpy as np
import pytest
from PIL import Image

from interfaces.intake.media import source_of
from studio.media.opener import open_medium
from studio.settings import load_settings
from tests.media.moving import backdrop, film


def taken(bench, path) -> str:
    return source_of(path, bench.store, load_settings()).handle


async def shown(bench, path, **more) -> np.ndarray:
    """The frames of a film of this footage alone."""
    made = await bench.call("compose_video", clips=[taken(bench, path)], **more)
    return bench.seen(made["video"])


async def test_a_telephone_held_upright(bench, footage):
    frames = await shown(bench, footage("phone.mov"))
    assert frames.shape[1:] == (160, 90, 3)
    red, green, blue = frames[5, 2:16, 4:-4].reshape(-1, 3).mean(axis=0)
    assert red > 200 and green < 60 and blue < 60
    told = await bench.call("probe_media", media=taken(bench, footage("phone.mov")))
    assert (told["width"], told["height"], told["rotation"]) == (90, 160, 90)


async def test_a_camera_that_hung_upside_down(bench, footage):
    """Mirrored from top to bottom: without a rotation."""
    path = footage("hanging.mp4")
    with open_medium(bench.store.path(taken(bench, path))) as medium:
        picture = next(medium.pictures()).to_ndarray(format="rgb24")
    red, green, _ = picture[2:12].reshape(-1, 3).mean(axis=0)
    assert red > 200 and green < 60


async def test_pixels_that_are_not_square(bench, footage):
    frames = await shown(bench, footage("anamorphic.mp4"))
    assert frames.shape[1:3] == (90, 214)
    told = await bench.call("probe_media", media=taken(bench, footage("anamorphic.mp4")))
    assert (told["width"], told["height"], told["pixel_aspect"]) == (214, 90, "4:3")


async def test_a_still_that_a_camera_took_sideways(bench, tmp_path):
    path = tmp_path / "sideways.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.linear_gradient("L").resize((120, 80)).convert("RGB").save(path, exif=exif)
    frames = await shown(bench, path, still_duration=0.5)
    assert frames.shape[1:3] == (120, 80)
    assert frames[0, 60, 70].mean() < 40 and frames[0, 60, 10].mean() > 215


LIT = ("pq.mov", "hlg.mov", "full_range.mp4", "patches.mp4", "unnamed.mp4", "unnamed_hevc.mp4")


@pytest.mark.parametrize("name", LIT)
async def test_light_is_that_of_a_usual_screen(bench, footage, name):
    frames = await shown(bench, footage(name), width=160, height=90)
    grey, red = frames[10, 45, 40].astype(int), frames[10, 45, 120].astype(int)
    assert np.abs(grey - 128).max() <= 5
    assert np.abs(red - [0xC0, 0x40, 0x30]).max() <= (5 if "unnamed" in name else 14)
    with open_medium(bench.store.path(taken(bench, footage(name)))) as medium:
        picture = next(medium.pictures()).to_ndarray(format="rgb24", width=160, height=90)
    assert np.abs(picture[45, 120].astype(int) - [0xC0, 0x40, 0x30]).max() <= 14


async def test_fields_become_pictures(bench, footage):
    """A bar that moves 50 pixels a second: a comb has edges in every second line."""
    video = taken(bench, footage("interlaced.mp4"))
    cut = await bench.call("trim_video", video=video, start=0.5, end=1.5)
    assert bench.store.get(cut["video"]).facts.fps == 50
    frames = bench.seen(cut["video"])[..., 0].astype(int)
    comb = np.abs(np.diff(frames, axis=1)).max(axis=(1, 2))
    assert np.median(comb) < 40


@pytest.mark.parametrize("ending", ["webp", "gif", "apng"])
async def test_animations_are_videos(bench, footage, ending):
    video = taken(bench, footage(f"moving.{ending}"))
    assert video.startswith("video:")
    speeds = [{"start": 0.0, "end": 1.0, "speed": 0.5}]
    made = await bench.call("retime_video", video=video, speeds=speeds)
    assert made["duration"] == pytest.approx(2.0, abs=0.1)


async def test_what_does_not_move_is_found_again(bench, footage):
    video = taken(bench, footage("patches.mp4"))
    slow = await bench.call(
        "retime_video", video=video, speeds=[{"start": 0.0, "end": 1.0, "speed": 0.5}]
    )
    titled = await bench.call("compose_video", clips=[slow["video"]], title="A title")
    seen = await bench.call("compare_to_source", video=titled["video"], source=video)
    assert seen["matched"] > 0.9


async def test_a_shape_is_cropped_to_over_what_moves(bench, footage):
    video = taken(bench, footage("aside.mp4"))
    made = await bench.call("crop_to_shape", video=video, width=9, height=16)
    assert (made["width"], made["height"], made["duration"]) == (50, 90, 1.0)
    frames = bench.seen(made["video"])
    assert all((frame[..., 0] > 200).sum() > 250 for frame in frames)  # of 20 x 20 pixels


async def test_what_is_cropped_or_enlarged_is_found_again(bench, footage):
    """Beside a flash, of which nothing can be told."""
    whole = taken(bench, footage("clap.mp4"))
    video = (await bench.call("trim_video", video=whole, start=0.6, end=1.8))["video"]
    made = await bench.call("crop_to_shape", video=video, width=9, height=16)
    seen = await bench.call("compare_to_source", video=made["video"], source=video)
    assert seen["matched"] > 0.9 and seen["zoom"] < 1.1
    keys = [{"time": 0.1, "zoom": 1.0}, {"time": 0.3, "zoom": 1.6}]
    made = await bench.call("reframe_video", video=video, keys=keys)
    seen = await bench.call("compare_to_source", video=made["video"], source=video)
    assert seen["matched"] > 0.9 and seen["zoom"] == pytest.approx(1.6, rel=0.06)


async def test_a_window_that_goes_from_shot_to_shot_is_found_again(bench):
    pictures = []
    for number in range(28):
        picture = backdrop(number // 14)
        left = (30, 190)[number // 14]  # where something moves, in either shot
        picture[40 + 4 * (number % 14) :][:30, left : left + 30] = 250
        pictures.append(picture.astype(np.uint8))
    wide = await film(bench, pictures, "two_shots")
    made = await bench.call("crop_to_shape", video=wide, width=9, height=16)
    seen = await bench.call("compare_to_source", video=made["video"], source=wide)
    assert seen["matched"] > 0.95 and seen["parts_found"] is None
