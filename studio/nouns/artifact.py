"""Artifacts: immutable media that programs and chats hold by handle, never by pixels."""

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal, NewType

from pydantic import BaseModel, ConfigDict, Field

Kind = Literal["image", "audio", "video", "motion", "mask", "table", "timeline"]

# A handle is "<kind>:<16 hex digits of the content hash>". One type per kind lets the checker
# refuse a sound where a picture is wanted.
# The pattern is checked wherever pydantic meets the type.
Image = NewType("Image", Annotated[str, Field(pattern=r"^image:[0-9a-f]{16}$")])
Audio = NewType("Audio", Annotated[str, Field(pattern=r"^audio:[0-9a-f]{16}$")])
Video = NewType("Video", Annotated[str, Field(pattern=r"^video:[0-9a-f]{16}$")])
Motion = NewType("Motion", Annotated[str, Field(pattern=r"^motion:[0-9a-f]{16}$")])
Mask = NewType("Mask", Annotated[str, Field(pattern=r"^mask:[0-9a-f]{16}$")])
Table = NewType("Table", Annotated[str, Field(pattern=r"^table:[0-9a-f]{16}$")])
Timeline = NewType("Timeline", Annotated[str, Field(pattern=r"^timeline:[0-9a-f]{16}$")])

# A sound, or a video for its own. A plain string to the checker: the handle of footage that came
# with the brief is one.
Heard = Annotated[str, Field(pattern=r"^(audio|video):[0-9a-f]{16}$")]

HANDLE_TYPES: dict[str, Any] = {
    "image": Image,
    "audio": Audio,
    "video": Video,
    "motion": Motion,
    "mask": Mask,
    "table": Table,
    "timeline": Timeline,
}
HANDLE_PATTERN = r"^(image|audio|video|motion|mask|table|timeline):[0-9a-f]{16}$"
_HANDLE = re.compile(HANDLE_PATTERN)


class MediaFacts(BaseModel):
    """What a probe says of a file. Absent where it does not apply."""

    model_config = ConfigDict(extra="forbid")

    width: int | None = None
    height: int | None = None
    duration: float | None = Field(None, description="seconds")
    fps: float | None = None
    frames: int | None = None
    sample_rate: int | None = Field(None, description="Hz")
    channels: int | None = None
    codec: str | None = None
    has_audio: bool | None = None
    rotation: int | None = Field(None, description="degrees clockwise that its pixels are turned")
    pixel_aspect: str | None = Field(None, description="width to height of a stored pixel")
    notes: list[str] = Field([], description="what a person is told of how it is read")
    bytes: int = 0


class ToolCall(BaseModel):
    """One call of a tool, as it was asked for and as it ended."""

    model_config = ConfigDict(extra="forbid")

    tool: str
    version: str | int  # a number in sessions of the first studio
    engine: str
    parameters: dict[str, Any]
    cache_key: str
    cached: bool = False
    fallback: str = Field(
        "", description="what did it instead of the tool's first engine or the usual way, and why"
    )
    remade: bool = Field(False, description="its stored result was damaged: made again")
    seconds: float = 0.0
    result: dict[str, Any] | None = None
    handles: list[str] | None = Field(
        None, description="what whoever called may use from now on; None in old records"
    )
    error: str | None = None


class Unwritten(BaseModel):
    """How a video is made that is not written yet: FFmpeg's filter chains from the files of the
    handles `inputs` to its picture and sound, at `rate` frames a second. `copied`: it shows what
    its one input does."""

    model_config = ConfigDict(extra="forbid")

    inputs: list[str]
    chains: list[str]
    rate: str
    copied: bool = False


class Artifact(BaseModel):
    """A file in the artifact store. `facts` are measured, `notes` are the engine's own words
    (joints, phoneme times, timings). An edit of a video is stored as how it is made, `graph`, and
    `sha256` is of that; `draft` is the handle of a file that is good for editing on, `written` the
    SHA-256 of the one that leaves the studio, once there are such."""

    model_config = ConfigDict(extra="forbid")

    handle: Annotated[str, Field(pattern=HANDLE_PATTERN)]
    kind: Kind
    suffix: Annotated[str, Field(pattern=r"^\.[a-z0-9]{1,5}$")]
    sha256: str
    graph: Unwritten | None = None
    draft: str = ""
    written: str = ""
    facts: MediaFacts = MediaFacts()
    tool: str = ""
    parameters: dict[str, Any] = {}
    inputs: list[str] = []
    notes: dict[str, Any] = {}
    created: datetime = Field(default_factory=lambda: datetime.now(UTC))


def kind_of(handle: str) -> str:
    """The kind that a handle names: what stands before its colon."""
    return handle.partition(":")[0]


def is_handle(text: str, kind: str = "") -> bool:
    """Whether a text is a handle, whole and alone; of `kind` where one is given."""
    return bool(_HANDLE.fullmatch(text)) and kind in ("", kind_of(text))


def handles_in(value: Any) -> Iterator[str]:
    """Every handle in JSON-like data, however deep; not those within a longer text."""
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            if is_handle(value):
                yield value
        elif isinstance(value, dict):
            waiting += reversed(value.values())
        elif isinstance(value, list | tuple):
            waiting += reversed(value)


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes, 64 hex digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
