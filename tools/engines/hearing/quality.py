"""Speech quality by DNSMOS P.835 (C. Reddy and others, 2022): what people would say of it."""

import numpy as np
import onnxruntime

from tools.engines.hearing.requests import RATE, SpeechQuality

_WINDOW = 9.01  # seconds that the network hears at once
_MOST = 3  # windows
# The network's raw values to the scale of the listening tests, from Microsoft's speechmos 0.0.1.1.
_SIGNAL = np.poly1d([-0.08397278, 1.22083953, 0.0052439])
_BACKGROUND = np.poly1d([-0.13166888, 1.60915514, -0.39604546])
_OVERALL = np.poly1d([-0.06766283, 1.11546468, 0.04602535])


def quality(sound: np.ndarray, network: onnxruntime.InferenceSession) -> SpeechQuality:
    """The mean over at most three windows of 9.01 s, spread evenly, of mono samples in [-1, 1] at
    RATE. What is shorter is repeated, as speechmos does, to one window: each costs a second."""
    size = int(_WINDOW * RATE)
    if not sound.size:
        return {"signal": 1.0, "background": 1.0, "overall": 1.0}
    if len(sound) < size:
        sound = np.resize(sound, size)
    count = min(_MOST, len(sound) // size + 1) if len(sound) > size else 1
    starts = np.linspace(0, len(sound) - size, count).astype(int)
    windows = np.stack([sound[start : start + size] for start in starts])
    raw = network.run(None, {"input_1": windows.astype(np.float32)})[0]
    return {
        "signal": _mean(_SIGNAL(raw[:, 0])),
        "background": _mean(_BACKGROUND(raw[:, 1])),
        "overall": _mean(_OVERALL(raw[:, 2])),
    }


def _mean(values: np.ndarray) -> float:
    return round(float(np.clip(values, 1, 5).mean()), 3)
