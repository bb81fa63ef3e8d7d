"""Which frames of a sound say which of the signs that are known to be said in it.

Connectionist temporal classification (A. Graves et al., 2006): a network gives each frame a
probability of every sign and of a blank, which stands before, between and after them. The most
likely way through the signs in their order is Viterbi's (A. Viterbi, 1967). Standard library and
NumPy only.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
_DOUBT = 1.0  # a frame counts for its own sign before it counts for an unknown one
UNKNOWN = -1  # a sign that the network does not know: whichever it thinks likeliest, but no blank


def aligned(scores: Scores, signs: Sequence[int], blank: int) -> NDArray[np.int64]:
    """First frame and frame after the last of each sign, (n, 2).

    `scores`: logarithms of probabilities, (frames, signs). ValueError where there are fewer frames
    than the signs need."""
    states = np.full(2 * len(signs) + 1, blank)
    states[1::2] = signs
    seen = _of_states(scores, states, blank)
    # A blank may be left out between two signs that differ.
    may_skip = np.zeros(len(states), bool)
    may_skip[3::2] = states[3::2] != states[1:-2:2]
    total = np.full(len(states), -np.inf)
    total[:2] = seen[0, :2]
    came = np.zeros(seen.shape, np.int8)
    for frame in range(1, len(seen)):
        ways = np.full((3, len(states)), -np.inf)
        ways[0] = total
        ways[1, 1:] = total[:-1]
        ways[2, 2:] = np.where(may_skip[2:], total[:-2], -np.inf)
        came[frame] = ways.argmax(axis=0)
        total = ways.max(axis=0) + seen[frame]
    state = len(states) - 1 - int(total[-2:][::-1].argmax()) if len(states) > 1 else 0
    if not np.isfinite(total[state]):
        raise ValueError(f"{len(signs)} signs do not fit into {len(seen)} frames")
    path = np.zeros(len(seen), np.int64)
    for frame in range(len(seen) - 1, -1, -1):
        path[frame] = state
        state -= int(came[frame, state])
    spans = [np.flatnonzero(path == 2 * number + 1) for number in range(len(signs))]
    return np.array([(span[0], span[-1] + 1) for span in spans], np.int64).reshape(-1, 2)


def heard(scores: Scores, blank: int) -> list[int]:
    """The signs that are heard by themselves, whatever should be said."""
    best = scores.argmax(axis=1)
    changes = np.flatnonzero(np.diff(best, prepend=-1))
    return [int(sign) for sign in best[changes] if sign != blank]


def agreement(said: Sequence[int], wanted: Sequence[int]) -> float:
    """1 less the share of signs that must be changed, left out or put in to make one of the other
    (V. Levenshtein, 1966): 1 the same, 0 nothing in common. An UNKNOWN sign is like any other."""
    if not wanted:
        return 0.0
    costs = np.arange(len(wanted) + 1)
    for number, sign in enumerate(said, start=1):
        before, costs = costs, np.full(len(wanted) + 1, number)
        for at, other in enumerate(wanted, start=1):
            changed = before[at - 1] + (other not in (sign, UNKNOWN))
            costs[at] = min(changed, before[at] + 1, costs[at - 1] + 1)
    return float(max(0.0, 1 - costs[-1] / max(len(said), len(wanted))))


def _of_states(scores: Scores, states: NDArray[np.int64], blank: int) -> NDArray[np.float64]:
    """The score of every state in every frame."""
    others = np.delete(scores, blank, axis=1).max(axis=1)
    seen = scores[:, np.maximum(states, 0)].astype(np.float64)
    seen[:, states == UNKNOWN] = others[:, None] - _DOUBT
    return seen
