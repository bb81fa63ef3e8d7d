"""Speaks the cases with the real engines, and listens to them."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.voices.lines import PLAIN, Case
from tools.engines.audio_analysis.decode import mono, read_sound
from tools.engines.vision.footage.sync import measure_sync, voice_envelope
from tools.engines.voice.phonetics.visemes import shapes
from tools.toolbox import Toolbox

_STEP = 0.01  # seconds
_OPEN = {"aa": 1.0, "E": 0.7, "oh": 0.6, "ih": 0.4, "ou": 0.3}  # how far a viseme opens the mouth
_SURE = 0.3  # confidence from which an offset counts, as for the critic


@dataclass(frozen=True)
class Heard:
    """What came of a case. `offset`: ms that the sound comes after its phoneme times; None where
    that cannot be made out."""

    case: Case
    audio: str
    words: dict[str, Any]
    voice: dict[str, Any]
    offset: float | None


async def speak(case: Case, toolbox: Toolbox) -> tuple[str, str, float]:
    """Handles of the sound and of its phoneme times, and the seconds that it took."""
    began = time.perf_counter()
    arguments = {"character": case.character, "text": case.text, "language": case.language}
    made = await toolbox.call("speak", arguments | {"emotion": case.emotion})
    return made["audio"], made["phonemes"], time.perf_counter() - began


async def listen(case: Case, toolbox: Toolbox, reference: str = "") -> Heard:
    """Speak a case and hear it. `reference`: a plain line of the same character."""
    audio, phonemes, _ = await speak(case, toolbox)
    arguments: dict[str, Any] = {"media": audio, "language": case.language, "said": case.text}
    words = await toolbox.call("transcribe", arguments)
    asked = {"audio": audio}
    if reference:
        asked["reference"] = reference
    if case.emotion != PLAIN:
        plain = Case(case.character, case.text, case.language)
        asked["neutral"] = (await speak(plain, toolbox))[0]
    voice = await toolbox.call("measure_voice", asked)
    offset = _offset(toolbox.artifacts.path(audio), toolbox.artifacts.table(phonemes)["phonemes"])
    return Heard(case, audio, words, voice, offset)


async def likeness(one: str, other: str, toolbox: Toolbox) -> float:
    """Of two voices, by the handles of their sounds."""
    found = await toolbox.call("measure_voice", {"audio": one, "reference": other})
    return found["likeness"]


def _offset(path: Path, phones: Sequence[dict[str, Any]]) -> float | None:
    """How long after its phoneme times a line sounds, in ms, by the critic's own measure."""
    samples, rate = read_sound(path)
    times, envelope = voice_envelope(mono(samples), rate)
    grid = np.arange(0, phones[-1]["end"], _STEP)
    opening = np.zeros(len(grid))
    for phone in phones:
        inside = (grid >= phone["start"]) & (grid < phone["end"])
        opening[inside] = max((_OPEN.get(name, 0) for name, _ in shapes(phone["phone"])), default=0)
    found = measure_sync(grid, opening, times, envelope)
    return None if found is None or found.confidence < _SURE else found.offset
