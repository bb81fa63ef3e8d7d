"""The openvoice engine in its real process: Coqui's own classes, few channels, random weights."""

import numpy as np
import pytest
import pytest_asyncio
import soundfile

from studio.errors import ToolError
from studio.settings import load_settings
from tests.media.conftest import Bench
from tests.tiny_warehouse import build
from tools.engines.diffusion.requests import LetGo
from tools.engines.openvoice.weights import MODEL
from tools.engines.registry import engines
from tools.engines.voice.conversion import ConvertVoice

pytestmark = pytest.mark.asyncio(loop_scope="module")
RATE, SECONDS = 24000, 1.2


def voice(hertz: float) -> np.ndarray:
    times = np.arange(int(SECONDS * RATE)) / RATE
    return 0.3 * np.sign(np.sin(2 * np.pi * np.cumsum(hertz + 20 * np.sin(6 * times)) / RATE))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def made(tmp_path_factory):
    """All engines over a warehouse with the small network."""
    folder = tmp_path_factory.mktemp("models")
    module = "tests.voice_card.build_tiny_openvoice"
    build(("xtts", "xtts-cpu"), "XTTS", module, folder, folder / MODEL)
    shipped = load_settings()
    paths = shipped.paths.model_copy(update={"models": folder})
    on_cpu = shipped.diffusion.model_copy(update={"on_cpu": True})
    every = engines(shipped.model_copy(update={"paths": paths, "diffusion": on_cpu}))
    yield every, folder / MODEL
    for engine in every.values():
        await engine.close()


@pytest.fixture
def converted(made, tmp_path):
    async def run(recording=160.0, sample=240.0, seed=0):
        paths = [tmp_path / name for name in ("recording.wav", "sample.wav", "out.wav")]
        for path, hertz in zip(paths, (recording, sample), strict=False):
            soundfile.write(path, voice(hertz) * (hertz > 0), RATE)
        one, two, out = map(str, paths)
        request = ConvertVoice(recording=one, sample=two, out=out, seed=seed)
        answer = await made[0]["openvoice"].run(request, lambda *_: None)
        assert answer == {"engine": "OpenVoice V2", "told": []}
        return soundfile.read(out)

    return run


async def test_recording_sample_and_seed_change_the_sound_and_nothing_else_does(converted):
    first, rate = await converted()
    assert rate == 22050 and len(first) == pytest.approx(SECONDS * rate, rel=0.02)
    assert np.abs(first).max() > 0.001
    assert np.array_equal(first, (await converted())[0])
    for change in ({"recording": 120.0}, {"sample": 150.0}, {"seed": 1}):
        assert not np.array_equal(first, (await converted(**change))[0]), change


@pytest.mark.parametrize("name", ["recording", "sample"])
async def test_what_is_silent_is_no_voice(converted, name):
    with pytest.raises(ToolError, match=f"{name} is silent, or shorter"):
        await converted(**{name: 0.0})


async def test_the_tool_takes_it_and_the_next_one_where_it_fails(made, tmp_path):
    every, folder = made
    flite = {name: one for name, one in every.items() if name != "kokoro"}  # speaks sooner
    bench, calls = Bench(tmp_path, flite), []
    soundfile.write(tmp_path / "sound.wav", voice(150.0), RATE)
    handle = bench.put(tmp_path / "sound.wav", "audio")

    async def call():
        asked = {"audio": handle, "character": "Luca"}
        return await bench.toolbox.call("convert_voice", asked, on_call=calls.append)

    done = await call()
    assert (calls[-1].engine, done["method"]) == ("openvoice", "OpenVoice V2")
    checkpoint = folder / "converter" / "checkpoint.pth"
    checkpoint.write_bytes(checkpoint.read_bytes()[:-1000])
    await every["openvoice"].run(LetGo(), lambda *_: None)
    done = await call()
    assert done["method"] == "Praat" and "formants" in done["told"][0]
    assert "checkpoint.pth cannot be converted" in calls[-1].fallback
