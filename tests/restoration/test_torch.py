"""The engines on PyTorch (sam2, spandrel, lama, depth) in their real processes, over networks of
random weights."""

import os
import subprocess

import cv2
import numpy as np
import pytest
import pytest_asyncio
from PIL import Image

from studio.environments import environment, made_of
from studio.errors import StudioError
from studio.settings import ROOT, load_settings
from tests.media.conftest import Bench
from tests.media.known_masks import walking
from tests.weights_here import weights
from tools.engines.base import status_of
from tools.engines.media.masks import masks
from tools.engines.registry import engines as every_engine

NAMES = ("sam2", "spandrel", "lama", "depth")
SIDE = 56  # pixels


def built(module, *arguments):
    """Weights that a module of these tests makes, in the environment with PyTorch."""
    made = made_of(("torch", "torch-cpu"), load_settings())
    if not made.status()[0]:
        pytest.skip(f"no PyTorch: {environment('torch-cpu', load_settings()).status()[2]}")
    done = subprocess.run(
        [str(made.python), "-m", f"tests.restoration.{module}", *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    """The shipped settings, with a warehouse of tiny networks, and no card needed."""
    shipped = load_settings()
    folder = tmp_path_factory.mktemp("models")
    built("build_tiny", folder)
    paths = shipped.paths.model_copy(update={"models": folder})
    slow = shipped.diffusion.model_copy(update={"on_cpu": True})
    return shipped.model_copy(update={"paths": paths, "diffusion": slow})


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def engines(settings):
    """The four, each a process that starts once."""
    os.environ["OMP_NUM_THREADS"] = "1"
    made = {name: one for name, one in every_engine(settings).items() if name in NAMES}
    yield made
    for engine in made.values():
        await engine.close()
    del os.environ["OMP_NUM_THREADS"]


@pytest.fixture
def bench(tmp_path, engines):
    return Bench(tmp_path, dict(engines))


@pytest.fixture
def picture(bench):
    """The handle of a picture, and its pixels."""
    plate = Image.open(ROOT / "tests" / "measure" / "plates" / "mina_happy.jpg").convert("RGB")
    pixels = np.asarray(plate.resize((SIDE + 8, SIDE)))
    return bench.picture(pixels), pixels


async def test_who_has_no_card_does_not_miss_them(settings):
    bare = settings.model_copy(
        update={"diffusion": settings.diffusion.model_copy(update={"on_cpu": False})}
    )
    for name in NAMES:
        assert status_of(every_engine(settings)[name]).ready
        without = status_of(every_engine(bare)[name])
        assert without.ready or without.optional
    assert "is exact" in without.reason or without.ready, "what has depth without them"


async def test_a_picture_is_enlarged_in_tiles_as_it_is_whole(bench, picture):
    wide = bench.picture(np.tile(picture[1], (1, 7, 1))[:48, :400])
    told = []
    made = await bench.toolbox.call(
        "upscale_image",
        {"image": wide, "factor": 2},
        on_progress=lambda name, share, note="": told.append(note),
    )
    assert (made["width"], made["height"], made["method"]) == (800, 96, "realesrgan-x4plus")
    assert "part 3 of 3" in told
    large = np.asarray(bench.image(made["image"]), float)
    # The picture repeats every SIDE + 8 pixels: so does what is made of it, tiles or not.
    period = 2 * (SIDE + 8)
    assert np.abs(large[:, period : 2 * period] - large[:, 2 * period : 3 * period]).max() <= 1
    four = await bench.call("upscale_image", image=picture[0], factor=4)
    assert (four["width"], four["height"]) == (4 * (SIDE + 8), 4 * SIDE)
    halved = cv2.resize(
        np.asarray(bench.image(four["image"]))[:192, :192], (96, 96), interpolation=cv2.INTER_AREA
    )
    assert np.abs(halved - large[:96, :96])[:60, :60].max() <= 1


async def test_the_published_weights_do_on_pytorch_what_they_do_on_ncnn(
    bench, settings, tmp_path, network
):
    built("from_ncnn", weights("realesrgan-ncnn"), tmp_path / "models")
    paths = settings.paths.model_copy(update={"models": tmp_path / "models"})
    other = every_engine(settings.model_copy(update={"paths": paths}))["spandrel"]
    plate = Image.open(ROOT / "tests" / "measure" / "plates" / "mina_happy.jpg").convert("RGB")
    handle = bench.picture(np.asarray(plate.resize((96, 96)))[16:56, 24:72])
    made = []
    for engine in (other, every_engine(load_settings())["ncnn"]):
        bench.toolbox.engines = {engine.name: engine}
        large = await bench.call("upscale_image", image=handle, factor=4)
        await engine.close()
        assert large["method"] == "realesrgan-x4plus"
        made.append(np.asarray(bench.image(large["image"]), int))
    assert made[0].shape == (160, 192, 3) and made[0].std() > 20
    assert np.abs(made[0] - made[1]).max() <= 1


async def test_a_hole_is_filled_and_the_rest_stays(bench, picture):
    mask = np.zeros((SIDE, SIDE + 8), np.uint8)
    mask[20:36, 20:40] = 255
    made = await bench.call("inpaint", image=picture[0], mask=bench.picture(mask), grow=0)
    filled = np.asarray(bench.image(made["image"]))
    assert made["method"] == "big-lama"
    assert np.array_equal(filled[mask == 0], picture[1][mask == 0])
    assert not np.array_equal(filled[mask > 0], picture[1][mask > 0])
    other = picture[1].copy()
    other[mask > 0] = 255 - other[mask > 0]
    blind = await bench.call(
        "inpaint", image=bench.picture(other), mask=bench.picture(mask), grow=0
    )
    assert blind["image"] == made["image"], "what is in the hole is not looked at"


async def test_depth_has_the_picture_s_size_and_all_levels(bench, picture):
    made = await bench.call("estimate_depth", image=picture[0])
    depth = np.asarray(Image.open(bench.store.path(made["image"])))
    assert made["method"] == "depth-anything-v2-small"
    assert depth.shape == (SIDE, SIDE + 8) and (depth.min(), depth.max()) == (0, 65535)
    turned = bench.picture(np.ascontiguousarray(picture[1][::-1]))
    other = await bench.call("estimate_depth", image=turned)
    assert other["image"] != made["image"]


async def test_weights_that_are_no_network_are_told(bench, picture, settings):
    folder = settings.paths.models / "realesrgan-x4plus"
    file = next(folder.glob("*.safetensors"))
    right, other = file.read_bytes(), settings.paths.models / "depth-anything-v2-small"
    file.write_bytes((other / "model.safetensors").read_bytes())
    await bench.toolbox.engines["spandrel"].close()
    try:
        with pytest.raises(StudioError, match="holds no network that is known here"):
            await bench.call("upscale_image", image=picture[0])
    finally:
        file.write_bytes(right)
        await bench.toolbox.engines["spandrel"].close()


async def test_sam2_points_where_it_is_told(bench):
    video, _ = await walking(bench, 8, 72)
    found = {}
    for name, told in {"one": {"point": [40, 30]}, "other": {"box": [2, 2, 20, 20]}}.items():
        made = await bench.call("segment_video", video=video, at=0.2, **told)
        assert made["method"] == "sam2-hiera-large" and made["found_by"] in told
        found[name] = np.array(list(masks(bench.store.path(made["mask"]))))
    assert found["one"].shape == (8, 72, 128)
    assert (found["one"] != found["other"]).any(), "what it is told matters"
