"""The tempo and the beats of music.

How much the spectrum rises at each moment, the period at which that comes back, and the chain of
beats which is both regular and on such rises (D. Ellis, "Beat Tracking by Dynamic Programming",
2007); each beat is then moved to where the sound itself sets in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TypedDict

import numpy as np
import scipy

from tools.engines.audio_analysis.decode import mono_at
from tools.engines.base import Progress
from tools.engines.request import Request

_RATE = 16000  # Hz
_HOP, _WINDOW = 80, 512  # samples: 5 ms, 32 ms
STEP = _HOP / _RATE
SLOWEST, FASTEST = 45.0, 220.0  # beats a minute
_USUAL, _SPREAD = 115.0, 1.0  # the tempo that is felt first, and octaves about it
_TWICE = 0.8  # of the rise at a beat: if it rises as much halfway to the next, that is one too
_REGULAR = 0.28  # correlation with itself a beat later, from which there is a beat
_TIGHT = 300.0  # how much a beat pays for being early or late
_NEAR = 0.045  # seconds within which a beat is moved to where a sound sets in
_HEARD = 0.15  # of the usual rise at a beat: less at either end is silence, and no beat


class Beats(TypedDict):
    """`tempo` in beats a minute, None without a beat; `beats` in seconds; `certainty` 0..1."""

    tempo: float | None
    beats: list[float]
    certainty: float


@dataclass(frozen=True, kw_only=True)
class DetectBeats(Request[Beats]):
    """Of the sound of the file at `path`."""

    path: Path


def detect_beats(request: DetectBeats, progress: Progress) -> Beats:
    """The beats of a sound; none where it has no tempo."""
    nothing: Beats = {"tempo": None, "beats": [], "certainty": 0.0}
    sound = mono_at(request.path, _RATE)
    rises = onsets(sound)
    progress(0.4, "finding the beat")
    if rises.size < 2 * 60 / FASTEST / STEP or not rises.any():
        return nothing
    period, certainty = _period(rises)
    if certainty < _REGULAR:
        return nothing | {"certainty": round(certainty, 3)}
    chain = _chain(rises, period)
    if period >= 120 / FASTEST / STEP and _between(chain, rises) > _TWICE:
        period /= 2
        chain = _chain(rises, period)
    places = _sounding(chain, rises)
    beats = [_set_in(sound, place * STEP) for place in places]
    steps = np.diff(beats)
    usual = np.abs(steps - period * STEP) < 0.2 * period * STEP
    beat = float(steps[usual].mean()) if usual.any() else period * STEP
    return {
        "tempo": round(60 / beat, 2),
        "beats": [round(time, 4) for time in beats],
        "certainty": round(certainty, 3),
    }


def nearest_beats(
    times: Sequence[float], beats: Sequence[float], window: float
) -> list[float | None]:
    """For each time the nearest beat that lies within `window` seconds; a beat goes to the time
    that is nearest to it, and the order of the times is kept."""
    pairs = sorted(
        (abs(beat - time), number, beat)
        for number, time in enumerate(times)
        for beat in beats
        if abs(beat - time) <= window
    )
    found: list[float | None] = [None] * len(times)
    for _, number, beat in pairs:
        trial = [*found[:number], beat, *found[number + 1 :]]
        placed = [time if on is None else on for time, on in zip(times, trial, strict=True)]
        ordered = sorted(range(len(times)), key=lambda one: times[one])
        kept = all(
            placed[one] < placed[other] or times[one] == times[other]
            for one, other in pairwise(ordered)
        )
        if found[number] is None and beat not in found and kept:
            found = trial
    return found


def onsets(sound: np.ndarray) -> np.ndarray:
    """How much the spectrum of a mono sound at 16 kHz rises, every 5 ms, of mean spread 1."""
    if sound.size < 2 * _WINDOW:
        return np.zeros(0)
    padded = np.pad(sound, (_WINDOW // 2, _WINDOW // 2))
    frames = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::_HOP]
    bands, window = _bands(), np.hanning(_WINDOW)
    levels = np.concatenate(
        [
            np.log1p(200 * (np.abs(np.fft.rfft(part * window)) @ bands))
            for part in np.array_split(frames, max(1, len(frames) // 4000))
        ]
    )
    rise = np.maximum(levels[2:] - levels[:-2], 0).sum(1)
    rise = np.concatenate([[0.0], rise, [0.0]])
    slow = scipy.ndimage.gaussian_filter1d(rise, 0.4 / STEP)
    clear = np.maximum(scipy.ndimage.gaussian_filter1d(rise, 2) - slow, 0)
    return clear / max(float(clear.std()), 1e-9) if clear.max() > 1e-3 else np.zeros(len(clear))


def _bands() -> np.ndarray:
    """(frequencies, 24): sums over bands that are equally wide in pitch, from 60 Hz."""
    hertz = np.fft.rfftfreq(_WINDOW, 1 / _RATE)
    edges = np.geomspace(60, _RATE / 2, 25)
    band = np.clip(np.digitize(hertz, edges) - 1, 0, 23)
    matrix = np.zeros((len(hertz), 24))
    matrix[np.arange(len(hertz)), band] = hertz >= 30
    return matrix / np.maximum(matrix.sum(0), 1)


def _period(rises: np.ndarray) -> tuple[float, float]:
    """(steps between beats, how surely 0..1)."""
    centred = rises - rises.mean()
    returns = scipy.signal.correlate(centred, centred, "full", "fft")[len(rises) - 1 :]
    returns = returns / returns[0] * len(rises) / np.maximum(len(rises) - np.arange(len(rises)), 1)
    lags = np.arange(len(returns))
    low, high = int(60 / FASTEST / STEP), min(int(60 / SLOWEST / STEP) + 1, int(0.6 * len(rises)))
    if high <= low + 2:
        return 0.0, 0.0
    tempo = 60 / np.maximum(lags * STEP, 1e-9)
    felt = np.exp(-0.5 * (np.log2(tempo / _USUAL) / _SPREAD) ** 2)
    bars = _over_bars(returns, high)
    best = low + int(np.argmax((bars * felt[:high])[low:]))
    exact = float(best)
    for times in (2, 4, 8):  # farther returns tell the period more exactly
        near = round(exact * times)
        if near + times > 0.8 * len(returns):
            break
        around = returns[near - times : near + times + 1]
        if around.max() < 0.5 * returns[best]:
            break
        exact = (near - times + int(np.argmax(around))) / times
    return exact, float(np.clip(returns[best], 0, 1))


def _over_bars(returns: np.ndarray, high: int) -> np.ndarray:
    """How surely each period below `high` comes back after one, two and four times itself: a bar
    is no three halves of one."""
    wide = scipy.ndimage.maximum_filter1d(returns, 5)
    lags = np.arange(high)
    known = [wide[np.minimum(times * lags, len(wide) - 1)] for times in (2, 4)]
    there = [times * lags < 0.8 * len(wide) for times in (2, 4)]
    whole = sum(np.where(here, one, returns[:high]) for one, here in zip(known, there, strict=True))
    return returns[:high] * (1 + np.maximum(whole, 0)) / 3


def _chain(rises: np.ndarray, period: float) -> list[int]:
    """The steps of the beats: the chain with most rises at its links for least unevenness."""
    reach = np.arange(-round(2 * period), -round(period / 2) + 1)
    price = -_TIGHT * np.log(-reach / period) ** 2
    score, back = rises.copy(), np.full(len(rises), -1)
    for place in range(-reach[-1], len(rises)):
        first = max(0, place + reach[0])
        end = place + reach[-1] + 1
        known = score[first:end] + price[len(price) - (end - first) :]
        best = int(np.argmax(known))
        if known[best] > 0:
            score[place] += known[best]
            back[place] = first + best
    last = len(rises) - round(period)
    place = max(last, 0) + int(np.argmax(score[max(last, 0) :]))
    chain = []
    while place >= 0:
        chain.append(place)
        place = int(back[place])
    return chain[::-1]


def _between(chain: list[int], rises: np.ndarray) -> float:
    """How much it rises halfway between beats, as a share of what it does at them."""
    if len(chain) < 2:
        return 0.0
    wide = scipy.ndimage.maximum_filter1d(rises, 7)
    halfway = [(one + other) // 2 for one, other in pairwise(chain)]
    return float(np.median(wide[halfway]) / max(float(np.median(wide[chain])), 1e-9))


def _sounding(chain: list[int], rises: np.ndarray) -> list[int]:
    """Without the beats before the first sound and behind the last."""
    there = np.array([rises[max(place - 4, 0) : place + 5].max() for place in chain])
    heard = np.flatnonzero(there > _HEARD * np.median(there))
    return chain[heard[0] : heard[-1] + 1] if heard.size else []


def _set_in(sound: np.ndarray, time: float) -> float:
    """Where the sound sets in nearest to `time`: where its power rises most within a millisecond
    or two. `time` itself where it does not rise."""
    size = _RATE // 1000
    first = max(round((time - _NEAR) * _RATE), 0)
    part = sound[first : first + round(2 * _NEAR * _RATE)]
    count = len(part) // size
    if count < 8:
        return time
    power = (part[: count * size].reshape(count, size).astype(np.float64) ** 2).mean(1)
    level = np.log(power + 1e-8 + 0.003 * power.max())
    behind = np.convolve(level, np.ones(4) / 4, "full")[3 : 3 + count]  # this and the next three
    before = np.convolve(level, np.ones(4) / 4, "full")[:count]
    rise = behind[4:-3] - before[3:-4]
    if not rise.size or rise.max() < 0.7:
        return time
    return (first + (4 + int(np.argmax(rise))) * size) / _RATE
