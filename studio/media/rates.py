"""The constant rate of pictures that come at the times at which they come."""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil

import numpy as np

USUAL = (
    *(Fraction(24000, 1001), Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(30)),
    *(Fraction(48), Fraction(50), Fraction(60000, 1001), Fraction(60)),
)
OFF_BEAT = 0.35  # of a step: a picture this far from its place would be shown in another's
SHORT = 10  # percentile of the steps that counts as the shortest, for single ones are slips
_ROUNDED = 0.0011  # seconds: to so much some containers round times
_FEW = Fraction(3, 2)  # of the most pictures a second to those that are enough
_NEAR = 0.01  # a rate is a usual one when it is within 1 %


def is_steady(times: Sequence[float], rate: Fraction) -> bool:
    """Whether pictures at `times` (s, ascending) follow each other at `rate`, none missing."""
    if len(times) < 2 or not rate:
        return True
    places = (np.asarray(times) - times[0]) * float(rate)
    return bool(np.all(np.abs(places - np.arange(len(times))) < OFF_BEAT))


def mean_rate(times: Sequence[float]) -> Fraction:
    """Pictures a second, of two or more at `times` (s, ascending)."""
    return _usual((len(times) - 1) / (times[-1] - times[0]))


def fitting_rate(times: Sequence[float], most: Fraction = USUAL[-1]) -> Fraction:
    """The rate that keeps nearly every picture of an uneven sequence, and its time: that of its
    short steps, up to `most` a second, or to that of its usual steps where those are shorter. Where
    pictures do not come at its places, it is doubled, or as far as `most` allows. `times` in s,
    ascending."""
    steps = np.diff(np.asarray(times))
    steps = steps[steps > 0]
    if not steps.size:
        return Fraction(25)
    short, usual = (_usual(1 / float(np.percentile(steps, share))) for share in (SHORT, 50))
    most = max(most, usual)
    for rate in USUAL:
        if rate <= most and abs(1 / rate - 1 / short) < _ROUNDED and _in_place(times, rate):
            return rate
    if _in_place(times, short):
        return min(most, short)
    while _FEW * short < most:
        short = min(most, 2 * short)
    return min(most, short)


def _in_place(times: Sequence[float], rate: Fraction) -> bool:
    """Whether nearly all pictures come at times of this rate."""
    places = (np.asarray(times) - times[0]) * float(rate)
    off = np.abs(places - np.rint(places)) / float(rate)
    return float(np.percentile(off, 100 - SHORT)) <= _ROUNDED


def moved_to(times: Sequence[float], rate: Fraction, frames: int) -> tuple[float, ...]:
    """By how many seconds each of so many frames at `rate` shows its picture later than that is
    meant to be seen, where pictures at `times` (s, ascending) go to the next place of the rate;
    empty where that is nowhere more than a container rounds times by."""
    seen = np.asarray(times)
    places = np.floor(seen * float(rate) + 0.5)
    late = places / float(rate) - seen
    if not late.size or np.abs(late).max() <= _ROUNDED:
        return ()
    shown = np.searchsorted(places, np.arange(frames), side="right") - 1
    return tuple(np.round(late[shown.clip(0)], 5).tolist())


def kept_every(rate: Fraction, slowest: float = 1.0) -> int:
    """Of how many pictures one is shown where a film of more than 60 a second is delivered with
    fewer: with a usual rate, 60 to 24, the highest at which what runs at the speed `slowest` shows
    no more pictures than there are; else the lowest. 1 where there are no more than 60."""
    fewest = max(1, ceil(rate / (USUAL[-1] * Fraction(1 + _NEAR))))
    if fewest == 1:
        return 1
    most = int(rate / (USUAL[0] * Fraction(1 - _NEAR)))
    counts = [one for one in range(fewest, most + 1) if _usual(float(rate / one)) in USUAL]
    enough = (one for one in counts if one * slowest > 1 - _NEAR**2)
    return next(enough, [fewest, *counts][-1])


def _usual(rate: float) -> Fraction:
    near = min(USUAL, key=lambda usual: abs(float(usual) - rate))
    if abs(float(near) - rate) <= _NEAR * rate:
        return near
    return Fraction(rate).limit_denominator(1001)
