"""A plan as a reader gives it, in the terms of the held-out briefs.

The expected plans are written with the same classes: there a word field may hold several words that
are all right ("happy|excited"), a number may be a range ([lowest, highest]), "none" means that
there must be nothing, and a field that is absent is not checked.
"""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from studio.nouns.vocabulary import ExportPurpose

Number = float | tuple[float, float] | None


def _row(*names: str) -> BeforeValidator:
    """Lets a list or a line of words stand for an object with these fields; "." is not said."""

    def spread(value: Any) -> Any:
        if isinstance(value, str):
            value = value.split()
        if isinstance(value, list):
            return {n: v for n, v in zip(names, value, strict=False) if v != "."}
        return value

    return BeforeValidator(spread)


class Part(BaseModel):
    """Base of the parts: a field that does not exist is an error."""

    model_config = ConfigDict(extra="forbid")


class RoleRead(Part):
    """One character of a shot."""

    character: str
    action: str | None = None
    expression: str | None = None


class LineRead(Part):
    """Words that a character speaks, letter by letter."""

    character: str
    text: str
    language: str | None = None
    emotion: str | None = None


class CaptionRead(Part):
    """Words that are shown in writing, from `start` to `end` in seconds of the piece."""

    text: str
    start: Number = None
    end: Number = None


class EditRead(Part):
    """One change to footage; fields as in `EditStep` of studio/plan/parts.py."""

    kind: str
    where: str | None = None
    scene: str | None = None
    start: Number = None
    seconds: Number = None
    amount: Number = None
    look: str | None = None
    style: str | None = None
    sound: str | None = None
    side: str | None = None


Role = Annotated[RoleRead, _row("character", "action", "expression")]
Spoken = Annotated[LineRead, _row("character", "text", "language", "emotion")]


class ShotRead(Part):
    """One shot. `speed` under 1 is slow motion; `transition` is the one into the next shot."""

    kind: str
    cast: list[Role] | None = None
    lines: list[Spoken] = []
    set: str | None = None
    time_of_day: str | None = None
    framing: str | None = None
    angle: str | None = None
    view: str | None = None
    camera_move: str | None = None
    duration: Number = None
    speed: Number = None
    transition: str | None = None
    edits: list[EditRead] = []


class PieceRead(Part):
    """One deliverable: a film of several shots, or one shot alone.

    A film is written with `kind: film` and `shots`; a piece of one shot without `shots`: the shot's
    fields stand beside the piece's own.
    `written`: words that must be shown somewhere, where the brief does not say how (a title or a
    caption). `ratio` is "width:height". `exports`: what files are wanted besides the video.
    """

    shots: Annotated[list[ShotRead], Field(min_length=1)]
    length: Number = None
    ratio: str | None = None
    width: int | None = None
    height: int | None = None
    fps: int | None = None
    quality: str | None = None
    transparent: bool | None = None
    music: str | None = None
    atmosphere: str | None = None
    subtitles: bool | None = None
    look: str | None = None
    opening_title: str | None = None
    closing_title: str | None = None
    captions: list[CaptionRead] = []
    written: list[str] = []
    exports: list[ExportPurpose] = []

    @model_validator(mode="before")
    @classmethod
    def _of_one_shot(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        if "shots" in value:
            return {k: v for k, v in value.items() if (k, v) != ("kind", "film")}
        own = {k: v for k, v in value.items() if k in ShotRead.model_fields}
        return {k: v for k, v in value.items() if k not in own} | {"shots": [own]}


class ReadPlan(Part):
    """What a reader made of a brief. `left_out`: its words that found no place, as reported."""

    pieces: list[PieceRead] = []
    left_out: list[str] = []
    refused: bool = False
    message: str = ""
