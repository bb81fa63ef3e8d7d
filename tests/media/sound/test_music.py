"""make_music: it lasts as long as asked, keeps to its key and tempo, and moods differ."""

import numpy as np
import pyloudnorm
import pytest

from studio.errors import ToolError
from studio.nouns.vocabulary import Mood, words
from tests.media.conftest import RATE
from tools.engines.music.moods import styles
from tools.engines.music.score import compose
from tools.engines.music.sounds.instruments import INSTRUMENTS
from tools.engines.music.theory import MODES, Scale, frequency

FRAME, HOP = 32768, 16384


def chroma(wave: np.ndarray) -> np.ndarray:
    """The energy in each pitch class, C first, from 130 to 1000 Hz."""
    hertz = np.fft.rfftfreq(FRAME, 1 / RATE)
    used = (hertz > 130) & (hertz < 1000)
    classes = np.round(69 + 12 * np.log2(hertz[used] / 440)).astype(int) % 12
    total = np.zeros(12)
    for start in range(0, wave.size - FRAME, HOP):
        power = np.abs(np.fft.rfft(wave[start : start + FRAME] * np.hanning(FRAME)))[used] ** 2
        total += np.bincount(classes, power, 12)
    return total / total.sum()


def brightness(wave: np.ndarray) -> float:
    """The spectral centroid in Hz."""
    power = np.abs(np.fft.rfft(wave)) ** 2
    return float((power * np.fft.rfftfreq(wave.size, 1 / RATE)).sum() / power.sum())


def onsets(wave: np.ndarray) -> np.ndarray:
    """Rise of the spectrum's magnitude, 100 times a second (spectral flux)."""
    step = RATE // 100
    frames = np.lib.stride_tricks.sliding_window_view(wave, 2048)[::step] * np.hanning(2048)
    rise = np.diff(np.log1p(100 * np.abs(np.fft.rfft(frames))), axis=0)
    return np.maximum(rise, 0).sum(axis=1)


@pytest.mark.parametrize("mood", words(Mood))
async def test_a_piece_of_each_mood(bench, mood):
    made = await bench.call("make_music", mood=mood, duration=6.0, seed=2)
    artifact = bench.store.get(made["audio"])
    wave = bench.heard(made["audio"])
    assert wave.shape == (6 * RATE, 2) and made["duration"] == 6
    assert -18 <= pyloudnorm.Meter(RATE).integrated_loudness(wave) <= -16
    assert artifact.notes["peak_db"] <= -1
    assert np.abs(wave[-100:]).max() < 0.003
    assert np.abs(wave[: RATE // 2]).max() > 0.02  # it begins at once
    key, mode = artifact.notes["key"].split()
    scale = Scale.of(key, mode)
    inside = [(scale.tonic + step) % 12 for step in MODES[mode]]
    energy = chroma(wave.mean(axis=1))
    assert energy[inside].sum() > 0.75 > 7 / 12
    assert energy[list(scale.chord(1))].sum() > 0.33  # 0.25 by chance
    beat = 60 / artifact.notes["tempo"]
    rises = onsets(wave.mean(axis=1)[: round(artifact.notes["chords"][-1]["t"] * RATE)])
    times = (np.arange(rises.size) + 2) / 100  # a frame's rise is heard near its middle
    phase = times / beat % 1
    on = np.minimum(phase, 1 - phase) * beat < 0.05
    between = (phase > 0.2) & (phase < 0.4)  # before the eighth, swung or not
    assert rises[on].mean() > 1.2 * rises[between].mean()


async def test_moods_sound_different(bench):
    measured = {}
    for mood in ("cheerful", "sad", "tense"):
        made = await bench.call("make_music", mood=mood, duration=4.0)
        wave = bench.heard(made["audio"]).mean(axis=1)
        measured[mood] = (bench.store.get(made["audio"]).notes["tempo"], brightness(wave))
    assert measured["cheerful"][0] > 1.4 * measured["sad"][0]
    assert measured["cheerful"][1] > 1.5 * max(measured["sad"][1], measured["tense"][1])


async def test_seeds_give_other_tunes_and_the_same_seed_the_same_bytes(bench):
    pieces = [
        (await bench.call("make_music", mood="comic", duration=3.0, seed=seed))["audio"]
        for seed in (1, 1, 2)
    ]
    assert pieces[0] == pieces[1] != pieces[2]


@pytest.mark.parametrize("duration", [1.0, 2.3, 61.7])
def test_the_last_chord_is_home_and_rings_out(duration):
    for mood, style in styles().items():
        score = compose(style, duration, 7, mood)
        home = score.end * 60 / score.tempo
        assert 0.25 <= duration - home <= 2.5
        assert score.chords[-1].degree == 1
        assert all(note.start <= score.end + 1 for part in score.parts for note in part)
        tonic = Scale.of(score.key, score.mode).tonic
        assert score.parts[0][-1].pitch % 12 in Scale.of(score.key, score.mode).chord(1)
        assert any(part[-1].pitch % 12 == tonic for part in score.parts[1:] if part)
        if duration > 20:
            low, high = style.tempo
            assert 0.93 * low <= score.tempo <= 1.07 * high


def test_a_tune_comes_back_with_its_rhythm():
    score = compose(styles()["epic"], 60.0, 4, "epic")

    def rhythm(bar):
        return [round(n.start - 4 * bar, 3) for n in score.parts[0] if n.start // 4 == bar]

    assert rhythm(0) == rhythm(2) == rhythm(4)
    assert len({tuple(rhythm(bar)) for bar in range(12)}) > 1


@pytest.mark.parametrize("name", sorted(INSTRUMENTS))
def test_instruments_are_in_tune(name):
    wave = INSTRUMENTS[name](57, 1.0, 0.8)[2000:50000]
    spectrum = np.abs(np.fft.rfft(wave * np.hanning(wave.size), 1 << 18))
    hertz = np.fft.rfftfreq(1 << 18, 1 / RATE)
    near = (hertz > 207) & (hertz < 233)
    found = hertz[near][spectrum[near].argmax()]
    assert abs(1200 * np.log2(found / frequency(57))) < 12


async def test_bad_music(bench):
    with pytest.raises(ToolError, match="mood"):
        await bench.call("make_music", mood="jazzy", duration=3)
    with pytest.raises(ToolError, match="duration"):
        await bench.call("make_music", mood="sad", duration=0.2)
