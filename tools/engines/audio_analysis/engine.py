"""The listening engine: everything that is measured of a sound."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypedDict

import numpy as np

from studio.nouns.vocabulary import Language
from studio.settings import Settings
from tools.engines.audio_analysis import levels
from tools.engines.audio_analysis.beats import detect_beats
from tools.engines.audio_analysis.decode import mono, read_sound
from tools.engines.audio_analysis.locate import locate_sound
from tools.engines.audio_analysis.pitch import fundamental, melody
from tools.engines.audio_analysis.recognise import listener
from tools.engines.base import Progress
from tools.engines.media.confined import ConfinedEngine
from tools.engines.registry import engine
from tools.engines.request import Request
from tools.engines.version import digest_of


@engine
def audio_analysis_engine(settings: Settings) -> ConfinedEngine:
    """Hears with PocketSphinx and measures with pyloudnorm; needs nothing beyond its packages."""
    return ConfinedEngine(
        "listening",
        digest_of(__name__, packages=("pocketsphinx", "pyloudnorm", "numpy", "scipy")),
        "loudness, peaks, silence, pitch, beats and what a recogniser understands (PocketSphinx)",
        [measure, trace, detect_beats, locate_sound],
    )


@dataclass(frozen=True, kw_only=True)
class MeasureSound(Request[dict[str, Any]]):
    """A file with sound, the `text` that is spoken in it, which may be empty, and its language; of
    a part of it, from `start` to `end` in seconds. The result is AudioMeasures of the tool
    measure_audio."""

    path: Path
    text: str
    language: Language
    start: float = 0.0
    end: float | None = None


def measure(request: MeasureSound, progress: Progress) -> dict[str, Any]:
    """All that is measured of a file with sound."""
    samples, rate = read_sound(request.path)
    end = None if request.end is None else round(request.end * rate)
    samples = samples[round(request.start * rate) : end]
    sound = mono(samples)
    times, rms = levels.activity(sound, rate)
    quiet = levels.silent(rms)
    active = times[~quiet]
    pitch = fundamental(sound, rate)
    result: dict[str, Any] = {
        "duration": round(len(sound) / rate, 3),
        "loudness": round(levels.loudness(samples, rate), 2),
        "true_peak": round(levels.true_peak(samples), 2),
        "crest": round(levels.crest(sound, rate), 2),
        "clipped": round(levels.clipped_fraction(samples), 6),
        "silence": round(float(quiet.mean()), 3) if quiet.size else 1.0,
        "starts": round(float(active[0]), 2) if active.size else None,
        "ends": round(float(active[-1]), 2) if active.size else None,
        "pitch": round(float(np.median(pitch)), 1) if pitch.size else None,
        "pitch_range": _semitones(pitch),
        "recognised": "",
        "word_error_rate": None,
        "phone_agreement": None,
        "picked": None,
    }
    if request.text.strip() and active.size:
        progress(0.3, "listening")
        heard = listener().hear(sound, rate, request.text, request.language)
        result |= {
            "recognised": heard.words or heard.phones,
            "word_error_rate": _rounded(heard.word_error_rate),
            "phone_agreement": round(heard.phone_agreement, 3),
            "picked": heard.picked,
        }
    return result


class VoiceTrace(TypedDict):
    """`level`: RMS every 20 ms, of full scale; `pitch`: F0 in Hz at the `voiced` seconds."""

    level: list[float]
    voiced: list[float]
    pitch: list[float]


@dataclass(frozen=True, kw_only=True)
class TraceVoice(Request[VoiceTrace]):
    """How loud and how high a voice is over time, in a file with sound."""

    path: Path


TRACE_STEP = 0.02  # seconds between two levels of a trace


def trace(request: TraceVoice, progress: Progress) -> VoiceTrace:
    """Loudness and melody of a voice over time."""
    samples, rate = read_sound(request.path)
    sound = mono(samples)
    _, rms = levels.activity(sound, rate, TRACE_STEP)
    times, pitch = melody(sound, rate)
    return {"level": rms.tolist(), "voiced": times.tolist(), "pitch": pitch.tolist()}


def _semitones(pitch: np.ndarray) -> float | None:
    if pitch.size < 5:
        return None
    low, high = np.percentile(pitch, (10, 90))
    return round(float(12 * np.log2(high / low)), 2)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
