"""Every engine of the studio, by name."""

from studio.environments import environment
from studio.settings import Settings
from tools.engines.atmosphere.engine import atmosphere_engine
from tools.engines.audio_analysis.engine import audio_analysis_engine
from tools.engines.base import Engine
from tools.engines.ffmpeg.engine import ffmpeg_engine
from tools.engines.music.engine import music_engine
from tools.engines.process import ProcessEngine
from tools.engines.vision.engine import vision_engine


def engines(settings: Settings) -> dict[str, Engine]:
    """Fresh engine objects; processes start on the first call."""
    found: list[Engine] = [
        ProcessEngine(
            "blender",
            "Blender's Cycles, characters built from the sheet",
            environment("blender", settings),
            settings,
        ),
        ProcessEngine(
            "voice",
            "flite, festival and espeak-ng, shaped by Praat to the sheet's voice",
            environment("voice", settings),
            settings,
        ),
        ffmpeg_engine(),
        music_engine(),
        atmosphere_engine(),
        vision_engine(settings),
        audio_analysis_engine(),
    ]
    return {engine.name: engine for engine in found}
