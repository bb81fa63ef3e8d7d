"""Slow and fast motion as a plan: which frames of a video fill which frames of the new one.

The new one has at most 60 frames a second. Of a faster video every second frame, or every third, is
shown where its speed stays, and in slow motion those between them: frames that are there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np

from studio.errors import ToolError
from studio.media.rates import kept_every
from tools.engines.ffmpeg.edit.footage import Footage


@dataclass(frozen=True)
class Piece:
    """Frames `first` to `last` (not included) of the video, which become frames `start` to
    `start` + `frames` of the new one. From one of these to the next there are `step_in` frames of
    the video at its beginning, `step_out` at its end, and `step` at the video's own speed."""

    first: int
    last: int
    start: int
    frames: int
    step_in: float
    step_out: float
    step: int = 1

    @property
    def plain(self) -> bool:
        """Whether it goes at the video's own speed."""
        return self.step_in == self.step_out == self.step

    @property
    def slow(self) -> bool:
        """Whether the new video has frames that the old one lacks."""
        return min(self.step_in, self.step_out) < 1

    @property
    def stretch(self) -> float:
        """Frames that its plan asks for, over those that it fills: it ends on a whole frame."""
        if self.plain:
            return 1.0
        return self.frames / _planned(self.last - self.first, self.step_in, self.step_out)

    def times(self, frames: np.ndarray) -> np.ndarray:
        """As time(), of each of these frames of the piece, none after its end."""
        length = self.last - self.first
        share = frames / length
        slow_in, change = 1 / self.step_in, 1 / self.step_out - 1 / self.step_in
        return self.stretch * length * (slow_in * share + change * (share**3 - share**4 / 2))

    def time(self) -> str:
        """When frame N of the piece is shown, in frames of the new video from the piece's start,
        as an FFmpeg expression: the integral of the time that each takes."""
        length = self.last - self.first
        slow_in, change = 1 / self.step_in, 1 / self.step_out - 1 / self.step_in
        within = (
            f"{length}*({slow_in:.9f}*N/{length}"
            f"+{change:.9f}*(pow(N/{length},3)-pow(N/{length},4)/2))"
        )
        after = f"({_planned(length, self.step_in, self.step_out):.9f}"
        after += f"+(N-{length})/{self.step_out:.9f})"
        return f"{self.stretch:.9f}*if(lt(N,{length}),{within},{after})"


@dataclass(frozen=True)
class Part:
    """A stretch of the video with one goal for its speed, in frames of it as it would be delivered
    unchanged. `asked`: it is not just what was left."""

    first: int
    last: int
    speed: float
    asked: bool
    pieces: tuple[Piece, ...] = ()


def plan(
    footage: Footage, new: Footage, speeds: Sequence[dict[str, Any]], ease: float
) -> list[Part]:
    """The parts of the video in order, and what is between them at its own speed.

    new: the video as it is delivered where it is not changed.
    speeds: {"start", "end" s of the video, "speed"}. ease: s of footage over which a speed is
    reached, inside the part that asks for it; at most half of that part. ToolError when two of
    `speeds` overlap or one lies outside.
    """
    step = round(footage.rate / new.rate)
    parts = _covered(new, speeds)
    planned, filled = [], 0
    for number, part in enumerate(parts):
        before = parts[number - 1] if number else part
        after = parts[number + 1] if number + 1 < len(parts) else part
        length = min(round(ease * new.rate), (part.last - part.first) // 2)
        pieces = []
        for first, last, speed_in, speed_out in _legs(part, before, after, length):
            frames = max(1, round(_planned(last - first, speed_in, speed_out)))
            pieces.append(
                Piece(
                    first * step,
                    min(last * step, footage.frames),
                    filled,
                    frames,
                    speed_in * step,
                    speed_out * step,
                    step,
                )
            )
            filled += frames
        planned.append(replace(part, pieces=tuple(pieces)))
    return planned


def _covered(footage: Footage, speeds: Sequence[dict[str, Any]]) -> list[Part]:
    """`speeds` in frames, with the gaps between them filled."""
    asked = sorted(
        (Part(*footage.span(s["start"], s["end"]), float(s["speed"]), True) for s in speeds),
        key=lambda part: part.first,
    )
    for before, after in pairwise(asked):
        if after.first < before.last:
            raise ToolError(
                f"the parts of `speeds` that start at {footage.seconds(before.first):g} s and at "
                f"{footage.seconds(after.first):g} s overlap.",
                f"End the first one at {footage.seconds(after.first):g} s.",
            )
    parts, shown = [], 0
    for part in asked:
        if part.first > shown:
            parts.append(Part(shown, part.first, 1.0, False))
        parts.append(part)
        shown = part.last
    if shown < footage.frames:
        parts.append(Part(shown, footage.frames, 1.0, False))
    return parts


def _legs(
    part: Part, before: Part, after: Part, length: int
) -> list[tuple[int, int, float, float]]:
    """(first, last, speed_in, speed_out): the way to the part's speed, the part, the way back."""
    eases_in = part.asked and length and before.speed != part.speed
    eases_out = part.asked and length and not after.asked and after.speed != part.speed
    first = part.first + (length if eases_in else 0)
    last = part.last - (length if eases_out else 0)
    legs = [
        (part.first, first, before.speed, part.speed),
        (first, last, part.speed, part.speed),
        (last, part.last, part.speed, after.speed),
    ]
    return [leg for leg in legs if leg[1] > leg[0]]


def makes_frames(rate: float, speeds: Sequence[dict[str, Any]]) -> bool:
    """Whether a video of `rate` frames a second lacks some that these speeds take."""
    slowest = min(part["speed"] for part in speeds)
    return slowest * kept_every(Fraction(rate), slowest) < 1


def _planned(frames: int, speed_in: float, speed_out: float) -> float:
    """Frames that so many last: the integral of 3u^2 - 2u^3 from 0 to 1 is a half."""
    return frames * (1 / speed_in + 1 / speed_out) / 2
