"""Which moment of the source every frame of an edit shows."""

from dataclasses import dataclass

import numpy as np

_PATCHES = 120  # independent places of a thumbnail whose differences add up
_FLOOR = 0.002  # squared distance of two signatures that coding alone makes
_STEPS = 26  # source frames that may be passed between two frames of the edit, either way
_UNEVEN = 0.4  # cost of a step that is a frame off the source's own pace, and of a little more
_FARTHER = 0.04  # cost of each further frame
_JUMP = 14.0  # cost of a cut to any other moment
_UNLIKELY = 6.0  # cost over the best one's from which a source frame is none that may be shown


@dataclass(frozen=True)
class Path:
    """Per frame of the edit: `place` in source frames, with fractions (n,); `spread`: the standard
    deviation of that in frames (n,): large where the source stands still; `jumps`: whether the
    source is left between the frame before and this one (n,)."""

    place: np.ndarray
    spread: np.ndarray
    jumps: np.ndarray


def trace(similarity: np.ndarray, pace: float) -> Path:
    """The course through a similarity (n, m) that explains it best. `pace`: source frames in one
    frame of the edit when it is shown as shot.

    Source: A. Viterbi's algorithm, 1967, with source frames as its states; what a frame costs is
    the likelihood of its distance under noise of the size of what remains of it at best.
    """
    costs = _costs(similarity)
    steps = np.arange(-_STEPS, _STEPS + 1)
    off = np.abs(steps - pace)
    prices = _UNEVEN * np.minimum(off, 1) + _FARTHER * np.maximum(off - 1, 0)
    count, states = costs.shape
    total, back = costs[0].copy(), np.zeros((count, states), np.int32)
    here = np.arange(states)
    for frame in range(1, count):
        lowest = int(total.argmin())
        best = np.full(states, total[lowest] + _JUMP)
        origin = np.full(states, lowest)
        for step, price in zip(steps, prices, strict=True):
            first, last = max(step, 0), states + min(step, 0)
            if first >= last:
                continue
            found = total[first - step : last - step] + price
            better = found < best[first:last]
            best[first:last][better] = found[better]
            origin[first:last][better] = here[first - step : last - step][better]
        total, back[frame] = best + costs[frame], origin
    states_shown = np.zeros(count, int)
    states_shown[-1] = int(total.argmin())
    for frame in range(count - 1, 0, -1):
        states_shown[frame - 1] = back[frame, states_shown[frame]]
    place, spread = _refined(costs, states_shown)
    jumps = np.concatenate([[False], np.abs(np.diff(states_shown)) > _STEPS])
    return Path(place, spread, jumps)


def _costs(similarity: np.ndarray) -> np.ndarray:
    distance = 2 * (1 - np.clip(similarity, -1, 1))
    best = distance.min(axis=1, keepdims=True)
    return _PATCHES * (distance - best) / (2 * (best + _FLOOR))


def _refined(costs: np.ndarray, states: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation of the moments around each state that are as likely: of two equal
    source frames it is the middle, and of a source that stands still there all of that."""
    place, spread = states.astype(float), np.zeros(len(states))
    for frame, state in enumerate(states):
        likely = costs[frame] < costs[frame, state] + _UNLIKELY
        low = high = int(state)
        while low > 0 and likely[low - 1]:
            low -= 1
        while high + 1 < likely.size and likely[high + 1]:
            high += 1
        near = np.arange(max(low - 1, 0), min(high + 2, likely.size))
        weights = np.exp(-np.maximum(costs[frame, near] - costs[frame, state], 0))
        mean = float(weights @ near / weights.sum())
        variance = float(weights @ (near - mean) ** 2 / weights.sum())
        place[frame], spread[frame] = mean, np.sqrt(variance)
    return place, spread
