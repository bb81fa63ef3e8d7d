"""The Kokoro engine's process: `python -m tools.engines.kokoro.worker MODEL VOICES`, the folders of
its weights; frames in and out."""

import os
import sys
from functools import cache
from pathlib import Path
from typing import Any

from tools.engines.kokoro import styles
from tools.engines.kokoro.network.model import Model
from tools.engines.kokoro.utter import utter
from tools.engines.kokoro.weights import GRAPH, VOCABULARY
from tools.engines.voice.finish import finish
from tools.engines.voice.line import parse
from tools.engines.voice.request import Describe, Speak
from tools.engines.voice.shaping import emotion
from tools.engines.worker.serve import Job, serve

VERSION = "1"


def main(model: Path, voices: Path) -> None:
    """Serve with the weights in these two folders."""

    @cache
    def network() -> Model:
        threads = max(1, len(os.sched_getaffinity(0)))
        return Model(model / GRAPH, model / VOCABULARY, threads)

    def speak(params: dict[str, Any], job: Job) -> dict[str, Any]:
        return speak_line(params, network(), voices, job)

    def describe(params: dict[str, Any], job: Job) -> dict[str, Any]:
        return {"voices": styles.voices(voices), "emotions": emotion.emotions()}

    serve({Speak.method(): speak, Describe.method(): describe}, "kokoro", VERSION)


def speak_line(params: dict[str, Any], network: Model, voices: Path, job: Job) -> dict[str, Any]:
    """Speak one line to a WAV: the request and the result are in voice/request.py."""
    line = parse(params)
    manner = emotion.manner(line.emotion, line.strength, line.delivery)
    return finish(utter(line, manner, network, voices), line, manner, job)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
