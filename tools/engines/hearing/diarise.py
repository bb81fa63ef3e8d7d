"""Who of several voices says what: phrases by the likeness of their voices.

Average linkage (R. Sokal and C. Michener, 1958) of speaker embeddings, as many as there are.
"""

from collections.abc import Sequence

import numpy as np

# Cosine of two phrases' voices over which they are one: the same speaker has 0.84 and more in whole
# sentences, another one 0.59 and less; short phrases lie nearer together.
_ONE_VOICE = 0.68


def speakers(voices: Sequence[np.ndarray], seconds: Sequence[float]) -> list[int]:
    """For each of several unit vectors the number of its speaker: 1 speaks the longest."""
    groups = [[number] for number in range(len(voices))]
    alike = np.array(voices) @ np.array(voices).T if len(voices) else np.zeros((0, 0))
    while len(groups) > 1:
        pairs = [(a, b) for b in range(len(groups)) for a in range(b)]
        first, second = max(pairs, key=lambda pair: _likeness(alike, groups, pair))
        if _likeness(alike, groups, (first, second)) < _ONE_VOICE:
            break
        groups[first] += groups.pop(second)
    groups.sort(key=lambda group: -sum(seconds[one] for one in group))
    found = {one: number for number, group in enumerate(groups, 1) for one in group}
    return [found[one] for one in range(len(voices))]


def _likeness(alike: np.ndarray, groups: list[list[int]], pair: tuple[int, int]) -> float:
    """The mean of two groups' likenesses."""
    return float(alike[np.ix_(groups[pair[0]], groups[pair[1]])].mean())
