"""A line as Kokoro speaks it: read, split where it is too long, spoken, joined."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from string import punctuation

import numpy as np

from tools.engines.kokoro import reading, styles, times
from tools.engines.kokoro.model import RATE, WINDOW, Model
from tools.engines.kokoro.reading import BETWEEN, Sign
from tools.engines.voice.emotion import Manner
from tools.engines.voice.request import Line
from tools.engines.voice.speech import SILENCE, Phone, Samples, Speech
from tools.engines.voice.spelling import respell
from tools.engines.worker.serve import BadInput

# Formants of Kokoro's women and men over those of the reference voice: medians of F3 and F4 of two
# sentences by thirteen of its voices and by flite's rms (Praat, Burg, 5 kHz).
TRACT = {"f": 1.12, "m": 1.04}
SPEED = 0.5, 2.0
ROOM = WINDOW - 30  # signs of one piece, with room for what ends it
_SENTENCE, _CLAUSE = ".!?…", ",;:—"


def utter(line: Line, manner: Manner, model: Model, voices: Path) -> Speech:
    """`line` in its blend of voices, at its pace and its manner's; pitch and formants are the
    model's own yet. BadInput if nothing of it can be said."""
    known = reading.known_words() if line.language == "en" else frozenset()
    spelling = respell(line.text, line.language, known)
    words = spelling.text.split()
    signs = [
        sign
        for sign in reading.read(words, line.language, line.accent)
        if sign.sign in model.alphabet
    ]
    if not any(sign.word >= 0 for sign in signs):
        raise BadInput(f"nothing of {line.text[:40]!r} can be spoken", "write it as words")
    speed = float(np.clip(line.rate * manner.rate, *SPEED))
    pieces = split(signs, ROOM)
    style = styles.style(voices, line.blend, line.way or line.blend, len(max(pieces, key=len)))
    samples: list[Samples] = []
    phones: list[Phone] = []
    at = 0.0
    for piece in pieces:
        sound, lengths = model.speak([sign.sign for sign in piece], style, speed)
        first, last = int(lengths[0]), int(lengths[-1])
        found = times.phones(piece, [int(n) for n in lengths[1:-1]], at + first / RATE)
        phones += [Phone(SILENCE, at, at + first / RATE), *found]
        at += len(sound) / RATE
        phones.append(Phone(SILENCE, at - last / RATE, at))
        samples.append(sound)
    written = [word.strip(punctuation + "\u00bf\u00a1") or word for word in spelling.written]
    return Speech(
        np.concatenate(samples),
        RATE,
        _without_seams(phones),
        written,
        f"kokoro:{'+'.join(line.blend)}",
        tract(line.blend),
        drawn=spelling.drawn,
        lively=1.0,
    )


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


def _without_seams(phones: list[Phone]) -> list[Phone]:
    """Neighbouring pauses as one; none that takes no time."""
    joined: list[Phone] = []
    for phone in phones:
        if phone.end - phone.start < 1e-6:
            continue
        if joined and joined[-1].ipa == phone.ipa == SILENCE:
            joined[-1] = replace(joined[-1], end=phone.end)
        else:
            joined.append(phone)
    return joined
