"""A script is read from its file; whatever is wrong with it is told with file, line and column."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from interfaces.format.text import meant
from interfaces.intake.media import is_file
from interfaces.intake.words import check_text
from interfaces.scripts.marks import Marked, spot
from interfaces.scripts.script import (
    KINDS,
    LAST,
    Expected,
    Item,
    Revise,
    Script,
    ScriptedBrief,
    ScriptedBudget,
    ScriptedGates,
    ScriptedQuestion,
)
from studio.errors import BriefError, InputError

SCHEMA = "https://json-schema.org/draft/2020-12/schema"
SEE = "See configs/sessions for examples; `python main.py play --schema` tells all fields."
_BELOW: dict[str | int, type[BaseModel]] = {
    **KINDS,
    "expect": Expected,
    "budget": ScriptedBudget,
    "gates": ScriptedGates,
    "plan": Revise,
    "delivery": Revise,
}


def schema_text() -> str:
    """The JSON Schema of scripts, for editors."""
    schema = {"$schema": SCHEMA} | Script.model_json_schema()
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def read_script(path: Path) -> Script:
    """The script in a YAML file, its media files found. InputError names the file, the line and
    column, the field and the fix."""
    try:
        return _read(path, path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}.", "Check the path.") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not text in UTF-8.", "Save it as UTF-8.") from error


def _read(path: Path, text: str) -> Script:
    try:
        marked = Marked(text)
        if not isinstance(marked.values, dict):
            raise InputError(f"{path} has no `briefs:` with a list below it.", SEE)
        script = Script.model_validate(marked.values)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        if isinstance(error, ValidationError):
            raise _wrong_field(path, marked, error) from error
        raise InputError(f"{path} is not valid YAML: {_why(error)}.", "Correct it.") from error
    for number, item in enumerate(script.briefs):
        _check_item(path, marked, number, item)
    return script


def _check_item(path: Path, marked: Marked, number: int, item: Item) -> None:
    def wrong(fields: list[str | int], message: str, fix: str) -> InputError:
        return _error(path, marked, ["briefs", number, *fields], message, fix)

    try:
        check_text(item.text)
    except BriefError as error:
        raise wrong(["text", "note", "ask"], error.message, error.fix) from error
    if number == 0 and not isinstance(item, ScriptedBrief):
        raise wrong([], "nothing was made before it.", "Begin with a brief.")
    if isinstance(item, ScriptedQuestion):
        return
    found = []
    for at, name in enumerate(item.media):
        found.append(name if name == LAST else path.parent / name)
        if name == LAST and number == 0:
            raise wrong(
                ["media", at],
                f"nothing was made before it that could be `{LAST}`.",
                "Name a file, or make something first.",
            )
        if name != LAST and not is_file(found[-1]):
            raise wrong(["media", at], f"there is no file {found[-1]}.", "Correct the path.")
    item.media = found
    seconds = item.expect.seconds
    if seconds and seconds[0] > seconds[1]:
        raise wrong(
            ["expect", "seconds"], "the least is over the most.", "Write [least, most] in seconds."
        )


def _error(
    path: Path, marked: Marked, place: list[str | int], message: str, fix: str, name: str = ""
) -> InputError:
    names, mark = marked.find(place)
    field = ".".join([*names, *([name] if name else [])]) or "the file"
    return InputError(f"{path}: {spot(mark)}: {field}: {message}", fix)


def _wrong_field(path: Path, marked: Marked, errors: ValidationError) -> InputError:
    """The error that lies deepest: of a union's, it is of the member that was most nearly meant."""
    error: Mapping[str, Any] = max(
        errors.errors(), key=lambda one: len(marked.find(_in_file(one["loc"]))[0])
    )
    place, kind = _in_file(error["loc"]), error["type"]
    if kind == "extra_forbidden":
        known = _fields_at(error["loc"][:-1])
        hint = meant(str(place[-1]), known) or f"The fields here are {', '.join(known)}."
        return _error(path, marked, place, "there is no such field.", f"{hint} {SEE}")
    said = error["ctx"].get("expected", "") if kind in ("literal_error", "enum") else ""
    choices = re.findall(r"'([^']+)'", str(said))
    if choices:
        hint = meant(str(error["input"]), choices)
        message = f"{error['input']!r} is none of {', '.join(choices)}."
        return _error(path, marked, place, message, f"{hint} {SEE}".strip())
    missing = str(place[-1]) if kind == "missing" else ""
    return _error(path, marked, place, f"{error['msg']}.", SEE, missing)


def _in_file(place: tuple[str | int, ...]) -> list[str | int]:
    """A place as the file has it: the third part of one in the list is the kind of the item."""
    return [*place[:2], *place[3:]] if place[:1] == ("briefs",) else list(place)


def _fields_at(place: tuple[str | int, ...]) -> list[str]:
    """The fields of what stands at `place`, by the last part of it that names a model."""
    named = [part for part in place if part in _BELOW]
    return list((_BELOW[named[-1]] if named else Script).model_fields)


def _why(error: Exception) -> str:
    """Where a file stops being YAML, and why: `line 2, column 3: expected ...`."""
    if isinstance(error, yaml.MarkedYAMLError) and error.problem and error.problem_mark:
        return f"{spot(error.problem_mark)}: {error.problem}"
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return " ".join(str(error).split())
