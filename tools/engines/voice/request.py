"""What `speak` is asked for, checked."""

import math
import os
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypedDict

from studio.nouns.vocabulary import Emotion, Language
from studio.nouns.vocabulary import words as members
from tools.engines.request import Request
from tools.engines.worker.serve import BadInput

LONGEST_TEXT = 1000
TIMBRES = ("child", "female", "male")
# Who speaks where the sheet blends no voices of its own.
BLENDS = {"child": {"af_sky": 1.0}, "female": {"af_heart": 1.0}, "male": {"am_michael": 1.0}}
_VOICE = re.compile(r"[a-z][fm]_[a-z]+")
PITCH_HZ, FORMANTS, RATE, STRENGTH = (60.0, 450.0), (0.8, 1.4), (0.4, 2.5), (0.0, 2.0)
WEIGHT = (0.0, 1.0)
_SPOKEN = re.compile(r"[^\W_]")  # a letter or a digit
_TYPOGRAPHY = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u2026": "...",
        "\u2013": ", ",
        "\u2014": ", ",
        "\u00a0": " ",
        "\u00ab": '"',
        "\u00bb": '"',
    }
)


class SpokenLine(TypedDict):
    """A line that was spoken: `phonemes` in IPA, gapless from 0 to `duration`, "sil" for pauses;
    `limited_db`: taken off the peaks; `level_db`: how much louder or softer than a neutral line the
    mix should place it."""

    path: str
    sample_rate: int
    duration: float
    phonemes: list[dict[str, Any]]
    words: list[dict[str, Any]]
    lufs: float
    peak_db: float
    limited_db: float
    level_db: float
    engine: str
    notes: list[str]


@dataclass(frozen=True, kw_only=True)
class Speak(Request[SpokenLine]):
    """A line in a character's voice. `voice`: the sheet's profile; `strength` 0 to 2; `out`: an
    absolute path that ends in .wav."""

    text: str
    language: str
    accent: str | None
    voice: dict[str, Any]
    emotion: str
    strength: float
    rate: float
    out: str


@dataclass(frozen=True, kw_only=True)
class Describe(Request[dict[str, list[str]]]):
    """What is installed: the synthesisers, the accents of English and the emotions."""


@dataclass(frozen=True)
class Line:
    """One line to speak: ranges as checked by `parse`. `blend` and `way`: see VoiceProfile."""

    text: str
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
    return Line(
        text=clean_text(params.get("text")),
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


def clean_text(text: Any) -> str:
    """`text` in one Unicode form, without emoji and control characters, in plain punctuation."""
    if not isinstance(text, str) or not text.strip():
        raise BadInput("the text to speak is empty", "give the words that the character says")
    if len(text) > LONGEST_TEXT:
        raise BadInput(
            f"the text has {len(text)} characters, over the {LONGEST_TEXT} of one line",
            "split it into lines at the ends of sentences",
        )
    plain = unicodedata.normalize("NFC", text).translate(_TYPOGRAPHY)
    kept = "".join(
        c if unicodedata.category(c)[0] in "LNPZM" or c in "$€£%+&" else " " for c in plain
    )
    kept = " ".join(kept.split())
    if not _SPOKEN.search(kept):
        raise BadInput(
            f"the text {text.strip()[:40]!r} has no letter or digit to speak",
            "give words; a gesture or an emoji belongs in the pose and the emotion",
        )
    strange = [c for c in kept if c.isalpha() and not unicodedata.name(c, "").startswith("LATIN")]
    if strange:
        raise BadInput(
            f"no voice here reads {''.join(strange)[:20]!r}",
            "write the words in Latin letters, as they sound",
        )
    return kept


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
