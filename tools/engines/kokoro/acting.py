"""A manner of speaking, and a character's pitch, put into the network's own durations and curves.

What the network then says has them by nature: no sound is stretched or cut up for them.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tools.engines.kokoro.network.model import FRAME, RATE, Curves, Steps
from tools.engines.kokoro.reading import PAUSES, STRESS, Sign
from tools.engines.kokoro.times import IPA
from tools.engines.voice.phonetics.phones import is_vowel
from tools.engines.voice.shaping.emotion import Manner
from tools.engines.voice.shaping.prosody import DRAWN, TimeMap, contour
from tools.engines.voice.speech import Phone, Speech

VOICED = 50.0  # Hz; what the network says of frames without a voice lies under it

LOUD = 3.0  # of the network's loudness, under the most of a line
BREATH_HZ = 8.0  # what the network itself says of silence
VOICELESS = "ptkfθsʃhxç"
AHEAD = 0.03  # s by which the voice of a voiced phone may set in earlier


def paced(
    signs: Sequence[Sign], steps: Steps, manner: Manner, drawn: frozenset[int], ratio: float
) -> Steps:
    """The steps of `signs` and of the pads, with the manner's pauses and stretched stresses, the
    words `drawn` out, and all `ratio` times as long: it is played so much faster. The manner's rate
    is not in it."""
    factors = np.full(len(steps), ratio)
    stressed = False
    for number, sign in enumerate(signs, 1):
        vowel = is_vowel(IPA.get(sign.sign, sign.sign))
        if sign.sign == STRESS:
            stressed = True
        elif sign.sign in PAUSES:
            factors[number] *= manner.pause
        elif vowel:
            factors[number] *= (manner.stretch if stressed else 1.0) * (
                DRAWN if sign.word in drawn else 1.0
            )
            stressed = False
    # Rounded at their ends, so that no error adds up.
    ends = np.round(np.cumsum(steps * factors)).astype(np.int64)
    return np.maximum(np.diff(ends, prepend=0), 1)


def pitched(
    curves: Curves, phones: list[Phone], manner: Manner, median_hz: float, ratio: float
) -> Curves:
    """`curves` with the manner's melody about `median_hz`, as heard when it is played `ratio` times
    faster; `phones` at the times at which they are heard."""
    voiced = curves.pitch > VOICED
    if not np.any(voiced):
        return curves
    times = frame_times(curves, ratio)
    length = len(times) * FRAME / RATE / ratio
    same = np.array([0.0, length])
    speech = Speech(np.zeros(0), RATE, phones, [], "", 1.0, lively=1.0)
    target = contour(
        times[voiced],
        curves.pitch[voiced].astype(np.float64),
        speech,
        TimeMap(same, same, np.ones(1)),
        manner,
        median_hz,
        question=False,  # the network lets its own questions rise
    )
    # What is hardly heard, such as the low end of a line, says little of how high a voice is.
    loudness = curves.loudness[voiced]
    target = target * np.median(target) / np.median(target[loudness > loudness.max() - LOUD])
    pitch = curves.pitch.copy()
    pitch[voiced] = target / ratio
    # A voice before the first sound is heard as one more word ("A silencio").
    first = phones[0]
    ahead = 0.0 if first.ipa[0] in VOICELESS else AHEAD
    before = times < first.start - ahead
    pitch[before] = np.minimum(pitch[before], BREATH_HZ)
    return replace(curves, pitch=pitch)


def frame_times(curves: Curves, ratio: float) -> NDArray[np.float64]:
    """When the middle of each frame is heard, in seconds, played `ratio` times faster."""
    return (np.arange(len(curves.pitch)) + 0.5) * FRAME / RATE / ratio
