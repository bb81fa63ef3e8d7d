"""make_atmosphere: as long as asked, quiet, different from kind to kind, the same for a seed."""

from itertools import pairwise
from typing import get_args

import numpy as np
import pytest

from studio.nouns.vocabulary import Atmosphere
from tests.media.conftest import RATE
from tools.engines.atmosphere.sounds import ATMOSPHERES


def spectrum(wave: np.ndarray) -> np.ndarray:
    """Energy in eight octaves from 60 Hz, in dB."""
    power = np.abs(np.fft.rfft(wave)) ** 2
    hertz = np.fft.rfftfreq(len(wave), 1 / RATE)
    edges = 60 * 2.0 ** np.arange(9)
    bands = [power[(hertz >= a) & (hertz < b)].sum() for a, b in pairwise(edges)]
    return 10 * np.log10(np.array(bands) / power.sum() + 1e-9)


def test_there_is_a_sound_for_every_word():
    assert set(ATMOSPHERES) == set(get_args(Atmosphere))


async def test_atmospheres_are_long_quiet_and_different(bench):
    heard = {}
    for kind in get_args(Atmosphere):
        made = await bench.call("make_atmosphere", kind=kind, duration=3.0)
        wave = bench.heard(made["audio"])
        assert len(wave) == pytest.approx(3 * RATE, abs=RATE // 50)
        assert bench.store.get(made["audio"]).notes["lufs"] == pytest.approx(-24, abs=1.5)
        assert np.abs(wave[:200]).max() < 0.01  # it comes in from silence
        heard[kind] = spectrum(wave[:, 0])
    kinds = list(heard)
    for number, one in enumerate(kinds):
        for other in kinds[number + 1 :]:
            assert np.abs(heard[one] - heard[other]).max() > 3, (one, other)


async def test_a_seed_gives_the_same_again(bench):
    made = [
        (await bench.call("make_atmosphere", kind="sea", duration=1.0, seed=seed))["audio"]
        for seed in (4, 4, 5)
    ]
    assert made[0] == made[1] != made[2]
