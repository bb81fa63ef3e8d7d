"""duck and detect_speech: music goes down under what is spoken, by so much, when it is spoken."""

import numpy as np
import pytest
import scipy

from tests.measure.conftest import PLATES
from tests.media.conftest import RATE, tone
from tools.engines.audio_analysis.decode import mono, read_sound
from tools.engines.hearing.engine import HearingEngine
from tools.engines.sound.ducking import lowered

TALK = (0.4, 4.3)  # seconds of the plate in which something is said


@pytest.fixture
def ears(engines):
    status = engines["hearing"].status()
    if not status.ready:
        pytest.skip(f"the ears are not here: {status.reason}")
    assert isinstance(engines["hearing"], HearingEngine)


@pytest.fixture(scope="module")
def line() -> np.ndarray:
    """A line of 4.76 s at 48 kHz."""
    samples, rate = read_sound(PLATES / "talk.mp4")
    assert rate == RATE
    return mono(samples)


def laid(sounds: list[tuple[float, np.ndarray]], seconds: float) -> np.ndarray:
    out = np.zeros(round(seconds * RATE))
    for at, sound in sounds:
        part = sound[: len(out) - round(at * RATE)]
        out[round(at * RATE) : round(at * RATE) + len(part)] += part
    return out


def test_the_ramps_are_as_asked():
    times = np.arange(0, 8, 0.01)
    level = lowered(times, [(2, 3), (3.4, 4)], 12, 0.2, 0.5)

    def at(second: float) -> float:
        return float(np.interp(second, times, level))

    assert [at(1.7), at(1.9), at(2.0), at(3.2), at(4.0)] == pytest.approx([0, -6, -12, -12, -12])
    assert [at(4.25), at(4.5), at(6)] == pytest.approx([-6, 0, 0], abs=0.01)


async def test_music_goes_down_while_somebody_speaks(bench, ears, line):
    music, voice = bench.sound(tone(220, 9)), bench.sound(line)
    made = await bench.call("duck", music=music, voice=voice, start=2.0, by=9, release=0.4)
    wave = bench.heard(made["audio"])[:, 0]

    def level(start: float, end: float) -> float:
        part = wave[round(start * RATE) : round(end * RATE)]
        return float(10 * np.log10((part**2).mean() / (wave[: 2 * RATE] ** 2).mean()))

    spoken = 2 + TALK[0], 2 + TALK[1]
    assert made["spans"][0][0] == pytest.approx(spoken[0], abs=0.15)
    assert made["spans"][-1][1] == pytest.approx(spoken[1], abs=0.15)
    assert made["duration"] == pytest.approx(9)
    assert np.abs(wave).max() == pytest.approx(np.abs(bench.heard(music)).max(), rel=0.01)
    assert level(spoken[0] + 0.2, spoken[1] - 0.2) == pytest.approx(-9, abs=0.3)
    assert level(7, 9) == pytest.approx(0, abs=0.1)


async def test_speech_is_found_in_a_room_with_music(bench, ears, line):
    music = await bench.call("make_music", mood="cheerful", duration=12, seed=1)
    song = bench.heard(music["audio"]).mean(1)
    chance = np.random.default_rng(0)
    echo = 0.05 * chance.standard_normal(RATE // 4) * np.exp(-np.arange(RATE // 4) / 2500)
    echo[0] = 1.0
    room = scipy.signal.fftconvolve(laid([(1.0, line), (6.5, line)], 12) + 0.5 * song, echo)
    room = (room[: 12 * RATE] + chance.normal(0, 0.003, 12 * RATE)) / 2
    found = await bench.call("detect_speech", media=bench.sound(room))
    for start in (1.0, 6.5):
        spoken = [one for one in found["segments"] if start < one["start"] < start + 5]
        assert spoken[0]["start"] == pytest.approx(start + TALK[0], abs=0.25)
        assert spoken[-1]["end"] == pytest.approx(start + TALK[1], abs=0.25)
    assert found["share"] == pytest.approx(2 * 3.9 / 12, abs=0.04)
    alone = await bench.call("detect_speech", media=music["audio"])
    assert alone["segments"] == [] and alone["share"] == 0
