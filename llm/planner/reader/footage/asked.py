"""What a person asks about footage, answered from what is measured of it."""

import re
from collections.abc import Iterable

from llm.planner.answers import is_question
from llm.planner.reader.footage.videos import Video
from llm.planner.reader.resolving.refusals import refused
from llm.planner.reader.slots.draft import Slot
from studio.plan import Film

_ASKS = re.compile(
    r"^(?:and |so |ok |hi |hey )*(?:"
    r"(?:is|are|does|do|has|was|were)\b(?! it possible)(?=[^.!]*\?)"
    r"|c[’']?è\b|ha\b|ci sono\b|quant[oaie]\b"
    r"|(?:tell me|describe|explain|descrivi|dimmi)\b"
    r"|(?:can|could) you (?:tell|describe|see|hear)\b)",
    re.IGNORECASE,
)


def asks_of_footage(text: str) -> bool:
    """Whether a brief asks what the footage is, and for nothing to be made of it."""
    return bool(_ASKS.match(text.strip())) or is_question(text)


def asked_in(text: str, trace: Iterable[Slot]) -> bool:
    """Whether one of the sentences of a text only asks what the footage is; `trace`: what is
    made of its words."""
    made = list(trace)
    return any(
        asks_of_footage(one.group().strip())
        and not any(one.start() <= slot.start < one.end() for slot in made)
        for one in re.finditer(r"[^.!?\n]+\?", text)
    )


def told_footage(videos: Iterable[Video]) -> str:
    """How long (in seconds) and how large (in pixels) each video is, and whether it has sound."""
    told = []
    for video in videos:
        facts = [f"{video.length:.4g} s long"] if video.length else []
        facts += [f"{video.width}x{video.height} pixels"] if video.width and video.height else []
        facts += [f"{video.fps:.4g} frames a second"] if video.fps else []
        facts += ["without sound" if video.silent else "with sound"] if facts else []
        told.append(f"{video.name or 'The video'}: {', '.join(facts) or 'not measured yet'}.")
    return " ".join(told)


def asked_only(told: str) -> Film:
    """A plan that makes nothing, with what is `told` of the footage and what shows the rest."""
    shows = (
        " To see who is in it and what happens, ask for “a contact sheet”, or name what to change."
    )
    return refused(
        f"Nothing is changed. {told[:280]}{shows}", intent="A question: nothing is changed."
    )
