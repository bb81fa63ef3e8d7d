"""How sounds are laid over each other."""

from typing import Any

from llm.planner.recipes.names import Names
from llm.planner.recipes.source import Code
from llm.planner.recipes.writer import Writer
from studio.plan import Sound


def track(audio: str, start: Code | float = 0.0, gain_db: float = 0.0) -> dict[str, Any]:
    """One track of mix_audio()."""
    return {"audio": Code(audio), "start": start, "gain_db": gain_db, "duck": False}


def mix(
    sound: Sound,
    writer: Writer,
    names: Names,
    tracks: list[dict[str, Any]],
    length: Code,
) -> Code:
    """Bind a mix of `tracks`, `length` seconds long; its audio."""
    name = names.of("sound")
    writer.bind(
        [name], [writer.call("mix_audio", tracks, duration=length, loudness=sound.loudness)]
    )
    return Code(f'{name}["audio"]')
