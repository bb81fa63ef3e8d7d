"""Where sounds begin: beeps, claps, drums, plosives, to a few milliseconds."""

import numpy as np
import scipy

from tools.engines.ffmpeg.loudness import RATE

_HOP, _WINDOW = 48, 192  # samples from one look to the next, and of one look
_EDGES = (0, 2, 4, 8, 16, 32, 97)  # of the bands, in bins of 250 Hz
_BEFORE = 23  # looks before one, without those it overlaps with, that it must be louder than
_RISE = 4.0  # times the power of what was before, in one band at least
_HEARD = 0.003  # of the power of the loudest within _NEAR, that a band must have to matter
_NEAR = 200  # looks
_QUIET = 1e-7  # power of full scale 1: silence
_LOUD = 0.25  # of its greatest level, that a sound has when it is heard to begin
_APART = 20  # looks between two onsets, at least
_BLOCK = 60 * RATE  # samples looked at in one go


def onsets(sound: np.ndarray) -> np.ndarray:
    """The samples at which sounds begin in (n, channels) at RATE, ascending."""
    found = []
    for start in range(0, len(sound), _BLOCK):
        begin = max(0, start - RATE)
        places = begin + _of_block(sound[begin : start + _BLOCK].mean(axis=1))
        found.append(places[places >= start])
    return np.concatenate(found) if found else np.zeros(0, int)


def _of_block(wave: np.ndarray) -> np.ndarray:
    if len(wave) < 2 * _WINDOW:
        return np.zeros(0, int)
    looks = np.lib.stride_tricks.sliding_window_view(wave, _WINDOW)[::_HOP]
    window = np.hanning(_WINDOW + 1)[:-1].astype(np.float32)
    bands = np.empty((len(looks), len(_EDGES) - 1), np.float32)
    for first in range(0, len(looks), 8192):
        spectrum = np.fft.rfft(looks[first : first + 8192] * window, axis=1)
        power = (spectrum.real**2 + spectrum.imag**2) * (4 / _WINDOW**2)
        bands[first : first + 8192] = np.add.reduceat(power, _EDGES[:-1], axis=1)
    own = _WINDOW // _HOP
    before = scipy.ndimage.maximum_filter1d(bands, _BEFORE - own, axis=0, mode="nearest")
    shift = own + (_BEFORE - own) // 2
    before = np.concatenate([np.zeros((shift, bands.shape[1]), np.float32), before])[: len(bands)]
    loudest = scipy.ndimage.maximum_filter1d(bands.sum(axis=1), _NEAR, mode="nearest")
    matters = bands > np.maximum(_HEARD * loudest, _QUIET)[:, None]
    risen = ((bands > _RISE * before) & matters).any(axis=1)
    places, last = [], -_APART
    for look in np.flatnonzero(risen & ~np.concatenate([[False], risen[:-1]])):
        if look - last >= _APART:
            places.append(_within(wave, int(look) * _HOP))
            last = int(look)
    return np.asarray(places, int)


def _within(wave: np.ndarray, first: int) -> int:
    """The sample of a look, and what follows it, from which on it is as loud as it becomes."""
    level = np.abs(wave[first : first + 2 * _WINDOW])
    return first + int(np.argmax(level > _LOUD * level.max()))
