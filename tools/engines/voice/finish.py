"""From what a synthesiser spoke to the finished file: the sheet's voice, its feeling, loudness."""

from typing import Any

from tools.engines.voice.line import Line
from tools.engines.voice.shaping import colour, master, shape
from tools.engines.voice.shaping.emotion import Manner
from tools.engines.voice.speech import Phone, Speech
from tools.engines.worker.serve import Job

BEFORE, AFTER = 0.08, 0.12  # s of pause around a line


def finish(
    spoken: Speech, line: Line, manner: Manner, rate: float, question: bool, job: Job
) -> dict[str, Any]:
    """Shape `spoken` to the line's voice and `manner`, at `rate` times its own pace, and write the
    file; `question`: let the voice rise at the end. The result is a SpokenLine (request.py)."""
    job.progress(0.4, spoken.engine)
    shaped = shape.reshape(spoken, manner, line.pitch_hz, line.formants, rate, question)
    job.progress(0.7, "shaped")
    coloured = colour.colour(shape.trim(shaped, BEFORE, AFTER), manner)
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
        "engine": f"{spoken.engine} + praat",
        "notes": list(spoken.notes),
        "fallback": spoken.fallback,
    }


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
