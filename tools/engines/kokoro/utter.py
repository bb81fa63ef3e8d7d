"""A line as Kokoro speaks it: read, split where it is too long, spoken as felt, joined."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from tools.engines.kokoro import acting, reading, sounds, styles, times
from tools.engines.kokoro.network.model import RATE, STEP, WINDOW, Model
from tools.engines.kokoro.reading import Sign
from tools.engines.kokoro.takes import Take, joined, split
from tools.engines.text.spelling import respell
from tools.engines.voice.line import Line
from tools.engines.voice.shaping.emotion import Manner
from tools.engines.voice.speech import SILENCE, Phone, Speech, as_written
from tools.engines.worker.serve import BadInput

# Formants of Kokoro's women and men over those of the reference voice: medians of F3 and F4 of two
# sentences by thirteen of its voices and by flite's rms (Praat, Burg, 5 kHz).
TRACT = {"f": 1.12, "m": 1.04}
SPEED = 0.5, 2.0
# Who was recorded in a language: sounds that English lacks come out of their style alone.
NATIVES = {
    "it": {"f": "if_sara", "m": "im_nicola"},
    "es": {"f": "ef_dora", "m": "em_alex"},
    "fr": {"f": "ff_siwis", "m": "ff_siwis"},
}
NATIVE = 0.5  # of the timbre that a native gives to a line in a language that the blend is not of
ROOM = WINDOW - 30  # signs of one piece, with room for what ends it
# What the network says is heard three steps before its durations have it (Kokoro's own
# KPipeline.join_timestamps; the hiss of /s/ measured 60 to 80 ms early).
EARLY = 3 * STEP  # samples
LAUGHING = 12  # phonemes of the style that laughs
QUIET = 0.05  # loudness (RMS) of the words, before any


def utter(line: Line, manner: Manner, model: Model, voices: Path) -> Speech:
    """`line` in its blend of voices, at its pitch, with its formants and in its manner, all but the
    colour. BadInput if nothing of it can be said."""
    known = reading.known_words() if line.language == "en" else frozenset()
    spelling = respell(" ".join(line.script.spoken), line.language, known)
    words = spelling.text.split()
    signs = [
        sign
        for sign in reading.read(words, line.language, line.accent)
        if sign.sign in model.alphabet
    ]
    if not line.script.sounds and not any(sign.word >= 0 for sign in signs):
        raise BadInput(f"nothing of {line.text[:40]!r} can be spoken", "write it as words")
    voice = Voice(line, manner, spelling.drawn, model, voices)
    samples, phones = voice.perform(signs)
    speech = Speech(
        samples,
        voice.rate,
        phones,
        words,
        f"kokoro:{'+'.join(line.blend)}",
        line.formants,
        notes=_accented(line.language),
        drawn=spelling.drawn,
        lively=1.0,
    )
    return as_written(speech, line.script.source, line.script.written)


class Voice:
    """One line's voice: the model, its style, pace and manner. What it says is to be played at
    `rate`, which moves its formants to where they belong."""

    def __init__(
        self, line: Line, manner: Manner, drawn: frozenset[int], model: Model, voices: Path
    ):
        self._line = line
        self._manner = manner
        self._drawn = drawn
        self._timbre, self._way = styled(line)
        self._speed = float(np.clip(line.rate * manner.rate, *SPEED))
        self._model = model
        self._voices = voices
        self._loudness = QUIET
        # A multiple of 10 Hz resamples exactly.
        self.rate = round(RATE * line.formants * manner.smile / tract(line.blend) / 10) * 10
        self._ratio = self.rate / RATE

    def perform(self, signs: list[Sign]) -> Take:
        """Words and the sounds between them, as one sound with its phones."""
        takes: list[Take] = []
        left = signs
        for kind, before in sorted(self._line.script.sounds, key=lambda sound: sound[1]):
            at = next((i for i, sign in enumerate(left) if sign.word >= before), len(left))
            takes += self._words(left[:at])
            takes.append(self._sound(kind))
            left = left[at:]
        return joined([*takes, *self._words(left)], self.rate)

    def _words(self, signs: list[Sign]) -> list[Take]:
        pieces = split(signs, ROOM)
        # One style for all, so that no seam is heard.
        count = max((len(piece) for piece in pieces), default=0)
        takes = [
            self._said(piece, count) for piece in pieces if any(one.word >= 0 for one in piece)
        ]
        if takes:
            self._loudness = float(np.sqrt(np.mean(np.concatenate([t[0] for t in takes]) ** 2)))
        return takes

    def _said(self, piece: list[Sign], count: int) -> Take:
        style = styles.style(self._voices, self._timbre, self._way, count)
        spelt = [sign.sign for sign in piece]
        read = self._model.read(spelt, style, self._speed)
        steps = acting.paced(piece, read.steps, self._manner, self._drawn, self._ratio)
        lengths = [int(n) * STEP / self.rate for n in steps]
        first = max(lengths[0] - EARLY / self.rate, 0.0)
        last = sum(lengths[1:-1]) + first
        spoken = times.phones(piece, lengths[1:-1], first)
        curves = self._model.curves(read, style, steps)
        pitch = self._line.pitch_hz
        curves = acting.pitched(curves, spoken, self._manner, pitch, self._ratio)
        phones = [Phone(SILENCE, 0.0, first), *spoken, Phone(SILENCE, last, sum(lengths))]
        return self._model.sound(curves, style), phones

    def _sound(self, kind: str) -> Take:
        if kind == "laugh":
            style = styles.style(self._voices, self._timbre, self._way, LAUGHING)
            pitch = self._line.pitch_hz
            return sounds.laugh(self._model, style, pitch, self.rate, self._loudness)
        return sounds.breath(kind, self.rate, self._loudness)


def _accented(language: str) -> tuple[str, ...]:
    if language == "en" or language in NATIVES:
        return ()
    return (f"no voice of Kokoro's was recorded in {language!r}: it is spoken with an accent",)


def styled(line: Line) -> tuple[dict[str, float], dict[str, float]]:
    """The voices of a line's timbre and of its way of speaking, with their weights."""
    natives = NATIVES.get(line.language)
    if natives is None or any(name[0] == natives["f"][0] for name in line.blend):
        return line.blend, line.way or line.blend
    leading = max(line.blend, key=lambda name: line.blend[name])
    native = natives[leading[1]]
    total = sum(line.blend.values())
    own = {name: (1.0 - NATIVE) * weight / total for name, weight in line.blend.items() if total}
    return {**own, native: NATIVE}, {native: 1.0}


def tract(blend: Mapping[str, float]) -> float:
    """The formants of a blend over those of the reference voice."""
    total = sum(blend.values())
    if total <= 0:
        raise BadInput("a blend of no voices", "give at least one voice a weight above 0")
    logs = [weight * np.log(TRACT[name[1]]) for name, weight in blend.items()]
    return float(np.exp(sum(logs) / total))
