"""How a face lives over a shot: where nobody has asked for more, and where it acts a recording."""

import random
from typing import Any

import numpy as np

ONSET = 0.5  # seconds in which the expression comes up
FIRST = 0.55  # of the strength, at the first frame
SWAY = 0.06  # of the strength: how far it later drifts
SHIFT = 0.25  # seconds that a drift takes; between drifts the face holds, and frames repeat
HOLD = (0.9, 1.7)  # seconds
STRONGEST = 2.0  # of an expression


def expression_curve(
    expression: str, strength: float, duration: float, seed: int
) -> list[dict[str, Any]]:
    """Keys {"t" s, "expression", "strength"} for linear interpolation, from 0 to `duration`.

    The expression eases in over the first half second, then holds, with a small drift now and
    then: a face that keeps perfectly still looks dead.
    """
    onset = min(ONSET, duration / 2)
    keys = [(0.0, FIRST * strength)]
    for part in (0.25, 0.5, 0.75, 1.0):
        ease = part * part * (3 - 2 * part)
        keys.append((part * onset, (FIRST + (1 - FIRST) * ease) * strength))
    chance = random.Random(f"{expression} {seed}")
    time = onset + chance.uniform(*HOLD)
    while time + SHIFT < duration:
        keys.append((time, keys[-1][1]))
        keys.append((time + SHIFT, strength * (1 + SWAY * chance.uniform(-1, 1))))
        time += SHIFT + chance.uniform(*HOLD)
    keys.append((duration, keys[-1][1]))
    return [
        {"t": round(t, 4), "expression": expression, "strength": round(value, 4)}
        for t, value in keys
    ]


def with_energy(curve: list[dict[str, Any]], energy: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A curve of one expression whose strength is also multiplied by `energy`, keys {"t" s,
    "factor"}; 1 before the first and after the last."""
    if not energy:
        return curve
    times = sorted({key["t"] for key in (*curve, *energy)})
    strengths = np.interp(times, [k["t"] for k in curve], [k["strength"] for k in curve])
    factors = np.interp(
        times, [k["t"] for k in energy], [k["factor"] for k in energy], left=1, right=1
    )
    expression = curve[0]["expression"]
    return [
        {"t": t, "expression": expression, "strength": round(float(min(value, STRONGEST)), 4)}
        for t, value in zip(times, strengths * factors, strict=True)
    ]
