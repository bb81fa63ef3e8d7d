"""The Kokoro engine: a network's natural voice, with open weights, on any processor."""

from studio.environments import environment
from studio.settings import Settings
from tools.engines.kokoro.weights import MODEL, VOICES
from tools.engines.process import ProcessEngine
from tools.engines.registry import engine


@engine
def kokoro_engine(settings: Settings) -> ProcessEngine:
    """Speaks what tools/engines/voice/request.py describes."""
    return ProcessEngine(
        "kokoro",
        "Kokoro-82M on onnxruntime, in the sheet's voice",
        environment("voice", settings),
        settings,
        weights=(MODEL, VOICES),
    )
