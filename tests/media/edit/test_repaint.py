"""What goes along from a painted frame to the next, and the outlines that steer a painting."""

import asyncio

import cv2
import numpy as np
import pytest
from PIL import Image

from studio.errors import ToolError
from studio.settings import load_settings
from tests.media.moving import FPS, backdrop, dancers, film
from tools.diffusion.diffusing import size_of_shape
from tools.engines.ffmpeg.engine import ffmpeg_engine
from tools.engines.ffmpeg.requests import EncodeFrames
from tools.engines.ffmpeg.runner import run_ffmpeg
from tools.engines.opencv.between import between
from tools.engines.opencv.motion import motion
from tools.engines.vision.engine import vision_engine
from tools.engines.vision.footage.upright import upright_size
from tools.engines.vision.requests import CarryPainting, DrawEdges, SplitFrames

BLUE = (30, 60, 220)


@pytest.fixture
def run():
    engine = vision_engine(load_settings())
    return lambda request: asyncio.run(engine.run(request, lambda *_: None))


@pytest.fixture
def carry(run, tmp_path):
    def call(before, now, painted, share=1.0):
        paths = {name: tmp_path / f"{name}.png" for name in ("before", "now", "painted", "out")}
        for name, pixels in (("before", before), ("now", now), ("painted", painted)):
            Image.fromarray(pixels).save(paths[name])
        made = run(CarryPainting(**paths, share=share))
        return np.asarray(Image.open(paths["out"]).convert("RGB"), float), made["carried"]

    return call


def shifted(pixels, by):
    return np.roll(pixels, by, axis=1)


def test_a_painting_goes_along_with_what_moves(carry):
    before = backdrop(0).astype(np.uint8)
    painted = 255 - before
    made, carried = carry(before, shifted(before, 6), painted)
    within = np.s_[20:-20, 30:-30]
    assert np.abs(made - shifted(painted, 6))[within].mean() < 4
    assert np.abs(made - painted)[within].mean() > 8  # it did move
    assert carried > 0.8


def test_what_is_new_is_not_covered_with_what_was_before(carry):
    before = backdrop(0).astype(np.uint8)
    now = before.copy()
    now[40:100, 90:150] = BLUE
    painted = np.full_like(before, 255)
    made, _ = carry(before, now, painted)
    assert np.abs(made[45:95, 95:145] - BLUE).mean() < 2
    assert made[:30].mean() > 250


def test_at_a_cut_nothing_is_carried(carry):
    before, now = backdrop(0).astype(np.uint8), backdrop(7).astype(np.uint8)
    made, carried = carry(before, now, np.full_like(before, 255))
    assert carried < 0.2
    assert np.abs(made - now).mean() < 25


def test_the_share_says_how_much_is_carried(carry):
    before = backdrop(0).astype(np.uint8)
    half, _ = carry(before, before, np.zeros_like(before), share=0.5)
    assert np.abs(half - before / 2).mean() < 2
    none, _ = carry(before, before, np.zeros_like(before), share=0.0)
    assert np.array_equal(none, before)


def test_outlines_lie_where_the_shapes_end(run, tmp_path):
    picture = np.full((120, 160, 3), 200, np.uint8)
    cv2.circle(picture, (80, 60), 30, (40, 90, 160), cv2.FILLED)
    Image.fromarray(picture).save(tmp_path / "shape.png")
    made = run(DrawEdges(path=tmp_path / "shape.png", out=tmp_path / "edges.png"))
    rows, columns = np.nonzero(np.asarray(Image.open(tmp_path / "edges.png").convert("L")))
    assert len(rows) and np.abs(np.hypot(columns - 80, rows - 60) - 30).max() < 3
    assert made["share"] == pytest.approx(len(rows) / (120 * 160), abs=1e-3)


@pytest.mark.parametrize(("width", "height"), [(8, 8), (2048, 8), (8, 300)])
def test_however_small_or_narrow_it_is_carried(carry, width, height):
    before = np.full((height, width, 3), 200, np.uint8)
    made, carried = carry(before, before, np.zeros_like(before))
    assert made.max() == 0 and carried == 1
    grey = np.full((height * 3 // 2, width), 90, np.uint8)
    assert np.array_equal(between(grey, grey, motion(grey, grey), 0.5), grey)


def test_what_is_painted_keeps_the_shape_and_stays_within_what_can_be():
    assert size_of_shape((1280, 720), 1048576, 32) == (1376, 768)
    assert size_of_shape((4096, 16), 1048576, 32) == (2048, 32)
    assert size_of_shape((16, 16), 65536, 8) == (256, 256)


@pytest.mark.asyncio
async def test_a_telephones_slow_clip_is_upright_and_as_long(bench, tmp_path):
    """Two frames a second, lying on their side in the file."""
    pictures = [np.zeros((48, 64, 3), np.uint8) for _ in range(4)]
    for number, one in enumerate(pictures):
        one[:, : 16 * number] = 255
    paths = [tmp_path / f"given{number}.png" for number in range(4)]
    for path, one in zip(paths, pictures, strict=True):
        Image.fromarray(one).save(path)
    flat, turned = tmp_path / "flat.mp4", tmp_path / "turned.mp4"
    told = {"progress": lambda *_: None, "note": "a test clip"}
    await ffmpeg_engine().run(EncodeFrames(frames=paths, fps=2, out=flat), told["progress"])
    sideways = ["-display_rotation", "90", "-i", str(flat), "-c", "copy", str(turned)]
    run_ffmpeg(sideways, duration=0, **told)
    assert upright_size(turned) == (48, 64)
    wanted = SplitFrames(path=turned, folder=tmp_path, fps=12, width=48, height=64, most=24)
    assert await vision_engine(load_settings()).run(wanted, lambda *_: None) == {"frames": 24}
    last = np.asarray(Image.open(tmp_path / "000023.png").convert("L"))
    assert last.shape == (64, 48) and last[20:].min() > 200 > 50 > last[:12].max()


@pytest.mark.asyncio
async def test_frames_are_taken_by_time(bench, tmp_path):
    video = await film(bench, dancers(FPS))
    engine = vision_engine(load_settings())

    def split(most):
        wanted = SplitFrames(
            path=bench.store.path(video), folder=tmp_path, fps=6, width=64, height=40, most=most
        )
        return engine.run(wanted, lambda *_: None)

    assert await split(6) == {"frames": 6}
    with Image.open(tmp_path / "000005.png") as last:
        assert last.size == (64, 40)
        shown = np.asarray(last.convert("RGB"), float)
    meant = cv2.resize(dancers(FPS)[20], (64, 40), interpolation=cv2.INTER_AREA)
    other = cv2.resize(dancers(FPS)[12], (64, 40), interpolation=cv2.INTER_AREA)
    assert np.abs(shown - meant).mean() < 4 < np.abs(shown - other).mean() * 2
    with pytest.raises(ToolError, match="has 6 frames at 6 a second; at most 5"):
        await split(5)
