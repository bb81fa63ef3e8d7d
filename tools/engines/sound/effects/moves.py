"""Effects of what moves: past, up, towards."""

import numpy as np

from tools.engines.sound.effects.waves import (
    RATE,
    Chance,
    Effect,
    Sound,
    across,
    clock,
    decay,
    glide,
    noise,
    placed,
    share,
)


def whoosh(count: int, chance: Chance) -> Sound:
    """Air that is parted: noise that swells and brightens up to the middle, from side to side."""
    along, top = share(count), chance.uniform(1800, 3000)
    swell = np.sin(np.pi * along) ** 2
    air = noise(count, chance, 250 * (top / 250) ** swell, 0.7) * swell**1.5
    return across(air, along if chance.random() < 0.5 else 1 - along)


def riser(count: int, chance: Chance) -> Sound:
    """What is coming: a tone and noise that climb three octaves and grow until they break off."""
    along, low = share(count), chance.uniform(90, 130)
    tone = glide(low * 8**along, (1.0, 0.7, 0.5, 0.35, 0.25, 0.2))
    beating = 0.75 + 0.25 * np.sin(2 * np.pi * np.cumsum(4 + 14 * along) / RATE)
    air = noise(count, chance, 300 * 16**along, 0.8)
    return (0.6 * tone * beating + 0.5 * air) * along**1.8


def slide_up(count: int, chance: Chance) -> Sound:
    """A slide whistle that goes up."""
    return _whistle(share(count), chance)


def slide_down(count: int, chance: Chance) -> Sound:
    """A slide whistle that goes down: a fall."""
    return _whistle(1 - share(count), chance)


def _whistle(along: Sound, chance: Chance) -> Sound:
    count, low = len(along), chance.uniform(480, 620)
    trill = 1 + 0.012 * np.sin(2 * np.pi * 6.5 * clock(count))
    breath = noise(count, chance, 2400, 0.9)
    tone = glide(low * 3.6**along * trill, (1.0, 0.08, 0.12))
    return (tone + 0.06 * breath) * np.sin(np.pi * share(count)) ** 0.4


def splash(count: int, chance: Chance) -> Sound:
    """Something falls into water: a slap, spray that dies down, bubbles."""
    seconds = count / RATE
    slap = noise(count, chance, 500, 0.9) * decay(count, 0.05)
    spray = noise(count, chance, 2600, 1.0) * decay(count, seconds / 3.5)
    spray *= np.minimum(1, clock(count) / 0.03)
    bubbles = []
    for _ in range(round(14 * seconds)):
        length = int(chance.uniform(0.02, 0.06) * RATE)
        pitch = np.linspace(1, chance.uniform(1.4, 2.0), length) * chance.uniform(350, 1100)
        bubble = glide(pitch) * np.sin(np.pi * share(length)) * chance.uniform(0.1, 0.3)
        bubbles.append((int(chance.uniform(0.1, 0.9) * count), bubble))
    return slap + 0.6 * spray + placed(count, bubbles)


EFFECTS = {
    "whoosh": Effect(whoosh, 0.6),
    "riser": Effect(riser, 2.5),
    "slide_up": Effect(slide_up, 0.9),
    "slide_down": Effect(slide_down, 1.1),
    "splash": Effect(splash, 1.4),
}
