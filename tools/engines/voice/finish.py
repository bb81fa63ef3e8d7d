"""From what a synthesiser spoke to the finished file: ends, a feeling's colour, loudness."""

from dataclasses import replace
from typing import Any

import numpy as np

from tools.engines.voice.line import Line
from tools.engines.voice.shaping import colour, master
from tools.engines.voice.shaping.emotion import Manner
from tools.engines.voice.speech import SILENCE, Phone, Speech
from tools.engines.worker.serve import Job

BEFORE, AFTER = 0.08, 0.12  # s of pause around a line
FADED = 0.75  # of each pause, from its outer end


def finish(spoken: Speech, line: Line, manner: Manner, job: Job) -> dict[str, Any]:
    """Give `spoken`, whose pitch and pace are the line's, the colour of its `manner`, and write the
    file. The result is a SpokenLine (request.py)."""
    job.progress(0.7, spoken.engine)
    coloured = colour.colour(trimmed(spoken, BEFORE, AFTER), manner)
    done = master.master(coloured.samples, colour.RATE)
    master.write(done.samples, colour.RATE, line.out)
    duration = len(done.samples) / colour.RATE
    return {
        "path": str(line.out),
        "sample_rate": colour.RATE,
        "duration": duration,
        "phonemes": [_phoneme(phone, duration) for phone in coloured.phones],
        "words": _words(coloured),
        "lufs": round(done.lufs, 2),
        "peak_db": round(done.peak_db, 2),
        "limited_db": round(done.limited_db, 2),
        "level_db": round(manner.level, 2),
        "engine": spoken.engine,
        "notes": list(spoken.notes),
        "fallback": spoken.fallback,
    }


def trimmed(speech: Speech, before: float, after: float) -> Speech:
    """`speech` with exactly `before` and `after` seconds of pause at its ends, faded there."""
    sounding = [phone for phone in speech.phones if phone.ipa != SILENCE]
    start, end = sounding[0].start, sounding[-1].end
    rate = speech.rate
    first, last = round(start * rate), min(round(end * rate), len(speech.samples))
    lead, tail = round(before * rate), round(after * rate)
    room = np.concatenate([np.zeros(lead), speech.samples, np.zeros(tail)])
    cut = room[first : last + lead + tail].copy()
    # What a synthesiser ticks and breathes there is heard as a word ("A silencio").
    rise, fall = (
        0.5 - 0.5 * np.cos(np.pi * np.linspace(0, 1, round(FADED * n))) for n in (lead, tail)
    )
    cut[: len(rise)] *= rise
    cut[len(cut) - len(fall) :] *= fall[::-1]
    shift = before - start
    phones = [
        replace(p, start=p.start + shift, end=p.end + shift)
        for p in speech.phones
        if p.end > start + 1e-9 and p.start < end - 1e-9
    ]
    length = len(cut) / rate
    phones = [Phone(SILENCE, 0.0, before), *phones, Phone(SILENCE, phones[-1].end, length)]
    return replace(speech, samples=cut, phones=phones)


def _phoneme(phone: Phone, duration: float) -> dict[str, Any]:
    return {
        "phone": phone.ipa,
        "start": round(min(phone.start, duration), 5),
        "end": round(min(phone.end, duration), 5),
    }


def _words(speech: Speech) -> list[dict[str, Any]]:
    words: list[dict[str, Any]] = []
    for index, word in enumerate(speech.words):
        inside = [phone for phone in speech.phones if phone.word == index]
        if inside:
            start, end = round(inside[0].start, 5), round(inside[-1].end, 5)
            words.append({"word": word, "start": start, "end": end})
    return words
