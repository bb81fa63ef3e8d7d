"""When each phone of a recording is said: found beside a synthesiser's reading of the same words.

Both are brought to features that tell sounds apart and speakers hardly, and the one is warped onto
the other in time. The reading's own phone times, which are exact, then tell those of the recording.
Sources: H. Sakoe, S. Chiba, "Dynamic programming algorithm optimization for spoken word
recognition", 1978; F. Malfrère, T. Dutoit, "High-quality speech synthesis for phonetic speech
segmentation", 1997.
"""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import parselmouth
from numpy.typing import NDArray

from tools.engines.voice.pauses import with_pauses
from tools.engines.voice.request import Align, AlignedLine
from tools.engines.voice.speech import Phone
from tools.engines.worker.serve import BadInput

Features = NDArray[np.float32]

_STEP, _MOST_STEPS = 0.005, 3000  # s between two looks, and so many at most: long ones are coarser
_WINDOW = 0.025  # s
_COEFFICIENTS = 12
_LOUDNESS = 1.5  # how much it counts beside one coefficient
# Mean distance on the path: of the same words by another voice 1.8 to 3.2 (24 pairs of Kokoro's
# readings, English and Italian), of other words 3.7 to 4.2 (72 pairs).
_ALIKE, _UNLIKE = 2.4, 3.7


@dataclass(frozen=True)
class Warp:
    """From times of the reading to those of the recording, seconds. `agreement`: 1 the same words,
    0 others."""

    reading: NDArray[np.float64]
    recording: NDArray[np.float64]
    agreement: float

    def at(self, seconds: float) -> float:
        """When in the recording is said what is read at `seconds`."""
        return float(np.interp(seconds, self.reading, self.recording))

    def moved(self, phones: list[Phone]) -> list[Phone]:
        """The phones at their times in the recording, in order and without gaps."""
        edges = [self.at(phones[0].start), *(self.at(phone.end) for phone in phones)]
        edges = list(np.maximum.accumulate(edges))
        return [
            replace(phone, start=float(edges[n]), end=float(edges[n + 1]))
            for n, phone in enumerate(phones)
        ]


def align(request: Align) -> AlignedLine:
    """Put the reading's phonemes and words where the recording has them."""
    found = warp(Path(request.reading), Path(request.recording))
    duration = float(found.recording[-1])
    phones = [Phone(one["phone"], one["start"], one["end"]) for one in request.phonemes]
    moved = found.moved(phones)
    spoken = [replace(moved[0], start=0.0), *moved[1:]]
    spoken[-1] = replace(spoken[-1], end=duration)
    sound = _sound(Path(request.recording))
    spoken = with_pauses(spoken, sound.values[0], sound.sampling_frequency)
    words = [
        {"word": one["word"], "start": round(found.at(one["start"]), 5)}
        | {"end": round(found.at(one["end"]), 5)}
        for one in request.words
    ]
    return {
        "duration": duration,
        "phonemes": [
            {"phone": phone.ipa, "start": round(phone.start, 5), "end": round(phone.end, 5)}
            for phone in spoken
        ],
        "words": words,
        "agreement": found.agreement,
    }


def warp(reading: Path, recording: Path) -> Warp:
    """How the reading lies on the recording. BadInput for one in which nothing is heard."""
    sounds = [_sound(path) for path in (reading, recording)]
    step = max(_STEP, max(sound.duration for sound in sounds) / _MOST_STEPS)
    (first, times), (second, others) = (_features(sound, step) for sound in sounds)
    path, cost = _path(_distances(first, second))
    # Where several steps of the one fall on one of the other, their middle.
    places = np.bincount(path[:, 0], path[:, 1]) / np.bincount(path[:, 0])
    found = np.interp(places, np.arange(len(others)), others)
    agreement = float(np.clip((_UNLIKE - cost) / (_UNLIKE - _ALIKE), 0, 1))
    return Warp(
        np.concatenate([[0.0], times, [sounds[0].duration]]),
        np.concatenate([[0.0], found, [sounds[1].duration]]),
        round(agreement, 3),
    )


def _sound(path: Path) -> parselmouth.Sound:
    try:
        sound = parselmouth.Sound(str(path)).convert_to_mono()
    except parselmouth.PraatError as error:
        raise BadInput(f"the {path.stem} cannot be read as a sound", "give a WAV") from error
    if sound.duration < 0.1 or not np.any(np.abs(sound.values) > 1e-4):
        raise BadInput(f"nothing is heard in the {path.stem}", "give a recording of speech")
    return sound


def _features(sound: parselmouth.Sound, step: float) -> tuple[Features, NDArray[np.float64]]:
    """(n, d) and the time of each, s: cepstrum and loudness, each by its own mean and spread, so
    that voice and room cancel."""
    found = sound.to_mfcc(
        number_of_coefficients=_COEFFICIENTS, window_length=_WINDOW, time_step=step
    )
    values = found.to_array().T
    values = (values - values.mean(axis=0)) / (values.std(axis=0) + 1e-6)
    values[:, 0] *= _LOUDNESS
    return values.astype(np.float32), np.asarray(found.xs())


def _distances(first: Features, second: Features) -> NDArray[np.float32]:
    """Euclidean, (n, m)."""
    squares = (first**2).sum(1)[:, None] + (second**2).sum(1)[None] - 2 * first @ second.T
    return np.sqrt(np.maximum(squares, 0))


def _path(distances: NDArray[np.float32]) -> tuple[NDArray[np.int64], float]:
    """The cheapest way through the distances from corner to corner, (k, 2) places in order, and its
    mean distance. Along the diagonals, on which no cell waits for another one."""
    rows, columns = distances.shape
    total = np.full((rows + 1, columns + 1), np.inf, np.float32)
    total[0, 0] = 0
    for diagonal in range(2, rows + columns + 1):
        i = np.arange(max(1, diagonal - columns), min(rows, diagonal - 1) + 1)
        j = diagonal - i
        best = np.minimum(total[i - 1, j - 1], np.minimum(total[i - 1, j], total[i, j - 1]))
        total[i, j] = distances[i - 1, j - 1] + best
    path, i, j = [], rows, columns
    while i and j:
        path.append((i - 1, j - 1))
        ways = ((i - 1, j - 1), (i - 1, j), (i, j - 1))
        i, j = min(ways, key=lambda place: total[place])
    path.reverse()
    return np.array(path), float(total[rows, columns] / len(path))
