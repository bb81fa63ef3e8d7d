"""One sound under a film: brought to the film's length."""

from pathlib import Path

from studio.errors import ToolError
from tools.engines.ffmpeg.loudness import RATE
from tools.engines.media.probe import identify

TO_BUS = f"aresample={RATE}:resampler=soxr,aformat=sample_fmts=fltp:channel_layouts=stereo"
CUT_FADE = 0.3  # seconds; a sound that is cut off fades, for a cut in mid-wave clicks


def length_of(path: Path) -> float:
    """Seconds of sound at `path`; ToolError when there is none."""
    kind, facts = identify(path)
    if kind == "image" or (kind == "video" and not facts.has_audio) or not facts.duration:
        raise ToolError(f"{path.name} holds no sound.", "Pass an audio handle.")
    return facts.duration


def laid_sound(path: Path, index: int, duration: float, fade: float) -> list[str]:
    """Input `index` padded with silence or cut to `duration` seconds; a chain ending in [sound]."""
    if not fade and length_of(path) > duration + 0.5 / RATE:
        fade = min(CUT_FADE, duration / 4)
    return [f"[{index}:a]{TO_BUS},apad,{ending(duration, fade)}[sound]"]


def ending(duration: float, fade: float) -> str:
    """Filters that cut at `duration` seconds, fading out over the last `fade` of them."""
    cut = f"atrim=end_sample={round(duration * RATE)}"
    return f"{cut},afade=t=out:st={duration - fade:.6f}:d={fade:.6f}" if fade > 0 else cut
