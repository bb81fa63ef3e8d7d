"""The format of the held-out briefs, and of what a reader made of one.

Both are written in the same terms, so that they can be compared field by field. In an expected
reading a word field may hold several words that are all right ("happy|excited"), and a number may
be a range ([lowest, highest]); "none" means that there must be nothing. A field that is absent is
not determined by the brief and is not checked. tests/planner/heldout/README.md explains it all.
"""

from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from studio.nouns import vocabulary as known

FOLDER = Path(__file__).parents[2] / "tests" / "planner" / "heldout"
CAST = ("Alberto", "Giulia", "Luca", "Mina", "Nico")

# Word fields whose values are a closed list. What the studio could not yet hold when the briefs
# were written (a view from behind, transitions) is added here.
VOCABULARY: dict[str, tuple[str, ...]] = {
    "kind": ("picture", "voice_line", "take", "edit"),
    "character": CAST,
    "action": get_args(known.Action),
    "expression": get_args(known.Emotion),
    "emotion": get_args(known.Emotion),
    "language": get_args(known.Language),
    "set": get_args(known.SetName),
    "time_of_day": get_args(known.TimeOfDay),
    "framing": get_args(known.Framing),
    "angle": get_args(known.CameraAngle),
    "view": (*get_args(known.View), "back"),
    "camera_move": get_args(known.CameraMove),
    "quality": get_args(known.Quality),
    "music": get_args(known.Mood),
    "look": get_args(known.Look),
    "transition": ("cut", "dissolve", "wipe", "fade_black"),
    "where": get_args(known.EditPlace),
    "edit": get_args(known.EditKind),
}

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


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class RoleRead(_Part):
    """One character of a shot."""

    character: str
    action: str | None = None
    expression: str | None = None


class LineRead(_Part):
    """Words that a character speaks, letter by letter."""

    character: str
    text: str
    language: str | None = None
    emotion: str | None = None


class CaptionRead(_Part):
    """Words that are shown in writing, from `start` to `end` in seconds of the piece."""

    text: str
    start: Number = None
    end: Number = None


class EditRead(_Part):
    """One change to footage; fields as in studio/nouns/treatment.py."""

    kind: str
    where: str | None = None
    start: Number = None
    seconds: Number = None
    amount: Number = None
    look: str | None = None


Role = Annotated[RoleRead, _row("character", "action", "expression")]
Spoken = Annotated[LineRead, _row("character", "text", "language", "emotion")]


class ShotRead(_Part):
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


class PieceRead(_Part):
    """One deliverable: a film of several shots, or one shot alone.

    A film is written with `kind: film` and `shots`; a piece of one shot without `shots`: the shot's
    fields stand beside the piece's own.
    `written`: words that must be shown somewhere, where the brief does not say how (a title or a
    caption). `ratio` is "width:height".
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

    @model_validator(mode="before")
    @classmethod
    def _of_one_shot(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        if "shots" in value:
            return {k: v for k, v in value.items() if (k, v) != ("kind", "film")}
        own = {k: v for k, v in value.items() if k in ShotRead.model_fields}
        return {k: v for k, v in value.items() if k not in own} | {"shots": [own]}


class ReadPlan(_Part):
    """What a reader made of a brief. `left_out`: its words that found no place, as reported."""

    pieces: list[PieceRead] = []
    left_out: list[str] = []
    refused: bool = False
    message: str = ""


class ExpectedReading(_Part):
    """The right reading of a brief.

    `left_out`: content words that cannot be shown and must be reported; `may_leave_out`: words
    that may be reported or not; `told`: words that the message must mention (a misspelt name that
    was taken for a near one); `or_left_out`: a field, and the word that may be reported in place
    of it; `changed`: for a note on an earlier piece, the fields that may differ (all else stays).
    """

    outcome: Literal["make", "refuse", "either"] = "make"
    pieces: list[PieceRead] = []
    left_out: list[str] = []
    may_leave_out: list[str] = []
    told: list[str] = []
    or_left_out: dict[str, str] = {}
    changed: list[str] = []

    @model_validator(mode="after")
    def _makes_something(self) -> "ExpectedReading":
        if (self.outcome == "make") != bool(self.pieces) and self.outcome != "either":
            raise ValueError("pieces are given exactly where the outcome is to make something")
        for field, value in _words_of(self.model_dump()):
            if unknown := [w for w in value.split("|") if w not in (*VOCABULARY[field], "none")]:
                raise ValueError(f"{field}: {unknown} not in {VOCABULARY[field]}")
        return self


class HeldOutBrief(_Part):
    """One brief. `by`: the kind of person who writes so. `media`: a video came with it. `after`:
    the earlier brief on whose piece `text` is a note."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    by: str
    text: Annotated[str, Field(min_length=1)]
    media: bool = False
    after: str = ""
    expected: ExpectedReading


def _words_of(value: Any, inside: str = "") -> list[tuple[str, str]]:
    """(name of the vocabulary, words) of every word field, however deep it lies."""
    if isinstance(value, list):
        return [found for item in value for found in _words_of(item, inside)]
    if not isinstance(value, dict):
        return []
    found = []
    for name, item in value.items():
        vocabulary = "edit" if (inside, name) == ("edits", "kind") else name
        if vocabulary in VOCABULARY and isinstance(item, str) and inside != "or_left_out":
            found.append((vocabulary, item))
        found += _words_of(item, name)
    return found


def load_heldout(folder: Path = FOLDER) -> dict[str, list[HeldOutBrief]]:
    """The held-out briefs by group, a group a file. Raises ValidationError for a wrong one."""
    return {
        path.stem: [HeldOutBrief.model_validate(entry) for entry in yaml.safe_load(path.read_text())]
        for path in sorted(folder.glob("*.yaml"))
    }
