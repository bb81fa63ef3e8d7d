"""The wav2vec2 engine in its real process, over a small network that knows a language of tones."""

import numpy as np
import pytest
import pytest_asyncio
import soundfile

from studio.errors import ToolError
from studio.settings import load_settings
from tests.tiny_warehouse import build
from tests.voice_card.tones import RATE, spoken
from tools.engines.registry import engines
from tools.engines.voice.request import LEAST_AGREEMENT, Align
from tools.engines.wav2vec2.engine import WEIGHTS

SAID = ("sil", "s", "iː", "l", "sil", "ɛ", "n", "oʊ", "sil")
LENGTHS = (0.3, 0.12, 0.2, 0.1, 0.4, 0.16, 0.1, 0.22, 0.2)
WORDS = (("seal", 1, 4), ("eno", 5, 8))  # of which phones


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    """A warehouse with the small network."""
    folder = tmp_path_factory.mktemp("models")
    module = "tests.voice_card.build_tiny_wav2vec2"
    build(("torch", "torch-cpu"), "PyTorch", module, folder, folder / WEIGHTS)
    return folder


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def engine(models):
    """The engine over these weights."""
    shipped = load_settings()
    paths = shipped.paths.model_copy(update={"models": models})
    on_cpu = shipped.diffusion.model_copy(update={"on_cpu": True})
    settings = shipped.model_copy(update={"paths": paths, "diffusion": on_cpu})
    engine = engines(settings)["wav2vec2"]
    yield engine
    await engine.close()


@pytest.fixture
def aligned(engine, tmp_path):
    """aligned(read, said, lengths, rate): what the engine finds of a recording that says `said`,
    where a reading that takes a second for each phone says `read`."""

    async def run(read, said=SAID, lengths=LENGTHS, rate=RATE):
        sound = spoken(said, lengths)
        if rate != RATE:
            times = np.arange(int(len(sound) * rate / RATE)) / rate
            sound = np.interp(times, np.arange(len(sound)) / RATE, sound)
        path = tmp_path / "recording.wav"
        soundfile.write(path, sound, rate)
        phones = [
            {"phone": phone, "start": float(n), "end": n + 1.0} for n, phone in enumerate(read)
        ]
        words = [{"word": w, "start": float(a), "end": float(b)} for w, a, b in WORDS]
        request = Align(recording=str(path), reading="", phonemes=phones, words=words)
        return await engine.run(request, lambda *_: None)

    return run


@pytest.mark.parametrize("rate", [RATE, 44_100])
@pytest.mark.asyncio(loop_scope="module")
async def test_phones_words_and_pauses_are_where_they_are_said(aligned, rate):
    found = await aligned(SAID, rate=rate)
    assert [one["phone"] for one in found["phonemes"]] == list(SAID)
    edges = np.cumsum((0.0, *LENGTHS))
    starts = np.array([one["start"] for one in found["phonemes"]])
    ends = np.array([one["end"] for one in found["phonemes"]])
    off = np.abs(starts - edges[:-1])
    assert np.median(off) < 0.02 and off.max() < 0.05
    assert starts[0] == 0 and ends[-1] == pytest.approx(found["duration"])
    assert np.all(starts[1:] == ends[:-1])
    assert found["agreement"] > 0.9
    words = [(one["word"], one["start"], one["end"]) for one in found["words"]]
    assert words[0] == ("seal", pytest.approx(0.3, abs=0.05), pytest.approx(0.72, abs=0.05))
    assert words[1] == ("eno", pytest.approx(1.12, abs=0.05), pytest.approx(1.6, abs=0.05))


@pytest.mark.asyncio(loop_scope="module")
async def test_other_words_hardly_agree_and_a_phone_without_a_sign_is_somewhere_between(aligned):
    other = await aligned(("n", "n", "s", "s", "oʊ", "l", "n", "s"))
    assert other["agreement"] < LEAST_AGREEMENT
    near = await aligned(("s", "i", "ɬ", "e", "n", "o"))  # by length, by likeness, by neither
    phones = {one["phone"]: one for one in near["phonemes"]}
    assert near["agreement"] > 0.9 and 0.55 < phones["ɬ"]["start"] < phones["ɬ"]["end"] < 1.15


@pytest.mark.asyncio(loop_scope="module")
async def test_too_short_a_recording_is_told(aligned):
    with pytest.raises(ToolError, match="too short for its words"):
        await aligned(SAID * 20)
