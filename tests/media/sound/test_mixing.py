"""mix_audio: starts, ducking, loudness, lengths."""

import numpy as np
import pyloudnorm
import pytest

from studio.errors import ToolError
from tests.media.conftest import RATE, tone

MUSIC, SPEECH = 220.0, 1500.0  # Hz: apart, so that each can be measured in the mix


def level(wave: np.ndarray, hertz: float, start: float, end: float) -> float:
    """dB of one frequency between two times."""
    part = wave[round(start * RATE) : round(end * RATE), 0]
    time = np.arange(part.size) / RATE
    window = np.hanning(part.size)
    size = abs(np.sum(part * window * np.exp(-2j * np.pi * hertz * time))) / window.sum() * 2
    return 20 * np.log10(size + 1e-9)


def track(audio, start=0.0, gain_db=0.0, duck=False):
    return {"audio": audio, "start": start, "gain_db": gain_db, "duck": duck}


async def test_music_makes_room_for_speech_and_comes_back(bench):
    music, speech = bench.sound(tone(MUSIC, 8)), bench.sound(tone(SPEECH, 2))
    ducked = await bench.call("mix_audio", tracks=[track(speech, 3), track(music, duck=True)])
    plain = await bench.call("mix_audio", tracks=[track(speech, 3), track(music)])
    wave, reference = bench.heard(ducked["audio"]), bench.heard(plain["audio"])

    def drop(mix):
        return level(mix, MUSIC, 1, 2) - level(mix, MUSIC, 3.5, 4.8)

    assert 8 < drop(wave) < 20
    assert abs(drop(reference)) < 0.5
    assert level(wave, MUSIC, 7, 7.9) == pytest.approx(level(wave, MUSIC, 1, 2), abs=1)


async def test_a_scene_keeps_its_own_sound_under_music(bench, clip):
    speech = bench.sound(tone(SPEECH, 2))
    silent = await clip((90, 90, 90), 48)
    scene = (await bench.call("compose_video", clips=[silent], audio=speech))["video"]
    music = bench.sound(tone(MUSIC, 2))
    mix = await bench.call("mix_audio", tracks=[track(scene), track(music, duck=True)])
    wave = bench.heard(mix["audio"])
    assert level(wave, SPEECH, 0.5, 1.5) - level(wave, MUSIC, 0.5, 1.5) > 6
    with pytest.raises(ToolError, match="holds no sound"):
        await bench.call("mix_audio", tracks=[track(silent), track(music)])


async def test_music_is_down_before_the_first_word(bench):
    music, speech = bench.sound(tone(MUSIC, 5)), bench.sound(tone(SPEECH, 2))
    mix = await bench.call("mix_audio", tracks=[track(speech, 2), track(music, duck=True)])
    wave = bench.heard(mix["audio"])
    assert level(wave, MUSIC, 0.5, 1.5) - level(wave, MUSIC, 1.9, 2.0) > 5


async def test_tracks_start_when_they_should_at_their_gains(bench):
    a, b = bench.sound(tone(MUSIC, 1)), bench.sound(tone(SPEECH, 1))
    mix = await bench.call("mix_audio", tracks=[track(a, 0.5), track(b, 2, gain_db=-12)])
    wave = bench.heard(mix["audio"])
    assert mix["duration"] == pytest.approx(3.0)
    sounding = np.flatnonzero(np.abs(wave[:, 0]) > 1e-3) / RATE
    assert sounding[0] == pytest.approx(0.5, abs=0.002)
    quiet = sounding[(sounding > 1.51) & (sounding < 1.99)]
    assert quiet.size == 0
    difference = level(wave, MUSIC, 0.6, 1.4) - level(wave, SPEECH, 2.1, 2.9)
    assert difference == pytest.approx(12, abs=0.3)


@pytest.mark.parametrize("target", [-23.0, -16.0, -12.0])
async def test_loudness_and_true_peak(bench, target):
    rng = np.random.default_rng(1)
    spiky = 0.02 * rng.standard_normal(4 * RATE)
    spiky[::4801] = 0.9  # peaks that a plain gain would push over full scale
    mix = await bench.call("mix_audio", tracks=[track(bench.sound(spiky))], loudness=target)
    wave = bench.heard(mix["audio"])
    assert pyloudnorm.Meter(RATE).integrated_loudness(wave) == pytest.approx(target, abs=0.5)
    spectrum = np.fft.rfft(wave, axis=0)
    over = np.fft.irfft(spectrum, 4 * wave.shape[0], axis=0) * 4  # peaks between the samples
    assert 20 * np.log10(np.abs(over).max()) <= -0.95


async def test_speech_keeps_its_place_in_a_mix_of_another_rate(bench):
    low = bench.sound(tone(440, 2)[::3], 16000)
    mix = await bench.call("mix_audio", tracks=[track(low)], duration=2.5)
    facts = bench.store.get(mix["audio"]).facts
    assert (facts.sample_rate, facts.channels, facts.duration) == (RATE, 2, 2.5)
    assert level(bench.heard(mix["audio"]), 440, 0.5, 1.5) > -30


async def test_a_cut_track_ends_without_a_click(bench):
    mix = await bench.call("mix_audio", tracks=[track(bench.sound(tone(MUSIC, 5)))], duration=2.0)
    wave = bench.heard(mix["audio"])
    assert wave.shape[0] == 2 * RATE
    assert np.abs(wave[-48:]).max() < 0.01


async def test_silence_stays_silent_and_very_short_sounds_are_mixed(bench):
    mix = await bench.call("mix_audio", tracks=[track(bench.sound(np.zeros(RATE)))])
    assert np.abs(bench.heard(mix["audio"])).max() == 0
    short = await bench.call("mix_audio", tracks=[track(bench.sound(tone(440, 0.1)))])
    assert short["duration"] == pytest.approx(0.1)
    assert np.abs(bench.heard(short["audio"])).max() > 0.01


async def test_same_mix_same_bytes(bench):
    tracks = [track(bench.sound(tone(440, 1))), track(bench.sound(tone(MUSIC, 2)), duck=True)]
    assert await bench.call("mix_audio", tracks=tracks) == await bench.call(
        "mix_audio", tracks=tracks
    )


async def test_bad_tracks(bench):
    picture = bench.picture(np.zeros((32, 32, 3), np.uint8))
    with pytest.raises(ToolError, match="tracks"):
        await bench.call("mix_audio", tracks=[])
    with pytest.raises(ToolError, match="audio"):
        await bench.call("mix_audio", tracks=[track(picture)])
    with pytest.raises(ToolError, match="no artifact"):
        await bench.call("mix_audio", tracks=[track("audio:0123456789abcdef")])
    with pytest.raises(ToolError, match="starts at 9 s"):
        await bench.call("mix_audio", tracks=[track(bench.sound(tone(440, 1)), 9)], duration=2)
