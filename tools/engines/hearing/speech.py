"""When somebody speaks, by Silero's detector of voices, which comes with faster-whisper."""

import numpy as np
from faster_whisper.vad import VadOptions, get_speech_timestamps

from tools.engines.hearing.requests import RATE, SpeechSpan

_OPTIONS = VadOptions(
    threshold=0.5,
    min_speech_duration_ms=150,
    min_silence_duration_ms=250,
    speech_pad_ms=80,
)


def speech_spans(sound: np.ndarray) -> list[SpeechSpan]:
    """The spans of a mono sound at RATE in which somebody speaks."""
    if sound.size < RATE // 20:
        return []
    found = get_speech_timestamps(sound.astype(np.float32), _OPTIONS)
    return [
        {
            "start": round(max(one["start"], 0) / RATE, 3),
            "end": round(min(one["end"], len(sound)) / RATE, 3),
        }
        for one in found
    ]
