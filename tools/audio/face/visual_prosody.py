"""What head, brows and lids do as somebody speaks, from how loud and how high the voice is.

Heads nod and brows rise with pitch accents, and heads follow the melody: K. Munhall et al., "Visual
prosody and speech intelligibility", 2004; H. P. Graf et al., "Visual prosody: facial movements
accompanying speech", 2002. Blinks fall into pauses: T. Nakano, S. Kitazawa, "Eyeblink entrainment
at breakpoints of speech", 2010.
"""

import random
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.engines.audio_analysis.engine import TRACE_STEP, VoiceTrace

Curve = NDArray[np.float64]

_STEP = 0.08  # s between two keys
_NOD, _BROW = 6.5, 0.5  # degrees; of the brows' shape
_TURN, _LEAN = 3.5, 2.5  # degrees of the head to its left and right, over a phrase
_ACCENT = (0.09, 0.16)  # s in which a nod goes down, and comes back
_APART = 0.32  # s between two accents at least
_STRESSED = 0.45  # of the most prominent moment: what counts as an accent
_SLOW = 0.7  # s over which the melody is taken for a lean of the head
_PAUSE = 0.16  # s of silence in which a blink may fall
_BLINK_EVERY = (2.0, 4.5)  # s without a pause after which there is one all the same
_REST = 0.9  # s between two blinks at least
_EDGE = 0.15  # s over which all comes from rest, and goes back
_ENERGY = (0.8, 1.2)  # of the expression's strength: at the softest, and at the loudest


@dataclass(frozen=True)
class Acting:
    """Keys at `t` seconds: `controls` of a face added to its expression's (degrees of the head;
    of shapes their weight), `energy` a factor on the expression's strength. `blinks` begin then."""

    controls: list[dict[str, float]]
    energy: list[dict[str, float]]
    blinks: list[float]


def acted(trace: VoiceTrace, duration: float, *, strength: float, seed: int) -> Acting:
    """What the face does in the `duration` seconds of a voice, beside its lips."""
    times = np.arange(0.0, duration + _STEP, _STEP).clip(max=duration)
    grid = (np.arange(len(trace["level"])) + 0.5) * TRACE_STEP
    level, pitch = _levels(trace), _pitch(trace, grid)
    loud = np.interp(times, grid, level) if grid.size else np.zeros_like(times)
    chance = random.Random(f"visual prosody {seed}")
    nod, brow = np.zeros_like(times), np.zeros_like(times)
    for at, weight, rises in _accents(grid, level, pitch):
        move = _bump(times, at) * weight
        nod = np.maximum(nod, move)
        brow = np.maximum(brow, move * rises)
    slow = _smooth(pitch, round(_SLOW / TRACE_STEP))
    lean = np.interp(times, grid, slow) if grid.size else np.zeros_like(times)
    side = chance.choice((-1.0, 1.0))
    ends = np.clip(np.minimum(times, duration - times) / _EDGE, 0, 1) * strength
    moves = {
        "head_forward": ends * _NOD * (nod - 0.35 * lean * (loud > 0)),
        "head_turn": ends * _TURN * side * lean,
        "head_left": ends * _LEAN * side * _smooth(lean, 5),
        "brow_up": ends * _BROW * brow,
    }
    low, high = _ENERGY
    share = _smooth(loud, 3)
    return Acting(
        controls=[
            {"t": round(float(t), 4)} | {name: round(float(c[n]), 3) for name, c in moves.items()}
            for n, t in enumerate(times)
        ],
        energy=[
            {"t": round(float(t), 4)}
            | {"factor": round(float(1 + ends[n] * (low + (high - low) * share[n] - 1)), 3)}
            for n, t in enumerate(times)
        ],
        blinks=_blinks(grid, level, duration, chance) if strength else [],
    )


def _levels(trace: VoiceTrace) -> Curve:
    """Loudness every TRACE_STEP, 0 silent to 1 as loud as the loudest twentieth."""
    level = np.array(trace["level"], float)
    if not level.size or level.max() <= 1e-4:
        return np.zeros_like(level)
    decibels = 20 * np.log10(np.maximum(level, 1e-6))
    top = np.percentile(decibels, 95)
    return _smooth(np.clip((decibels - top + 40) / 40, 0, 1), 3)


def _pitch(trace: VoiceTrace, grid: Curve) -> Curve:
    """Pitch every TRACE_STEP, -1 to 1: its distance from the median, 6 semitones being 1. Straight
    lines where there is no voice."""
    hertz = np.array(trace["pitch"], float)
    if hertz.size < 3:
        return np.zeros_like(grid)
    semitones = 12 * np.log2(hertz / np.median(hertz))
    return np.interp(grid, trace["voiced"], np.clip(semitones / 6, -1, 1))


def _accents(grid: Curve, level: Curve, pitch: Curve) -> list[tuple[float, float, float]]:
    """The stressed moments: when, how much (0 to 1), and how far the pitch is up there (0 to 1)."""
    prominence = level * (0.6 + 0.4 * np.clip(_smooth(pitch, 5), -1, 1))
    most = prominence.max(initial=0.0)
    if most <= 0:
        return []
    inner = prominence[1:-1]
    peaks = np.flatnonzero((inner >= prominence[:-2]) & (inner > prominence[2:])) + 1
    found: list[tuple[float, float, float]] = []
    for peak in sorted(peaks, key=lambda one: -prominence[one]):
        weight = float(prominence[peak] / most)
        apart = all(abs(grid[peak] - at) >= _APART for at, _, _ in found)
        if weight >= _STRESSED and apart:
            found.append((float(grid[peak]), weight, float(np.clip(pitch[peak], 0, 1))))
    return sorted(found)


def _bump(times: Curve, at: float) -> Curve:
    """1 at a moment, eased down before and after it."""
    down, up = _ACCENT
    past = np.where(times < at, (times - at) / down, (times - at) / up)
    return np.where(np.abs(past) < 1, 0.5 + 0.5 * np.cos(np.pi * past), 0.0)


def _blinks(grid: Curve, level: Curve, duration: float, chance: random.Random) -> list[float]:
    """A blink in every pause, and between far ones."""
    quiet = np.concatenate([[False], level < 0.12, [False]])
    edges = np.flatnonzero(np.diff(quiet.astype(np.int8)))
    pauses = [
        first * TRACE_STEP
        for first, last in zip(edges[::2], edges[1::2], strict=True)
        if (last - first) * TRACE_STEP >= _PAUSE and first > 0
    ]
    found: list[float] = []
    due = chance.uniform(0.6, 1.6)
    for pause in [*pauses, duration]:
        while pause - due > _REST:
            found.append(due)
            due += chance.uniform(*_BLINK_EVERY)
        if pause < duration - _EDGE and (not found or pause - found[-1] > _REST):
            found.append(pause)
            due = pause + chance.uniform(*_BLINK_EVERY)
    return [float(time) for time in found if time < duration - _EDGE]


def _smooth(values: Curve, size: int) -> Curve:
    """The mean of `size` neighbours of each."""
    if size < 2 or len(values) < 2:
        return values
    padded = np.pad(values, (size // 2, size - 1 - size // 2), mode="edge")
    return np.convolve(padded, np.ones(size) / size, mode="valid")
