"""convert_voice without a card: pitch and vocal tract of another voice, and nothing else."""

import numpy as np
import pytest
import soundfile

from studio.errors import ToolError
from tests.measure.conftest import PLATES
from tools.audio.aligning import decode
from tools.engines.voice.conversion import ConvertVoice

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def measured(bench, path):
    found = await bench.call("measure_audio", audio=bench.put(path, "audio"))
    return found["pitch"]


@pytest.mark.parametrize("slower", [0.8, 1.2])
async def test_a_recording_takes_the_pitch_and_the_tract_of_a_sample(bench, tmp_path, slower):
    recording, sample, out = (tmp_path / f"{name}.wav" for name in ("one", "other", "out"))
    assert decode(PLATES / "talk.mp4", recording)
    samples, rate = soundfile.read(recording)
    # Somebody of another throat and pitch, for the sound is played faster or slower.
    soundfile.write(sample, samples[len(samples) // 4 :], round(rate * slower))
    request = ConvertVoice(recording=str(recording), sample=str(sample), out=str(out))
    made = await bench.toolbox.engines["voice"].run(request, lambda *_: None)
    numbers = [float(word) for word in made["told"][0].split() if word[0].isdigit()]
    assert numbers[0] == pytest.approx(slower, rel=0.05)
    assert numbers[2] == pytest.approx(slower, rel=0.05)
    converted, same = soundfile.read(out)
    assert len(converted) / same == pytest.approx(len(samples) / rate, abs=0.02)
    before, after = [(await measured(bench, one)) for one in (recording, out)]
    assert after == pytest.approx(slower * before, rel=0.05)


async def test_what_is_no_voice_is_told(bench, tmp_path):
    noise = bench.sound(0.05 * np.random.default_rng(0).normal(size=48000))
    bench.toolbox.engines = {
        name: engine for name, engine in bench.toolbox.engines.items() if name != "kokoro"
    }
    with pytest.raises(ToolError, match="no voice is heard in the recording"):
        await bench.call("convert_voice", audio=noise, character="Luca")
