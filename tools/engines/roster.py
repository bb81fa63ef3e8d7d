"""Every engine of the studio, by name."""

from studio.environments import environment
from studio.settings import Settings
from tools.engines.base import Engine
from tools.engines.process import ProcessEngine


def engines(settings: Settings) -> dict[str, Engine]:
    """Fresh engine objects; processes start on the first call."""
    found: list[Engine] = [
        ProcessEngine(
            "blender", "1", "Blender's Cycles, characters built from the sheet",
            "tools.engines.blender.worker", environment("blender", settings), settings,
        ),
        ProcessEngine(
            "voice", "1", "flite and espeak-ng, shaped by Praat to the sheet's voice",
            "tools.engines.voice.worker", environment("voice", settings), settings,
        ),
    ]
    return {engine.name: engine for engine in found}
