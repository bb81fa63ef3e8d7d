"""A line that another engine spoke, with times, feeling and delivery of ours."""

from pathlib import Path

import numpy as np
import parselmouth

from tools.engines.voice.align import warp
from tools.engines.voice.line import Line
from tools.engines.voice.request import LEAST_AGREEMENT, Recast
from tools.engines.voice.shaping.emotion import Manner
from tools.engines.voice.shaping.shape import reshape
from tools.engines.voice.speech import Phone, Speech
from tools.engines.worker.serve import BadInput

_PITCH = (60.0, 600.0)  # Hz


def recast(request: Recast, line: Line, manner: Manner) -> Speech:
    """What was spoken, in its own pitch and timbre, with the manner's melody and pace. BadInput
    where it does not say the line."""
    found = warp(Path(request.reading), Path(request.spoken))
    if found.agreement < LEAST_AGREEMENT:
        raise BadInput(
            f"{request.spoken_by} spoke other words than {line.text[:40]!r}",
            "let another engine speak it, or word it otherwise",
        )
    read = [
        Phone(one["phone"], one["start"], one["end"], word=_word_at(one, request))
        for one in request.phonemes
    ]
    sound = parselmouth.Sound(request.spoken).convert_to_mono()
    speech = Speech(
        np.asarray(sound.values[0]),
        round(sound.sampling_frequency),
        found.moved(read),
        [one["word"] for one in request.words],
        request.spoken_by,
        tract=1.0,
        lively=1.0,
    )
    if manner == Manner():
        return speech
    return reshape(speech, manner, _median(sound), formants=1.0, rate=1.0, question=False)


def _word_at(phoneme: dict[str, float], request: Recast) -> int:
    """The word in which a phoneme lies; -1 for a pause."""
    middle = (phoneme["start"] + phoneme["end"]) / 2
    inside = (n for n, word in enumerate(request.words) if word["start"] <= middle < word["end"])
    return next(inside, -1)


def _median(sound: parselmouth.Sound) -> float:
    """Median F0 in Hz; of a voiceless sound any."""
    heard = sound.to_pitch_ac(pitch_floor=_PITCH[0], pitch_ceiling=_PITCH[1])
    voiced = heard.selected_array["frequency"]
    voiced = voiced[voiced > 0]
    return float(np.median(voiced)) if len(voiced) else 150.0
