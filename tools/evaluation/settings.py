"""When a criterion passes: configs/review.yaml, read into types."""

from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from studio.config_file import read_yaml, validated
from studio.errors import SettingsError
from studio.nouns.vocabulary import Emotion, Language, TimeOfDay
from studio.settings import ROOT

PATH = ROOT / "configs" / "review.yaml"
Curve = Annotated[list[tuple[float, Annotated[float, Field(ge=0, le=10)]]], Field(min_length=2)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="after")
    def _rising(self) -> "_Section":
        for name in type(self).model_fields:
            points = getattr(self, name)
            if name in ("kin",) or not isinstance(points, list):
                continue
            if [x for x, _ in points] != sorted({x for x, _ in points}):
                raise ValueError(f"the measured values of {name} must rise from point to point")
        return self


class CharacterMatch(_Section):
    wrong_at_most: float
    difference: Curve
    shape: Curve


class Expression(_Section):
    belief: Curve
    nearest_at_least: float
    kin: list[tuple[Emotion, Emotion]]
    kin_counts: Annotated[float, Field(ge=0, le=1)]
    step: float


class Pose(_Section):
    degree: Curve


class Sharpness(_Section):
    ratio: Curve


class Exposure(_Section):
    key: dict[TimeOfDay, float]
    albedo_power: float
    subject_key: dict[TimeOfDay, float]
    response: dict[Literal["brighten", "darken"], float]
    under: Curve
    over: Curve
    white: Curve


class Edges(_Section):
    softness: Curve
    haze: Curve


class Loudness(_Section):
    target: float
    error: Curve


class Clipping(_Section):
    flat: Curve
    true_peak: Curve
    crest: Curve


class Intelligibility(_Section):
    words: Curve
    clear: Curve
    dictated: Curve
    phones: Curve
    picked: Curve
    short: int
    slower: float
    slowest: float


class VoiceSimilarity(_Section):
    likeness: Curve
    shortest: float
    own: float
    other: float
    reference: dict[Language, str]


class SpeechQuality(_Section):
    overall: Curve
    shortest: float


class VoiceEmotion(_Section):
    share: Curve
    units: dict[Literal["pitch", "range", "pace", "effort", "rise"], Annotated[float, Field(gt=0)]]
    step: float


class LipSync(_Section):
    late: Curve
    early: Curve
    least_confidence: float


class Duration(_Section):
    longer: Curve
    shorter: Curve
    fastest: float


class Motion(_Section):
    change: Curve
    frozen: Curve
    black: Curve


class Flicker(_Section):
    second_difference: Curve


class Editing(_Section):
    matched: Curve
    speed: Curve
    hold: Curve
    exaggeration: Curve
    zoom: Curve
    saturation: Curve
    volume: Curve
    remaining: Curve
    least_shake: Annotated[float, Field(gt=0)]
    least_noise: Annotated[float, Field(gt=0)]
    shake: Curve
    motion: Curve
    share: Curve
    window: Curve
    likeness: Curve
    sound_clear: Annotated[float, Field(gt=0)]
    sound_late: Curve
    behind: Curve
    alone: Curve
    lips: Curve


class FilmMarks(_Section):
    cuts: Curve
    black: Curve
    silent: Curve
    spread: Curve
    look: Curve
    written: Curve
    written_apart: Annotated[float, Field(gt=0)]


class SceneKept(_Section):
    overlap: Curve
    least_overlap: Annotated[float, Field(gt=0, le=1)]
    palette: Curve
    pose: Curve
    depth: Curve


class Style(_Section):
    """All criteria of one style; the units are said in review.yaml."""

    character_match: CharacterMatch
    expression: Expression
    pose: Pose
    sharpness: Sharpness
    exposure: Exposure
    edges: Edges
    scene: SceneKept
    loudness: Loudness
    clipping: Clipping
    intelligibility: Intelligibility
    voice_similarity: VoiceSimilarity
    speech_quality: SpeechQuality
    voice_emotion: VoiceEmotion
    lip_sync: LipSync
    duration: Duration
    motion: Motion
    flicker: Flicker
    editing: Editing
    film: FilmMarks


class _File(_Section):
    style: str
    styles: dict[str, Style]


def read_style(path: Path = PATH) -> Style:
    """The style that the file names. SettingsError says what is wrong in it."""
    file = validated(path, read_yaml(path, f"Bring {path.name} back."), _File)
    if file.style not in file.styles:
        raise SettingsError(f"{path} has no style {file.style!r}.", "Name one of its styles.")
    return file.styles[file.style]


@cache
def style() -> Style:
    """The style of this process, read once."""
    return read_style()


def score(curve: Curve, value: float) -> float:
    """The score of a measured value on a curve, rounded to a tenth."""
    xs, ys = zip(*curve, strict=True)
    return round(float(np.interp(value, xs, ys)), 1)
