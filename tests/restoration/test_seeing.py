"""What a Qwen2.5-VL is shown: its own network and its own processor of pictures, with random
weights, behind OpenAI's protocol."""

import json
import os
import subprocess

import numpy as np
import pytest

from studio.environments import environment, made_of
from studio.errors import ToolError
from studio.settings import ROOT, Llm, load_settings
from tests.media.conftest import Bench
from tests.media.moving import dancers, film
from tests.weights_here import weights
from tools.engines.registry import engines
from tools.engines.seeing.engine import SeeingEngine

pytestmark = pytest.mark.asyncio(loop_scope="module")
BUDGET = 2 * 768**2 // 28**2  # tokens of all pictures of a question


@pytest.fixture(scope="module")
def server():
    made = made_of(("torch", "torch-cpu"), load_settings())
    if not made.status()[0]:
        pytest.skip(f"no PyTorch: {environment('torch-cpu', load_settings()).status()[2]}")
    process = subprocess.Popen(
        [str(made.python), "-m", "tests.restoration.vl_server"],
        cwd=ROOT,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
    yield process, int(process.stdout.readline())
    process.kill()
    process.wait()


@pytest.fixture
def bench(server, tmp_path):
    eyes = SeeingEngine(Llm(base_url="planner"))
    eyes.ask_at(f"http://127.0.0.1:{server[1]}/v1", "a key")
    every = engines(load_settings())
    return Bench(tmp_path, {name: every[name] for name in ("vision", "ffmpeg")} | {"seeing": eyes})


@pytest.fixture
def seen(server):
    """What the model was shown at the last question."""
    return lambda: json.loads(server[0].stdout.readline())


async def test_picture_and_question_make_the_answer(bench, seen):
    red, noise = np.zeros((90, 120, 3), np.uint8), np.random.default_rng(0)
    red[..., 0] = 200
    other = noise.integers(0, 255, red.shape, np.uint8)
    first = await bench.call("describe", shown=bench.picture(red), question="Which colour?")
    assert first["model"] == "studio-vision" and len(first["text"].split()) == 12
    again = await bench.call("describe", shown=bench.picture(red), question="Which colour?")
    assert again == first
    for picture, question in ((other, "Which colour?"), (red, "How many?")):
        told = await bench.call("describe", shown=bench.picture(picture), question=question)
        assert told["text"] != first["text"]
    assert 0 < seen()["tokens"] < 20
    for _ in range(3):
        seen()


async def test_large_pictures_and_four_frames_fit_the_budget(bench, seen):
    large = np.zeros((1080, 1920, 3), np.uint8)
    await bench.call("describe", shown=bench.picture(large))
    assert 0.9 * BUDGET < seen()["tokens"] <= BUDGET
    weights("mediapipe")
    video = await film(bench, [np.kron(one, np.ones((6, 6, 1), np.uint8)) for one in dancers(6)])
    told = await bench.call("describe", shown=video)
    frames = seen()
    assert len(frames["sizes"]) == len(told["times"]) > 1
    assert frames["tokens"] <= BUDGET


async def test_who_is_asked_where_counts_the_pixels_that_it_was_sent(bench, seen):
    """The model's own processor leaves such a picture as it is, so its boxes need one scale."""
    weights("mediapipe")
    video = await film(bench, dancers(4))
    with pytest.raises(ToolError, match=r"studio-vision does not see 'a dancer'"):
        await bench.call("segment_video", video=video, what="a dancer", at=0.05)
    height, width = dancers(1)[0].shape[:2]
    assert seen()["sizes"] == [[width // 28 * 28, height // 28 * 28]]
