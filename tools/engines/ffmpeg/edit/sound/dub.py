"""Another voice or sound over a video's own."""

from studio.errors import ToolError
from tools.engines.base import Progress
from tools.engines.ffmpeg.edit.footage import Footage, read
from tools.engines.ffmpeg.edit.sound.levels import Level, factor_of, levelled, with_sound
from tools.engines.ffmpeg.edit.sound.requests import Dub, DubbedVideo
from tools.engines.ffmpeg.loudness import RATE, limiter
from tools.engines.ffmpeg.sound import CUT_FADE, TO_BUS, length_of


def dub(request: Dub, progress: Progress) -> DubbedVideo:
    """The video with the new sound; what is too long for it is cut with a short fade."""
    footage, sound = read(request.video), request.sound
    length = length_of(sound)
    if request.start >= footage.duration:
        raise ToolError(
            f"the new sound starts at {request.start:g} s, where {footage.path.name} has ended.",
            f"Let `start` be under {footage.duration:g} s.",
        )
    end = min(footage.duration, request.start + length)
    cut = max(0.0, request.start + length - footage.duration)
    whole = footage.samples(footage.frames)
    fade = min(CUT_FADE, (end - request.start) / 4)
    out = f",afade=t=out:st={end - fade:.6f}:d={fade:.6f}" if cut > 0.5 / RATE else ""
    graph = [
        f"[1:a]{TO_BUS},volume={request.gain_db:.3f}dB:precision=float,"
        f"adelay={round(request.start * RATE)}S:all=1,apad,atrim=end_sample={whole}{out}[over]"
    ]
    if footage.has_audio:
        graph.append(f"{footage.sound()},{_under(footage, request, end)}[under]")
        graph.append(
            "[under][over]amix=inputs=2:normalize=0:duration=first:dropout_transition=0,"
            f"{limiter()},atrim=end_sample={whole}[sound]"
        )
    else:
        graph.append(f"[over]{limiter()},atrim=end_sample={whole}[sound]")
    made = with_sound(footage, graph, request.out, progress, "dubbing", [sound])
    return {
        **made,
        "start": request.start,
        "end": round(end, 4),
        "cut": round(cut, 4),
    }


def _under(footage: Footage, request: Dub, end: float) -> str:
    levels = [Level(request.start, end, factor_of(-request.duck_db))]
    for part in request.speech:
        first, last = footage.span(part["start"], part["end"])
        levels.append(Level(footage.seconds(first), footage.seconds(last), 0.0))
    return levelled(levels)
