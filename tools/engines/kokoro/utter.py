"""A line as Kokoro speaks it: read, split where it is too long, spoken, joined."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from tools.engines.kokoro import reading, styles, times
from tools.engines.kokoro.model import RATE, STEP, WINDOW, Model
from tools.engines.kokoro.reading import BETWEEN, Sign
from tools.engines.text.spelling import respell
from tools.engines.voice.line import Line
from tools.engines.voice.shaping import breath
from tools.engines.voice.shaping.emotion import Manner
from tools.engines.voice.speech import SILENCE, Phone, Samples, Speech, as_written
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
SHORTEST = 1e-6  # s
# What the network says is heard three steps before its durations have it (Kokoro's own
# KPipeline.join_timestamps; the hiss of /s/ measured 60 to 80 ms early).
EARLY = 3 * STEP  # samples
LAUGH, LAUGHING = "hˈɑ hɑ hˈɑ hɑ!", 1.25  # how a laugh is spelt, and its pace
BREATH, QUIET = 0.45, 0.05  # of the words' loudness (RMS) that a breath has; theirs, before any
_SENTENCE, _CLAUSE = ".!?…", ",;:—"


def utter(line: Line, manner: Manner, model: Model, voices: Path) -> Speech:
    """`line` in its blend of voices, at its pace and its manner's; pitch and formants are the
    model's own yet. BadInput if nothing of it can be said."""
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
    voice = Voice(line, float(np.clip(line.rate * manner.rate, *SPEED)), model, voices)
    samples, phones = voice.perform(signs)
    speech = Speech(
        samples,
        RATE,
        phones,
        words,
        f"kokoro:{'+'.join(line.blend)}",
        tract(line.blend),
        drawn=spelling.drawn,
        lively=1.0,
    )
    return as_written(speech, line.script.source, line.script.written)


class Voice:
    """One line's voice: the model, its style and pace."""

    def __init__(self, line: Line, speed: float, model: Model, voices: Path):
        self._line = line
        self._timbre, self._way = styled(line)
        self._speed = speed
        self._model = model
        self._voices = voices
        self._loudness = QUIET

    def perform(self, signs: list[Sign]) -> tuple[Samples, list[Phone]]:
        """Words and the sounds between them, as one sound with its phones."""
        takes: list[tuple[Samples, list[Phone]]] = []
        left = signs
        for kind, before in sorted(self._line.script.sounds, key=lambda sound: sound[1]):
            at = next((i for i, sign in enumerate(left) if sign.word >= before), len(left))
            takes += self._words(left[:at])
            takes.append(self._sound(kind))
            left = left[at:]
        return joined([*takes, *self._words(left)])

    def _words(self, signs: list[Sign]) -> list[tuple[Samples, list[Phone]]]:
        pieces = split(signs, ROOM)
        # One style for all, so that no seam is heard.
        count = max((len(piece) for piece in pieces), default=0)
        takes = [
            self._said(piece, count) for piece in pieces if any(one.word >= 0 for one in piece)
        ]
        if takes:
            self._loudness = float(np.sqrt(np.mean(np.concatenate([t[0] for t in takes]) ** 2)))
        return takes

    def _said(
        self, piece: list[Sign], count: int, speed: float = 1.0
    ) -> tuple[Samples, list[Phone]]:
        style = styles.style(self._voices, self._timbre, self._way, count)
        pace = float(np.clip(self._speed * speed, *SPEED))
        samples, lengths = self._model.speak([sign.sign for sign in piece], style, pace)
        end = len(samples) / RATE
        first = max(int(lengths[0]) - EARLY, 0) / RATE
        last = sum(int(n) for n in lengths[1:-1]) / RATE + first
        phones = [
            Phone(SILENCE, 0.0, first),
            *times.phones(piece, [int(n) for n in lengths[1:-1]], first),
            Phone(SILENCE, last, end),
        ]
        return samples, phones

    def _sound(self, kind: str) -> tuple[Samples, list[Phone]]:
        if kind == "laugh":
            return self._said([Sign(sign, -1) for sign in LAUGH], len(LAUGH), LAUGHING)
        make = breath.sigh if kind == "sigh" else breath.gasp
        samples = make(RATE, self._loudness * BREATH)
        return samples, [Phone("hɐ", 0.0, len(samples) / RATE)]


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


def joined(takes: list[tuple[Samples, list[Phone]]]) -> tuple[Samples, list[Phone]]:
    """Takes one behind the other; neighbouring pauses as one, and none that takes no time."""
    phones: list[Phone] = []
    at = 0.0
    for samples, found in takes:
        for phone in found:
            moved = replace(phone, start=phone.start + at, end=phone.end + at)
            if moved.end - moved.start < SHORTEST:
                continue
            if phones and phones[-1].ipa == moved.ipa == SILENCE:
                moved = replace(moved, start=phones.pop().start)
            phones.append(moved)
        at += len(samples) / RATE
    return np.concatenate([samples for samples, _ in takes]), phones


def split(signs: list[Sign], room: int) -> list[list[Sign]]:
    """`signs` in pieces of at most `room`, cut behind the end of a sentence, else of a clause, else
    between two words."""
    pieces: list[list[Sign]] = []
    left = signs
    while len(left) > room:
        at = _cut(left[:room])
        pieces.append(left[:at])
        left = left[at:]
        while left and left[0].sign == BETWEEN:
            left = left[1:]
    return [*pieces, left] if left else pieces


def _cut(signs: list[Sign]) -> int:
    for ends in (_SENTENCE, _CLAUSE, BETWEEN):
        places = [i + 1 for i, sign in enumerate(signs) if sign.sign in ends]
        if places and (places[-1] > len(signs) // 3 or ends == BETWEEN):
            return places[-1]
    return len(signs)


def tract(blend: Mapping[str, float]) -> float:
    """The formants of a blend over those of the reference voice."""
    total = sum(blend.values())
    logs = [weight * np.log(TRACT[name[1]]) for name, weight in blend.items()]
    return float(np.exp(sum(logs) / total))
