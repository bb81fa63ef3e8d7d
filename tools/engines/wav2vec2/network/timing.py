"""From the frames in which signs are heard to phones and words with their times, without gaps."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tools.engines.voice.pauses import LEAST_PAUSE, Quiet, quiet_runs
from tools.engines.voice.speech import SILENCE

Times = NDArray[np.float64]


def phones_at(
    phones: Sequence[str], spans: Times, quiet: Quiet, step: float, duration: float
) -> list[dict[str, Any]]:
    """The phones as in a SpokenLine: each lasts until the next, or until it is quiet. `spans`: when
    each is certainly heard, (n, 2) in s and in order; `quiet`: of each frame of `step` s."""
    between = zip(spans[:-1, 1], spans[1:, 0], strict=True)
    gaps = [(0.0, spans[0, 0]), *between, (spans[-1, 1], duration)]
    cuts = [_pause(quiet, *gap, step) or (sum(gap) / 2,) * 2 for gap in gaps]
    # Nothing is said before the first and after the last.
    cuts[0] = (0.0, cuts[0][1] if cuts[0][0] < cuts[0][1] else 0.0)
    cuts[-1] = (cuts[-1][0] if cuts[-1][0] < cuts[-1][1] else duration, duration)
    found = []
    for number, (end, start) in enumerate(cuts):
        if number:
            found.append(_entry(phones[number - 1], cuts[number - 1][1], end))
        if start > end:
            found.append(_entry(SILENCE, end, start))
    return found


def words_at(
    words: Sequence[dict[str, Any]], read: Sequence[dict[str, Any]], said: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The words of a reading at their times in a recording. `read`, `said`: the phones of both,
    without pauses."""
    middles = np.array([(one["start"] + one["end"]) / 2 for one in read])
    found = []
    for word in words:
        own = np.flatnonzero((middles >= word["start"]) & (middles <= word["end"]))
        first, last = (own[0], own[-1]) if len(own) else (_nearest(middles, word["start"]),) * 2
        times = {"start": said[first]["start"], "end": said[last]["end"]}
        found.append({"word": word["word"], **times})
    return found


def _pause(quiet: Quiet, after: float, before: float, step: float) -> tuple[float, float] | None:
    """The longest time between two phones in which it is quiet, s."""
    first, last = int(np.ceil(after / step)), min(int(before / step), len(quiet))
    runs = [(a + first, b + first) for a, b in quiet_runs(quiet[first:last])]
    start, end = max(runs, key=lambda run: run[1] - run[0], default=(0, 0))
    return (start * step, end * step) if (end - start) * step >= LEAST_PAUSE else None


def _nearest(times: Times, time: float) -> int:
    return int(np.abs(times - time).argmin())


def _entry(phone: str, start: float, end: float) -> dict[str, Any]:
    return {"phone": phone, "start": round(float(start), 5), "end": round(float(end), 5)}
