"""The curves of a shot over time: expressions, visemes, controls and blinks. Times are seconds."""

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np

CLOSURES = ("PP", "FF")  # a held pose must not step over these: their lips touch
BLINK_CLOSE, BLINK_HOLD, BLINK_OPEN = 0.07, 0.05, 0.12
BLINK_EVERY = (2.2, 4.6)  # seconds between blinks

# How far each viseme parts the lips, 0 to 1.
OPENING = {
    "sil": 0.0,
    "PP": 0.0,
    "FF": 0.08,
    "TH": 0.22,
    "DD": 0.28,
    "kk": 0.32,
    "CH": 0.25,
    "SS": 0.14,
    "nn": 0.24,
    "RR": 0.3,
    "aa": 1.0,
    "E": 0.58,
    "ih": 0.38,
    "oh": 0.72,
    "ou": 0.36,
}


def expression_at(curve: Sequence[dict[str, Any]], t: float) -> dict[str, float]:
    """Expression weights at `t`: straight lines between the keys, held before and after them."""
    if not curve:
        return {"neutral": 1.0}
    after = next((k for k, key in enumerate(curve) if key["t"] >= t), len(curve))
    if after == 0 or after == len(curve):
        key = curve[0 if after == 0 else -1]
        return {key["expression"]: key["strength"]}
    first, second = curve[after - 1], curve[after]
    share = (t - first["t"]) / max(1e-6, second["t"] - first["t"])
    weights = {first["expression"]: first["strength"] * (1 - share)}
    weights[second["expression"]] = (
        weights.get(second["expression"], 0.0) + second["strength"] * share
    )
    return weights


def viseme_at(keys: Sequence[dict[str, Any]], t: float) -> dict[str, float]:
    """Viseme weights at `t`. Each viseme has a track of its own: straight lines between its keys,
    nothing before its first and after its last."""
    tracks: dict[str, list[dict[str, Any]]] = {}
    for key in keys:
        tracks.setdefault(key["viseme"], []).append(key)
    weights = {
        viseme: float(
            np.interp(t, [k["t"] for k in track], [k["weight"] for k in track], left=0, right=0)
        )
        for viseme, track in tracks.items()
    }
    return {viseme: weight for viseme, weight in weights.items() if weight > 0.004}


def viseme_moment(keys: Sequence[dict[str, Any]], start: float, hold: float) -> float:
    """The time at which to read the visemes of a pose held from `start` for `hold` seconds.

    Its middle, which keeps sound and lips together on average; but where lips touch in that
    span, and in the middle of no pose, the moment they do: an animator on twos never drops a
    closure, nor draws it twice over the vowel beside it.
    """
    middles = start + hold / 2, start - hold / 2, start + 1.5 * hold
    for first, last in closures(keys):
        moment = (first + last) / 2
        is_passed_over = not any(first <= one <= last for one in middles)
        if start <= moment < start + hold and is_passed_over:
            return moment
    return middles[0]


def closures(keys: Sequence[dict[str, Any]]) -> list[tuple[float, float]]:
    """From when to when lips touch."""
    found = []
    for viseme in CLOSURES:
        track = [key for key in keys if key["viseme"] == viseme]
        for is_closed, run in itertools.groupby(track, lambda key: key["weight"] > 0.4):
            times = [key["t"] for key in run]
            if is_closed:
                found.append((times[0], times[-1]))
    return sorted(found)


def controls_at(keys: Sequence[dict[str, float]], t: float) -> dict[str, float]:
    """Controls of the face at `t`: straight lines between the keys, none before and after them."""
    if not keys or not keys[0]["t"] <= t <= keys[-1]["t"]:
        return {}
    times = [key["t"] for key in keys]
    return {
        name: round(float(np.interp(t, times, [key.get(name, 0.0) for key in keys])), 3)
        for name in sorted({name for key in keys for name in key} - {"t"})
    }


def blink_times(duration: float, seed: int, acted: Sequence[dict[str, Any]] = ()) -> list[float]:
    """When blinks begin: in the times from `start` to `end` that are `acted` at their `blinks`,
    and in between by chance."""
    rng = np.random.default_rng([seed, 0xB11])
    times, t = [time for part in acted for time in part["blinks"]], rng.uniform(0.5, 1.6)
    while t < duration - 0.15:
        if not any(part["start"] <= t <= part["end"] for part in acted):
            times.append(float(t))
        t += rng.uniform(*BLINK_EVERY)
    return sorted(times)


def blink_at(times: Sequence[float], t: float) -> float:
    """How far the lids are shut, 0 open to 1 closed."""
    for start in times:
        past = t - start
        if 0 <= past < BLINK_CLOSE:
            return past / BLINK_CLOSE
        if BLINK_CLOSE <= past < BLINK_CLOSE + BLINK_HOLD:
            return 1.0
        if 0 <= past - BLINK_CLOSE - BLINK_HOLD < BLINK_OPEN:
            return 1.0 - (past - BLINK_CLOSE - BLINK_HOLD) / BLINK_OPEN
    return 0.0


def opening(weights: dict[str, float]) -> float:
    """How far visemes of these weights part the lips, 0 to 1."""
    return min(1.0, sum(OPENING.get(viseme, 0.0) * weight for viseme, weight in weights.items()))
