"""Whisper: words with their times."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.transcribe import Segment

from tools.engines.hearing.requests import RATE, HeardWord

_FRAMES = 100  # of features in a second
# Whisper looks at 30 s at a time, and most of its work is for silence where a line is short. Ten
# seconds and more are heard as well (docs/critic.md), in a third of the time.
_SHORTEST, _STEP, _WHOLE = 10, 5, 30  # seconds
_AIR = 1.5  # seconds of silence that stay behind the last sound
_BEAM = 5
_VAD = {"threshold": 0.35, "min_silence_duration_ms": 1000, "speech_pad_ms": 400}


class Whisper(WhisperModel):
    """The model in a folder, int8 on the CPU, that looks no further than a sound goes."""

    def __init__(self, folder: Path, threads: int):
        super().__init__(
            str(folder),
            device="cpu",
            compute_type="int8",
            cpu_threads=threads,
            local_files_only=True,
        )
        self._window = _WHOLE * _FRAMES

    def encode(self, features: np.ndarray) -> Any:
        """As faster-whisper does, without the padding beyond the window."""
        return super().encode(features[..., : self._window])

    def listen(self, sound: np.ndarray, language: str) -> tuple[list[Segment], str, float]:
        """What is said in mono samples at RATE: segments with words, the language ("" to find it)
        and how sure that is, 0 to 1. The same sound gives the same words."""
        self._window = _window(len(sound) / RATE)
        segments, about = self.transcribe(
            sound,
            language=language or None,
            beam_size=_BEAM,
            temperature=[0.0],  # no second try by chance
            condition_on_previous_text=False,
            word_timestamps=True,
            vad_filter=True,
            vad_parameters=_VAD,
        )
        return list(segments), about.language, float(about.language_probability)


@cache
def whisper(folder: Path, threads: int) -> Whisper:
    """The model of a folder, loaded at the first call."""
    return Whisper(folder, threads)


def words(segments: Iterable[Segment], seconds: float) -> list[HeardWord]:
    """All words of the segments of a sound that is `seconds` long."""
    return [
        {
            "word": word.word.strip(),
            "start": round(min(float(word.start), seconds), 2),
            "end": round(min(float(word.end), seconds), 2),
            "certainty": round(float(word.probability), 3),
        }
        for segment in segments
        for word in segment.words or ()
        if word.word.strip()
    ]


def _window(seconds: float) -> int:
    """Frames that Whisper looks at for a sound of that length."""
    steps = -(-(seconds + _AIR) // _STEP) * _STEP
    return int(min(max(steps, _SHORTEST), _WHOLE)) * _FRAMES
