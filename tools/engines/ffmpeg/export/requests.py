"""What the FFmpeg engine is asked for of a video that leaves the studio."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypedDict

from tools.engines.ffmpeg.requests import EditVideo, Encoded
from tools.engines.request import Request

FileFor = Literal["web", "square", "vertical", "master", "gif"]


@dataclass(frozen=True, kw_only=True)
class ExportVideo(EditVideo[Encoded]):
    """Written for a purpose: `out` ends in .mov for a "master", .gif for a "gif", else in .mp4."""

    purpose: FileFor


class TakenStills(TypedDict):
    """`times` in seconds."""

    paths: list[str]
    times: list[float]


@dataclass(frozen=True, kw_only=True)
class TakeStills(Request[TakenStills]):
    """`count` frames of a video in full size, from the middles of as many equal parts of it, as PNG
    files in `folder`."""

    video: Path
    count: int
    folder: Path
