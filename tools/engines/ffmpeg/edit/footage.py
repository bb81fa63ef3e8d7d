"""A video that is edited: its exact rate and length, its streams as filters, and how it is written.

Every edit counts in frames of the video's own rate, so that what is cut, held or stretched ends on
the frame that was meant, and the sound is cut at the samples that belong to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from studio.errors import ToolError
from studio.media.medium import FASTEST
from studio.media.opener import reading_of
from studio.media.rates import kept_every
from tools.engines.base import Progress
from tools.engines.ffmpeg.encode import AAC, AS_BT709, TO_BT709, master
from tools.engines.ffmpeg.graph.graph import (
    PICTURE,
    SOUND,
    Graph,
    Source,
    first_file,
    path_of,
    unfolded,
)
from tools.engines.ffmpeg.loudness import RATE
from tools.engines.ffmpeg.runner import run_ffmpeg, source
from tools.engines.ffmpeg.sound import TO_BUS
from tools.engines.media.probe import identify


@dataclass(frozen=True)
class Footage:
    """A video. `frames` are those of its picture at `rate` frames a second; `width` and `height`
    are those that are shown."""

    source: Source
    rate: Fraction
    frames: int
    width: int
    height: int
    has_audio: bool

    @property
    def path(self) -> Path:
        """Where its file lies, or would lie where it is not written yet."""
        return path_of(self.source)

    @property
    def duration(self) -> float:
        """Seconds of picture."""
        return self.seconds(self.frames)

    def seconds(self, frames: int) -> float:
        """How long so many frames last, to 0.1 ms."""
        return round(float(frames / self.rate), 4)

    def samples(self, frames: int) -> int:
        """How many samples of sound belong to so many frames."""
        return round(frames * RATE / self.rate)

    def delivered(self, slowest: float = 1.0) -> "Footage":
        """It as what plays at other speeds, from `slowest` on, is delivered: with 60 frames a
        second at the most, every second of its own, or every third."""
        step = kept_every(self.rate, slowest)
        if step == 1:
            return self
        return replace(self, rate=self.rate / step, frames=max(1, round(self.frames / step)))

    def frame(self, name: str, seconds: float) -> int:
        """The frame boundary next to `seconds`; ToolError names the parameter that lies outside."""
        number = round(seconds * self.rate)
        if not 0 <= number <= self.frames:
            raise ToolError(
                f"`{name}` {seconds:g} s lies outside {self.path.name}, "
                f"which lasts {self.duration:g} s.",
                f"Use a time from 0 to {self.duration:g}.",
            )
        return number

    def span(self, start: float, end: float) -> tuple[int, int]:
        """The frames from `start` to `end` in seconds, the last one not included."""
        first, last = self.frame("start", start), self.frame("end", end)
        if last <= first:
            raise ToolError(
                f"from {start:g} s to {end:g} s there is no frame of {self.path.name}; "
                f"one lasts {self.seconds(1):g} s.",
                "Let `end` be later than `start`, by a frame at least.",
            )
        return first, last

    def part(self, start: float, end: float | None) -> tuple[int, int]:
        """As `span`, up to the end of the video where `end` is None."""
        return self.span(start, self.duration if end is None else end)

    def picture(self, number: int = 0) -> str:
        """Filters of [0:v], or of another input's: its frames at its rate from time 0 on,
        in BT.709. An odd picture loses its last column or row, for H.264 halves the colour's
        resolution."""
        if isinstance(self.source, Graph):  # which makes them so
            return f"[{number}:v]{self.clock()}"
        return (
            f"[{number}:v]fps={self.rate}:start_time=0,tpad=stop_mode=clone:stop=-1,"
            f"trim=end_frame={self.frames},crop=trunc(iw/2)*2:trunc(ih/2)*2:0:0,"
            f"scale={TO_BT709},format=yuv420p,{AS_BT709},{self.clock()}"
        )

    def clock(self) -> str:
        """Filters that give frame n the time n / rate."""
        return f"settb=1/{self.rate.numerator},setpts=N*{self.rate.denominator}"

    def sound(self, number: int = 0) -> str:
        """Filters of [0:a], or of another input's: as long as the picture, in the form in which
        sounds are mixed."""
        return (
            f"[{number}:a]aresample=async=1:first_pts=0,{TO_BUS},apad,"
            f"atrim=end_sample={self.samples(self.frames)},asetpts=N/SR/TB"
        )


def read(video: Source) -> Footage:
    """The facts of a video; ToolError when it has no moving picture."""
    if isinstance(video, Graph):
        return Footage(video, video.rate, video.frames, video.width, video.height, video.has_audio)
    path = video
    kind, facts = identify(path)
    if kind != "video":
        raise ToolError(f"{path.name} is no video.", "Pass a video handle.")
    reading = reading_of(path)
    rate = Fraction(reading.rate)
    if not 0 < rate <= FASTEST:
        raise ToolError(
            f"{path.name} has {float(rate):g} frames a second.", f"Pass a video of up to {FASTEST}."
        )
    width, height = facts.width or 0, facts.height or 0
    if min(width, height) < 2:
        raise ToolError(f"{path.name} has {width}x{height} pixels.", "Use at least 2x2.")
    return Footage(path, rate, max(1, reading.frames), width, height, bool(facts.has_audio))


def as_graph(path: Path) -> Graph:
    """The graph of what a video that the studio wrote shows."""
    footage = read(path)
    return Graph(
        path=path,
        inputs=(path,),
        chains=(
            f"{footage.picture()}{PICTURE}",
            *([f"{footage.sound()}{SOUND}"] if footage.has_audio else []),
        ),
        rate=footage.rate,
        frames=footage.frames,
        width=footage.width // 2 * 2,
        height=footage.height // 2 * 2,
        has_audio=footage.has_audio,
    )


def write(
    footage: Footage,
    graph: list[str],
    frames: int,
    out: Path | None,
    progress: Progress,
    note: str,
    sound: bool,
    others: Sequence[Source] = (),
    size: tuple[int, int] | None = None,
) -> dict[str, Any]:
    """Write an MP4 of the chains that end in [picture] and, with `sound`, in [sound]; `others` are
    the inputs from the second one on, `size` the picture's where it is not that of `footage`.
    Without `out` nothing is written.

    Returns {"path", "frames", "duration" in s}, and "graph" without `out`.
    """
    duration = footage.seconds(frames)
    sources = [footage.source, *others]
    chains, more = unfolded(sources, graph)
    inputs = [*map(first_file, sources), *more]
    if out is None:
        width, height = size or (footage.width // 2 * 2, footage.height // 2 * 2)
        made = Graph(
            path=footage.path,
            inputs=tuple(inputs),
            chains=tuple(chains),
            rate=footage.rate,
            frames=frames,
            width=width,
            height=height,
            has_audio=sound,
        )
        return {"path": "", "frames": frames, "duration": duration, "graph": made.told()}
    run_ffmpeg(
        [
            *(argument for path in inputs for argument in source(path)),
            "-filter_complex",
            ";".join(chains),
            "-map",
            "[picture]",
            *(["-map", "[sound]", *AAC] if sound else []),
            "-frames:v",
            str(frames),
            "-r",
            str(footage.rate),
            *master(max(1, round(footage.rate))),
            "-movflags",
            "+faststart",
            str(out),
        ],
        duration=duration,
        progress=progress,
        note=note,
        inputs=inputs,
    )
    return {"path": str(out), "frames": frames, "duration": duration}
