"""Sound that is stretched: what begins in it begins at its time, at its pitch."""

from itertools import pairwise

import numpy as np
import pytest

from tests.media.conftest import RATE
from tools.engines.ffmpeg.edit.sound.onsets import onsets
from tools.engines.ffmpeg.edit.sound.stretch import Part, stretch

TIMES = (0.4, 1.0)
LEAD = 120  # samples before an onset
_T = np.arange(RATE // 10) / RATE
_NOISE = np.random.default_rng(3).normal(size=len(_T))
SOUNDS = {
    "beep": 0.5 * np.sin(2000 * np.pi * _T),
    "clap": 0.2 * _NOISE * np.exp(-_T / 0.02),
    "drum": 0.8 * np.sin(120 * np.pi * _T) * np.exp(-_T / 0.08),
    "plosive": np.where(_T < 0.012, 0.1 * _NOISE, (_T > 0.04) * np.sin(300 * np.pi * _T)),
}


def stretched(wave: np.ndarray, speed: float) -> np.ndarray:
    """A mono wave at a speed, cut at its onsets."""
    sound = wave.astype(np.float32)[:, None]
    cuts = [(int(at) - LEAD, round(at / speed) - LEAD) for at in onsets(sound) if at > RATE // 100]
    new = np.zeros((round(len(wave) / speed), 1), np.float32)
    edges = [(0, 0), *cuts, (len(wave), len(new))]
    parts = [Part(one[0], two[0], one[1], two[1]) for one, two in pairwise(edges)]
    stretch(sound, parts, lambda at: at * speed, new, lambda *_: None)
    return new[:, 0]


@pytest.mark.parametrize("speed", [0.1, 0.25, 0.5, 0.75, 1.5, 2, 4])
@pytest.mark.parametrize("kind", SOUNDS)
def test_what_begins_begins_at_its_time(kind, speed):
    wave = np.zeros(round(1.4 * RATE))
    for time in TIMES:
        begin = round(time * RATE)
        wave[begin : begin + len(_T)] = SOUNDS[kind]
    heard = np.abs(stretched(wave, speed))
    middle = round((TIMES[0] + TIMES[1]) / 2 / speed * RATE)
    for begin, part in zip(TIMES, (heard[:middle], heard[middle:]), strict=True):
        loud = np.argmax(part > 0.1 * SOUNDS[kind][: RATE // 100].max())
        found = (loud + (begin == TIMES[1]) * middle) / RATE
        assert found == pytest.approx(begin / speed, abs=0.008)


def test_a_tone_that_is_slowed_twice_stays_what_it_is():
    wave = 0.3 * np.sin(880 * np.pi * np.arange(RATE // 2) / RATE)
    twice = stretched(stretched(wave, 0.5), 0.5)[4800:-4800]
    spectrum = np.abs(np.fft.rfft(twice * np.hanning(len(twice))))
    assert spectrum.argmax() * RATE / len(twice) == pytest.approx(440, abs=1)
    levels = np.sqrt((twice[: len(twice) // 2400 * 2400].reshape(-1, 2400) ** 2).mean(axis=1))
    assert levels.min() > 0.2 and levels.max() < 0.22
