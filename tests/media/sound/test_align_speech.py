"""A recording's phonemes: our own voices are recordings whose times are known exactly."""

import numpy as np
import pytest
import pytest_asyncio
import soundfile

from studio.errors import ToolError
from tests.weights_here import weights
from tools.engines.ffmpeg.runner import run_ffmpeg

pytestmark = pytest.mark.asyncio(loop_scope="module")
SAID = "I never thought that the sea could be so warm in October."
TOLERANCE = 0.03  # s, of nine in ten phonemes


@pytest.fixture(scope="module")
def kept():
    """The line, dry: samples, rate and when its phonemes start; spoken once."""
    return []


@pytest_asyncio.fixture(loop_scope="module")
async def recording(bench, kept):
    """Alberto's line, far from the microphone in a room that hisses: samples, rate, and when its
    phonemes start."""
    weights("kokoro-82m")
    weights("kokoro-voices")
    if not kept:
        line = await bench.call("speak", character="Alberto", text=SAID, rate=0.9)
        kept += [*soundfile.read(bench.store.path(line["audio"])), starts(bench, line["phonemes"])]
    dry, rate, begins = kept
    chance = np.random.default_rng(0)
    tail = chance.normal(size=rate // 4) * np.exp(-np.arange(rate // 4) / (0.04 * rate))
    wet = np.convolve(dry, tail / np.abs(tail).sum())[: len(dry)]
    return dry + 2 * wet + 0.01 * np.abs(dry).max() * chance.normal(size=len(dry)), rate, begins


def starts(bench, table):
    return [one["start"] for one in bench.store.table(table)["phonemes"] if one["phone"] != "sil"]


async def test_phonemes_are_found_in_another_voice_and_room(bench, recording):
    samples, rate, begins = recording
    found = await bench.call(
        "align_speech", audio=bench.sound(samples, rate), text=SAID, language="en"
    )
    ours, theirs = starts(bench, found["phonemes"]), begins
    assert len(ours) == len(theirs)
    missed = np.abs(np.subtract(ours, theirs))
    assert np.quantile(missed, 0.9) < TOLERANCE, missed
    assert found["agreement"] > 0.5
    assert found["duration"] == pytest.approx(len(samples) / rate, abs=0.01)
    lips = await bench.call("lip_sync", phonemes=found["phonemes"])
    assert bench.store.table(lips["visemes"])["visemes"]


async def test_any_file_with_a_long_silence_around_it_will_do(bench, recording, tmp_path):
    samples, rate, begins = recording
    silence = np.zeros(4 * rate)
    soundfile.write(tmp_path / "long.wav", np.concatenate([silence, samples, silence]), rate)
    path = tmp_path / "long.m4a"
    given = ["-i", str(tmp_path / "long.wav"), "-c:a", "aac", str(path)]
    run_ffmpeg(given, duration=12, progress=lambda *_: None, note="encoding")
    found = await bench.call(
        "align_speech", audio=bench.put(path, "audio"), text=SAID, language="en"
    )
    ours = np.subtract(starts(bench, found["phonemes"]), 4)
    missed = np.abs(np.subtract(ours, begins))
    assert np.quantile(missed, 0.9) < 0.06, missed
    phones = bench.store.table(found["phonemes"])["phonemes"]
    last = [one["end"] for one in phones if one["phone"] != "sil"][-1]
    assert last < 4 + len(samples) / rate + 0.1, "nobody speaks in the silence after it"


async def test_what_is_said_is_heard_where_nobody_tells(bench, recording):
    weights("whisper-base")
    samples, rate, _ = recording
    found = await bench.call("align_speech", audio=bench.sound(samples, rate))
    assert found["language"] == "en" and "warm in October" in found["text"]
    assert found["agreement"] > 0.5


async def test_other_words_and_no_words_are_refused(bench, recording):
    samples, rate, _ = recording
    handle = bench.sound(samples, rate)
    with pytest.raises(ToolError, match="does not say “Quick, hide behind the boats"):
        await bench.call(
            "align_speech",
            audio=handle,
            text="Quick, hide behind the boats before she sees us!",
            language="en",
        )
    silence = bench.sound(np.zeros(rate), rate)
    with pytest.raises(ToolError, match="nothing is heard"):
        await bench.call("align_speech", audio=silence, text=SAID, language="en")
