"""How music and voices are laid under a picture."""

from typing import Any

from llm.planner.coder.names import Names
from llm.planner.coder.source import Code
from llm.planner.coder.writer import Call, Writer
from llm.planner.data import table
from studio.nouns.treatment import Shot


def has_music(shot: Shot, writer: Writer) -> bool:
    """Whether music is wanted, and can be made and mixed."""
    return shot.music is not None and writer.has("make_music") and writer.has("mix_audio")


def track(
    audio: str, start: Code | float, gain_db: float = 0.0, duck: bool = False
) -> dict[str, Any]:
    return {"audio": Code(audio), "start": start, "gain_db": gain_db, "duck": duck}


def music(shot: Shot, writer: Writer, names: Names) -> Call:
    return writer.call("make_music", shot.music, duration=Code(names.of("length")), seed=shot.seed)


def music_track(names: Names) -> dict[str, Any]:
    gain = float(table("defaults")["music_gain_db"])
    return track(f'{names.of("music")}["audio"]', 0.0, gain, duck=True)


def mix(
    shot: Shot,
    writer: Writer,
    names: Names,
    tracks: list[dict[str, Any]],
    length: Code,
    indent: int = 0,
) -> None:
    loudness = writer.revision.loudness(shot)
    named: dict[str, Any] = {"duration": length} | (
        {} if loudness is None else {"loudness": loudness}
    )
    writer.bind([names.of("sound")], [writer.call("mix_audio", tracks, **named)], indent)
