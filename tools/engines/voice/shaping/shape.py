"""One voice from another: formants, pitch and time changed in a single pitch-synchronous pass.

Playing the samples at another rate moves the formants (and everything else); Praat's overlap-add
resynthesis then puts pitch and time where they belong. That is what Praat's "Change gender" does,
with a whole contour and a duration for every phone instead of one factor each.
"""

from dataclasses import replace

import numpy as np
import parselmouth
from parselmouth.praat import call, run

from tools.engines.voice.shaping.emotion import Manner
from tools.engines.voice.shaping.prosody import TimeMap, contour, time_map
from tools.engines.voice.speech import Samples, Speech

STEP = 0.005  # s between F0 measurements
SEEDED = "random_initializeWithSeedUnsafelyButPredictably (20210617)"
EDGE = 1e-5  # s; how near two points of a duration step lie
SILENCE_THRESHOLD, VOICING_THRESHOLD = 0.02, 0.45
TRANSPOSED = (0.55, 2.2)  # of the median: where a voice's F0 is looked for


def reshape(
    speech: Speech, manner: Manner, median_hz: float, formants: float, rate: float, question: bool
) -> Speech:
    """`speech` with its median F0 at `median_hz`, formants at `formants` times the reference's.

    The phones' times follow the stretch exactly; the sampling rate changes by the formant ratio.
    """
    ratio = formants * manner.smile / speech.tract
    ratio = round(speech.rate * ratio / 10) * 10 / speech.rate  # a whole rate resamples exactly
    phones = [replace(p, start=p.start / ratio, end=p.end / ratio) for p in speech.phones]
    scaled = replace(speech, phones=phones)
    spoken = time_map(scaled, manner, rate, ratio)
    sound = parselmouth.Sound(speech.samples, sampling_frequency=speech.rate * ratio)
    samples = _resynthesise(sound, scaled, spoken, manner, median_hz, question)
    moved = [replace(p, start=float(spoken(p.start)), end=float(spoken(p.end))) for p in phones]
    return replace(
        speech, samples=samples, rate=round(speech.rate * ratio), phones=moved, tract=formants
    )


def _resynthesise(
    sound: parselmouth.Sound,
    speech: Speech,
    spoken: TimeMap,
    manner: Manner,
    median_hz: float,
    question: bool,
) -> Samples:
    first = _pitch(sound, 60.0, 600.0)
    heard = first.selected_array["frequency"]
    if not np.any(heard > 0):
        return np.asarray(sound.values[0])
    middle = float(np.median(heard[heard > 0]))
    floor, ceiling = middle * TRANSPOSED[0], middle * TRANSPOSED[1]
    pitch = _pitch(sound, floor, ceiling)
    f0 = pitch.selected_array["frequency"]
    times = np.asarray(pitch.xs())[f0 > 0]
    target = contour(times, f0[f0 > 0], speech, spoken, manner, median_hz, question)

    manipulation = call(sound, "To Manipulation", STEP, floor, ceiling)
    tier = call("Create PitchTier", "target", 0.0, sound.duration)
    for time, hertz in zip(times, target, strict=True):
        call(tier, "Add point", float(time), float(hertz))
    call([tier, manipulation], "Replace pitch tier")
    durations = call("Create DurationTier", "stretch", 0.0, sound.duration)
    for index, factor in enumerate(spoken.factors):
        call(durations, "Add point", float(spoken.source[index]) + EDGE, float(factor))
        call(durations, "Add point", float(spoken.source[index + 1]) - EDGE, float(factor))
    call([durations, manipulation], "Replace duration tier")
    run(SEEDED)  # voiceless stretches are cut at random: same line, same bytes
    return np.asarray(call(manipulation, "Get resynthesis (overlap-add)").values[0])


def _pitch(sound: parselmouth.Sound, floor: float, ceiling: float) -> parselmouth.Pitch:
    return sound.to_pitch_ac(
        time_step=STEP,
        pitch_floor=floor,
        pitch_ceiling=ceiling,
        silence_threshold=SILENCE_THRESHOLD,
        voicing_threshold=VOICING_THRESHOLD,
    )
