"""How loud a video's sound is, over time. Its picture is not encoded again where an MP4 can hold it
as it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.errors import ToolError
from studio.media.opener import open_medium
from tools.engines.base import Progress
from tools.engines.ffmpeg.edit.footage import Footage, read, write
from tools.engines.ffmpeg.edit.sound.requests import LevelledVideo, Mute, SetVolume
from tools.engines.ffmpeg.encode import AAC
from tools.engines.ffmpeg.graph.graph import Graph, Source, first_file, unfolded
from tools.engines.ffmpeg.loudness import METER, PEAK_CEILING, limiter, read_meter
from tools.engines.ffmpeg.requests import MadeVideo
from tools.engines.ffmpeg.runner import BITEXACT, run_ffmpeg, source

_RAMP = 0.01  # seconds in which a level is reached, just before its part and just after
_BLOCK = 64  # samples for which a level is held
_LIMIT = 0.3  # dB under the ceiling at which a sound is limited, which AAC may overshoot


@dataclass(frozen=True)
class Level:
    """From `start` to `end` s the sound is `factor` times as strong."""

    start: float
    end: float
    factor: float


def factor_of(decibels: float) -> float:
    """How many times as strong a wave is that is louder by so much."""
    return 10 ** (decibels / 20)


def levelled(levels: Sequence[Level]) -> str:
    """The filters that bring a sound to these levels; where they overlap, to their product."""
    course = "*".join(
        f"(1+{level.factor - 1:.6f}*clip(min((t-{level.start:.6f})/{_RAMP}+1"
        f"\\,({level.end:.6f}-t)/{_RAMP}+1)\\,0\\,1))"
        for level in levels
    )
    return f"asetnsamples=n={_BLOCK}:p=0,volume='{course}':eval=frame:precision=float"


def mute(request: Mute, progress: Progress) -> MadeVideo:
    """A video that is silent in a part, or altogether. ToolError where it has no sound."""
    footage = sounding(request.video, "mute")
    first, last = footage.part(request.start, request.end)
    if last - first == footage.frames:
        return with_sound(footage, [], request.out, progress, "muting")
    silent = levelled([Level(footage.seconds(first), footage.seconds(last), 0.0)])
    graph = [f"{footage.sound()},{silent}[sound]"]
    return with_sound(footage, graph, request.out, progress, "muting")


def set_volume(request: SetVolume, progress: Progress) -> LevelledVideo:
    """A video whose sound is louder or softer; where it would clip its peaks are held under
    PEAK_CEILING. ToolError where it has no sound."""
    footage = sounding(request.video, "make louder or softer")
    first, last = footage.part(request.start, request.end)
    level = Level(footage.seconds(first), footage.seconds(last), factor_of(request.gain_db))
    if last == footage.frames:  # nothing comes after it to go back to
        level = Level(level.start, level.end + 1, level.factor)
    chain = f"{footage.sound()},{levelled([level])}"
    before = _peak(footage, f"{footage.sound()}", progress)
    peak = _peak(footage, chain, progress)
    limited = peak > PEAK_CEILING - _LIMIT
    if limited:
        chain += f",{limiter()},atrim=end_sample={footage.samples(footage.frames)}"
        peak = _peak(footage, chain, progress)
    made = with_sound(footage, [f"{chain}[sound]"], request.out, progress, "setting levels")
    return {**made, "before_peak_db": before, "peak_db": peak, "limited": limited}


def sounding(video: Source, doing: str) -> Footage:
    """The footage; ToolError when it has no sound."""
    footage = read(video)
    if not footage.has_audio:
        raise ToolError(
            f"{footage.path.name} has no sound to {doing}.",
            "Pass a video with sound, or leave this out.",
        )
    return footage


def with_sound(
    footage: Footage,
    graph: list[str],
    out: Path | None,
    progress: Progress,
    note: str,
    others: Sequence[Source] = (),
) -> dict[str, Any]:
    """Write the video with the chains that end in [sound] in place of its own sound, none where
    there are none; returns what `write` does."""
    if out is None or not _copied(footage):
        graph = [f"{footage.picture()}[picture]", *graph]
        sound = len(graph) > 1
        return write(footage, graph, footage.frames, out, progress, note, sound, others)
    sources = [footage.source, *others]
    chains, more = unfolded(sources, graph)
    inputs = [*map(first_file, sources), *more]
    run_ffmpeg(
        [
            *(argument for path in inputs for argument in source(path)),
            *(["-filter_complex", ";".join(chains)] if graph else []),
            *("-map", "0:v:0", "-c:v", "copy"),
            *(["-map", "[sound]", *AAC] if graph else ["-an"]),
            *BITEXACT,
            *("-movflags", "+faststart", str(out)),
        ],
        duration=footage.duration,
        progress=progress,
        note=note,
        inputs=inputs,
    )
    return {"path": str(out), "frames": footage.frames, "duration": footage.duration}


def _copied(footage: Footage) -> bool:
    """Whether an MP4 of any player can hold its picture as it is."""
    if isinstance(footage.source, Graph):
        return False
    with open_medium(footage.path) as medium:
        coded = medium.video.codec_context
        even = footage.width % 2 == footage.height % 2 == 0
        return even and (coded.name, coded.pix_fmt) == ("h264", "yuv420p")


def _peak(footage: Footage, chain: str, progress: Progress) -> float:
    """The true peak in dBTP of what a chain from [0:a] makes."""
    chains, more = unfolded([footage.source], [f"{chain},{METER}[meter]"])
    inputs = [first_file(footage.source), *more]
    log = run_ffmpeg(
        [
            *(argument for path in inputs for argument in source(path)),
            *("-filter_complex", ";".join(chains)),
            *("-map", "[meter]", "-f", "null", "-"),
        ],
        duration=footage.duration,
        progress=progress,
        note="measuring",
        inputs=inputs,
    )
    return read_meter(log).peak_db
