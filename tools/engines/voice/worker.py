"""The voice engine's process: `python -m tools.engines.voice.worker`, frames in and out."""

from typing import Any

from tools.engines.voice import accent, cast, colour, emotion, master, shape
from tools.engines.voice.request import Describe, Speak, parse
from tools.engines.voice.sources import festival, flite
from tools.engines.voice.speech import Phone, Speech
from tools.engines.worker.serve import Job, serve

VERSION = "1"
BEFORE, AFTER = 0.08, 0.12  # s of pause around a line


def speak(params: dict[str, Any], job: Job) -> dict[str, Any]:
    """Speak one line to a WAV: the request and the result are in request.py."""
    line = parse(params)
    manner = emotion.manner(line.emotion, line.strength)
    spoken = cast.utter(line)
    job.progress(0.4, spoken.engine)
    question = line.text.rstrip("\"' )").endswith("?")
    shaped = shape.reshape(spoken, manner, line.pitch_hz, line.formants, line.rate, question)
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
    }


def describe(params: dict[str, Any], job: Job) -> dict[str, Any]:
    """What is installed: the synthesisers, the accents of English and the emotions."""
    return {
        "flite": [name for name in flite.TRACT if flite.available(name)],
        "festival": [name for name in festival.VOICES if festival.available(name)],
        "accents": list(accent.accents()),
        "emotions": emotion.emotions(),
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


if __name__ == "__main__":
    serve({Speak.method(): speak, Describe.method(): describe}, "voice", VERSION)
