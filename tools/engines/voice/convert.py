"""A recording in another voice's pitch, with another vocal tract, by Praat; its timbre stays."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import parselmouth
from parselmouth.praat import call, run

from tools.engines.voice.conversion import ConvertedVoice, ConvertVoice
from tools.engines.voice.shaping import master
from tools.engines.voice.shaping.shape import SEEDED, TRANSPOSED
from tools.engines.worker.serve import BadInput

_RANGE = (60.0, 600.0)  # Hz of F0
_STEP = 0.01  # s
_VOICED = 20  # steps with a pitch, at least
_SPREADS = (0.7, 1.4)  # times the range of the pitch


@dataclass(frozen=True)
class _Voice:
    """`median` Hz and `spread` (of its logarithm) of F0."""

    median: float
    spread: float


def convert(request: ConvertVoice) -> ConvertedVoice:
    """Write it. BadInput where no voice is heard in one of the two."""
    sound = parselmouth.Sound(request.recording).convert_to_mono()
    own = _voice(sound, "the recording")
    other = _voice(parselmouth.Sound(request.sample).convert_to_mono(), "the voice's sample")
    spread = float(np.clip(other.spread / max(own.spread, 1e-3), *_SPREADS))
    floor, ceiling = own.median * TRANSPOSED[0], own.median * TRANSPOSED[1]
    run(SEEDED)
    made = call(sound, "Change gender", floor, ceiling, request.tract, other.median, spread, 1.0)
    samples = np.asarray(made.values[0])
    master.write(samples, round(made.sampling_frequency), Path(request.out))
    told = [
        f"Pitch {other.median / own.median:.2f} times, its range {spread:.2f} times; formants "
        f"{request.tract:.2f} times. The timbre stays that of the recording."
    ]
    return {"engine": "Praat", "told": told}


def _voice(sound: parselmouth.Sound, what: str) -> _Voice:
    heard = sound.to_pitch_ac(_STEP, pitch_floor=_RANGE[0], pitch_ceiling=_RANGE[1])
    f0 = heard.selected_array["frequency"]
    if (f0 > 0).sum() < _VOICED:
        raise BadInput(f"no voice is heard in {what}", "give one in which somebody speaks")
    logs = np.log(f0[f0 > 0])
    return _Voice(float(np.exp(np.median(logs))), float(logs.std()))
