"""Sounds between words: a laugh in the speaker's own voice, a sigh and a gasp of breath."""

from dataclasses import replace

import numpy as np

from tools.engines.kokoro.network.model import FRAME, RATE, STEP, Floats, Model
from tools.engines.kokoro.takes import Take
from tools.engines.voice.shaping import breath as air
from tools.engines.voice.speech import SILENCE, Phone, Samples

QUIETER = 0.45  # of the words' loudness (RMS) that a breath has
# A laugh: bursts of breath and voice, about five in a second, each lower and softer than the one
# before (J. Bachorowski and others, 2001). The network lends one long vowel; melody and bursts are
# ours, since of "ha ha ha" it makes words.
BURSTS, BURST = 5, 0.21  # s each
_VOICE = 0.3  # of a burst after which the voice sets in; breath alone before
_HIGH, _FALL, _DROP = 5.0, 1.6, 1.5  # semitones: over the median, less by burst, within each
_SOFTER = 0.82  # from burst to burst
_AIR = 0.3  # of the voice's loudness that the breath has
_AFTER = 0.15  # s
_SPELT, _LEAD, _NEXT = "hɑhɑ", (4, 3), (2, 2, 6)  # steps of what stands around the vowel


def laugh(model: Model, style: Floats, pitch_hz: float, rate: int, loudness: float) -> Take:
    """A laugh in the voice of `style` about `pitch_hz`, as loud as words of that loudness (RMS), to
    be played at `rate`."""
    burst = round(BURST * rate)
    count = BURSTS * burst
    steps = np.array([*_LEAD, -(-count // STEP) + 8, *_NEXT], np.int64)
    curves = model.curves(model.read(_SPELT, style), style, steps)
    start = sum(_LEAD) * STEP
    along = (np.arange(len(curves.pitch)) * FRAME - start) / burst
    number = np.clip(np.floor(along), 0, BURSTS - 1)
    tones = _HIGH - _FALL * number - _DROP * np.clip(along - number, 0, 1)
    # The network would let so long a vowel die away.
    sung = (along >= 0) & (along <= BURSTS)
    hertz = pitch_hz * RATE / rate * 2 ** (tones / 12)
    sounding = replace(
        curves,
        pitch=np.where(sung, hertz, curves.pitch).astype(np.float32),
        loudness=np.where(sung, curves.loudness.max(), curves.loudness).astype(np.float32),
    )
    vowel = model.sound(sounding, style)[start : start + count]
    samples = loudness * _bursts(vowel / max(float(np.std(vowel)), 1e-9), rate, burst)
    phones = [
        Phone(ipa, (n + begin) * BURST, (n + end) * BURST)
        for n in range(BURSTS)
        for ipa, begin, end in (("h", 0.0, _VOICE), ("ɑ", _VOICE, 1.0))
    ]
    end = BURSTS * BURST
    phones.append(Phone(SILENCE, end, end + _AFTER))
    return np.concatenate([samples, np.zeros(round(_AFTER * rate))]), phones


def _bursts(vowel: Samples, rate: int, burst: int) -> Samples:
    """A long vowel (RMS 1) as bursts of `burst` samples, with breath before and between them."""
    at = np.arange(len(vowel)) % burst / burst
    softer = _SOFTER ** (np.arange(len(vowel)) // burst)
    rising = np.clip((at - _VOICE) / (1 - _VOICE), 0, 1)
    voice = np.sin(np.pi * rising**0.7) ** 0.8
    breath = np.interp(at, [0, 0.6 * _VOICE, _VOICE, _VOICE + 0.25, 1], [0.25, 1, 0.6, 0.12, 0.25])
    hiss = air.breathed(len(vowel), rate)
    return softer * (vowel * voice + _AIR * hiss * breath)


def breath(kind: str, rate: int, loudness: float) -> Take:
    """A "sigh" or a "gasp" beside words of that loudness (RMS)."""
    make = air.sigh if kind == "sigh" else air.gasp
    samples = make(rate, loudness * QUIETER)
    return samples, [Phone("hɐ", 0.0, len(samples) / rate)]
