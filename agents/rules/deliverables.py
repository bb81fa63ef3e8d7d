"""What a program must hand over: every shot of the film, each with artifacts of its kind."""

import re
from collections.abc import Callable
from typing import Any

from studio.errors import StudioError, ToolError
from studio.nouns.artifact import HANDLE_PATTERN, Artifact
from studio.nouns.program import RunRecord
from studio.plan import Film, Shot

# What the first artifact of a shot is, and what may follow it (a picture's passes).
_MAIN = {"picture": "image", "voice_line": "audio", "shot": "video", "edit": "video"}
_MORE = {
    "picture": {"image", "mask"},
    "voice_line": {"audio", "table"},
    "shot": {"video", "audio", "image", "table"},
    "edit": {"video", "audio", "image", "table"},
}
LookUp = Callable[[str], Artifact]
"""The artifact of a handle; ToolError when there is none."""

_HANDLE = re.compile(HANDLE_PATTERN)


def check_result(record: RunRecord, film: Film, look_up: LookUp) -> RunRecord:
    """`record`, or one of outcome "error" that tells the coder what its result lacks."""
    if record.outcome != "done":
        return record
    try:
        _check(record.result, film, look_up)
    except StudioError as fault:
        return record.model_copy(update={"outcome": "error", "result": None, "error": str(fault)})
    return record


def _check(result: Any, film: Film, look_up: LookUp) -> None:
    wanted = ", ".join(f'"{shot.id}": <{_MAIN[shot.kind]} handle>' for shot in film.shots)
    fix = f"End the program with the dict {{{wanted}}}."
    if not isinstance(result, dict):
        raise ToolError(f"the program's last expression is {_shown(result)}, not a dict.", fix)
    missing = [shot.id for shot in film.shots if shot.id not in result]
    if missing:
        raise ToolError(f"the program's result has no entry for {', '.join(missing)}.", fix)
    extra = sorted(map(str, result.keys() - {shot.id for shot in film.shots}))
    if extra:
        raise ToolError(f"the program's result names {extra[0]!r}, which is no shot.", fix)
    for shot in film.shots:
        _check_shot(shot, result[shot.id], look_up, fix)


def _check_shot(shot: Shot, value: Any, look_up: LookUp, fix: str) -> None:
    handles = [value] if isinstance(value, str) else value
    whole = isinstance(handles, list) and handles
    if not whole or not all(isinstance(item, str) and _HANDLE.match(item) for item in handles):
        raise ToolError(f"the result of shot {shot.id!r} is {_shown(value)}, not a handle.", fix)
    for place, handle in enumerate(handles):
        kind = look_up(handle).kind
        allowed = {_MAIN[shot.kind]} if place == 0 else _MORE[shot.kind]
        if kind not in allowed:
            raise ToolError(
                f"shot {shot.id!r} is a {shot.kind.replace('_', ' ')}, and its result "
                f"{handle} is a {kind} where {' or '.join(sorted(allowed))} is wanted.",
                fix,
            )


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."
