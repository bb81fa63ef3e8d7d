"""upscale_image and upscale_video, by the network where it is here, and by the filter."""

import cv2
import numpy as np
import pytest
from PIL import Image

from studio.errors import StudioError
from studio.settings import ROOT, load_settings
from tests.media.conftest import SheetsOfConfigs, tone
from tests.media.moving import dancers, film
from tools.engines.media.frames import to_i420, to_rgb
from tools.engines.opencv.engine import opencv_engine
from tools.engines.registry import engines as every_engine
from tools.engines.restoration.tiles import enlarged
from tools.toolbox import Toolbox

PLATE = ROOT / "tests" / "measure" / "plates" / "luca_waves.jpg"


def sharpness(rgb: np.ndarray) -> float:
    return float(cv2.Laplacian(rgb.mean(axis=2), cv2.CV_64F).var())


@pytest.fixture
def by_filter(bench):
    """The bench on a machine that has no network."""
    bench.toolbox.engines = {"opencv": opencv_engine(load_settings())}
    return bench


@pytest.mark.parametrize(("size", "factor"), [((70, 33), 4), ((16, 129), 2)])
def test_tiles_leave_no_seam(size, factor):
    picture = np.random.default_rng(0).integers(0, 256, (*size, 3), np.uint8)

    def work(part):  # looks eight pixels around itself, as a network does
        return cv2.resize(cv2.blur(part, (17, 17)), None, fx=4, fy=4, interpolation=cv2.INTER_AREA)

    told = []
    made = enlarged(picture, factor, 32, work, lambda number, of: told.append((number, of)))
    whole = enlarged(picture, factor, 512, work, lambda *_: None)
    assert made.shape == (size[0] * factor, size[1] * factor, 3)
    assert np.array_equal(made, whole)
    assert told[-1][0] + 1 == told[-1][1] == (6 if factor == 4 else 5)


def test_colours_come_back_as_bt709_has_them():
    rgb = np.zeros((2, 2, 3), np.uint8)
    rgb[..., 0] = 255
    assert [int(plane) for plane in to_i420(rgb)[[0, 2, 2], [0, 0, 1]]] == [63, 102, 240]
    picture = np.asarray(Image.open(PLATE).convert("RGB"))[:256, :256]
    apart = np.abs(to_rgb(to_i420(picture)).astype(int) - picture)
    assert np.percentile(apart, 95) < 8 and abs(apart.mean()) < 2


async def test_the_network_draws_edges_as_sharp_as_they_were(bench, network):
    truth = np.asarray(Image.open(PLATE).convert("RGB"))[96:352, 160:416]
    small = cv2.resize(truth, (64, 64), interpolation=cv2.INTER_AREA)
    handle = bench.picture(small)
    made = await bench.call("upscale_image", image=handle, factor=4)
    drawn = np.asarray(bench.image(made["image"]))
    plain = cv2.resize(small, (256, 256), interpolation=cv2.INTER_LANCZOS4)
    assert (made["width"], made["height"], made["method"]) == (256, 256, "realesrgan-x4plus")
    wanted = sharpness(truth)
    assert sharpness(plain) < 0.6 * wanted < sharpness(drawn) < 1.7 * wanted
    assert (
        np.abs(cv2.resize(drawn, (64, 64), interpolation=cv2.INTER_AREA) - 1.0 * small).mean() < 6
    )
    fast = await bench.call("upscale_image", image=handle, effort="fast")
    assert (fast["width"], fast["method"]) == (128, "realesr-animevideov3-x4")


async def test_what_is_clear_stays_clear(by_filter):
    rgba = np.zeros((40, 40, 4), np.uint8)
    rgba[10:30, 10:30] = (200, 60, 30, 255)
    made = await by_filter.call("upscale_image", image=by_filter.picture(rgba), factor=4)
    large = np.asarray(Image.open(by_filter.store.path(made["image"])))
    assert large.shape == (160, 160, 4)
    assert large[80, 80, 3] == 255 and large[8, 8, 3] == 0
    seen = large[..., 3] > 0
    assert np.abs(large[seen][:, :3] - np.array([200, 60, 30])).max() <= 2, "no dark rim"


async def test_without_the_network_a_filter_does_it_and_it_is_told(bench, tmp_path):
    shipped = load_settings()
    paths = shipped.paths.model_copy(update={"environments": tmp_path})
    bare = shipped.model_copy(update={"paths": paths})
    box = Toolbox(bench.store, SheetsOfConfigs(), bare, engines=every_engine(bare))
    calls = []
    handle = bench.picture(np.full((20, 30, 3), 90, np.uint8))
    made = await box.call("upscale_image", {"image": handle}, on_call=calls.append)
    await box.close()
    assert (made["width"], made["height"], made["method"]) == (60, 40, "lanczos")
    assert "python main.py env make ncnn" in calls[0].fallback


async def test_a_video_keeps_its_frames_and_its_sound(by_filter):
    bench = by_filter
    bench.toolbox.engines |= {"ffmpeg": every_engine(load_settings())["ffmpeg"]}
    pictures = [one for one in dancers(5) for _ in range(2)]
    clip = await film(bench, pictures)
    sounding = (
        await bench.call("compose_video", clips=[clip], audio=bench.sound(tone(440, 10 / 24)))
    )["video"]
    reports = []
    made = await bench.toolbox.call(
        "upscale_video", {"video": sounding}, on_progress=lambda *about: reports.append(about)
    )
    before, after = bench.seen(sounding), bench.seen(made["video"])
    assert after.shape == (10, 288, 512, 3) and made["method"] == "lanczos"
    small = [cv2.resize(one, (256, 144), interpolation=cv2.INTER_AREA) for one in after]
    apart = np.array(small, float) - before
    assert np.abs(apart.mean(axis=3)).mean() < 3 and np.abs(apart.mean(axis=(0, 1, 2))).max() < 0.5
    assert np.array_equal(bench.heard(sounding), bench.heard(made["video"]))
    assert ("upscale_video", 1.0, "frame 10 of 10") in reports


async def test_what_would_be_too_large_is_told(by_filter):
    bench = by_filter
    huge = bench.picture(np.zeros((3000, 4000), np.uint8))
    with pytest.raises(StudioError, match=r"times 4 are 16000x12000, over the limit of 35\.4"):
        await bench.call("upscale_image", image=huge, factor=4)
    with pytest.raises(StudioError, match="factor: Input should be 2 or 4"):
        await bench.call("upscale_image", image=huge, factor=3)
