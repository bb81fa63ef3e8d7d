"""contact_sheet: the frames that it says, where it says."""

import numpy as np
import pytest

GREY = (90, 90, 90)


def square(frame: np.ndarray) -> int:
    """The column at which the clip's white square begins; it moves a pixel a frame."""
    return int(np.argwhere((frame > 200).all(axis=(0, 2)))[0, 0])


async def test_frames_are_those_of_the_times_told(bench, clip):
    video = await clip(GREY, 24, width=128, height=72)
    made = await bench.call("contact_sheet", video=video, frames=6, width=128)
    assert made["times"] == [round(n / 24, 3) for n in (2, 6, 10, 14, 18, 22)]
    sheet = np.asarray(bench.image(made["image"]))
    assert sheet.shape == (2 * 72 + 4, 4 * 128 + 3 * 4, 3)
    tiles = [sheet[r * 76 : r * 76 + 72, c * 132 : c * 132 + 128] for r in (0, 1) for c in range(4)]
    assert [square(tile[8:16]) for tile in tiles[:6]] == [2, 6, 10, 14, 18, 22]
    assert max(tile.max() for tile in tiles[6:]) < 20, "no frame is made up"
    assert bench.store.get(made["image"]).inputs == [video]


async def test_a_short_video_shows_what_it_has(bench, clip):
    made = await bench.call("contact_sheet", video=await clip(GREY, 3), frames=8, width=64)
    assert len(made["times"]) == 3
    assert bench.store.get(made["image"]).facts.width == pytest.approx(3 * 64 + 2 * 4)
