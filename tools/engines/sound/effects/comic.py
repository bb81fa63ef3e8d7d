"""Effects of comedy."""

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
    share,
)


def boing(count: int, chance: Chance) -> Sound:
    """A spring: a twang whose pitch swings ever less and climbs a little."""
    time, seconds = clock(count), count / RATE
    swing = 0.4 * decay(count, seconds / 3) * np.sin(2 * np.pi * np.cumsum(9 + 5 * time) / RATE)
    pitch = chance.uniform(130, 180) * (1 + 0.35 * share(count)) * (1 + swing)
    return glide(pitch, (1.0, 0.8, 0.65, 0.5, 0.35, 0.25, 0.2, 0.15)) * decay(count, seconds / 3)


def record_scratch(count: int, chance: Chance) -> Sound:
    """A record that is stopped by hand: its music is dragged back, forth, and stands."""
    along = share(count)
    keys = (0.0, 0.1, 0.22, 0.34, 0.48, 0.6, 0.78, 1.0)
    speeds = np.array([1.0, 4.5, -5.0, -0.5, 5.5, -4.0, 1.5, 0.0])
    speeds[1:-1] *= chance.uniform(0.85, 1.15, len(speeds) - 2)
    speed = np.interp(along, keys, speeds)
    groove = noise(2 * RATE, chance, 1300, 1.3)
    groove += 0.5 * glide(np.full(2 * RATE, 330.0), (1.0, 0.8, 0.6, 0.5, 0.4))
    place = np.mod(0.7 * RATE + np.cumsum(speed), len(groove) - 1)
    dragged = np.interp(place, np.arange(len(groove)), groove)
    return dragged * np.minimum(1, np.abs(speed)) * np.minimum(1, (1 - along) / 0.1)


def pop(count: int, chance: Chance) -> Sound:
    """A cork, a bubble, something that appears."""
    pitch = chance.uniform(280, 380) * (1 + 3.5 * np.minimum(1, clock(count) / 0.05))
    click = noise(count, chance, 2500, 1.0) * decay(count, 0.003)
    return glide(pitch, (1.0, 0.2)) * decay(count, 0.03) + 0.3 * click


EFFECTS = {
    "boing": Effect(boing, 1.0),
    "record_scratch": Effect(record_scratch, 0.8),
    "pop": Effect(pop, 0.2),
}
