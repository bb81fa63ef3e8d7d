"""What a program must hand over: every shot of the plan, and the film, each of its kind."""

from typing import Any

from studio.errors import StudioError, ToolError
from studio.nouns.artifact import is_handle, kind_of
from studio.nouns.program import RunRecord
from studio.plan import Film
from studio.plan.film import FILM_ID

# What the first artifact of a shot is, and what may follow it (a picture's passes).
_MAIN = {
    "picture": "image",
    "voice_line": "audio",
    "take": "video",
    "edit": "video",
    FILM_ID: "video",
}
_MORE = {
    "picture": {"image", "mask"},
    "voice_line": {"audio", "table"},
    "take": {"video", "audio", "image", "table"},
    FILM_ID: {"timeline", "table", "video", "image"},
    "edit": {"video", "audio", "image", "table"},
}


def check_result(record: RunRecord, film: Film) -> RunRecord:
    """`record`, or one of outcome "error" that tells the coder what its result lacks. What is no
    shot is left out, and a wrong name put right where only one can be meant."""
    if record.outcome != "done":
        return record
    if isinstance(record.result, dict) and (named := _named(record.result, film)) != record.result:
        record = record.model_copy(update={"result": named})
    try:
        _check(record.result, film)
        held_by_shot(record.model_copy(update={"held": record.held or []}))
    except StudioError as error:
        return record.model_copy(update={"outcome": "error", "result": None, "error": str(error)})
    return record


def _wanted(film: Film) -> dict[str, str]:
    """The kind of the main artifact of each shot, and of the film."""
    wanted = {shot.id: _MAIN[shot.kind] for shot in film.shots}
    return wanted | ({FILM_ID: _MAIN[FILM_ID]} if film.is_assembled else {})


def _named(result: dict[Any, Any], film: Film) -> dict[Any, Any]:
    """The entries of the plan's shots. Of a kind of which one is missing and one has another name,
    that is the one."""
    wanted = _wanted(film)
    kept = {name: value for name, value in result.items() if name in wanted}
    others = [value for name, value in result.items() if name not in wanted]
    for kind in set(wanted.values()):
        missing = [name for name in wanted if name not in kept and wanted[name] == kind]
        found = [value for value in others if _kind(value) == kind]
        if len(missing) == len(found) == 1:
            kept[missing[0]] = found[0]
    return kept


def _kind(value: Any) -> str:
    """Of the first handle; "" where there is none."""
    first = value[0] if isinstance(value, list) and value else value
    return kind_of(first) if isinstance(first, str) and is_handle(first) else ""


def _check(result: Any, film: Film) -> None:
    wanted = _wanted(film)
    told = ", ".join(f'"{name}": <{kind} handle>' for name, kind in wanted.items())
    fix = f"End the program with the dict {{{told}}}."
    if not isinstance(result, dict):
        raise ToolError(f"the program's last expression is {_shown(result)}, not a dict.", fix)
    missing = [name for name in wanted if name not in result]
    if missing:
        raise ToolError(f"the program's result has no entry for {', '.join(missing)}.", fix)
    for name in wanted:
        shot = film.shot(name)
        _check_shot(name, shot.kind if shot else FILM_ID, result[name], fix)


def _check_shot(name: str, kind: str, value: Any, fix: str) -> None:
    handles = [value] if isinstance(value, str) else value
    whole = isinstance(handles, list) and handles
    if not whole or not all(isinstance(item, str) and is_handle(item) for item in handles):
        raise ToolError(f"the result of {name!r} is {_shown(value)}, not a handle.", fix)
    for place, handle in enumerate(handles):
        found = kind_of(handle)
        allowed = {_MAIN[kind]} if place == 0 else _MORE[kind]
        if found not in allowed:
            raise ToolError(
                f"{name!r} is a {kind.replace('_', ' ')}, and its result "
                f"{handle} is a {found} where {' or '.join(sorted(allowed))} is wanted.",
                fix,
            )


def held_by_shot(record: RunRecord) -> dict[str, list[str]]:
    """A finished run's artifacts by shot, each shot's as a list: all that is measured, shown and
    delivered. ToolError, worded for the coder, for one that the run did not hold."""
    by_shot = {
        shot: [value] if isinstance(value, str) else list(value)
        for shot, value in record.result.items()
    }
    if record.held is not None:
        for shot, handles in by_shot.items():
            for handle in handles:
                if handle not in record.held:
                    raise ToolError(
                        f"this program holds no artifact {handle!r}, which its result names for "
                        f"shot {shot!r}.",
                        "End it with handles that its own tools returned.",
                    )
    return by_shot


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."
