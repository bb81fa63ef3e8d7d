"""The parts that shots and films are made of. Every parameter is defined here once.

Strings and lists are bounded, so that guided decoding ends. The unit of a number stands in its
`json_schema_extra`; `parameters.py` reads all of it back.
"""

from dataclasses import dataclass
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from studio.nouns.vocabulary import (
    Action,
    Atmosphere,
    CameraAngle,
    CameraMove,
    CaptionPlace,
    CriterionName,
    Delivery,
    DrawnLook,
    EditKind,
    EditPlace,
    Emotion,
    Framing,
    Language,
    Look,
    Mood,
    SetName,
    Side,
    SoundEffect,
    TimeOfDay,
    TransitionKind,
    View,
)


@dataclass(frozen=True)
class CharacterName:
    """Marks a text that names a character: what is made depends on its sheet."""


Short = Annotated[str, Field(max_length=80)]
Character = Annotated[str, Field(max_length=80), CharacterName()]
Text = Annotated[str, Field(max_length=400)]
Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
Path = Annotated[str, Field(max_length=80, pattern=r"^[^.\x00-\x1f]+(\.[^.\x00-\x1f]+)*$")]

LONGEST_SHOT = 600.0  # seconds
LONGEST_FILM = 3600.0  # seconds
LONGEST_RECORDING = 60.0  # seconds of one in which a line is said
MOST_CAST = 3
MOST_LINES = 6


def measured(unit: str, **bounds: Any) -> Any:
    """A number's field: its bounds, and the unit that it is told in."""
    return Field(json_schema_extra={"unit": unit}, **bounds)


Strength = Annotated[
    float, Field(ge=0, le=2, description="0 none, 1 full, over 1 exaggerated, up to 2")
]
Rate = Annotated[
    float, Field(ge=0.5, le=2, description="1 is the character's own pace, 1.2 a fifth faster")
]
Exposure = Annotated[
    float, measured("stops", ge=-3, le=3, description="+0.5 is brighter, -0.5 darker")
]
Lens = Annotated[
    int,
    measured(
        "mm",
        ge=18,
        le=135,
        description="focal length: 24 is wide and stretches what is near, 85 flattens",
    ),
]
Pixels = Annotated[int, measured("px", ge=64, le=4096)]
FrameRate = Annotated[int, measured("fps", ge=6, le=60)]
Seed = Annotated[int, Field(ge=0, le=2**31 - 1, description="another one gives another variant")]
ShotLength = Annotated[
    float,
    measured("s", ge=0, le=LONGEST_SHOT, description="0: as long as its lines or its footage"),
]
Speed = Annotated[
    float,
    Field(ge=0.1, le=8, description="of the motion: 0.25 is four times slower, 2 twice as fast"),
]


class Part(BaseModel):
    """A part of the plan: no field may be made up, and none is set in place (see change.py)."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Role(Part):
    """One character in a shot: what it does and feels."""

    character: Character
    action: Action = "idle"
    expression: Emotion = "neutral"
    strength: Strength = 1.0


Recording = Annotated[str, Field(pattern=r"^(audio|video):[0-9a-f]{16}$")]


class Line(Part):
    """Words that a character speaks, or a narrator who is not seen. With a `recording` they are
    heard as it has them, and `text` may be empty."""

    character: Character
    text: Annotated[str, Field(max_length=400)]
    recording: Annotated[
        Recording | None,
        Field(description="a sound of the brief that says it"),
    ] = None
    language: Annotated[
        Language | None, Field(description="of the text; none: the character's own")
    ] = None
    emotion: Emotion = "neutral"
    strength: Strength = 1.0
    rate: Rate = 1.0
    delivery: Delivery = "spoken"

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.text and self.recording is None:
            raise ValueError("a line has neither text nor a recording: give it one of them")
        return self


class Place(Part):
    """Where and when a shot plays."""

    set: SetName = "seaside_town"
    time_of_day: TimeOfDay = "day"


class Viewpoint(Part):
    """How a picture is seen. `framing` full and wide show the whole body, close_up the face."""

    framing: Framing = "medium"
    angle: CameraAngle = "eye_level"
    view: View = "three_quarter"
    lens: Lens = 50


class Camera(Viewpoint):
    """How a take is seen: from where, and how the camera moves."""

    move: CameraMove = "static"


class Size(Part):
    """Width and height of a picture."""

    width: Pixels = 512
    height: Pixels = 512


class Shape(Part):
    """Width, height and frame rate of all that moves in a film."""

    width: Pixels = 512
    height: Pixels = 288
    fps: FrameRate = 24


class Transition(Part):
    """How a shot goes over into the next one. A cut takes no time; the others lay the end of a shot
    over the beginning of the next, and the film is shorter by as much."""

    kind: TransitionKind = "cut"
    seconds: Annotated[float, measured("s", ge=0.1, le=3)] = 0.5


class Caption(Part):
    """Words that stand in the picture for a while. `start` counts from the shot's beginning."""

    text: Short
    start: Annotated[float, measured("s", ge=0, le=LONGEST_SHOT)] = 0
    seconds: Annotated[
        float, measured("s", ge=0, le=LONGEST_SHOT, description="0: to the shot's end")
    ] = 0
    where: CaptionPlace = "bottom"


class Title(Part):
    """A card of its own, before the film or after it. A second line is set smaller."""

    text: Short
    seconds: Annotated[float, measured("s", ge=0.5, le=10)] = 2.0


class Sound(Part):
    """What is heard over a whole film, below what is spoken in it."""

    music: Mood | None = None
    music_gain: Annotated[float, measured("dB", ge=-40, le=6)] = -8.0
    atmosphere: Atmosphere | None = None
    atmosphere_gain: Annotated[float, measured("dB", ge=-40, le=6)] = -14.0
    ducking: Annotated[
        float, measured("dB", ge=0, le=14, description="how far it goes down under a voice")
    ] = 12.0
    loudness: Annotated[
        float, measured("LUFS", ge=-40, le=-9, description="of all that is heard (EBU R 128)")
    ] = -16.0


class Finish(Part):
    """What is laid over the picture of a whole film, below its lettering."""

    look: Annotated[Look | None, Field(description="of its colours; none: as rendered")] = None
    grain: Annotated[
        float, Field(ge=0, le=1, description="of film: 0 none, 0.3 seen up close, 1 coarse")
    ] = 0.0


class EditStep(Part):
    """One change to the footage of an edit.

    `where` it is made: all over, at the most striking moment, at the beginning or the end, at the
    `time` that `start` tells in seconds of the source, or in a `scene` of it, whose time is found
    when the footage is there. `seconds` of the source are meant,
    around the peak or from there on; 0 is as much as suits. `amount` is a speed (0.25: four times
    slower, 2: twice as fast), a factor (zoom, exaggerate, exaggerate_motion), a strength (shake,
    grade, stylize, denoise, stabilize), a change from -1 to 1 (brightness, contrast, saturation),
    decibels (volume; dub: how much lower the footage is heard under it), a share of the picture
    (crop, picture_in_picture), seconds (freeze) or times (loop); 0 is the usual one."""

    kind: EditKind
    where: EditPlace = "all"
    start: Annotated[float, measured("s", ge=0, le=7200)] = 0
    seconds: Annotated[float, measured("s", ge=0, le=7200)] = 0
    scene: Annotated[
        Short | None,
        Field(description="shot 2, after cut 1, the ocean scene"),
    ] = None
    amount: Annotated[float, Field(ge=-60, le=100)] = 0
    look: Look | None = None
    style: DrawnLook | None = None
    sound: SoundEffect | None = None
    side: Side | None = None
    other: Annotated[
        str | None,
        Field(
            pattern=r"^(image|video|audio):[0-9a-f]{16}$",
            description="file behind, beside or heard",
        ),
    ] = None

    def window(self, usual: float) -> tuple[float, float, float, float]:
        """What a crop leaves of the frame, at its `side` and as shares of it: x, y, width and
        height. `usual` is the share where `amount` names none."""
        share, sides = self.amount or usual, set((self.side or "middle").split("_"))
        across, down = sides & {"left", "right"}, sides & {"top", "bottom"}
        width = share if across or not down else 1.0
        height = share if down or not across else 1.0
        x = {"left": 0.0, "right": 1 - width}.get("".join(across), (1 - width) / 2)
        y = {"top": 0.0, "bottom": 1 - height}.get("".join(down), (1 - height) / 2)
        return x, y, width, height


class Criterion(Part):
    """One thing that the critic measures. `target` is the criterion's own kind of value, as text:
    a character's name, an emotion, a pose, seconds, LUFS; empty where a fixed threshold applies."""

    name: CriterionName
    target: Short = ""
    weight: Annotated[float, Field(ge=0, le=5)] = 1.0
