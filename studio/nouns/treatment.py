"""The treatment: what the director decides to make, and how it will be judged.

Every string and list is bounded, so that guided decoding ends.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from studio.nouns.vocabulary import (
    Action,
    CameraAngle,
    CameraMove,
    EditKind,
    EditPlace,
    Emotion,
    Framing,
    Language,
    Look,
    Mood,
    PassName,
    Quality,
    SetName,
    TimeOfDay,
    View,
)

Short = Annotated[str, Field(max_length=80)]
Text = Annotated[str, Field(max_length=400)]
Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
Strength = Annotated[float, Field(ge=0, le=2, description="0 none, 1 full, over 1 exaggerated")]

CriterionName = Literal[
    "character_match",
    "expression",
    "pose",
    "sharpness",
    "exposure",
    "edges",
    "loudness",
    "clipping",
    "intelligibility",
    "lip_sync",
    "duration",
    "motion",
    "flicker",
    "source_kept",
    "speed",
    "hold",
    "exaggeration",
    "grade",
    "zoom",
]


class _Bounded(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Role(_Bounded):
    """One character in a shot: what it does and feels."""

    character: Short
    action: Action = "idle"
    expression: Emotion = "neutral"
    strength: Strength = 1.0


class Line(_Bounded):
    """Words that a character speaks."""

    character: Short
    text: Text
    language: Language = "en"
    emotion: Emotion = "neutral"
    strength: Strength = 1.0
    rate: Annotated[float, Field(ge=0.5, le=2.0)] = 1.0


class Criterion(_Bounded):
    """One thing that the critic measures. `target` is the criterion's own kind of value, as text:
    a character's name, an emotion, a pose, seconds, LUFS; empty where a fixed threshold applies."""

    name: CriterionName
    target: Short = ""
    weight: Annotated[float, Field(ge=0, le=5)] = 1.0


class Edit(_Bounded):
    """One change to the footage of an `edit`.

    `where` it is made: all over, at the most striking moment, at the beginning or the end, or at
    the `time` that `start` tells in seconds of the source. `seconds` of the source are meant,
    around the peak or from there on; 0 is as much as suits. `amount` is a speed (0.25: four times
    slower, 2: twice as fast), a factor (zoom, exaggerate), a strength (shake, grade) or seconds
    (freeze); 0 is the usual one."""

    kind: EditKind
    where: EditPlace = "all"
    start: Annotated[float, Field(ge=0, le=7200)] = 0
    seconds: Annotated[float, Field(ge=0, le=7200)] = 0
    amount: Annotated[float, Field(ge=0, le=100)] = 0
    look: Look | None = None


class Shot(_Bounded):
    """One deliverable. A picture has a cast and no lines; a voice line has a line and no cast;
    a shot has a cast and a duration, and may have lines; an edit has a `source`, the handle of
    footage that came with the brief, and `edits`, and neither cast nor lines."""

    id: Identifier
    kind: Literal["picture", "voice_line", "shot", "edit"]
    title: Short = ""
    cast: Annotated[list[Role], Field(max_length=3)] = []
    lines: Annotated[list[Line], Field(max_length=6)] = []
    set: SetName = "seaside_town"
    time_of_day: TimeOfDay = "day"
    framing: Framing = "medium"
    angle: CameraAngle = "eye_level"
    view: View = "three_quarter"
    camera_move: CameraMove = "static"
    duration: Annotated[
        float, Field(ge=0, le=60, description="seconds; 0: as long as the lines")
    ] = 0
    width: Annotated[int, Field(ge=64, le=4096)] = 512
    height: Annotated[int, Field(ge=64, le=4096)] = 512
    fps: Annotated[int, Field(ge=6, le=60)] = 24
    quality: Quality = "final"
    exposure: Annotated[float, Field(ge=-3, le=3, description="stops")] = 0
    source: Annotated[str, Field(pattern=r"^(video:[0-9a-f]{16})?$")] = ""
    edits: Annotated[list[Edit], Field(max_length=8)] = []
    passes: Annotated[list[PassName], Field(max_length=5)] = []
    music: Mood | None = None
    subtitles: bool = False
    transparent: bool = False
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0
    fixed: Annotated[
        list[Identifier],
        Field(
            max_length=12, description="parameters that the brief itself names: not to be changed"
        ),
    ] = []
    criteria: Annotated[list[Criterion], Field(max_length=10)] = []


class Treatment(_Bounded):
    """The director's plan. `not_understood` names the words of the brief that found no place; with
    `refused` true nothing is made and `message` says why, with an example that would work."""

    intent: Text
    shots: Annotated[list[Shot], Field(max_length=8)] = []
    lessons_applied: Annotated[list[Text], Field(max_length=6)] = []
    not_understood: Annotated[list[Short], Field(max_length=12)] = []
    refused: bool = False
    message: Text = ""
