"""Sound made longer or shorter at its pitch, every beginning of a sound at its exact time.

A phase vocoder (M. Dolson, J. Laroche, "Improved phase vocoder time-scale modification of audio",
1999, with the phases of each peak locked). Its windows would spread what begins suddenly to both
sides. So the sound is cut at its onsets: each part begins as it was, is stretched for itself, and
ends before the next one, of which none of its windows holds anything.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import scipy

from tools.engines.base import Progress

Place = Callable[[np.ndarray], np.ndarray]
"""Where in the old sound each of these places of the new one lies, in samples, ascending."""

_WINDOWS = (2048, 1024, 512, 256, 128)  # samples; of which half fit into what is kept of a part
_HOPS = 4  # to a window
_KEPT = _WINDOWS[0] // 2  # samples with which a part begins as it was, at most
_KEPT_SHARE = 1 / 3  # of the part, old and new, at most
_SHARE = 1 / 3  # of the old part, of a window at most
# Hops by which windows of what is slowed stray, at most: noise would sing, were it held in one.
_STRAY = 1.0
_LEAST = 1e-4  # of the weight of windows by which a sample is divided
_JOIN = 96  # samples over which a part gives way to the next, before whose onset they lie


@dataclass(frozen=True)
class Part:
    """Samples `first` to `last` of a sound, which become samples `start` to `end`."""

    first: int
    last: int
    start: int
    end: int

    @property
    def plain(self) -> bool:
        """Whether it is as long as it was."""
        return self.last - self.first == self.end - self.start


def stretch(
    sound: np.ndarray, parts: Sequence[Part], place: Place, out: np.ndarray, progress: Progress
) -> None:
    """Write the `parts` of `sound`, float32 (n, channels), which follow each other in both, to
    `out`, zeros of (m, channels). `place` is asked within parts that are not plain."""
    tail = np.zeros((0, sound.shape[1]), np.float32)
    for part in parts:
        progress(part.start / len(out), "stretching the sound")
        stop = min(len(out), part.end + _JOIN)
        made = out[part.start : stop]
        made[: len(tail)] = 0
        _make(sound, part, place, made)
        share = (np.arange(len(tail), dtype=np.float32)[:, None] + 0.5) / max(1, len(tail))
        fading = min(len(tail), len(made))
        made[:fading] = made[:fading] * share[:fading] + tail[:fading] * (1 - share[:fading])
        tail = np.array(out[part.end : stop])


def _make(sound: np.ndarray, part: Part, place: Place, out: np.ndarray) -> None:
    """One part, and what comes after its end as far as `out` goes."""
    if part.plain:
        own = sound[part.first : part.first + len(out)]
        out[: len(own)] = own
        return
    own = sound[part.first : part.last + _JOIN]
    length, new = part.last - part.first, part.end - part.start
    kept = min(_KEPT, round(_KEPT_SHARE * min(length, new)))
    window = next((w for w in _WINDOWS if w <= min(2 * kept, _SHARE * length)), 0)
    if not window:  # too short to be heard as anything but a tick
        at = np.linspace(0, len(own) - 1, len(out))
        for channel in range(own.shape[1]):
            out[:, channel] = np.interp(at, np.arange(len(own)), own[:, channel])
        return
    hop = window // _HOPS
    middles = np.arange(window // 2, len(out) + window // 2, hop)
    later = np.clip(middles, kept, new)
    at = place(part.start + np.append(later, [kept, new])) - part.first
    share = (at[:-2] - at[-2]) / max(1e-9, at[-1] - at[-2])
    centres = np.where(middles <= kept, middles, kept + share * (length - kept))
    slower = max(0.0, 1 - length / new) * (middles > kept)
    centres += slower * _STRAY * hop * np.random.default_rng(len(own)).uniform(-1, 1, len(middles))
    firsts = np.clip(np.rint(centres - window / 2), 0, len(own) - window).astype(int)
    _vocode(own, firsts, window, out)


def _vocode(own: np.ndarray, firsts: np.ndarray, window: int, out: np.ndarray) -> None:
    """Add the windows of `own` that begin at `firsts` to `out`, a hop after the other, each in the
    phase in which the one before goes on."""
    hop = window // _HOPS
    shape = np.sin(np.pi * (np.arange(window) + 0.5) / window).astype(np.float32) ** 2
    turn = np.ones(window // 2 + 1, np.complex64)
    last = np.zeros((own.shape[1], len(turn)), np.complex64)
    for number, first in enumerate(firsts):
        heard = scipy.fft.rfft(own[first : first + window].T * shape)
        if number and first - firsts[number - 1] != hop:
            before = np.zeros((max(0, hop - first), own.shape[1]), np.float32)
            earlier = np.concatenate([before, own[max(0, first - hop) : first + window - hop]])
            turn = _turned(turn, last, scipy.fft.rfft(earlier.T * shape), heard)
        last = heard * turn
        block = scipy.fft.irfft(last, window).T * shape[:, None]
        room = out[number * hop : number * hop + window]
        room += block[: len(room)]
    weights = np.cumsum((shape**2).reshape(_HOPS, hop), axis=0).reshape(window, 1)
    out[:window] /= np.maximum(weights[: len(out)], _LEAST)
    out[window:] /= weights[-1]


def _turned(
    turn: np.ndarray, last: np.ndarray, earlier: np.ndarray, heard: np.ndarray
) -> np.ndarray:
    """By which phase each bin of `heard` is turned, so that it goes on from the window that was
    made `last` as it does from `earlier`, what is around a peak with the peak."""
    going = (last * earlier.conj()).sum(axis=0)
    power = (heard.real**2 + heard.imag**2).sum(axis=0)
    inner = power[2:-2]
    peak = (inner > power[1:-3]) & (inner >= power[3:-1]) & (inner > power[:-4])
    peaks = np.flatnonzero(peak & (inner >= power[4:])) + 2
    if not peaks.size:
        return turn
    size = np.abs(going[peaks])
    turns = np.where(size > 1e-20, going[peaks] / np.maximum(size, 1e-20), turn[peaks])
    between = (peaks[1:] + peaks[:-1] + 1) // 2
    counts = np.diff(np.concatenate([[0], between, [len(power)]]))
    return np.repeat(turns.astype(np.complex64), counts)
