"""Which measuring tools a role calls before it answers: those that its subject needs, once each."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from llm.planner.reader.language.lexicon import languages
from llm.planner.reader.language.scenes import named_scenes
from studio.nouns.exchange import MOST_CALLS, Argument, MeasuringCall

# What tells most of each kind of artifact: tools with the name of the parameter for the handle.
_OF_KIND = {
    "image": (("measure_image", "image"),),
    "audio": (("measure_audio", "audio"), ("transcribe", "media")),
    "video": (("measure_video", "video"), ("transcribe", "media")),
}
_SILENT = ("transcribe",)  # of no use where there is no sound
_MOST_SCENES = 2  # that are looked for in a video
_TOOL = re.compile(r"^# (\w+)\(", re.MULTILINE)
_HANDLE = re.compile(r"^# (\w+:[0-9a-f]{8,}): ", re.MULTILINE)


def wanted_of(
    handles: Iterable[str], sections: dict[str, Any], silent: Sequence[str] = ()
) -> list[MeasuringCall]:
    """The calls that tell most of `handles`, of the TOOLS that are offered, without those whose
    results the CALLS hold. Of the `silent` ones nobody is listened to."""
    offered = set(_TOOL.findall(str(sections.get("TOOLS") or "")))
    calls = sections.get("CALLS")
    made = [
        (one.get("tool"), list(one.get("arguments", {}).values()))
        for one in (calls if isinstance(calls, list) else [])
    ]
    brief = sections.get("BRIEF")
    text = str(brief.get("text") or "") if isinstance(brief, dict) else ""
    looks = [
        call
        for handle in handles
        for call in _looks(handle, text)
        if call.tool in offered and (call.tool, list(call.by_name().values())) not in made
    ]
    wanted = [
        MeasuringCall(tool=tool, arguments=[Argument(name=parameter, value=handle)])
        for handle in handles
        for tool, parameter in _OF_KIND.get(handle.partition(":")[0], ())
        if tool in offered
        and (tool, [handle]) not in made
        and not (tool in _SILENT and handle in silent)
    ]
    return [*looks, *wanted][:MOST_CALLS]


def _looks(handle: str, text: str) -> list[MeasuringCall]:
    """What looks for the scenes of footage that a brief's words name."""
    if not handle.startswith("video:") or not (found := _scenes(text)):
        return []
    video = Argument(name="video", value=handle)
    looked = [[video, Argument(name="search", value=one)] for one in found]
    return [
        MeasuringCall(tool="describe_shots", arguments=[video]),
        *(MeasuringCall(tool="find_scene", arguments=one) for one in looked),
    ]


def _scenes(text: str) -> list[str]:
    """The words by which a brief names scenes of its footage that have to be looked for."""
    found = [one for code in languages() for one in named_scenes(text, code)]
    return list(dict.fromkeys(found))[:_MOST_SCENES]


def offered_handles(sections: dict[str, Any]) -> list[str]:
    """The handles that the TOOLS may be called with."""
    return _HANDLE.findall(str(sections.get("TOOLS") or ""))
