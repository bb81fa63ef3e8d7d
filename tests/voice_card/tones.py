"""A language of tones: each phone is two notes at once. NumPy only, for both environments."""

import json

import numpy as np

RATE = 16_000
PHONES = ("s", "iː", "l", "ɛ", "n", "oʊ")
BLANK = "<pad>"
VOCABULARY = {BLANK: 0, "<unk>": 1} | {phone: n for n, phone in enumerate(PHONES, start=2)}
CONFIG = json.dumps(VOCABULARY)


def spoken(phones, lengths, seed=0):
    """Samples of these phones, each so many seconds long; "sil" is a pause."""
    rng = np.random.default_rng(seed)
    parts = []
    for phone, length in zip(phones, lengths, strict=True):
        times = np.arange(round(length * RATE)) / RATE
        if phone == "sil":
            parts.append(np.zeros(len(times)))
            continue
        low = 250 * 1.35 ** PHONES.index(phone)
        wave = np.sin(2 * np.pi * low * times) + np.sin(2 * np.pi * 2.7 * low * times)
        parts.append(0.2 * wave * np.hanning(len(times)) ** 0.2)
    sound = np.concatenate(parts)
    return (sound + 1e-4 * rng.standard_normal(len(sound))).astype(np.float32)
