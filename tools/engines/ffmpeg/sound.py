"""One sound under a film: brought to the film's length."""

from pathlib import Path

from studio.errors import ToolError
from tools.engines.ffmpeg.graph.graph import Graph, Source, path_of
from tools.engines.ffmpeg.loudness import RATE
from tools.engines.media.probe import identify

TO_BUS = f"aresample={RATE}:resampler=soxr,aformat=sample_fmts=fltp:channel_layouts=stereo"
CUT_FADE = 0.3  # seconds; a sound that is cut off fades, for a cut in mid-wave clicks


def length_of(sound: Source) -> float:
    """Seconds of sound; ToolError when there is none."""
    if isinstance(sound, Graph):
        seconds = float(sound.frames / sound.rate) if sound.has_audio else 0.0
    else:
        kind, facts = identify(sound)
        heard = kind == "audio" or (kind == "video" and facts.has_audio)
        seconds = facts.duration or 0.0 if heard else 0.0
    if not seconds:
        raise ToolError(f"{path_of(sound).name} holds no sound.", "Pass an audio handle.")
    return seconds


def laid_sound(path: Path, index: int, duration: float, fade: float) -> list[str]:
    """Input `index` padded with silence or cut to `duration` seconds; a chain ending in [sound]."""
    if not fade and length_of(path) > duration + 0.5 / RATE:
        fade = min(CUT_FADE, duration / 4)
    return [f"[{index}:a]{TO_BUS},apad,{ending(duration, fade)}[sound]"]


def ending(duration: float, fade: float) -> str:
    """Filters that cut at `duration` seconds, fading out over the last `fade` of them."""
    cut = f"atrim=end_sample={round(duration * RATE)}"
    return f"{cut},afade=t=out:st={duration - fade:.6f}:d={fade:.6f}" if fade > 0 else cut
