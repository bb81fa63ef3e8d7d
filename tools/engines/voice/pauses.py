"""Where nobody speaks in a recording, and what that says of when its phones are said."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tools.engines.voice.speech import SILENCE, Phone

LEAST_PAUSE = 0.12  # s for which it is quiet before that is a pause: closed lips are no pause
_QUIET = 30.0  # dB under the loudest tenth of the recording, from which nobody speaks
_STEP = 0.01  # s

Quiet = NDArray[np.bool_]


def quiet_frames(samples: NDArray[np.floating], rate: float, step: float) -> Quiet:
    """Whether each frame of `step` s is so quiet that nobody speaks in it."""
    size = round(step * rate)
    frames = np.pad(samples, (0, -len(samples) % size)).reshape(-1, size).astype(np.float64)
    level = 10 * np.log10((frames**2).mean(axis=1) + 1e-12)
    return level < np.percentile(level, 90) - _QUIET


def quiet_runs(quiet: Quiet) -> list[tuple[int, int]]:
    """The frames from which and before which it is quiet, in order."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], quiet.astype(int), [0]])))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def with_pauses(phones: Sequence[Phone], samples: NDArray[np.floating], rate: float) -> list[Phone]:
    """The phones of a recording, in order and without gaps, with silence where it has a pause: a
    sound that was taken to last into one ends where it begins, and the next begins where it ends.
    A pause in which a whole sound is said to be is left as it is."""
    found = list(phones)
    runs = [(a * _STEP, b * _STEP) for a, b in quiet_runs(quiet_frames(samples, rate, _STEP))]
    for start, end in runs:
        end = min(end, found[-1].end)
        if end - start >= LEAST_PAUSE:
            found = _silent_between(found, start, end)
    return found


def _silent_between(phones: list[Phone], start: float, end: float) -> list[Phone]:
    before = [one for one in phones if one.start < start]
    after = [one for one in phones if one.end > end]
    within = [one for one in phones if start <= one.start and one.end <= end]
    if any(one.ipa != SILENCE for one in within):
        return phones
    if before and after and before[-1] is after[0]:  # it is said on the longer side of the pause
        if start - before[-1].start >= after[0].end - end:
            after[0] = replace(after[0], ipa=SILENCE)
        else:
            before[-1] = replace(before[-1], ipa=SILENCE)
    if before:
        before[-1] = replace(before[-1], end=start)
    if after:
        after[0] = replace(after[0], start=end)
    return _joined([*before, Phone(SILENCE, start, end), *after])


def _joined(phones: list[Phone]) -> list[Phone]:
    """Silences that follow each other as one."""
    found = phones[:1]
    for one in phones[1:]:
        if one.ipa == found[-1].ipa == SILENCE:
            found[-1] = replace(found[-1], end=one.end)
        else:
            found.append(one)
    return found
