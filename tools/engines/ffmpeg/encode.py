"""Frames to video, and the settings of every video that the studio writes."""

import tempfile
from pathlib import Path

from studio.errors import ToolError
from studio.media.opener import open_picture
from tools.engines.base import Progress
from tools.engines.ffmpeg.requests import Encoded, EncodeFrames
from tools.engines.ffmpeg.runner import BITEXACT, numbered, run_ffmpeg

MASTER_CRF = 12  # takes that are composed again: visually lossless
DELIVERY_CRF = 17
EDIT_CRF = 18  # of an edit as it leaves the studio
AAC = ("-c:a", "aac", "-b:a", "192k", "-ar", "48000")

# What a player must know to show the colours that were meant: BT.709, limited range.
BT709 = (
    "-color_primaries",
    "bt709",
    "-color_trc",
    "bt709",
    "-colorspace",
    "bt709",
    "-color_range",
    "tv",
)
TO_BT709 = "out_color_matrix=bt709:out_range=tv"
# Scaled, a frame has the matrix; primaries and transfer are those of its source, be they unnamed,
# and a frame's word counts for more than the output's.
AS_BT709 = "setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"


def master(fps: int) -> list[str]:
    """Output arguments of an edit, which is edited on or composed: as good as h264(MASTER_CRF) in a
    sixth of its time, and up to twice as large."""
    return h264(MASTER_CRF, fps, "ultrafast")


def edited(fps: int) -> list[str]:
    """Output arguments of an edit as it leaves the studio."""
    return h264(EDIT_CRF, fps, "veryfast")


def h264(crf: int, fps: int, preset: str = "medium") -> list[str]:
    """Output arguments of an H.264 stream that every player takes, a key frame each 2 s."""
    return [
        "-c:v",
        "libx264",
        "-preset",
        preset,
        "-tune",
        "animation",
        "-crf",
        str(crf),
        "-pix_fmt",
        "yuv420p",
        "-g",
        str(2 * fps),
        *BT709,
        *BITEXACT,
    ]


def encode_frames(request: EncodeFrames, progress: Progress) -> Encoded:
    """A silent MP4 of pictures that are all of one size.

    Returns {"path", "frames", "width", "height", "duration" in s}.
    """
    frames = [Path(frame) for frame in request.frames]
    fps, out = int(request.fps), Path(request.out)
    width, height = _size(frames)
    if min(width, height) < 2:
        raise ToolError(f"frames of {width}x{height} pixels make no video.", "Use at least 2x2.")
    duration = len(frames) / fps
    with tempfile.TemporaryDirectory(prefix="studio-frames-") as folder:
        for number, frame in enumerate(frames):
            (Path(folder) / f"{number:06d}.png").symlink_to(frame.resolve())
        run_ffmpeg(
            [
                *numbered(f"{folder}/%06d.png", fps),
                "-vf",
                f"crop=trunc(iw/2)*2:trunc(ih/2)*2:0:0,scale={TO_BT709},format=yuv420p,{AS_BT709}",
                *h264(int(request.crf), fps),
                "-movflags",
                "+faststart",
                str(out),
            ],
            duration=duration,
            progress=progress,
            note="encoding",
            inputs=frames,
        )
    return {
        "path": str(out),
        "frames": len(frames),
        "width": width // 2 * 2,
        "height": height // 2 * 2,
        "duration": duration,
    }


def _size(frames: list[Path]) -> tuple[int, int]:
    """The size of all frames; ToolError when there are none or they differ, MediaError for one that
    is no picture."""
    if not frames:
        raise ToolError("there are no frames to encode.", "Render at least one.")
    first: tuple[int, int] | None = None
    for frame in dict.fromkeys(frames):
        with open_picture(frame, load=False) as picture:
            size = picture.size
        first = first or size
        if size != first:
            raise ToolError(
                f"frame {frame.name} is {size[0]}x{size[1]}, the first one {first[0]}x{first[1]}.",
                "Render all frames in one size.",
            )
    assert first is not None
    return first
