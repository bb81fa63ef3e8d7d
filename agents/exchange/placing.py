"""Looks for the scenes of footage that a plan's steps are made in."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

from agents.rules.placing import Stretch
from studio.errors import StudioError

_SURE = 0.4  # certainty from which a scene is taken for the one that is meant
_SHOT = re.compile(r"shot (-?\d+)")
_CUT = re.compile(r"(after|before|at) cut (\d+)")


Call = Callable[[str, dict[str, Any]], Awaitable[dict[str, Any]]]
"""Calls a tool by its name with its arguments."""


async def find_stretch(handle: str, scene: str, call: Call) -> Stretch:
    """Where a scene is in a video: by its number or a cut where its words are `shot 2` or
    `after cut 1`, else by what is seen, heard and moves in it."""
    try:
        shots = (await call("detect_scenes", {"video": handle}))["shots"]
        spans = [(float(one["start"]), float(one["end"])) for one in shots]
        if counted := _SHOT.fullmatch(scene):
            return _shot(int(counted[1]), spans)
        if cut := _CUT.fullmatch(scene):
            return _cut(cut[1], int(cut[2]), spans)
        asked = {"video": handle, "search": scene}
        found = (await call("find_scene", asked))["candidates"]
    except StudioError as error:
        return Stretch(lacks=f"no scene can be found by “{scene}”: {error}")
    if not found or found[0]["certainty"] < _SURE:
        return Stretch(lacks=f"nothing in the footage is surely “{scene}”")
    best = found[0]
    why = f" ({best['certainty']:.0%} sure: {'; '.join(best['why'])})"
    return Stretch(float(best["start"]), float(best["end"]), spans[-1][1], why)


def _shot(number: int, spans: list[tuple[float, float]]) -> Stretch:
    place = number - 1 if number > 0 else len(spans) + number
    if not 0 <= place < len(spans):
        return Stretch(lacks=f"the footage has {_counted(spans)}, no shot {number}")
    return Stretch(*spans[place], spans[-1][1])


def _cut(where: str, number: int, spans: list[tuple[float, float]]) -> Stretch:
    if not 0 < number < len(spans):
        cuts = len(spans) - 1
        return Stretch(lacks=f"the footage has {cuts or 'no'} cut{'s' if cuts > 1 else ''}")
    at, whole = spans[number][0], spans[-1][1]
    start, end = {"after": (at, whole), "before": (0.0, at), "at": (at, at)}[where]
    return Stretch(start, end, whole)


def _counted(spans: list[tuple[float, float]]) -> str:
    return f"{len(spans)} shots" if len(spans) > 1 else "one shot"
