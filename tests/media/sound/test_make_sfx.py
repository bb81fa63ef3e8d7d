"""make_sfx: each effect has the shape in time and pitch that it is known by."""

from typing import get_args

import numpy as np
import pytest
import scipy

from studio.nouns.vocabulary import SoundEffect
from tests.media.conftest import RATE
from tools.engines.audio_analysis.levels import loudest
from tools.engines.sound.effects.hits import STEPS
from tools.engines.sound.making import EFFECTS, effect


def heard(kind: str, duration: float | None = None, seed: int = 0) -> np.ndarray:
    return effect(kind, duration, seed).mean(1)


def energy(wave: np.ndarray, start: float, end: float) -> float:
    """Mean power between two shares of the whole."""
    return float((wave[int(start * len(wave)) : int(end * len(wave))] ** 2).mean())


def centroid(wave: np.ndarray, start: float, end: float) -> float:
    """Mean frequency between two shares of the whole, weighed by power."""
    part = wave[int(start * len(wave)) : int(end * len(wave))]
    power = np.abs(np.fft.rfft(part * np.hanning(len(part)))) ** 2
    return float((np.fft.rfftfreq(len(part), 1 / RATE) * power).sum() / power.sum())


def test_there_is_an_effect_for_every_word():
    assert set(EFFECTS) == set(get_args(SoundEffect))


@pytest.mark.parametrize("kind", get_args(SoundEffect))
def test_as_long_as_asked_and_another_by_another_seed(kind):
    usual, short = effect(kind, None, 3), effect(kind, 0.4, 3)
    assert len(usual) == round(EFFECTS[kind].usual * RATE) and len(short) == round(0.4 * RATE)
    assert np.isfinite(usual).all() and np.abs(usual).max() == pytest.approx(0.7)
    assert abs(usual[0]).max() == abs(usual[-1]).max() == 0, "no click at its ends"
    assert (effect(kind, 0.4, 3) == short).all()
    assert not (effect(kind, 0.4, 4) == short).all()


def test_what_moves_is_heard_to_move():
    whoosh = heard("whoosh")
    assert energy(whoosh, 0.4, 0.6) > 10 * max(energy(whoosh, 0, 0.15), energy(whoosh, 0.85, 1))
    assert centroid(whoosh, 0.4, 0.6) > 1.5 * centroid(whoosh, 0.1, 0.25)
    riser = heard("riser")
    assert centroid(riser, 0.85, 0.95) > 2 * centroid(riser, 0.3, 0.4)
    assert energy(riser, 0.9, 0.99) > 5 * energy(riser, 0.4, 0.5)
    assert centroid(heard("slide_up"), 0.8, 0.9) > 2 * centroid(heard("slide_up"), 0.1, 0.2)
    assert centroid(heard("slide_down"), 0.1, 0.2) > 2 * centroid(heard("slide_down"), 0.8, 0.9)


def test_what_strikes_is_loud_at_once_and_dies_down():
    for kind in ("impact", "sting", "ding", "boing", "pop"):
        wave = heard(kind)
        assert energy(wave, 0, 0.2) > 8 * energy(wave, 0.8, 1), kind
    assert centroid(heard("impact"), 0.1, 0.4) < 250 < 900 < centroid(heard("ding"), 0, 0.5)


def test_steps_are_counted():
    wave = heard("footsteps", 3.0)
    level = scipy.ndimage.gaussian_filter1d(wave**2, 0.03 * RATE)
    peaks, _ = scipy.signal.find_peaks(level, height=level.max() / 5, distance=0.3 * RATE)
    assert len(peaks) == pytest.approx(3 * STEPS, abs=1)
    assert np.diff(peaks / RATE) == pytest.approx(1 / STEPS, abs=0.06)


def test_a_drum_roll_ends_with_its_beat():
    wave = heard("drum_roll", 3.0)
    level = scipy.ndimage.gaussian_filter1d(wave**2, 0.02 * RATE)
    assert np.argmax(level) / RATE == pytest.approx(2.3, abs=0.06)


@pytest.mark.parametrize("kind", ["impact", "record_scratch", "slide_down"])
async def test_what_a_treatment_lays_is_alike_in_loudness(bench, kind):
    """A knock is over at once, a scratch is not: the loudest 0.4 s of each are as loud."""
    made = await bench.call("make_sfx", kind=kind, loudness=-20)
    assert loudest(bench.heard(made["audio"]), RATE) == pytest.approx(-20, abs=0.5)
    assert bench.store.get(made["audio"]).notes["lufs"] == pytest.approx(-20, abs=0.5)
    assert len(bench.heard(made["audio"])) == pytest.approx(EFFECTS[kind].usual * RATE, abs=2)
