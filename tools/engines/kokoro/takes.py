"""Long lines in pieces, and takes as one sound."""

from dataclasses import replace

import numpy as np

from tools.engines.kokoro.reading import BETWEEN, Sign
from tools.engines.voice.speech import SILENCE, Phone, Samples

Take = tuple[Samples, list[Phone]]
SHORTEST = 1e-6  # s
_SENTENCE, _CLAUSE = ".!?…", ",;:—"


def joined(takes: list[Take], rate: int) -> Take:
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
        at += len(samples) / rate
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
