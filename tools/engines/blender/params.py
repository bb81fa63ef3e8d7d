"""Parameters of the worker's methods, from JSON: defaults, ranges, and errors that say the fix."""

from dataclasses import fields
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

from studio.nouns import vocabulary as words
from tools.engines.blender.requests import RenderScene, RenderShot, RenderStill
from tools.engines.worker.serve import BadInput

SIZES = (16, 4096)  # pixels
LONGEST = 600.0  # seconds
FRAME_RATES = (6, 60)


ActedControl = Literal["head_forward", "head_left", "head_turn", "brow_up"]

Kind = TypeVar("Kind", bound=RenderScene[Any])

CHOICES = {
    "set": words.SetName,
    "time_of_day": words.TimeOfDay,
    "quality": words.Quality,
}
ROLE_CHOICES = {
    "expression": words.Emotion,
    "viseme": words.Viseme,
    "action": words.Action,
}


def _choice(name: str, value: object, vocabulary: object) -> None:
    if value not in get_args(vocabulary):
        raise BadInput(f"{name} {value!r} is not known", f"one of {list(get_args(vocabulary))}")


def _between(name: str, value: float, least: float, most: float) -> None:
    if not isinstance(value, int | float) or not least <= value <= most:
        raise BadInput(f"{name} {value!r} is out of range", f"{least} to {most}")


def _read(kind: type[Kind], request: dict[str, Any]) -> Kind:
    cast = request.get("cast")
    if not isinstance(cast, list) or not all(isinstance(role, dict) for role in cast) or not cast:
        raise BadInput("no cast", "give 1 to 3 of {'sheet': {...}, ...}")
    for role in cast:
        if not isinstance(role.get("sheet"), dict) or not role["sheet"].get("name"):
            raise BadInput("a member of the cast has no sheet", "give the character sheet as JSON")
        for name, vocabulary in ROLE_CHOICES.items():
            if role.get(name) is not None:
                _choice(name, role[name], vocabulary)
    known = {f.name for f in fields(kind)}
    made = kind.read({name: value for name, value in request.items() if name in known})
    for name, vocabulary in CHOICES.items():
        if name in known:
            _choice(name, getattr(made, name), vocabulary)
    _between("width", made.width, *SIZES)
    _between("height", made.height, *SIZES)
    _between("exposure", made.exposure, -6, 6)
    _between("seed", made.seed, 0, 2**31 - 1)
    for name in made.passes:
        _choice("pass", name, words.PassName)
    return made


def still(request: dict[str, Any]) -> RenderStill:
    """The parameters of a still; raises BadInput."""
    return _read(RenderStill, request)


def shot(request: dict[str, Any]) -> RenderShot:
    """The parameters of a shot; raises BadInput."""
    made = _read(RenderShot, request)
    _between("fps", made.fps, *FRAME_RATES)
    _between("duration", made.duration, 1 / made.fps, LONGEST)
    for role in made.cast:
        for key in role.get("expression_curve") or []:
            _choice("expression", key["expression"], words.Emotion)
        for key in role.get("visemes") or []:
            _choice("viseme", key["viseme"], words.Viseme)
        for key in role.get("controls") or []:
            for name in key.keys() - {"t"}:
                _choice("control", name, ActedControl)
    return made


def folder(request: dict[str, Any]) -> Path:
    """The folder that the files go to, made if need be."""
    out = Path(str(request.get("out_dir") or ""))
    if not out.is_absolute():
        raise BadInput("no out_dir", "give the absolute path of a folder to write to")
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(
            f"can't write to {out}: {error.strerror}", "give a writable folder"
        ) from error
    return out
