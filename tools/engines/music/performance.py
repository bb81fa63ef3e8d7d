"""A score played: notes at their times, parts at their levels and places, in a room."""

import random
import zlib

import numpy as np
import scipy
from numpy.typing import NDArray

from tools.engines.base import Progress
from tools.engines.music.moods import MoodStyle, Room
from tools.engines.music.notes import Note
from tools.engines.music.score import Score
from tools.engines.music.sounds.instruments import INSTRUMENTS
from tools.engines.music.sounds.percussion import DRUMS
from tools.engines.music.sounds.waves import RATE, Wave, band, seconds

Stereo = NDArray[np.float64]  # (samples, 2)

LATE = 0.007  # seconds: players are this far apart from the beat, at most
PREDELAY = 0.018  # seconds between a sound and its room
FADE = 0.35  # of the ring of the last chord


def play(score: Score, style: MoodStyle, duration: float, seed: int, progress: Progress) -> Stereo:
    """The piece as (samples, 2) at 48 kHz, exactly `duration` seconds, faded out at its end."""
    samples = round(duration * RATE)
    dry, chance = np.zeros((samples, 2)), random.Random(seed)
    rows = [
        (part.sound, part.level, part.pan, notes)
        for part, notes in zip(style.parts, score.parts, strict=True)
    ]
    rows.append(("drums", style.drums.level, 0.05, score.drums))
    for number, (sound, level, pan, notes) in enumerate(rows):
        progress(number / len(rows), f"playing {sound.replace('_', ' ')}")
        wave = _part(sound, notes, score.tempo, samples, chance)
        angle = (pan + 1) * np.pi / 4
        dry += (wave * _gain(wave, level))[:, None] * (np.cos(angle), np.sin(angle))
    wet = _in_room(dry, style.room)
    mix = dry + style.room.wet * wet
    mix = np.stack([band(side, 32, None) for side in mix.T], axis=1)
    return mix * _fade(samples, duration - score.end * 60 / score.tempo)[:, None]


def _part(sound: str, notes: list[Note], tempo: float, samples: int, chance: random.Random) -> Wave:
    wave, beat = np.zeros(samples), 60 / tempo
    for note in notes:
        at = round(max(0.0, note.start * beat + chance.uniform(-LATE, LATE)) * RATE)
        strength = min(1.0, max(0.1, note.strength + chance.uniform(-0.05, 0.05)))
        if isinstance(note.pitch, str):
            played = DRUMS[note.pitch](strength)
        else:
            played = INSTRUMENTS[sound](note.pitch, note.length * beat, strength)
        end = min(samples, at + played.size)
        if end > at:
            wave[at:end] += played[: end - at]
    return wave


def _gain(wave: Wave, level: float) -> float:
    """What brings the part, while it sounds, to `level` dB (RMS)."""
    blocks = wave[: wave.size // 4800 * 4800].reshape(-1, 4800)
    power = (blocks**2).mean(axis=1) if blocks.size else np.zeros(1)
    sounding = power[power > 0.01 * power.max()] if power.max() > 0 else power
    rms = float(np.sqrt(sounding.mean())) if sounding.size else 0.0
    return 10 ** (level / 20) / rms if rms > 0 else 0.0


def _in_room(dry: Stereo, room: Room) -> Stereo:
    """Late reverberation: noise that dies away, its high parts first, another one on each side."""
    count = int(room.seconds * RATE)
    time = seconds(count)
    wet = np.empty_like(dry)
    for side, name in enumerate(("left", "right")):
        hiss = np.random.default_rng(zlib.crc32(name.encode())).standard_normal(count)
        tail = np.zeros(count)
        for low, high, share in ((120, 800, 1.0), (800, 3000, 0.75), (3000, 9000, 0.4)):
            tail += band(hiss, low, high) * np.exp(-6.9 * time / (room.seconds * share))
        tail = np.concatenate([np.zeros(int(PREDELAY * RATE)), tail])
        tail /= np.sqrt((tail**2).sum())
        wet[:, side] = scipy.signal.oaconvolve(dry[:, side], tail)[: dry.shape[0]]
    return wet


def _fade(samples: int, ring: float) -> Wave:
    """No click at the start; the end dies away within the ring of the last chord."""
    curve = np.ones(samples)
    rise, fall = min(samples, int(0.004 * RATE)), max(1, int(max(FADE * ring, 0.2) * RATE))
    fall = min(fall, samples)
    curve[:rise] = np.linspace(0, 1, rise)
    curve[samples - fall :] *= np.cos(np.linspace(0, np.pi / 2, fall)) ** 2
    return curve
