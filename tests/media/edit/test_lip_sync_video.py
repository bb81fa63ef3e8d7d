"""lip_sync_video: a face that was silent speaks, in time, and nothing else of the picture moves."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
from PIL import Image
from skimage import data

from studio.errors import ToolError
from tests.media.moving import film
from tests.weights_here import weights
from tools.engines.vision.footage.frames import read_frames

weights("mediapipe")
PLATE = Path(__file__).parents[2] / "measure" / "plates" / "luca_neutral.jpg"
RATE, FRAMES = 16000, 66
# Seconds at which the vowels of “mama, ma, mamama …” begin and end, without a rhythm.
VOWELS = ((0.2, 0.34), (0.45, 0.7), (0.85, 0.95), (1.05, 1.35), (1.6, 1.72), (1.84, 2.2))
LENGTH = 2.4


def murmur() -> np.ndarray:
    """The vowels as sound: a voice of 120 Hz with an open mouth's formants."""
    times = np.arange(round(LENGTH * RATE)) / RATE
    voice = sum(
        np.exp(-(((120 * n - 900) / 450) ** 2)) * np.sin(2 * np.pi * 120 * n * times)
        for n in range(1, 25)
    )
    loud = sum(1 / (1 + np.exp(-np.minimum(times - a, b - times) / 0.012)) for a, b in VOWELS)
    return 0.1 * voice * loud


def phonemes(late: float = 0.0) -> dict:
    said, before = [], 0.0
    for start, end in VOWELS:
        said += [
            {"phone": "m", "start": before + late, "end": start + late},
            {"phone": "a", "start": start + late, "end": end + late},
        ]
        before = end
    return {"phonemes": said, "duration": LENGTH}


@pytest.fixture
def voice(bench):
    path = bench.folder / "voice.wav"
    soundfile.write(path, murmur(), RATE)
    return bench.put(path, "audio")


async def silent(bench, is_filmed: bool = False):
    """A face that says nothing: of a photograph, who laughs, or drawn."""
    drawn = np.asarray(Image.open(PLATE).convert("RGB"))
    pixels = data.astronaut()[:256, 94:350] if is_filmed else drawn
    return await film(bench, [pixels] * FRAMES, f"silent{is_filmed}"), pixels


async def test_the_lips_move_with_the_voice_and_only_they(bench, voice):
    offsets = {}
    for late in (0.25, 0.0):
        video, pixels = await silent(bench, is_filmed=late > 0)
        said = bench.store.add_table(phonemes(late), tool="test", parameters={}).handle
        made = await bench.call(
            "lip_sync_video", video=video, audio=voice, phonemes=said, start=0.2
        )
        sync = await bench.call("check_sync", video=made["video"])
        assert made["opened"] > 0.2 and made["share"] > 0.95
        assert sync["sync_confidence"] > 0.4, sync
        offsets[late] = sync["sync_offset"]
    about = {"video": made["video"], "source": video, "wanted": ["lips"]}
    moved = (await bench.call("measure_effects", **about))["lips"]
    assert moved > 0.05, "what the critic tells them from lips that were left alone by"
    print(f"voice after lips: {offsets} ms")
    assert abs(offsets[0.0]) < 100
    assert offsets[0.0] - offsets[0.25] == pytest.approx(250, abs=50)
    frames = np.array([f for _, f in read_frames(bench.store.path(made["video"]))], int)
    moved = np.abs(frames - frames[0]).max((0, 3))
    assert moved[round(0.62 * len(pixels)) :].max() > 60, "the mouth"
    assert moved[: len(pixels) // 2].max() < 25, "brows and eyes stay"


async def test_what_cannot_be_spoken(bench, voice):
    video, _ = await silent(bench)
    said = bench.store.add_table(phonemes(), tool="test", parameters={}).handle
    nobody = await film(bench, [np.full((64, 64, 3), 90, np.uint8)] * 4, "nobody")
    with pytest.raises(ToolError, match="no face is seen"):
        await bench.call("lip_sync_video", video=nobody, audio=voice, phonemes=said)
    with pytest.raises(ToolError, match="no face lies at"):
        await bench.call("lip_sync_video", video=video, audio=voice, phonemes=said, point=[2, 2])
    wrong = bench.store.add_table({"visemes": []}, tool="test", parameters={}).handle
    with pytest.raises(ToolError, match="no phoneme times"):
        await bench.call("lip_sync_video", video=video, audio=voice, phonemes=wrong)
