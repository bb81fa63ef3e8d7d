"""The process of the ears: `python -m tools.engines.hearing.worker WHISPER SPEAKER DNSMOS`, folders
of weights; frames in and out."""

import hashlib
import os
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

# Before the networks' libraries are loaded: waiting threads sleep, and one is enough for one line.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("HF_HUB_OFFLINE", "1")

from onnxruntime import InferenceSession

from tools.engines.hearing import speaker
from tools.engines.hearing.compare import compare
from tools.engines.hearing.diarise import speakers
from tools.engines.hearing.lexicon import common_words
from tools.engines.hearing.prosody import prosody
from tools.engines.hearing.quality import quality
from tools.engines.hearing.requests import (
    RATE,
    CompareVoices,
    CompareWords,
    Comparison,
    FindSpeech,
    FoundSpeech,
    MeasureVoice,
    TellSpeakers,
    Transcribe,
)
from tools.engines.hearing.weights import EMBEDDER, QUALITY
from tools.engines.onnx import session
from tools.engines.worker.serve import Job, serve

VERSION = "1"
THREADS = max(1, min(2, os.cpu_count() or 1))
_KNOWN = 64  # voices that stay known


def transcribe(params: dict[str, Any], job: Job) -> dict[str, Any]:
    """The words of a sound: requests.Transcribe."""
    from tools.engines.hearing import whisper  # loads CTranslate2: at the first call

    wanted = Transcribe.read(params)
    sound = _sound(wanted.path)
    model = whisper.whisper(_FOLDERS[0], THREADS)
    job.progress(0.2, "listening")
    segments, language, sure = model.listen(sound, wanted.language) if sound.size else ([], "", 0)
    words = whisper.words(segments, len(sound) / RATE)
    text = " ".join(segment.text.strip() for segment in segments)
    told = float(np.mean([word["certainty"] for word in words])) if words else 0.0
    return {
        "language": language if words else "",
        "certainty": round(told * (1.0 if wanted.language else sure), 3),
        "text": text,
        "words": words,
        "compared": _compared(wanted.said, text, wanted.language or language, wanted.names)
        if wanted.said.strip()
        else None,
    }


def find_speech(params: dict[str, Any], job: Job) -> dict[str, Any]:
    """When somebody speaks: requests.FindSpeech."""
    from tools.engines.hearing.speech import speech_spans  # loads the detector: at the first call

    sound = _sound(FindSpeech.read(params).path)
    found: FoundSpeech = {"segments": speech_spans(sound), "duration": len(sound) / RATE}
    return {**found}


def compare_words(params: dict[str, Any], job: Job) -> dict[str, Any]:
    """Words against words: requests.CompareWords."""
    wanted = CompareWords.read(params)
    return {**_compared(wanted.said, wanted.heard, wanted.language, wanted.names)}


def measure_voice(params: dict[str, Any], job: Job) -> dict[str, Any]:
    """Quality, prosody and likeness of a voice: requests.MeasureVoice."""
    wanted = MeasureVoice.read(params)
    sound = _sound(wanted.path)
    likeness = None
    if wanted.reference:
        job.progress(0.1, "whose voice it is")
        likeness = _likeness(sound, _sound(wanted.reference))
    job.progress(0.4, "how it sounds")
    return {
        "quality": quality(sound, _network(_FOLDERS[2] / QUALITY)),
        "prosody": prosody(sound),
        "likeness": likeness,
        "plain": prosody(_sound(wanted.neutral)) if wanted.neutral else None,
    }


def compare_voices(params: dict[str, Any], job: Job) -> dict[str, Any]:
    """How like two voices are: requests.CompareVoices."""
    wanted = CompareVoices.read(params)
    return {"likeness": _likeness(_sound(wanted.path), _sound(wanted.reference))}


def tell_speakers(params: dict[str, Any], job: Job) -> dict[str, Any]:
    """Who speaks when: requests.TellSpeakers."""
    wanted = TellSpeakers.read(params)
    sound, network = _sound(wanted.path), _network(_FOLDERS[1] / EMBEDDER)
    voices = []
    for number, (start, end) in enumerate(wanted.spans):
        job.progress(number / len(wanted.spans), "who speaks")
        voices.append(speaker.embedding(sound[round(start * RATE) : round(end * RATE)], network))
    seconds = [end - start for start, end in wanted.spans]
    return {"speakers": speakers(voices, seconds)}


def _compared(said: str, heard: str, language: str, names: Sequence[str]) -> Comparison:
    return compare(said, heard, language, names, common_words(_FOLDERS[0] / "tokenizer.json"))


_FOLDERS = [Path(name) for name in sys.argv[1:4]]
_voices: dict[bytes, np.ndarray] = {}


@cache
def _network(path: Path) -> InferenceSession:
    return session(path, THREADS)


def _sound(path: Path | str) -> np.ndarray:
    return np.load(path)


def _likeness(one: np.ndarray, other: np.ndarray) -> float:
    return round(float(_voice(one) @ _voice(other)), 3)


def _voice(sound: np.ndarray) -> np.ndarray:
    """The embedding of a sound; a reference is the same for many lines, and so is kept."""
    key = hashlib.sha256(sound.tobytes()).digest()
    if key not in _voices:
        if len(_voices) >= _KNOWN:
            _voices.pop(next(iter(_voices)))
        _voices[key] = speaker.embedding(sound, _network(_FOLDERS[1] / EMBEDDER))
    return _voices[key]


if __name__ == "__main__":
    serve(
        {
            Transcribe.method(): transcribe,
            FindSpeech.method(): find_speech,
            CompareWords.method(): compare_words,
            MeasureVoice.method(): measure_voice,
            CompareVoices.method(): compare_voices,
            TellSpeakers.method(): tell_speakers,
        },
        "hearing",
        VERSION,
    )
