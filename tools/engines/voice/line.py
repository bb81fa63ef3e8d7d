"""A request to speak, checked: what every synthesiser is given."""

import math
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.nouns.vocabulary import Delivery, Emotion, Language
from studio.nouns.vocabulary import words as members
from tools.engines.text.writing import Script, write_out
from tools.engines.worker.serve import BadInput

TIMBRES = ("child", "female", "male")
# Who speaks where the sheet blends no voices of its own.
BLENDS = {"child": {"af_alloy": 1.0}, "female": {"af_heart": 1.0}, "male": {"am_michael": 1.0}}
_VOICE = re.compile(r"[a-z][fm]_[a-z]+")
PITCH_HZ, FORMANTS, RATE, STRENGTH = (60.0, 450.0), (0.8, 1.4), (0.4, 2.5), (0.0, 2.0)
WEIGHT = (0.0, 1.0)


@dataclass(frozen=True)
class Line:
    """One line to speak: ranges as checked by `parse`. `blend` and `way`: see VoiceProfile."""

    text: str
    script: Script
    delivery: str
    language: str
    accent: str | None
    timbre: str
    pitch_hz: float
    formants: float
    rate: float
    emotion: str
    strength: float
    out: Path
    blend: dict[str, float]
    way: dict[str, float]


def parse(params: dict[str, Any]) -> Line:
    """The request as a Line; BadInput names what is wrong and how to put it right.

    `language` and `accent` win over those of the voice profile where they are given.
    """
    voice = params.get("voice") or {}
    if not isinstance(voice, dict):
        raise BadInput("voice is not a voice profile", "give an object with timbre, pitch_hz, ...")
    language = params.get("language") or voice.get("language") or "en"
    accent = params["accent"] if "accent" in params else voice.get("accent")
    _one_of("language", language, members(Language))
    if accent is not None:
        _one_of("accent", accent, members(Language))
    timbre = _one_of("timbre", voice.get("timbre", "child"), TIMBRES)
    rate = _number("rate", params.get("rate", 1.0), RATE)
    rate *= _number("voice.rate", voice.get("rate", 1.0), RATE)
    script = write_out(params.get("text"), language)
    asked = params.get("delivery") or "spoken"
    delivery = script.delivery if asked == "spoken" and script.delivery else asked
    return Line(
        text=params["text"],
        script=script,
        delivery=_one_of("delivery", delivery, members(Delivery)),
        language=language,
        accent=None if accent == language else accent,
        timbre=timbre,
        pitch_hz=_number("voice.pitch_hz", voice.get("pitch_hz", 260.0), PITCH_HZ),
        formants=_number("voice.formant_ratio", voice.get("formant_ratio", 1.2), FORMANTS),
        rate=min(max(rate, RATE[0]), RATE[1]),
        emotion=_one_of("emotion", params.get("emotion", "neutral"), members(Emotion)),
        strength=_number("strength", params.get("strength", 1.0), STRENGTH),
        out=_target(params.get("out")),
        blend=_blend("voice.blend", voice.get("blend")) or BLENDS[timbre],
        way=_blend("voice.way", voice.get("way")),
    )


def _one_of(name: str, value: Any, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise BadInput(f"{name} {value!r} is unknown", f"one of: {', '.join(allowed)}")
    return value


def _number(name: str, value: Any, bounds: tuple[float, float]) -> float:
    low, high = bounds
    fine = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if not fine or not low <= value <= high:
        raise BadInput(f"{name} is {value!r}", f"give a number from {low:g} to {high:g}")
    return float(value)


def _blend(name: str, value: Any) -> dict[str, float]:
    weights = value or {}
    if not isinstance(weights, dict) or not all(_VOICE.fullmatch(str(key)) for key in weights):
        raise BadInput(f"{name} is {value!r}", "give names of voices, each with its weight")
    return {key: _number(f"{name}.{key}", weight, WEIGHT) for key, weight in weights.items()}


def _target(out: Any) -> Path:
    path = Path(out) if isinstance(out, str) and out else None
    if path is None or not path.is_absolute() or path.suffix.lower() != ".wav":
        raise BadInput(f"out is {out!r}", "give an absolute path that ends in .wav")
    if not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
        raise BadInput(f"cannot write in {path.parent}", "make the folder, or choose another")
    return path
