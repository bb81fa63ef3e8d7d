"""Loudness, peaks, pitch, formants, emotion and determinism of real lines."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pyloudnorm
import pytest
from scipy.signal import resample_poly, stft

from tests.voice.conftest import CHILD, MAN

LINE = "I think the boat is coming home today."


def balance(samples, corner=1000.0):
    """dB of 1-5 kHz over what lies below 1 kHz: vocal effort."""
    frequencies, _, spectrum = stft(samples, 48_000, nperseg=2048)
    power = (np.abs(spectrum) ** 2).sum(axis=1)
    high = power[(frequencies > corner) & (frequencies < 5000)].sum()
    return 10 * np.log10(high / power[(frequencies > 50) & (frequencies <= corner)].sum())


@pytest.mark.parametrize("text", ["No!", LINE, "Stop. It is far too late to go back now!"])
def test_loudness_and_peak(speak, text):
    result = speak(text, emotion="angry", strength=1.5)
    samples = result["samples"]
    lufs = pyloudnorm.Meter(48_000).integrated_loudness(samples)
    peak = 20 * np.log10(np.abs(resample_poly(samples, 4, 1)).max())
    assert peak <= -1.0
    assert lufs == pytest.approx(result["lufs"], abs=0.1)
    assert lufs == pytest.approx(-16.0, abs=0.3) or result["limited_db"] > 11.5


def test_quiet_at_both_ends_and_no_offset(speak):
    result = speak(LINE)
    samples, first = result["samples"], result["words"][0]["start"]
    assert 0.05 <= first <= 0.15
    assert 0.05 <= result["duration"] - result["words"][-1]["end"] <= 0.15
    assert np.abs(samples[:240]).max() < 0.002
    assert np.abs(samples[-240:]).max() < 0.002
    assert abs(samples.mean()) < 0.001


@pytest.mark.parametrize("voice", [CHILD, MAN, {**CHILD, "timbre": "female", "pitch_hz": 195.0}])
@pytest.mark.parametrize("language", ["en", "it"])
def test_median_pitch_is_the_sheets(speak, f0_track, voice, language):
    text = LINE if language == "en" else "Penso che la barca torni a casa oggi."
    heard = f0_track(speak(text, voice=voice, language=language)["samples"])
    assert np.median(heard) == pytest.approx(voice["pitch_hz"], rel=0.06)


def test_formants_follow_the_ratio_at_one_pitch(speak):
    def envelope(ratio):
        samples = speak(LINE, voice={**CHILD, "formant_ratio": ratio, "pitch_hz": 220.0})["samples"]
        frequencies, _, spectrum = stft(samples, 48_000, nperseg=4096)
        level = 10 * np.log10((np.abs(spectrum) ** 2).mean(axis=1) + 1e-12)
        grid = np.geomspace(500, 6000, 400)
        curve = np.convolve(np.interp(grid, frequencies, level), np.ones(25) / 25, "same")
        return curve[25:-25] - np.polyval(np.polyfit(range(350), curve[25:-25], 1), range(350))

    small, large = envelope(1.25), envelope(1.0)
    likeness = [np.corrcoef(large[: 350 - s], small[s:])[0, 1] for s in range(80)]
    shift = (6000 / 500) ** (int(np.argmax(likeness)) / 399)
    assert shift == pytest.approx(1.25, abs=0.07)


def test_emotions_are_measurably_apart(speak, f0_track):
    heard = {}
    for emotion in ("neutral", "excited", "determined", "sad", "scared"):
        result = speak(LINE, emotion=emotion)
        tones = 12 * np.log2(f0_track(result["samples"]))
        span = result["words"][-1]["end"] - result["words"][0]["start"]
        heard[emotion] = {
            "pitch": np.median(tones),
            "range": np.percentile(tones, 90) - np.percentile(tones, 10),
            "span": span,
            "effort": balance(result["samples"]),
            "final": tones[-8:].mean() - np.median(tones),
            "level": result["level_db"],
        }
    neutral, excited, sad = heard["neutral"], heard["excited"], heard["sad"]
    determined, scared = heard["determined"], heard["scared"]
    assert excited["pitch"] > neutral["pitch"] + 3 > sad["pitch"] + 5
    assert scared["pitch"] > neutral["pitch"] + 3
    assert excited["range"] > 1.2 * neutral["range"]
    assert sad["range"] < neutral["range"]
    assert excited["span"] < 0.92 * neutral["span"]
    assert sad["span"] > 1.1 * neutral["span"]
    assert determined["span"] > 1.05 * neutral["span"]
    assert determined["final"] < neutral["final"] - 1.5
    assert excited["effort"] > neutral["effort"] + 1 > sad["effort"] + 3
    assert excited["level"] > neutral["level"] > sad["level"]


def test_strength_scales_the_emotion(speak, f0_track):
    pitch = [
        np.median(f0_track(speak(LINE, emotion="excited", strength=s)["samples"]))
        for s in (0.0, 0.5, 1.0, 1.7)
    ]
    neutral = np.median(f0_track(speak(LINE)["samples"]))
    assert pitch[0] == pytest.approx(neutral, rel=0.01)
    assert all(low * 1.05 < high for low, high in pairwise(pitch))


def test_same_line_same_bytes_whatever_was_said_before(speak):
    requests = [
        {"text": LINE, "voice": CHILD, "emotion": "scared"},
        {"text": "Ich bin da.", "language": "de", "voice": MAN},
        {"text": "Dove sei?", "language": "it", "voice": CHILD},
    ]
    first = [Path(speak(**r)["path"]).read_bytes() for r in requests]
    again = [Path(speak(**r)["path"]).read_bytes() for r in reversed(requests)]
    assert first == again[::-1]
