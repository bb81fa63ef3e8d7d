"""The voice engine's process: `python -m tools.engines.voice.worker`, frames in and out."""

from dataclasses import replace
from typing import Any

from tools.engines.voice.align import align
from tools.engines.voice.conversion import ConvertVoice
from tools.engines.voice.convert import convert
from tools.engines.voice.finish import finish
from tools.engines.voice.line import parse
from tools.engines.voice.phonetics import accent
from tools.engines.voice.recast import recast
from tools.engines.voice.request import Align, Describe, Recast, Speak
from tools.engines.voice.shaping import emotion
from tools.engines.voice.shaping.shape import reshape
from tools.engines.voice.sources import cast, festival, flite
from tools.engines.worker.serve import Job, serve

VERSION = "1"


def speak(params: dict[str, Any], job: Job) -> dict[str, Any]:
    """Speak one line to a WAV: the request and the result are in request.py."""
    line = parse(params)
    manner = emotion.manner(line.emotion, line.strength, line.delivery)
    question = line.text.rstrip("\"' )").endswith("?")
    spoken = cast.utter(line)
    job.progress(0.3, spoken.engine)
    shaped = reshape(spoken, manner, line.pitch_hz, line.formants, line.rate, question)
    named = replace(shaped, engine=f"{spoken.engine} + praat")
    return finish(named, line, manner, job)


def align_line(params: dict[str, Any], job: Job) -> dict[str, Any]:
    """Find the times of a recording: the request and the result are in request.py."""
    return align(Align.read(params))


def recast_line(params: dict[str, Any], job: Job) -> dict[str, Any]:
    """Make a line of ours of what another engine spoke: see request.py."""
    request = Recast.read(params)
    line = parse(params)
    manner = emotion.manner(line.emotion, line.strength, line.delivery)
    return finish(recast(request, line, manner), line, manner, job)


def convert_voice(params: dict[str, Any], job: Job) -> dict[str, Any]:
    """Move a recording to another voice's pitch and tract: see conversion.py."""
    return dict(convert(ConvertVoice.read(params)))


def describe(params: dict[str, Any], job: Job) -> dict[str, Any]:
    """What is installed: the synthesisers, the accents of English and the emotions."""
    return {
        "flite": [name for name in flite.TRACT if flite.available(name)],
        "festival": [name for name in festival.VOICES if festival.available(name)],
        "accents": list(accent.accents()),
        "emotions": emotion.emotions(),
    }


if __name__ == "__main__":
    serve(
        {
            Speak.method(): speak,
            Align.method(): align_line,
            Recast.method(): recast_line,
            ConvertVoice.method(): convert_voice,
            Describe.method(): describe,
        },
        "voice",
        VERSION,
    )
