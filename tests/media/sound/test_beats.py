"""detect_beats and hit_on_beat: planted beats are found within 20 ms, and only where there are."""

import numpy as np
import pytest

from tests.media.conftest import RATE
from tools.engines.audio_analysis.beats import nearest_beats


def clicks(tempo: float, seconds: float = 8, noise: float = 0.02) -> tuple[np.ndarray, np.ndarray]:
    """A click track, and the times of its clicks."""
    truth = np.arange(0.31, seconds - 0.1, 60 / tempo)
    wave = np.random.default_rng(round(tempo)).normal(0, noise, round(seconds * RATE))
    time = np.arange(round(0.03 * RATE)) / RATE
    click = 0.6 * np.sin(2 * np.pi * 1500 * time) * np.exp(-time / 0.008)
    for at in truth:
        first = round(at * RATE)
        wave[first : first + len(click)] += click
    return wave, truth


@pytest.mark.parametrize("tempo", [55, 72.5, 96, 119.7, 150, 190])
async def test_planted_beats_within_20_ms(bench, tempo):
    wave, truth = clicks(tempo)
    found = await bench.call("detect_beats", media=bench.sound(wave))
    assert found["tempo"] == pytest.approx(tempo, rel=0.005)
    assert found["certainty"] > 0.6
    assert found["beats"] == pytest.approx(truth, abs=0.02)


async def test_the_tempo_of_composed_music(bench):
    """It, or its half or double, which are heard as well."""
    music = await bench.call("make_music", mood="epic", duration=10, seed=1)
    tempo = bench.store.get(music["audio"]).notes["tempo"]
    found = await bench.call("detect_beats", media=music["audio"])
    octaves = np.log2(found["tempo"] / tempo)
    assert abs(octaves - round(octaves)) < 0.02 and abs(octaves) < 1.1


@pytest.mark.parametrize("kind", ["noise", "tone", "silence", "short"])
async def test_what_has_no_beat(bench, kind):
    count = 5 * RATE if kind != "short" else RATE // 50
    time = np.arange(count) / RATE
    wave = {
        "noise": 0.1 * np.random.default_rng(2).standard_normal(count),
        "tone": 0.3 * np.sin(2 * np.pi * 330 * time),
    }.get(kind, np.zeros(count))
    found = await bench.call("detect_beats", media=bench.sound(wave))
    assert found["tempo"] is None and found["beats"] == []


async def test_cuts_go_to_the_beats_that_are_near(bench):
    wave, truth = clicks(120)
    cuts = [truth[2] + 0.09, truth[5] - 0.04, truth[6] + 0.24, 0.02]
    made = await bench.call("hit_on_beat", times=cuts, music=bench.sound(wave), window=0.1)
    assert made["times"][:2] == pytest.approx([truth[2], truth[5]], abs=0.02)
    assert made["times"][2:] == cuts[2:] and made["moved"][2:] == [None, None]
    assert made["moved"][:2] == pytest.approx([-0.09, 0.04], abs=0.02)


def test_no_two_go_to_one_beat_and_none_overtakes():
    assert nearest_beats([0.9, 1.04], [1.0, 2.0], 0.3) == [None, 1.0]
    assert nearest_beats([1.04, 0.9], [1.0, 2.0], 0.3) == [1.0, None]
    assert nearest_beats([1.1, 1.2], [1.0, 1.24], 0.3) == [1.0, 1.24]
    assert nearest_beats([5.0], [], 0.3) == [None]
