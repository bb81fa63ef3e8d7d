"""Pictures of sounds, and the small files to listen to."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import soundfile
from PIL import Image, ImageDraw

from interfaces.gallery.drawing import COLOURS, PAPER, SOFT, WIDTH, Colour, font
from tools.engines.audio_analysis.decode import sound_of

_LEFT, _RIGHT = 110, 12  # as the lanes of drawing.py
_RATE = 24000
_RANGE_DB = 70


def wave(
    path: Path,
    name: str = "",
    *,
    seconds: float | None = None,
    colour: Colour = COLOURS[0],
    start: float = 0.0,
    spans: Sequence[tuple[float, float]] = (),
    loudest: float | None = None,
    height: int = 70,
) -> Image.Image:
    """The waveform of a sound that begins at `start` on a scale of `seconds`; `spans` are marked.
    `loudest`: the level that fills the height; its own where none is given."""
    heard = sound_of(path, _RATE)
    whole = seconds or len(heard) / _RATE
    out = Image.new("RGB", (WIDTH, height), PAPER)
    pen, columns = ImageDraw.Draw(out), WIDTH - _LEFT - _RIGHT
    for begin, end in spans:
        left, right = (_LEFT + columns * time / whole for time in (begin, end))
        pen.rectangle((left, 0, right, height), (255, 231, 186))
    pen.text((6, height / 2 - 10), name, (38, 42, 52), font())
    peak = loudest or float(np.abs(heard).max(initial=0)) or 1.0
    for column in range(columns):
        first, last = ((column + edge) / columns * whole - start for edge in (0, 1))
        part = heard[max(0, round(first * _RATE)) : max(0, round(last * _RATE))]
        high, low = (part.max(), part.min()) if part.size else (0.0, 0.0)
        top, bottom = (height / 2 - level / peak * (height / 2 - 3) for level in (high, low))
        pen.line((_LEFT + column, top, _LEFT + column, max(bottom, top + 1)), colour)
    return out


def peak_of(path: Path) -> float:
    """The highest level of a sound, full scale 1."""
    return float(np.abs(sound_of(path, _RATE)).max(initial=0))


def spectrogram(path: Path, height: int = 120) -> Image.Image:
    """Loudness over time and pitch: low notes below, up to 10 kHz."""
    heard, window = sound_of(path, _RATE), 1024
    hop = max(1, (len(heard) - window) // (WIDTH - _LEFT - _RIGHT))
    starts = range(0, max(1, len(heard) - window), hop)
    shaped = np.stack([np.resize(heard[s : s + window], window) for s in starts])
    power = np.abs(np.fft.rfft(shaped * np.hanning(window), axis=1)) ** 2
    pitches = np.geomspace(60, min(10000, _RATE / 2), height)
    bins = np.clip((pitches * window / _RATE).round().astype(int), 1, power.shape[1] - 1)
    level = 10 * np.log10(power[:, bins] + 1e-12)
    level = np.clip((level - level.max()) / _RANGE_DB + 1, 0, 1)
    grey = (level.T[::-1] * 255).astype(np.uint8)
    coloured = cv2.cvtColor(cv2.applyColorMap(grey, cv2.COLORMAP_INFERNO), cv2.COLOR_BGR2RGB)
    out = Image.new("RGB", (WIDTH, height), PAPER)
    out.paste(Image.fromarray(coloured).resize((WIDTH - _LEFT - _RIGHT, height)), (_LEFT, 0))
    pen = ImageDraw.Draw(out)
    for hertz, told in ((100, "100 Hz"), (1000, "1 kHz"), (8000, "8 kHz")):
        y = height * (1 - np.log(hertz / 60) / np.log(pitches[-1] / 60))
        pen.text((_LEFT - 56, max(-3, y - 9)), told, SOFT, font(13))
    return out


def heard(path: Path, out: Path, seconds: float = 5.0) -> Path:
    """The first seconds of a sound as a small Vorbis file of one channel."""
    whole = sound_of(path, _RATE)[: round(seconds * _RATE)]
    soundfile.write(out, whole, _RATE, format="OGG", subtype="VORBIS")
    return out
