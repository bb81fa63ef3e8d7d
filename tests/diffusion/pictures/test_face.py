"""A face by InstantID: whose it is, where it is, and what that does to a painting. The weights are
tiny; faces are found by the real networks of MediaPipe."""

import asyncio
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio
from PIL import Image
from skimage import data

from studio.environments import made_of
from studio.errors import EngineMissing, LicenceError, ToolError
from studio.settings import ROOT, load_settings
from studio.weights.pulling.pull import Puller
from studio.weights.storage import warehouse
from tests.diffusion import tiny_onnx
from tests.diffusion.conftest import TORCH
from tools.engines.diffusion.points import COLOURS, drawn
from tools.engines.diffusion.requests import Paint
from tools.engines.identity.engine import identity_engine
from tools.engines.identity.requests import Identify

pytestmark = pytest.mark.asyncio(loop_scope="module")
LICENCE = "LicenseRef-InsightFace-Models"
POINTS = [[20.0, 24.0], [44.0, 24.0], [32.0, 34.0], [24.0, 46.0], [40.0, 46.0]]


def quiet(*_: object) -> None:
    """Nobody looks on."""


def some_face(seed: int) -> list[float]:
    return np.random.default_rng(seed).normal(size=512).tolist()


@pytest.fixture(scope="module")
def accepting(tiny_settings):
    """Settings of one who accepts the licence, with a tiny network in ArcFace's place."""
    tiny_onnx.write(tiny_settings.paths.models / "arcface" / "glintr100.onnx")
    weights = tiny_settings.weights.model_copy(update={"accepted_licences": [LICENCE]})
    return tiny_settings.model_copy(update={"weights": weights})


@pytest.fixture(scope="module")
def portrait(tmp_path_factory):
    """A photograph of a woman who smiles."""
    path = tmp_path_factory.mktemp("portrait") / "portrait.png"
    Image.fromarray(data.astronaut()).crop((100, 0, 356, 256)).save(path)
    return path


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def painted(toolbox, tiny_settings, tmp_path_factory):
    folder, engine = tmp_path_factory.mktemp("faces"), toolbox.engines["diffusion"]
    usual = Paint(
        prompt="a portrait",
        width=64,
        height=64,
        steps=3,
        sampler="euler",
        out=str(folder / "p.png"),
    )
    place = str(tiny_settings.paths.models / "instantid-sdxl")

    async def call(face: dict | None, **more) -> np.ndarray:
        whole = face and {
            "folder": place,
            "points": POINTS,
            "strength": 0.8,
            "structure": 0.8,
            "start": 0.0,
            "end": 1.0,
            **face,
        }
        await engine.run(replace(usual, face=whole, **more), quiet)
        return np.asarray(Image.open(usual.out), float)

    return call


async def test_whose_face_where_and_how_strongly_change_the_picture(painted):
    plain, one = await painted(None), await painted({"embedding": some_face(1)})
    assert not np.array_equal(plain, one)
    assert np.array_equal(one, await painted({"embedding": some_face(1)}))
    assert not np.array_equal(one, await painted({"embedding": some_face(2)}))
    moved = [[x - 8, y + 6] for x, y in POINTS]
    assert not np.array_equal(one, await painted({"embedding": some_face(1), "points": moved}))
    assert np.array_equal(plain, await painted(None))  # nothing of it stays


async def test_each_half_of_it_acts_alone_and_neither_at_strength_0(painted):
    plain, face = await painted(None), {"embedding": some_face(1)}
    off = {"strength": 0.0, "structure": 0.0}
    assert np.array_equal(plain, await painted(face | off))
    alike, placed = (
        await painted(face | {"structure": 0.0}),
        await painted(face | {"strength": 0.0}),
    )
    assert not np.array_equal(plain, alike) and not np.array_equal(plain, placed)
    assert not np.array_equal(alike, placed)
    # IdentityNet attends to the face, not only to where its points are.
    other = {"embedding": some_face(2), "strength": 0.0}
    assert not np.array_equal(placed, await painted(other))


async def test_it_goes_with_references_controls_and_a_picture_to_start_from(
    painted, tiny_settings, portrait
):
    house = tiny_settings.paths.models
    more = {
        "references": [
            {
                "folder": str(house / "ip-adapter-sdxl"),
                "image": str(portrait),
                "strength": 0.5,
                "start": 0.0,
                "end": 1.0,
            }
        ],
        "controls": [
            {
                "kind": "depth",
                "folder": str(house / "controlnet-depth-sdxl"),
                "image": str(portrait),
                "strength": 0.5,
                "start": 0.0,
                "end": 1.0,
            }
        ],
        "image": str(portrait),
        "guidance": 1.0,
    }
    face = {"embedding": some_face(1)}
    assert not np.array_equal(await painted(face, **more), await painted(None, **more))


async def test_the_points_are_drawn_in_the_colours_that_the_net_knows():
    picture = drawn([[4 * x, 4 * y] for x, y in POINTS], (256, 256))
    for (x, y), colour in zip(POINTS, COLOURS, strict=True):
        assert picture.getpixel((int(4 * x), int(4 * y))) == colour
    between = tuple((4 * (POINTS[0][axis] + POINTS[2][axis])) / 2 for axis in (0, 1))
    assert picture.getpixel((int(between[0]), int(between[1]))) == (153, 0, 0)
    assert picture.getpixel((2, 2)) == (0, 0, 0)


async def test_a_face_is_read_alike_wherever_it_is_in_a_picture(accepting, portrait, tmp_path):
    if warehouse(load_settings()).missing("mediapipe"):
        pytest.skip("there are no networks of MediaPipe: make setup")
    engine = identity_engine(accepting)
    seen = await engine.run(Identify(path=portrait), quiet)
    assert len(seen["embedding"]) == 512 and seen["size"] == [256, 256]
    left, right, nose, *mouth = seen["points"]
    assert left[0] < nose[0] < right[0] and mouth[0][0] < mouth[1][0]
    assert left[1] < nose[1] < mouth[0][1]
    elsewhere, mirrored = tmp_path / "elsewhere.png", tmp_path / "mirrored.png"
    with Image.open(portrait) as picture:
        wide = Image.new("RGB", (640, 480))
        wide.paste(picture.rotate(15, Image.Resampling.BICUBIC).resize((400, 400)), (200, 40))
        wide.save(elsewhere)
        picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(mirrored)
    again, other = [await engine.run(Identify(path=path), quiet) for path in (elsewhere, mirrored)]
    assert alike(seen, again) > 0.97 > alike(seen, other)
    Image.new("RGB", (64, 64)).save(tmp_path / "nothing.png")
    with pytest.raises(ToolError, match="no face was found"):
        await engine.run(Identify(path=tmp_path / "nothing.png"), quiet)


def alike(one, other) -> float:
    first, second = np.array(one["embedding"]), np.array(other["embedding"])
    return float(first @ second / np.linalg.norm(first) / np.linalg.norm(second))


async def test_the_tool_paints_a_face_for_who_accepts_the_licence_alone(
    toolbox, accepting, portrait, paint, monkeypatch
):
    if warehouse(load_settings()).missing("mediapipe"):
        pytest.skip("there are no networks of MediaPipe: make setup")
    handle = toolbox.artifacts.add(Path(portrait), "image").handle
    with pytest.raises(EngineMissing, match=f"arcface is under {LICENCE}.*research"):
        await paint(face={"image": handle})
    monkeypatch.setitem(toolbox.engines, "identity", identity_engine(accepting))
    made = await paint(face={"image": handle}, seed=3)
    assert made["image"] != (await paint(seed=3))["image"]
    assert toolbox.artifacts.get(made["image"]).inputs == [handle]


async def test_what_is_not_accepted_is_not_fetched(tiny_settings, accepting):
    for settings, is_refused in ((tiny_settings, True), (accepting, False)):
        house = warehouse(settings)
        puller, entry = Puller(house, settings, hub=True), house.catalogue.entry("arcface")
        if is_refused:
            with pytest.raises(LicenceError, match=r"arcface is under .*research"):
                puller.check(entry)
        else:
            puller.check(entry)


async def test_a_pickle_with_more_than_tensors_is_refused(tiny_settings, tmp_path):
    evil = b"cos\nsystem\n(S'" + b"touch evil" + b"'\ntR."
    (tmp_path / "evil.bin").write_bytes(evil)
    python = made_of(TORCH, tiny_settings).python
    done = await asyncio.to_thread(
        subprocess.run,
        [
            str(python),
            "-c",
            "import sys; from pathlib import Path;"
            "from tools.engines.card.tensor_files import converted;"
            "converted(Path(sys.argv[1]))",
            str(tmp_path / "evil.bin"),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "evil.bin cannot be converted" in done.stderr
    assert not (tmp_path / "evil.safetensors").exists() and not (ROOT / "evil").exists()
