"""Listening: figures of sounds whose truth is known."""

import numpy as np
import pytest

from tests.measure.conftest import LABELS, PLATES
from tools.engines.audio_analysis import levels
from tools.engines.audio_analysis.decode import mono, read_sound
from tools.engines.audio_analysis.phones import agreement, pronounce, word_error_rate, words_of
from tools.engines.audio_analysis.pitch import fundamental
from tools.engines.audio_analysis.recognise import listener
from tools.engines.vision.footage.sync import STEP, measure_sync, mouths_a_second

RATE = 16000


def tone(hertz, seconds=1.0, level=0.5):
    return level * np.sin(2 * np.pi * hertz * np.arange(int(RATE * seconds)) / RATE)


def test_loudness_of_a_full_scale_sine():
    # EBU Tech 3341: a stereo 1 kHz sine of -23 dBFS reads -23 LUFS.
    sine = tone(1000, 3, 10 ** (-23 / 20))
    assert levels.loudness(np.stack([sine, sine], 1), RATE) == pytest.approx(-23, abs=0.15)
    assert levels.loudness(np.zeros((RATE, 1)), RATE) == -70
    short = tone(1000, 0.1, 0.1)[:, None]
    assert levels.loudness(short, RATE) > -30


def test_clipping_is_told_from_loud_tones():
    loud = tone(100, 1, 1.0)[:, None]
    assert levels.clipped_fraction(loud) == 0
    cut = np.clip(1.5 * loud, -1, 1) * 0.3
    assert levels.clipped_fraction(cut) > 0.3


def test_true_peak_lies_between_samples():
    sine = np.sin(np.pi / 2 * np.arange(4000) + np.pi / 4)[:, None]  # samples at 0.707 only
    assert levels.true_peak(sine) == pytest.approx(0, abs=0.2)


def test_silence_and_pitch():
    sound = np.concatenate([np.zeros(RATE), tone(220), np.zeros(RATE)])
    _, rms = levels.activity(sound, RATE)
    assert levels.silent(rms).mean() == pytest.approx(2 / 3, abs=0.03)
    assert np.median(fundamental(sound, RATE)) == pytest.approx(220, rel=0.02)
    assert fundamental(np.zeros(RATE), RATE).size == 0


def test_spelling_of_foreign_words():
    def nothing(word):
        return None

    assert pronounce("silenzio", "it", nothing) == ["S", "IY", "L", "EH", "N", "T", "S", "IY", "OW"]
    assert pronounce("giulia", "it", nothing)[:2] == ["JH", "UW"]
    assert pronounce("niño", "es", nothing) == ["N", "IY", "N", "Y", "OW"]
    assert pronounce("straße", "de", nothing)[-2:] == ["S", "EH"]
    assert words_of("Don't, Élise!") == ["don't", "élise"]


def test_phone_distance_orders_confusions():
    meant = ["S", "IY", "T"]
    assert agreement(meant, meant) == 1
    near, far = agreement(["Z", "IY", "T"], meant), agreement(["AA", "IY", "T"], meant)
    assert 1 > near > far
    assert agreement([], meant) == 0


def test_word_errors():
    same = str.__eq__
    assert word_error_rate(["a", "c"], ["a", "b", "c"], same) == pytest.approx(1 / 3)


def planted(lag):
    """What is found of a mouth on twos at 24 fps against an envelope `lag` seconds later."""
    rng = np.random.default_rng(3)
    syllables = np.cumsum(rng.uniform(0.15, 0.4, 14)) + 0.4

    def opening(times):
        return sum(np.exp(-((times - s) ** 2) / (2 * 0.05**2)) for s in syllables)

    grid = np.arange(0, 5, STEP)
    frames = np.arange(0, 5, 1 / 24)
    return measure_sync(frames, opening(frames - frames % (1 / 12)), grid, opening(grid - lag))


@pytest.mark.parametrize("lag", [-0.3, -0.1, 0.0, 0.15, 0.4])
def test_planted_lag_is_recovered(lag):
    sync = planted(lag)
    assert sync.offset == pytest.approx(1000 * lag, abs=40)
    assert sync.confidence > 0.5


def test_a_curve_that_rises_to_the_end_of_what_is_looked_for_is_no_offset():
    sync = planted(0.63)
    assert sync.offset == 600 and sync.correlation > 0.5 and sync.confidence == 0


def test_still_mouth_has_no_sync():
    grid = np.arange(0, 3, STEP)
    frames = np.arange(0, 3, 1 / 24)
    assert measure_sync(frames, np.zeros(len(frames)), grid, np.sin(7 * grid)) is None


def test_listener_tells_the_text_from_others_in_any_language():
    samples, rate = read_sound(PLATES / "talk.mp4")
    said = LABELS["talk.mp4"]["text"]
    heard = listener().hear(mono(samples), rate, said, "en")
    assert heard.picked == 1 and heard.phone_agreement > 0.25
    again = listener().hear(mono(samples), rate, said, "en")
    assert again == heard
    other = listener().hear(mono(samples), rate, "Stanotte la luna non ha voglia di dormire", "it")
    assert other.picked <= 0.25 and other.phone_agreement < 0.12
    assert other.word_error_rate is None


@pytest.mark.parametrize(("rate", "held", "shown"), [(24, 1, 24), (24, 2, 12), (12, 2, 6)])
def test_a_drawing_that_is_held_is_one_mouth(rate, held, shown):
    times = np.arange(2 * rate) / rate
    opening = np.sin(3 * (np.arange(2 * rate) // held)) * (times < 1.5)  # and shut at the end
    assert mouths_a_second(times, opening) == pytest.approx(shown)
