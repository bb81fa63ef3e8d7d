"""Do the lips move with the voice? The offset between mouth and sound."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy

STEP = 0.01  # seconds
REACH = 0.6  # seconds: the largest offset that is looked for
# Seconds from the first loud vowel to the last. Of a single word, which is hardly longer than the
# offsets that are looked for, one syllable agrees with another as well as with itself.
LEAST_VOICE = REACH + 0.2
# Pictures a second from which a mouth can be followed: people say four to six syllables in one (F.
# Pellegrino et al., "A cross-language perspective on speech information rate", 2011), and each
# opens the mouth and closes it.
LEAST_MOUTHS = 10.0
_LOUD = 0.2  # of the loudest vowel
_SMOOTH = 0.06  # seconds: syllables are slower, voice pulses faster
_TREND = 0.3  # seconds: what changes more slowly than syllables says nothing about the offset
# Hz: vowels are loud here when the mouth is open (a high first formant), and faint when the lips
# are rounded or nearly closed, however loud the voice is.
_BAND = (650.0, 2000.0)


@dataclass(frozen=True)
class Sync:
    """`offset` in ms: positive when the sound comes after the mouth moves. `correlation` is
    the one there, `confidence` (0..1) how far it stands out of the other offsets; 0 at the end of
    those that are looked for, where a curve that rises is no peak."""

    offset: float
    correlation: float
    confidence: float


def voice_envelope(samples: np.ndarray, rate: int) -> tuple[np.ndarray, np.ndarray]:
    """(times, loudness 0..1) of the open vowels of a mono sound, every STEP seconds, compressed as
    the ear does (cube root of energy)."""
    if len(samples) < rate * STEP * 4:
        return np.zeros(0), np.zeros(0)
    band = np.array(_BAND) / (rate / 2)
    filtered = scipy.signal.sosfiltfilt(
        scipy.signal.butter(3, np.minimum(band, 0.99), "bandpass", output="sos"), samples
    )
    size = rate * STEP
    edges = np.arange(0, len(samples), size).astype(int)
    energy = np.add.reduceat(filtered**2, edges) / size
    envelope = np.cbrt(energy)
    return (np.arange(len(edges)) + 0.5) * STEP, envelope / max(float(envelope.max()), 1e-9)


def voice_span(times: np.ndarray, envelope: np.ndarray) -> float:
    """Seconds from the first loud vowel to the last."""
    loud = times[envelope > _LOUD]
    return float(loud[-1] - loud[0]) if len(loud) else 0.0


def measure_sync(
    mouth_times: np.ndarray, opening: np.ndarray, sound_times: np.ndarray, envelope: np.ndarray
) -> Sync | None:
    """Cross-correlate the mouth's opening with the voice; None where either does not move.

    Both are put on a 10 ms grid, smoothed alike, and correlated over what overlaps.
    """
    known = np.isfinite(opening) & ~_held(opening)
    if known.sum() < 6 or len(envelope) < 20:
        return None
    end = min(mouth_times[-1], sound_times[-1])
    grid = np.arange(0, end, STEP)
    # The root lifts the small openings of unstressed syllables.
    mouth = _syllables(np.interp(grid, mouth_times[known], np.sqrt(np.maximum(opening[known], 0))))
    voice = _syllables(np.interp(grid, sound_times, envelope))
    if mouth.std() < 1e-3 or voice.std() < 1e-3:
        return None
    shifts = np.arange(-round(REACH / STEP), round(REACH / STEP) + 1)
    curve = np.array([_correlation(mouth, voice, shift) for shift in shifts])
    peak = int(np.argmax(curve))
    exact = shifts[peak] + _vertex(curve, peak)
    far = np.abs(shifts - shifts[peak]) > 0.15 / STEP
    rival = float(np.percentile(curve[far], 95))
    confidence = np.clip(curve[peak], 0, 1) * np.clip((curve[peak] - rival) / 0.25, 0, 1)
    if peak in (0, len(curve) - 1):
        confidence = 0.0
    return Sync(float(exact * STEP * 1000), float(curve[peak]), float(confidence))


def frames_a_second(times: Sequence[float] | np.ndarray) -> float:
    """The mean rate of frames with these times in seconds, the first of which is 0."""
    return (len(times) - 1) / times[-1] if len(times) > 1 and times[-1] > 0 else 0.0


def mouths_a_second(times: np.ndarray, opening: np.ndarray) -> float:
    """How many openings of the mouth are shown in a second while it moves: a drawing that is held
    for some frames (on twos) is one."""
    changed = np.flatnonzero(np.diff(opening) != 0)  # a frame in which no face is found counts
    if len(changed) < 3:
        return frames_a_second(times)
    return round(1 / float(np.median(np.diff(times[changed]))), 3)


def _syllables(curve: np.ndarray) -> np.ndarray:
    """What changes at the pace of syllables."""
    smooth = scipy.ndimage.gaussian_filter1d(curve, _SMOOTH / STEP)
    return smooth - scipy.ndimage.gaussian_filter1d(smooth, _TREND / STEP)


def _held(opening: np.ndarray) -> np.ndarray:
    """Which frames only repeat a drawing that is about to change. A drawing held on twos stands for
    the moment at which it begins: its repeat would make every mouth seem half a drawing late."""
    same = np.diff(opening) == 0
    held = np.zeros(len(opening), bool)
    held[1:-1] = same[:-1] & ~same[1:]
    return held


def _correlation(mouth: np.ndarray, voice: np.ndarray, shift: int) -> float:
    """Correlation of mouth(t) with voice(t + shift). What is shifted out counts as a mismatch: of a
    short line, a syllable or two that remain would else agree with anything."""
    a = mouth[max(-shift, 0) : len(mouth) - max(shift, 0)]
    b = voice[max(shift, 0) : len(voice) - max(-shift, 0)]
    if len(a) < 20:
        return 0.0
    whole = np.sqrt((mouth**2).sum() * (voice**2).sum())
    return float((a * b).sum() / max(whole, 1e-9))


def _vertex(curve: np.ndarray, peak: int) -> float:
    """Where the parabola through the peak and its neighbours has its top, in steps."""
    if peak in (0, len(curve) - 1):
        return 0.0
    left, middle, right = curve[peak - 1 : peak + 2]
    bend = left - 2 * middle + right
    return 0.0 if bend == 0 else float(0.5 * (left - right) / bend)
