"""The voice engine: speech in an environment and a process of its own."""

from studio.environments import environment
from studio.settings import Settings
from tools.engines.process import ProcessEngine
from tools.engines.registry import engine


@engine
def voice_engine(settings: Settings) -> ProcessEngine:
    """Speaks what request.py describes."""
    return ProcessEngine(
        "voice",
        "flite, festival and espeak-ng, shaped by Praat to the sheet's voice",
        environment("voice", settings),
        settings,
    )
