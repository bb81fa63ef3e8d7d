"""segment_video and composite on footage whose subject is known to the pixel."""

import tracemalloc
from fractions import Fraction

import av
import cv2
import numpy as np
import pytest
import pytest_asyncio
from skimage import data

from studio.errors import StudioError, ToolError
from tests.media.known_masks import PLATES, overlap, walking
from tests.media.known_masks import walk as walk_of
from tests.media.moving import film
from tests.weights_here import weights
from tools.engines.media.masks import mask_film, masks
from tools.engines.opencv.separate import place_behind
from tools.engines.vision.footage.frames import read_frames
from tools.engines.vision.masks.begin import by_box, by_point
from tools.engines.vision.masks.follow import carry

weights("mediapipe")
FRAMES, LEAST = 10, 0.88


@pytest_asyncio.fixture(loop_scope="module")
async def walk(bench):
    """(handle, known masks) of Giulia walking through a coffee cup."""
    return await walking(bench, FRAMES)


def around(mask: np.ndarray) -> list[float]:
    rows, columns = np.nonzero(mask)
    return [float(side) for side in (columns.min(), rows.min(), columns.max(), rows.max())]


async def test_a_subject_is_followed_both_ways_from_where_it_is_pointed_at(bench, walk):
    video, known = walk
    middle = [float(np.median(np.nonzero(known[5])[axis])) for axis in (1, 0)]
    for told in ({"box": around(known[5])}, {"point": middle}):
        made = await bench.call("segment_video", video=video, at=5.1 / 24, **told)
        found = list(masks(bench.store.path(made["mask"])))
        agree = [overlap(*pair) for pair in zip(found, known, strict=True)]
        print(f"{made['found_by']}: mean IoU {np.mean(agree):.3f}, least {min(agree):.3f}")
        assert made["found_by"] in told and made["seen"] == 1
        assert np.mean(agree) > LEAST and min(agree) > LEAST - 0.1
        soft = np.mean([(mask > 5) & (mask < 250) for mask in found])
        assert 0 < soft < 0.1, "its edge is soft, and nothing else is"


def umbrella(sky: np.ndarray, right: int, folds: float) -> tuple[np.ndarray, np.ndarray]:
    """(frame (135, 240, 3), mask) of an umbrella, across which `folds` go, before a sky."""
    known = np.zeros((135, 240), np.uint8)
    cv2.ellipse(known, (70 + right, 60), (40, 36), 6, 180, 360, 255, cv2.FILLED)
    cv2.rectangle(known, (68 + right, 60), (72 + right, 100), 255, cv2.FILLED)
    light = 1 + folds * np.sin(np.arange(240)[None, :, None] / 5 + right / 8)
    picture = np.where(known[..., None] > 0, np.array([50, 40, 205]) * light, sky)
    noise = np.random.default_rng(0).normal(0, 2, picture.shape)
    return np.clip(picture + noise, 0, 255).astype(np.uint8), known > 0


def test_a_sky_that_goes_on_behind_a_subject_is_none_of_it():
    """Its box is half sky."""
    darker = np.linspace((150, 90, 60), (40, 25, 20), 135)[:, None]
    frame, known = umbrella(darker, 30, 0)
    by_click = by_point(frame, (90, 47), weights("mediapipe"))
    for found in (by_box(frame, around(known)), by_click):
        assert overlap(np.uint8(255) * found, known) > 0.93


def test_what_moves_far_is_found_again():
    """The flow sees little of how it moves."""
    sky = cv2.resize(data.rocket()[..., ::-1], (300, 150), interpolation=3)[5:140, :240]
    before, mask = umbrella(sky, 0, 0.15)
    for right in range(8, 64, 8):
        now, known = umbrella(sky, right, 0.15)
        mask, before = carry(mask, before, now), now
        assert overlap(np.uint8(255) * mask, known) > 0.9


async def test_nobody_points_at_anything(bench):
    video = bench.put(PLATES / "walk.mp4", "video")
    made = await bench.call("segment_video", video=video)
    assert made["found_by"] == "figure" and made["seen"] == 1
    assert 0.05 < made["share"] < 0.2


async def test_a_subject_before_another_picture(bench, walk):
    video, known = walk
    behind = bench.picture(np.full((216, 384, 3), (20, 200, 60), np.uint8))
    mask = kept(bench, known)
    made = await bench.call("composite", video=video, mask=mask, over=behind)
    before = [rgb for _, rgb in read_frames(bench.store.path(video))]
    after = [rgb for _, rgb in read_frames(bench.store.path(made["video"]))]
    assert len(after) == FRAMES
    for old, new, white in zip(before, after, known, strict=True):
        inside, outside = deep(white), deep(~white)
        assert np.abs(new[inside].astype(int) - old[inside]).mean() < 4
        assert np.abs(new[outside].astype(int) - (20, 200, 60)).mean() < 4
    assert abs(made["share"] - np.mean(known)) < 0.01


async def test_a_subject_apart_and_the_place_that_it_left(bench):
    pictures, known = walk_of(12, pan=0, pace=16)
    video = await film(bench, pictures, "still_camera")
    mask = kept(bench, known)
    apart = await bench.call("separate_subject", video=video, mask=mask)
    with av.open(str(bench.store.path(apart["video"]))) as container:
        frames = [frame.to_ndarray(format="rgba") for frame in container.decode(video=0)]
    assert len(frames) == 12
    for frame, white in zip(frames, known, strict=True):
        assert overlap(frame[..., 3], white) > 0.98
    empty, _ = walk_of(1, pan=0, size=0)
    plate = np.asarray(bench.image(apart["background"]))
    assert apart["seen"] > 0.9
    assert np.abs(plate.astype(int) - empty[0])[:, :150].mean() < 5, "he was there, and is not"
    tracemalloc.start()
    place_behind([(one, np.uint8(255) * m) for one, m in zip(pictures, known, strict=True)])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3 * np.array(pictures).nbytes
    pictures, known = walk_of(10, pan=5)
    panned = await film(bench, pictures, "pan")
    made = await bench.call("separate_subject", video=panned, mask=kept(bench, known))
    assert made["background"] is None and made["seen"] is None, "the camera moves"


def kept(bench, known) -> str:
    """The known masks as a mask."""
    out = bench.folder / f"known{len(known)}.mkv"
    with mask_film(out, Fraction(24)) as write:
        for mask in known:
            write(np.uint8(255) * mask)
    return bench.put(out, "mask")


def deep(mask: np.ndarray) -> np.ndarray:
    """What lies well inside a mask."""
    return cv2.erode(mask.astype(np.uint8), np.ones((9, 9))) > 0


async def test_the_wrong_mask_and_the_wrong_place(bench, walk):
    video, known = walk
    still = bench.picture(np.zeros((64, 64, 3), np.uint8))
    short = await film(bench, [np.zeros((64, 64, 3), np.uint8)] * 4, "short")
    with pytest.raises(ToolError, match="outside the frame"):
        await bench.call("segment_video", video=video, point=[5000, 5])
    with pytest.raises(ToolError, match="both"):
        await bench.call("segment_video", video=video, point=[5, 5], box=[1, 1, 9, 9])
    with pytest.raises(ToolError, match="nothing that can be followed"):
        await bench.call("segment_video", video=short)
    made = await bench.call("segment_video", video=video, box=around(known[0]))
    with pytest.raises(StudioError, match="frames, the video 4"):
        await bench.call("composite", video=short, mask=made["mask"], over=still)
    with pytest.raises(ToolError, match="no part of the subject"):
        await bench.call("composite", video=video, mask=made["mask"], over=still, x=-1, size=0.1)
