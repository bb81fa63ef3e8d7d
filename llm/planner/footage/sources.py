"""The videos that came with a brief."""

import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from pydantic import ValidationError

from llm.planner.footage.brief.beyond import OTHER_FILE
from studio.nouns.brief import SourceMedia


@dataclass(frozen=True)
class Footage:
    """A video. `duration` is that of its picture in seconds, 0 where nobody measured it."""

    handle: str
    name: str
    width: int
    height: int
    fps: float
    duration: float
    has_audio: bool

    @property
    def stem(self) -> str:
        return PurePath(self.name).stem


def footage_of(brief: dict[str, Any]) -> list[Footage]:
    """The videos among the brief's media, in their order."""
    media = brief.get("media")
    found = []
    for item in media if isinstance(media, list) else []:
        try:
            source = SourceMedia.model_validate(item)
        except ValidationError:
            continue
        if source.handle.startswith("video:"):
            found.append(_footage(source))
    return found


def _footage(source: SourceMedia) -> Footage:
    facts = source.facts
    # The container's length is that of the longer of picture and sound.
    counted = facts.frames / facts.fps if facts.frames and facts.fps else 0.0
    return Footage(
        handle=source.handle,
        name=source.name,
        width=facts.width or 0,
        height=facts.height or 0,
        fps=facts.fps or 0.0,
        duration=round(counted or facts.duration or 0.0, 4),
        has_audio=bool(facts.has_audio),
    )


def without_names(text: str, sources: list[Footage], others: list[str]) -> str:
    """`text` with "this clip" for the names of `sources`, and a word for those of `others`: a
    name asks for nothing."""
    names = dict.fromkeys(others, OTHER_FILE) | {s.name: "this clip" for s in sources}
    for name in sorted(names, key=len, reverse=True):
        if name:
            text = re.sub(re.escape(name), names[name], text, flags=re.IGNORECASE)
    return text


def other_media(brief: dict[str, Any]) -> list[str]:
    """The names of what came with the brief and is no video."""
    media = brief.get("media")
    return [
        str(item.get("name") or "a file")
        for item in (media if isinstance(media, list) else [])
        if isinstance(item, dict) and not str(item.get("handle")).startswith("video:")
    ]
