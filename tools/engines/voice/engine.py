"""The voice engine: speech in an environment and a process of its own."""

import hashlib
import shutil
from ctypes.util import find_library

from studio.environments import environment
from studio.settings import Settings
from tools.engines.process import ProcessEngine
from tools.engines.registry import engine
from tools.engines.voice.sources.festival import FOLDERS


@engine
def voice_engine(settings: Settings) -> ProcessEngine:
    """Speaks what request.py describes."""
    made = ProcessEngine(
        "voice",
        "flite, festival and espeak-ng, shaped by Praat to the sheet's voice",
        environment("voice", settings),
        settings,
    )
    # What the system has of synthesisers decides who speaks, and so is part of the version.
    body = [made.version, find_library("flite"), shutil.which("festival"), *festival_voices()]
    made.version = hashlib.sha256(repr(body).encode()).hexdigest()[:12]
    return made


def festival_voices() -> list[str]:
    """The names of festival's voices on this system, by language."""
    return sorted(
        f"{voice.parent.name}/{voice.name}" for folder in FOLDERS for voice in folder.glob("*/*")
    )
