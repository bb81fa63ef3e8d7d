"""The clips and stills of a film: each brought to the film's size and rate, then joined."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from studio.errors import ToolError
from tools.engines.ffmpeg.encode import AS_BT709, TO_BT709
from tools.engines.ffmpeg.graph.graph import Graph, Source, as_source, first_file
from tools.engines.ffmpeg.loudness import RATE
from tools.engines.ffmpeg.runner import source
from tools.engines.ffmpeg.sound import TO_BUS, ending
from tools.engines.media.probe import identify

Rate = int | Fraction  # frames a second
BACKDROP = "0x12151C"  # behind pictures with alpha, and beside those of another shape


@dataclass(frozen=True)
class Segment:
    """One clip or still. `frames` counts the film's frames that it fills."""

    source: Source
    still: bool
    frames: int
    width: int
    height: int
    has_audio: bool

    @property
    def path(self) -> Path:
        """The file that stands at its place among the inputs."""
        return first_file(self.source)

    def arguments(self) -> list[str]:
        """FFmpeg's arguments for it as an input."""
        return source(self.path)


def segments(clips: Sequence[str | Source], still_duration: float, fps: Rate) -> list[Segment]:
    """The clips, probed. ToolError names the one that shows nothing."""
    if not clips:
        raise ToolError("there are no clips to compose.", "Pass a video or image handle.")
    return [_segment(as_source(clip), still_duration, fps) for clip in clips]


def _segment(path: Source, still_duration: float, fps: Rate) -> Segment:
    if isinstance(path, Graph):
        frames = max(1, round(path.frames / path.rate * fps))
        return Segment(path, False, frames, path.width, path.height, path.has_audio)
    kind, facts = identify(path)
    if kind == "audio" or not facts.width or not facts.height:
        raise ToolError(f"{path.name} has no picture.", "Pass video or image handles as clips.")
    seconds = still_duration if kind == "image" else facts.duration or 0.0
    if kind == "video" and facts.frames and facts.fps:
        seconds = facts.frames / facts.fps  # the sound may be longer than the picture
    return Segment(
        path,
        kind == "image",
        max(1, round(seconds * fps)),
        facts.width,
        facts.height,
        bool(facts.has_audio),
    )


def joined_pictures(
    parts: list[Segment], width: int, height: int, fps: Rate, cross: int, effect: str = "fade"
) -> list[str]:
    """Chains that end in [joined]; `cross` is the length of the transitions in frames, `effect`
    xfade's name of them."""
    chains = [
        chain
        for number, part in enumerate(parts)
        for chain in fitted(part, number, width, height, fps)
    ]
    if len(parts) == 1:
        return [*chains, "[v0]null[joined]"]
    if not cross:
        labels = "".join(f"[v{number}]" for number in range(len(parts)))
        return [*chains, f"{labels}concat=n={len(parts)}:v=1:a=0[joined]"]
    before, played = "[v0]", parts[0].frames
    for number, part in enumerate(parts[1:], 1):
        label = "[joined]" if number == len(parts) - 1 else f"[x{number}]"
        chains.append(
            f"{before}[v{number}]xfade=transition={effect}:duration={float(cross / fps):.6f}"
            f":offset={float((played - cross) / fps):.6f}{label}"
        )
        played += part.frames - cross
        before = label
    return chains


def joined_sound(
    parts: list[Segment], fps: Rate, cross: int, duration: float, fade: float
) -> list[str]:
    """The clips' own sound, silence where there is none; chains that end in [sound], or none."""
    if not any(part.has_audio for part in parts):
        return []
    chains = []
    for number, part in enumerate(parts):
        length = f"atrim=end_sample={round(part.frames / fps * RATE)},asetpts=PTS-STARTPTS"
        origin = (
            f"[{number}:a]{TO_BUS},apad"
            if part.has_audio
            else f"anullsrc=r={RATE}:cl=stereo,aformat=sample_fmts=fltp"
        )
        chains.append(f"{origin},{length}[a{number}]")
    before = "[a0]"
    for number in range(1, len(parts)):
        join = f"acrossfade=ns={round(cross / fps * RATE)}" if cross else "concat=n=2:v=0:a=1"
        chains.append(f"{before}[a{number}]{join}[s{number}]")
        before = f"[s{number}]"
    chains.append(f"{before}apad,{ending(duration, fade)}[sound]")
    return chains


def fitted(part: Segment, number: int, width: int, height: int, fps: Rate) -> list[str]:
    """One segment in the film's size, undistorted, on the backdrop where it does not fill it."""
    fit = f"scale={width}:{height}:force_original_aspect_ratio=decrease:flags=lanczos+accurate_rnd"
    hold = "tpad=stop_mode=clone:stop=-1"
    exact = (
        f"trim=end_frame={part.frames},setpts=PTS-STARTPTS,settb={Fraction(1) / fps},setsar=1,"
        f"{AS_BT709}"
    )
    if not part.still:
        return [
            f"[{number}:v]fps={fps}:start_time=0,{fit}:{TO_BT709},format=yuv420p,"
            f"pad={width}:{height}:(ow-iw)/2:(oh-ih)/2:color={BACKDROP},{hold},{exact}[v{number}]"
        ]
    # One frame is fitted and laid on the backdrop, then repeated.
    return [
        f"color=c={BACKDROP}:s={width}x{height}:r={fps},format=gbrp,trim=end_frame=1[b{number}]",
        f"[{number}:v]format=rgba,{fit},format=gbrap[f{number}]",
        f"[b{number}][f{number}]overlay=(W-w)/2:(H-h)/2:format=gbrp:eof_action=repeat,"
        f"scale={TO_BT709},format=yuv420p,fps={fps},{hold},{exact}[v{number}]",
    ]
