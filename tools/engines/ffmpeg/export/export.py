"""A video written for where it goes."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from pathlib import Path

from PIL import Image

from studio.errors import ToolError
from tools.engines.base import Progress
from tools.engines.ffmpeg.edit.footage import Footage, read
from tools.engines.ffmpeg.encode import BT709, h264
from tools.engines.ffmpeg.export.requests import ExportVideo, TakenStills, TakeStills
from tools.engines.ffmpeg.loudness import RATE
from tools.engines.ffmpeg.requests import Encoded
from tools.engines.ffmpeg.runner import BITEXACT, run_ffmpeg, source
from tools.engines.media.frames import pictures, to_rgb

_PALETTE = "split[a][b];[a]palettegen=stats_mode=diff[colours];[b][colours]paletteuse=dither=bayer"


@dataclass(frozen=True)
class _Purpose:
    """`most` pixels of the picture's width and height; none is enlarged. `fps` at most; `seconds`
    at most, where what is longer would be too large to be of use."""

    most: tuple[int, int]
    fps: int = 60
    seconds: float | None = None


_PURPOSES = {
    "web": _Purpose((1920, 1080)),
    "square": _Purpose((1080, 1080)),
    "vertical": _Purpose((1080, 1920)),
    "master": _Purpose((8192, 8192), fps=960),
    "gif": _Purpose((480, 480), fps=15, seconds=30),
}
_CRF = 20


def export_video(request: ExportVideo, progress: Progress) -> Encoded:
    """Write the file. ToolError for what is too long for its purpose.

    Returns {"path", "frames", "duration" s, "width", "height"}.
    """
    footage, out = read(Path(request.video)), Path(request.out)
    purpose = _PURPOSES[request.purpose]
    if purpose.seconds and footage.duration > purpose.seconds:
        raise ToolError(
            f"{footage.path.name} lasts {footage.duration:g} s, too long for a {request.purpose}.",
            f"Cut it with trim_video() to {purpose.seconds:g} s at most.",
        )
    rate = min(footage.rate, Fraction(purpose.fps))
    if request.purpose == "gif":  # whose clock counts hundredths of a second
        rate = Fraction(100, ceil(100 / rate))
    frames = max(1, round(footage.frames * rate / footage.rate))
    width, height = _size(footage, purpose.most)
    chain = f"{footage.picture()},fps={rate}:start_time=0,scale={width}:{height}:flags=lanczos"
    sound = footage.has_audio and request.purpose != "gif"
    graph = [f"{footage.sound()}[sound]"] if sound else []
    if request.purpose == "gif":
        graph.append(f"{chain},{_PALETTE}[picture]")
    else:
        form = "yuv422p10le" if request.purpose == "master" else "yuv420p"
        graph.append(f"{chain},format={form}[picture]")
    run_ffmpeg(
        [
            *source(footage.path),
            *("-filter_complex", ";".join(graph), "-map", "[picture]"),
            *(["-map", "[sound]"] if sound else []),
            *("-frames:v", str(frames), "-r", str(rate)),
            *_coding(request.purpose, max(1, round(rate)), sound),
            str(out),
        ],
        duration=footage.duration,
        progress=progress,
        note="exporting",
        inputs=[footage.path],
    )
    return {
        "path": str(out),
        "frames": frames,
        "duration": round(float(frames / rate), 4),
        "width": width,
        "height": height,
    }


def _coding(purpose: str, fps: int, sound: bool) -> list[str]:
    if purpose == "gif":
        return [*BITEXACT, "-loop", "0"]
    if purpose == "master":
        heard = ["-c:a", "pcm_s24le", "-ar", str(RATE)] if sound else []
        return [
            "-c:v",
            "prores_ks",
            "-profile:v",
            "3",
            "-vendor",
            "apl0",
            *BT709,
            *BITEXACT,
            *heard,
        ]
    heard = ["-c:a", "aac", "-b:a", "160k", "-ar", str(RATE)] if sound else []
    return [*h264(_CRF, fps), *heard, "-movflags", "+faststart"]


def _size(footage: Footage, most: tuple[int, int]) -> tuple[int, int]:
    scale = min(1.0, most[0] / footage.width, most[1] / footage.height)
    return tuple(max(2, round(one * scale / 2) * 2) for one in (footage.width, footage.height))


def take_stills(request: TakeStills, progress: Progress) -> TakenStills:
    """Frames as pictures."""
    footage, folder = read(Path(request.video)), Path(request.folder)
    count = min(request.count, footage.frames)
    wanted = [int((part + 0.5) / count * footage.frames) for part in range(count)]
    paths = []
    for number, frame in enumerate(pictures(footage)):
        if number in wanted:
            path = folder / f"still{len(paths):03d}.png"
            Image.fromarray(to_rgb(frame)).save(path)
            paths.append(str(path))
        progress(number / footage.frames, "taking stills")
    return {"paths": paths, "times": [footage.seconds(number) for number in wanted[: len(paths)]]}
