"""The sound engine: effects that are synthesised, and music that makes room for a voice."""

import functools

from studio.settings import Settings
from tools.engines.media.confined import ConfinedEngine
from tools.engines.registry import engine
from tools.engines.sound.ducking import duck_sound
from tools.engines.sound.making import make_effect
from tools.engines.version import digest_of


@engine
def in_this_studio(settings: Settings) -> ConfinedEngine:
    """The engine of this studio."""
    return sound_engine()


@functools.cache
def sound_engine() -> ConfinedEngine:
    """The engine of this studio."""
    return ConfinedEngine(
        "sound",
        digest_of(__name__, packages=("numpy", "scipy", "soundfile")),
        "Sound effects out of noise and tones, and music lowered under a voice.",
        [make_effect, duck_sound],
    )
