"""Curves through keys, the way an animator sets them."""

from itertools import pairwise

import numpy as np

Keys = list[tuple[float, float]]  # (time, value), times rising


def cycle(keys: Keys, phase: float) -> float:
    """Smooth periodic curve (Catmull-Rom) through keys with phases in 0..1."""
    return _catmull_rom(
        [(t - 1, v) for t, v in keys] + keys + [(t + 1, v) for t, v in keys], phase % 1.0
    )


def curve(keys: Keys, time: float) -> float:
    """Ease through keys: stops at each one, holds before the first and after the last."""
    if time <= keys[0][0]:
        return keys[0][1]
    for (t0, v0), (t1, v1) in pairwise(keys):
        if time <= t1:
            x = (time - t0) / (t1 - t0)
            return v0 + (v1 - v0) * x * x * (3 - 2 * x)
    return keys[-1][1]


def sway(time: float, period: float, phase: float = 0.0) -> float:
    """A sine of this period (s), -1..1."""
    return float(np.sin(2 * np.pi * (time / period + phase)))


def on_ground(front: float, stride: float, phases: tuple[float, ...]) -> Keys:
    """Keys of a foot that stands from phase 0, where it is at `front`; phases over 0.9 come
    before it."""
    return [(p, front + stride * (p if p < 0.9 else p - 1)) for p in phases]


def _catmull_rom(keys: Keys, time: float) -> float:
    index = max(i for i, (t, _) in enumerate(keys) if t <= time)
    index = min(max(index, 1), len(keys) - 3)
    (ta, a), (tb, b), (tc, c), (td, d) = keys[index - 1 : index + 3]
    span = tc - tb
    x = (time - tb) / span
    slope_b = (c - a) / (tc - ta) * span
    slope_c = (d - b) / (td - tb) * span
    return (
        (2 * x**3 - 3 * x**2 + 1) * b
        + (x**3 - 2 * x**2 + x) * slope_b
        + (3 * x**2 - 2 * x**3) * c
        + (x**3 - x**2) * slope_c
    )
