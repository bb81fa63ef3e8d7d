"""The engines on PyTorch (sam2, spandrel, lama, depth, rife, matting) in their real processes, over
networks of random weights."""

import contextlib
import os
import subprocess

import cv2
import numpy as np
import pytest
import pytest_asyncio
from PIL import Image

from studio.environments import environment, made_of
from studio.errors import StudioError
from studio.nouns.artifact import sha256_of
from studio.settings import ROOT, load_settings
from studio.weights.storage import Warehouse
from tests.media.conftest import Bench
from tests.media.known_masks import walking
from tests.media.moving import dancers, film
from tests.weights_here import weights
from tools.engines.base import status_of
from tools.engines.matting.engine import known_of
from tools.engines.media.masks import masks
from tools.engines.registry import engines as every_engine
from tools.engines.rife.requests import DrawBetween
from tools.engines.sam2.requests import SegmentVideo
from tools.engines.vision.picture.cutting import figure_in

NAMES = ("sam2", "spandrel", "lama", "rife", "matting", "depth")
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
    """All of them, each a process that starts once."""
    os.environ["OMP_NUM_THREADS"] = "1"
    made = {name: one for name, one in every_engine(settings).items() if name in NAMES}
    fetched(made["rife"], "rife", weights_of(settings, "rife"))
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


def fetched(engine, name, file):
    """A file of a tiny network as what the catalogue lists, where that lists each file's digest."""
    house = engine._warehouse
    entry = house.catalogue.entry(name)
    if entry.files:
        listed = entry.files[file.name].model_copy(update={"sha256": sha256_of(file)})
        entries = {name: entry.model_copy(update={"files": {file.name: listed}})}
        known = house.catalogue.model_copy(update={"entries": house.catalogue.entries | entries})
        engine._warehouse = Warehouse(house.root, known)


@contextlib.asynccontextmanager
async def replaced(engine, file, data):
    """An engine's weights with other bytes in them, for the while."""
    right, house = file.read_bytes(), engine._warehouse
    file.write_bytes(data)
    fetched(engine, file.parent.name, file)
    await engine.close()
    try:
        yield
    finally:
        file.write_bytes(right)
        engine._warehouse = house
        await engine.close()


def weights_of(settings, name):
    (file,) = (settings.paths.models / name).glob("*.safetensors")
    return file


async def test_weights_that_are_no_network_are_told(bench, picture, settings):
    file, engines = weights_of(settings, "realesrgan-x4plus"), bench.toolbox.engines
    other = weights_of(settings, "depth-anything-v2-small").read_bytes()
    async with replaced(engines["spandrel"], file, other):
        with pytest.raises(StudioError, match="holds no network that is known here"):
            await bench.call("upscale_image", image=picture[0])
    file = weights_of(settings, "rife")
    renamed = file.read_bytes().replace(b"encode.cnn3", b"encode.cnnX")
    async with replaced(engines["rife"], file, renamed):
        with pytest.raises(StudioError, match="holds no network of RIFE that is known here"):
            await bench.call("interpolate_frames", video=await film(bench, dancers(2)))


async def test_weights_that_changed_since_they_were_fetched_are_refused(bench, settings):
    engine, file = bench.toolbox.engines["rife"], weights_of(settings, "rife")
    right, video = file.read_bytes(), await film(bench, dancers(2))
    await engine.close()
    try:
        file.write_bytes(bytes([right[0], right[-1] ^ 1]) + right[2:])
        with pytest.raises(StudioError, match="damaged: it is not what was fetched"):
            await bench.call("interpolate_frames", video=video)
    finally:
        file.write_bytes(right)


async def test_sam2_points_where_it_is_told(bench, monkeypatch):
    video, _ = await walking(bench, 8, 72)
    found = {}
    for name, told in {"one": {"point": [40, 30]}, "other": {"box": [2, 2, 20, 20]}}.items():
        made = await bench.call("segment_video", video=video, at=0.2, **told)
        assert made["method"] == "sam2-hiera-large" and made["found_by"] in told
        found[name] = np.array(list(masks(bench.store.path(made["mask"]))))
    assert found["one"].shape == (8, 72, 128)
    assert (found["one"] != found["other"]).any(), "what it is told matters"
    shown = SegmentVideo(
        path=bench.store.path(video),
        out=bench.folder / "face.mkv",
        places=[{"at": 0.1, "by": "face", "where": [30, 10, 50, 30]}],
    )
    engine = bench.toolbox.engines["sam2"]
    monkeypatch.setattr(engine, "_models", weights("mediapipe"))
    made = await engine.run(shown, lambda *_: None)
    assert made["found_by"] == "face"


async def test_another_engine_follows_what_sam2_cannot(bench, settings):
    weights("mediapipe")
    video, known = await walking(bench, 4, 72)
    rows, columns = np.nonzero(known[0])
    box = [int(side) for side in (columns.min(), rows.min(), columns.max(), rows.max())]
    bench.toolbox.engines["vision"] = every_engine(load_settings())["vision"]
    engine, calls = bench.toolbox.engines["sam2"], []
    async with replaced(engine, weights_of(settings, "sam2-hiera-large"), b"no tensors"):
        asked = {"video": video, "box": box}
        made = await bench.toolbox.call("segment_video", asked, on_call=calls.append)
    assert made["method"] == "optical flow and GrabCut" and made["found_by"] == "box"
    assert calls[-1].engine == "sam2" and "GrabCut follow it" in calls[-1].fallback


async def test_rife_draws_the_frames_in_between(bench):
    truth, calls = dancers(5), []
    asked = {"video": await film(bench, truth[::2]), "fps": 72}
    made = await bench.toolbox.call("interpolate_frames", asked, on_call=calls.append)
    frames = bench.seen(made["video"])
    assert calls[-1].engine == "rife"
    assert (made["fps"], made["made"], len(frames)) == (72, 4, 9)
    assert np.median(np.abs(frames[3].astype(int) - truth[2])) < 4, "what was there stays"
    assert (frames[1] != frames[2]).any(), "each at its own time"


async def test_rife_moves_both_frames_as_its_motion_says(bench, settings, tmp_path, picture):
    one, out = picture[1], tmp_path / "made.npy"
    np.save(tmp_path / "frames.npy", np.stack([one, 255 - one]))
    wanted = DrawBetween(frames=tmp_path / "frames.npy", out=out, shares=[0.25, 0.5])
    known = weights_of(settings, "rife_of_known_motion").read_bytes()
    async with replaced(bench.toolbox.engines["rife"], weights_of(settings, "rife"), known):
        await bench.toolbox.engines["rife"].run(wanted, lambda *_: None)
    made = np.load(out)
    assert made.shape == (2, *one.shape) and np.array_equal(made[0], made[1])
    assert np.array_equal(made[0][:, :-4], one[:, 4:])


async def test_matting_looks_at_the_edge_alone(bench, settings, monkeypatch):
    """Where the figure is, the networks of MediaPipe say; what is well within it, and well outside,
    is not asked."""
    engine = bench.toolbox.engines["matting"]
    monkeypatch.setattr(engine, "_models", weights("mediapipe"))
    plate = Image.open(ROOT / "tests" / "measure" / "plates" / "luca_happy.jpg").convert("RGB")
    handle, calls = bench.picture(np.asarray(plate)), []
    made = await bench.toolbox.call("remove_background", {"image": handle}, on_call=calls.append)
    assert calls[-1].engine == "matting"
    mask = np.asarray(Image.open(bench.store.path(made["mask"])))
    known = known_of(figure_in(np.asarray(plate), weights("mediapipe")))
    edge = known == 128
    assert mask.shape == (256, 256) and 0.05 < edge.mean() < 0.4
    assert np.array_equal(mask[~edge], known[~edge])
    assert len(np.unique(mask[edge])) > 10, "the network says it there"
