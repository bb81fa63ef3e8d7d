"""All languages through espeak-ng (library and data come with a wheel: nothing to install)."""

import json
import math
import re
import string
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

from tools.engines.voice.phonetics.phones import clean_ipa, is_vowel
from tools.engines.voice.speech import SILENCE, Phone, Speech

VOICES = {"en": "en-us", "it": "it", "es": "es", "fr": "fr", "de": "de"}
TRACT, SHELF = 0.91, -4.0
WPM = 150
RANGE = 65
WORD = 1
GLIDE = 0.075  # s; a shorter unnamed event after a phone is its glide to the next, not a pause
TIMEOUT = 30.0
ROOT = Path(__file__).resolve().parents[4]


def synthesise(text: str, language: str, pitch_hz: float) -> Speech:
    """`text` in `language`, with espeak-ng's own median F0 near `pitch_hz` (60 to 350 Hz)."""
    request = {
        "text": text,
        "voice": VOICES[language],
        "wpm": WPM,
        "range": RANGE,
        "pitch": _pitch(pitch_hz),
    }
    process = subprocess.run(
        [sys.executable, "-m", "tools.engines.voice.sources.espeak_process"],
        input=json.dumps(request).encode(),
        capture_output=True,
        timeout=TIMEOUT,
        check=False,
        cwd=ROOT,
    )
    if process.returncode != 0:
        raise RuntimeError(f"espeak-ng failed: {process.stderr.decode(errors='replace')[-400:]}")
    head, _, wave = process.stdout.partition(b"\n")
    answer = json.loads(head)
    samples = np.frombuffer(wave, "<i2").astype(np.float64) / 32768.0
    phones, words = _read(text, answer["events"], len(samples), answer["rate"])
    return Speech(samples, answer["rate"], phones, words, f"espeak-ng:{language}", TRACT, SHELF)


def _pitch(pitch_hz: float) -> int:
    """espeak-ng's pitch (0 to 99) for a median F0, from its own values at 0 and 99 for a male."""
    return round(float(np.clip(50 * math.log2(pitch_hz / 100.0) + 50, 0, 99)))


def _read(text: str, events: list[list], count: int, rate: int) -> tuple[list[Phone], list[str]]:
    tokens = list(re.finditer(r"\S+", text))
    words: list[str] = []
    last = -1
    marks: list[tuple[float, str, int]] = []  # start, name, word
    for kind, position, sample, name in events:
        if kind == WORD:
            token = max(i for i, t in enumerate(tokens) if i == 0 or t.start() < position)
            if token != last:
                words.append(tokens[token].group().strip(string.punctuation + "¿¡«»…"))
            last = token
        else:
            marks.append((sample / rate, name, len(words) - 1))
    ends = [start for start, _, _ in marks[1:]] + [count / rate]
    phones: list[Phone] = []
    for (start, name, word), end in zip(marks, ends, strict=True):
        if end - start < 1e-4:
            continue
        ipa = clean_ipa(name)
        inside = phones and (word == phones[-1].word or phones[-1].ipa == SILENCE)
        if ipa == SILENCE and inside and (end - start < GLIDE or phones[-1].ipa == SILENCE):
            phones[-1] = replace(phones[-1], end=end)
            continue
        pause = ipa == SILENCE
        stressed = "\u02c8" in name and is_vowel(ipa)
        phones.append(Phone(ipa, start, end, -1 if pause else word, stressed))
    if phones and phones[0].start > 0:
        phones.insert(0, Phone(SILENCE, 0.0, phones[0].start))
    return phones, words
