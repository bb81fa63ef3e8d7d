"""find_scene: by what is said, by colours, by motion, and by what a model sees."""

import threading

import numpy as np
import pytest
import soundfile

from agents.exchange.placing import find_stretch
from studio.errors import ToolError
from studio.settings import Llm
from tests.measure.conftest import PLATES
from tests.media.shots.shown import FPS, HEIGHT, WIDTH, shot, written
from tests.media.shots.test_motion import tile
from tests.tools.test_describe import Endpoint
from tests.weights_here import weights
from tools.engines.audio_analysis.decode import mono, read_sound
from tools.engines.seeing.engine import SeeingEngine
from tools.engines.vision.shots.searching import clues_of, heard_where, said_in

SHOT = 14  # frames
LENGTH = SHOT / FPS


def textured(colour: tuple[int, int, int], seed: int) -> np.ndarray:
    grain = np.random.default_rng(seed).normal(0, 14, (HEIGHT // 4, WIDTH // 4))
    return np.clip(np.array(colour) + np.kron(grain, np.ones((4, 4)))[..., None], 0, 255)


@pytest.fixture
def film(bench):
    """A sea, a meadow over which something races, a cat."""
    weights("mediapipe")
    sea, meadow = textured((20, 90, 190), 1), textured((60, 140, 50), 2)
    pictures = [sea.astype(np.uint8)] * SHOT
    pictures += [tile(meadow, 30 + 9 * n, 70) for n in range(SHOT)]
    pictures += [*shot("cat", SHOT, 0.2)]
    return bench.put(written(pictures, bench.folder / "film.mp4"), "video")


async def test_by_colours_and_motion(bench, film):
    sea = await bench.call("find_scene", video=film, search="the ocean scene")
    best = sea["candidates"][0]
    assert (best["start"], best["end"]) == pytest.approx((0, LENGTH), abs=1e-3)
    assert best["certainty"] > 0.8 and "blue" in best["why"][0]
    assert sea["looked_by"] == ["measures"]
    assert all(other["certainty"] < 0.5 for other in sea["candidates"][1:])
    # What a plan's step is made in: the same scene, one by its number, the rest after a cut.
    names = ["the ocean scene", "shot 2", "after cut 1", "before cut 2", "shot -1", "at cut 1"]
    spans = [(0, 1), (1, 2), (1, 3), (0, 2), (2, 3), (1, 1)]
    for name, (first, last) in zip(names, spans, strict=True):
        found = await find_stretch(film, name, lambda tool, asked: bench.call(tool, **asked))
        assert (found.start, found.end) == pytest.approx((first * LENGTH, last * LENGTH), abs=1e-3)
    for name, lacks in [
        ("shot 4", "3 shots"),
        ("after cut 3", "2 cuts"),
        ("the fire scene", "surely"),  # an orange cat
    ]:
        found = await find_stretch(film, name, lambda tool, asked: bench.call(tool, **asked))
        assert found.lacks and lacks in found.lacks
    fast = (await bench.call("find_scene", video=film, search="the fastest part"))["candidates"]
    assert fast[0]["start"] == pytest.approx(LENGTH, abs=0.1)
    assert fast[0]["end"] == pytest.approx(2 * LENGTH, abs=0.1) and "a second" in fast[0]["why"][0]


async def test_words_that_say_nothing_of_a_film(bench):
    weights("mediapipe")
    short = written([np.full((36, 64, 3), 90, np.uint8)] * 4, bench.folder / "short.mp4")
    with pytest.raises(ToolError, match="nothing in"):
        await bench.call("find_scene", video=bench.put(short, "video"), search="xylophone quartet")


async def test_by_what_is_said(bench, engines):
    weights("mediapipe")
    if not engines["hearing"].status().ready:
        pytest.skip("the ears are not here")
    samples, rate = read_sound(PLATES / "talk.mp4")
    soundfile.write(bench.folder / "line.wav", mono(samples), rate)
    grey = [np.full((72, 128, 3), 90, np.uint8)] * (5 * FPS)
    film = bench.put(written(grey, bench.folder / "f.mp4", bench.folder / "line.wav"), "video")
    found = await bench.call("find_scene", video=film, search="where he says “down to the harbour”")
    assert found["looked_by"] == ["measures", "transcript"]
    best = found["candidates"][0]
    assert best["certainty"] > 0.75 and "“down to the" in best["why"][0]
    assert 2.4 < best["start"] < 3.6 and 3.7 < best["end"] < 4.7


async def test_by_what_a_model_sees(bench, film):
    server = Endpoint()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        text = "1: no\n2. **Maybe**\n3: yes, a cat looks into the camera"
        server.answer = (200, {"choices": [{"message": {"content": text}}]})
        eyes = SeeingEngine(Llm(base_url="planner"))
        eyes.ask_at(server.url, "a key")
        bench.toolbox.engines["seeing"] = eyes
        found = await bench.call("find_scene", video=film, search="where the tabby looks at us")
    finally:
        server.shutdown()
        server.server_close()
    assert [one["certainty"] for one in found["candidates"]] == [1.0, 0.5]
    assert found["candidates"][0]["start"] == pytest.approx(2 * LENGTH, abs=1e-3)
    assert "says yes" in found["candidates"][0]["why"][0]
    pictures = [part for part in server.asked[0]["messages"][-1]["content"] if "image_url" in part]
    assert len(pictures) == 3


def test_what_a_search_asks():
    assert said_in("the part where he says andiamo!") == "andiamo"
    assert said_in('when she shouts "Silenzio, Bruno"') == "Silenzio, Bruno"
    assert said_in("the ocean scene") == ""
    assert [clue.about for clue in clues_of("the dark red close-up")] == [
        "light",
        "colours",
        "size",
    ]
    assert clues_of("where he says the ocean is blue") == []


def _about(search: str) -> list[str]:
    return [clue.about for clue in clues_of(search)]


def test_a_word_is_found_as_it_was_heard():
    heard = [("We", 0.2, 0.4), ("go,", 0.4, 0.8), ("andyamo!", 1.0, 1.6), ("Now", 2.0, 2.2)]
    words = [{"word": word, "start": start, "end": end} for word, start, end in heard]
    ((start, end, evidence),) = heard_where("andiamo", words)
    assert (start, end) == (1.0, 1.6) and evidence.score > 0.8 and "andyamo" in evidence.why
    assert heard_where("arrivederci", words) == []
