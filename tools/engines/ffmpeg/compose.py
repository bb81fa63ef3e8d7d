"""Clips, stills, sound, title and subtitles to a finished film, in one filter graph."""

import tempfile
from pathlib import Path

from studio.errors import ToolError
from tools.engines.base import Progress
from tools.engines.ffmpeg.encode import AAC, DELIVERY_CRF, h264
from tools.engines.ffmpeg.graph.graph import unfolded
from tools.engines.ffmpeg.overlays import lay_subtitles, lay_title
from tools.engines.ffmpeg.requests import ComposeClips, Composed
from tools.engines.ffmpeg.runner import run_ffmpeg, source
from tools.engines.ffmpeg.segments import Rate, Segment, joined_pictures, joined_sound, segments
from tools.engines.ffmpeg.sound import laid_sound


def compose(request: ComposeClips, progress: Progress) -> Composed:
    """Compose an H.264/AAC MP4 that starts to play before it is loaded.

    Returns {"path", "frames", "duration" s, "width", "height", "has_audio"}.
    """
    fps, out = int(request.fps), Path(request.out)
    parts = segments(request.clips, request.still_duration, fps)
    width, height = size_of(request.width, request.height, parts[0])
    cross = round(request.crossfade * fps)
    check_crossfade(parts, cross, fps)
    frames = sum(part.frames for part in parts) - cross * (len(parts) - 1)
    duration = frames / fps
    fade = min(request.fade, duration / 2)

    arguments = [argument for part in parts for argument in part.arguments()]
    paths = [part.path for part in parts]
    graph = joined_pictures(parts, width, height, fps, cross)
    with tempfile.TemporaryDirectory(prefix="studio-plates-") as folder:
        size, lines = (width, height), request.subtitles or []
        below = lay_subtitles(lines, Path(folder), size, duration, fps, "[joined]", len(paths))
        above = lay_title(
            request.title,
            Path(folder),
            size,
            duration,
            fps,
            below.picture,
            len(paths) + len(below.paths),
            high=bool(lines),
        )
        arguments += below.arguments + above.arguments
        paths += below.paths + above.paths
        graph += below.graph + above.graph
        graph.append(f"{above.picture}{_fades(fade, duration)}format=yuv420p[film]")
        sound: list[str] = []
        if audio := request.audio:
            arguments += source(Path(audio))
            graph += laid_sound(Path(audio), len(paths), duration, fade)
            paths.append(Path(audio))
        else:
            graph += joined_sound(parts, fps, cross, duration, fade)
        has_audio = bool(audio) or any(part.has_audio for part in parts)
        if has_audio:
            sound = ["-map", "[sound]", *AAC]
        chains, more = unfolded([part.source for part in parts], graph, len(paths) - len(parts))
        paths += more
        run_ffmpeg(
            [
                *arguments,
                *(argument for path in more for argument in source(path)),
                "-filter_complex",
                ";".join(chains),
                "-map",
                "[film]",
                *sound,
                "-frames:v",
                str(frames),
                "-r",
                str(fps),
                *h264(DELIVERY_CRF, fps),
                *_metadata(request.title),
                "-movflags",
                "+faststart",
                str(out),
            ],
            duration=duration,
            progress=progress,
            note="composing",
            inputs=paths,
        )
    return {
        "path": str(out),
        "frames": frames,
        "duration": duration,
        "width": width,
        "height": height,
        "has_audio": has_audio,
    }


def size_of(width: int | None, height: int | None, first: Segment) -> tuple[int, int]:
    """Even numbers of pixels. With one of the two given, the first clip's shape gives the other."""
    if width and not height:
        height = round(width * first.height / first.width)
    elif height and not width:
        width = round(height * first.width / first.height)
    width, height = width or first.width, height or first.height
    return max(2, width // 2 * 2), max(2, height // 2 * 2)


def check_crossfade(parts: list[Segment], cross: int, fps: Rate) -> None:
    """ToolError when a part is shorter than its transitions of `cross` frames."""
    for number, part in enumerate(parts):
        neighbours = (number > 0) + (number < len(parts) - 1)
        if cross * neighbours >= part.frames and neighbours:
            raise ToolError(
                f"a crossfade of {float(cross / fps):g} s does not fit clip {number}, "
                f"which lasts {float(part.frames / fps):g} s.",
                f"Use a crossfade under {float(part.frames / fps) / neighbours:.2f} s, or longer "
                "clips.",
            )


def _fades(fade: float, duration: float) -> str:
    if fade <= 0:
        return ""
    return f"fade=t=in:d={fade:.4f},fade=t=out:st={duration - fade:.4f}:d={fade:.4f},"


def _metadata(title: str) -> list[str]:
    line = " - ".join(part.strip() for part in title.splitlines() if part.strip())
    return ["-metadata", f"title={line}"] if line else []
