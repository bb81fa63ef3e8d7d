"""Effects of what strikes: blows, steps, drums, chords."""

import numpy as np

from tools.engines.sound.effects.waves import (
    RATE,
    Chance,
    Effect,
    Sound,
    clock,
    decay,
    glide,
    noise,
    placed,
)

STEPS = 1.9  # steps a second
_BELL = ((1.0, 1.0), (2.0, 0.55), (2.76, 0.4), (5.4, 0.22), (8.9, 0.1))  # partials and levels


def impact(count: int, chance: Chance) -> Sound:
    """A heavy blow: a crack, and a low boom that sinks."""
    seconds = count / RATE
    boom = glide(45 + 90 * decay(count, 0.07)) * decay(count, seconds / 4)
    crack = noise(count, chance, chance.uniform(700, 1100), 1.2) * decay(count, 0.045)
    rumble = noise(count, chance, 90, 0.8) * decay(count, seconds / 3.5)
    return boom + 0.7 * crack + 0.35 * rumble


def sting(count: int, chance: Chance) -> Sound:
    """The chord of a revelation: low brass and strings, at once, then a trembling end."""
    root, time, seconds = 73.4 * 2 ** (chance.integers(-2, 3) / 12), clock(count), count / RATE
    partials = tuple(0.82**number / number**0.5 for number in range(1, 15))
    made = np.zeros(count)
    for semitones in (0, 7, 12, 15, 18):  # a minor chord with its tritone
        for cents in (-5, 5):
            made += glide(np.full(count, root * 2 ** ((semitones + cents / 100) / 12)), partials)
    tremble = 1 - 0.35 * np.minimum(1, time / 0.4) * (0.5 + 0.5 * np.sin(2 * np.pi * 11 * time))
    blow = noise(count, chance, 110, 0.7) * decay(count, 0.09)
    attack = np.minimum(1, time / 0.012)
    return made / 10 * attack * tremble * decay(count, seconds / 2.6) + 0.5 * blow


def footsteps(count: int, chance: Chance) -> Sound:
    """Somebody walks: heel and sole, left and right a little different, STEPS a second."""
    steps = []
    for number in range(int(count / RATE * STEPS + 0.999)):
        at = number / STEPS + 0.02 + chance.uniform(0, 0.02)
        foot = 1.0 if number % 2 else 0.92
        steps.append((round(at * RATE), _step(foot * chance.uniform(0.9, 1.1), chance)))
    return placed(count, steps)


def _step(foot: float, chance: Chance) -> Sound:
    count = round(0.22 * RATE)
    heel = noise(count, chance, 190 * foot, 0.7) * decay(count, 0.022)
    tap = noise(count, chance, 1500 * foot, 0.8) * decay(count, 0.007)
    sole = np.roll(noise(count, chance, 3200, 0.9) * decay(count, 0.03), round(0.06 * RATE))
    sole[: round(0.06 * RATE)] = 0
    return foot * (heel + 0.35 * tap + 0.12 * sole)


def drum_roll(count: int, chance: Chance) -> Sound:
    """A snare that rolls ever louder and ends with one beat and a cymbal."""
    last = max(count - round(0.7 * RATE), count // 2)
    strokes, at = [], 0.0
    while at < last:
        length = round(0.11 * RATE)
        stroke = noise(length, chance, 2300, 1.1) * decay(length, 0.03)
        stroke += 0.4 * glide(np.full(length, 190.0)) * decay(length, 0.02)
        strokes.append((int(at), stroke * (0.25 + 0.55 * at / last)))
        at += RATE / 23 * chance.uniform(0.94, 1.06)
    tail = count - last
    crash = noise(tail, chance, 6000, 0.9) * decay(tail, 0.25)
    crash += 1.2 * glide(60 + 60 * decay(tail, 0.03)) * decay(tail, 0.1)
    return placed(count, [*strokes, (last, 1.5 * crash)])


def ding(count: int, chance: Chance) -> Sound:
    """A small bell: an idea, a point for us."""
    base, seconds = chance.uniform(1350, 1650), count / RATE
    tones = [
        level
        * np.sin(2 * np.pi * base * partial * clock(count))
        * decay(count, seconds / (3 + 1.5 * partial))
        for partial, level in _BELL
    ]
    return np.sum(tones, axis=0)


EFFECTS = {
    "impact": Effect(impact, 1.2),
    "sting": Effect(sting, 2.2),
    "footsteps": Effect(footsteps, 2.0),
    "drum_roll": Effect(drum_roll, 2.5),
    "ding": Effect(ding, 1.4),
}
