"""convert_voice without a card: pitch and vocal tract of another voice, and nothing else."""

import hashlib

import numpy as np
import pytest
import soundfile

from studio.errors import ToolError
from studio.nouns.sheet import VoiceSample
from tests.measure.conftest import PLATES
from tests.weights_here import weights
from tools.engines.audio_analysis.decode import write_mono
from tools.engines.audio_analysis.engine import TraceVoice
from tools.samples import sample_file

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def recorded(bench, tmp_path, monkeypatch):
    """The sound of talk.mp4, and Mina's sheet with a sample of somebody of another throat and
    pitch: a part of it, played slower."""
    path = tmp_path / "recording.wav"
    assert write_mono(PLATES / "talk.mp4", path)
    samples, rate = soundfile.read(path)
    samples = samples[: 2 * rate]
    soundfile.write(path, samples, rate)
    settings = bench.toolbox.settings
    paths = settings.paths.model_copy(update={"models": tmp_path})
    bench.toolbox.settings = settings.model_copy(update={"paths": paths})
    other = tmp_path / "other.wav"
    soundfile.write(other, samples, round(0.85 * rate))
    digest = hashlib.sha256(other.read_bytes()).hexdigest()
    kept = sample_file(digest, bench.toolbox.settings)
    kept.parent.mkdir()
    kept.write_bytes(other.read_bytes())
    own = VoiceSample(sha256=digest, text="Words.", language="en", source="a test", rights="ours")
    sheet = bench.toolbox.sheets.get("Mina")
    voice = sheet.voice.model_copy(update={"sample": own})
    changed = sheet.model_copy(update={"voice": voice})
    monkeypatch.setattr(bench.toolbox.sheets, "get", lambda _: changed)
    return path


async def median_pitch(bench, handle):
    trace = TraceVoice(path=bench.store.path(handle))
    found = await bench.toolbox.engines["listening"].run(trace, lambda *_: None)
    return float(np.median(found["pitch"]))


async def test_a_recording_takes_the_pitch_and_the_tract_of_a_sample(bench, recorded):
    weights("speaker-embedding")
    before = bench.put(recorded, "audio")
    made = await bench.call("convert_voice", audio=before, character="Mina")
    numbers = [float(word) for word in made["told"][0].split() if word[0].isdigit()]
    assert made["method"] == "Praat" and "timbre stays" in made["told"][0]
    assert numbers[0] == pytest.approx(0.85, rel=0.03) and numbers[2] == 0.85
    pitch = [await median_pitch(bench, one) for one in (before, made["audio"])]
    assert pitch[1] == pytest.approx(0.85 * pitch[0], rel=0.05)
    assert made["duration"] == pytest.approx(2.0, abs=0.05)
    notes = bench.store.get(made["audio"]).notes
    assert notes["recording"] == before and notes["sample"] in bench.store.get(made["audio"]).inputs


async def test_what_is_no_voice_is_told(bench, recorded):
    noise = bench.sound(0.05 * np.random.default_rng(0).normal(size=48000))
    with pytest.raises(ToolError, match="no voice is heard in the recording"):
        await bench.call("convert_voice", audio=noise, character="Mina")
