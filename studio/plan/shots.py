"""The four kinds of shots. Which of them a shot is stands in its `kind`."""

from typing import Annotated, Literal

from pydantic import Field

from studio.nouns.vocabulary import PassName, Quality
from studio.plan.parts import (
    MOST_CAST,
    MOST_LINES,
    Camera,
    Caption,
    Criterion,
    EditStep,
    Exposure,
    Identifier,
    Line,
    Part,
    Path,
    Place,
    Role,
    Seed,
    Short,
    ShotLength,
    Size,
    Speed,
    Transition,
    Viewpoint,
)

Cast = Annotated[list[Role], Field(min_length=1, max_length=MOST_CAST)]
Lines = Annotated[list[Line], Field(max_length=MOST_LINES)]


class _Shot(Part):
    """What every shot has. `separate` shots are pieces of their own, outside the film's cut."""

    id: Identifier
    title: Annotated[Short, Field(description="what people call it")] = ""
    separate: bool = False
    length: ShotLength = 0
    captions: Annotated[list[Caption], Field(max_length=6)] = []
    transition: Annotated[Transition, Field(description="into the next shot")] = Transition()
    fixed: Annotated[
        list[Path],
        Field(max_length=24, description="parameters that the brief names: not to be changed"),
    ] = []
    criteria: Annotated[list[Criterion], Field(max_length=16)] = []


class _Rendered(_Shot):
    """What is rendered from a scene."""

    cast: Cast
    place: Place = Place()
    exposure: Exposure = 0.0
    seed: Seed = 0


class Picture(_Rendered):
    """A still of one to three characters; in a film's cut it stands for its `length`."""

    kind: Literal["picture"] = "picture"
    separate: bool = True
    camera: Viewpoint = Viewpoint()
    size: Size = Size()
    quality: Quality = "final"
    passes: Annotated[list[PassName], Field(max_length=5)] = []
    transparent: Annotated[bool, Field(description="without the set, with an alpha channel")] = (
        False
    )


class VoiceLine(_Shot):
    """Words that are heard; nobody is seen. Always a piece of its own: a voice over a film is a
    line of one of its takes, by somebody who is not in the cast."""

    kind: Literal["voice_line"] = "voice_line"
    separate: Literal[True] = True
    lines: Annotated[Lines, Field(min_length=1)]
    seed: Seed = 0


class Take(_Rendered):
    """A moving shot of one to three characters, with what they say."""

    kind: Literal["take"] = "take"
    camera: Camera = Camera()
    lines: Lines = []
    speed: Speed = 1.0
    quality: Quality = "draft"


class Edit(_Shot):
    """Footage that came with the brief, and what is changed in it, in this order."""

    kind: Literal["edit"] = "edit"
    source: Annotated[str, Field(pattern=r"^video:[0-9a-f]{16}$")]
    steps: Annotated[list[EditStep], Field(max_length=8)] = []
    smooth: Annotated[
        bool, Field(description="slow motion gets new frames; else each is held longer")
    ] = True
    seed: Seed = 0


Shot = Annotated[Picture | VoiceLine | Take | Edit, Field(discriminator="kind")]
SHOT_KINDS: dict[str, type[_Shot]] = {
    "picture": Picture,
    "voice_line": VoiceLine,
    "take": Take,
    "edit": Edit,
}
