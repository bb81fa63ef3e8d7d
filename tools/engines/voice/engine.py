"""The voice engine: speech in an environment and a process of its own."""

import shutil
from ctypes.util import find_library
from functools import cache

from studio.environments import environment
from studio.settings import Settings
from tools.engines.process import ProcessEngine
from tools.engines.registry import engine
from tools.engines.voice.sources.festival import FOLDERS


@engine
def voice_engine(settings: Settings) -> ProcessEngine:
    """Speaks what request.py describes."""
    return ProcessEngine(
        "voice",
        "flite, festival and espeak-ng, shaped by Praat to the sheet's voice",
        environment("voice", settings),
        settings,
        depends=_synthesisers,
    )


@cache
def _synthesisers() -> list[str | None]:
    """What the system has of them: it decides who speaks."""
    return [find_library("flite"), shutil.which("festival"), *festival_voices()]


def festival_voices() -> list[str]:
    """The names of festival's voices on this system, by language."""
    return sorted(
        f"{voice.parent.name}/{voice.name}" for folder in FOLDERS for voice in folder.glob("*/*")
    )
