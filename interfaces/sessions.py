"""Scripted sessions: a YAML file of briefs, made one after another in one workplace.

seed: 7
briefs:
  - Luca running along the sea, excited
  - text: Giulia says 'Andiamo!'
    media: [reference.png]
    seed: 3
  - A two-second shot of Nico jumping in the meadow
  - text: A funny parody of this scene
    media: [last]
"""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from agents.outcome import Outcome
from interfaces.intake import MAX_MEDIA, MAX_SEED
from interfaces.listener import Listener
from interfaces.produce import produce_in
from interfaces.words import check_text
from interfaces.workplace import open_workplace
from studio.errors import InputError
from studio.settings import Settings

MAX_BRIEFS = 100
LAST = Path("last")
SEE = "See configs/sessions for an example."
Seed = Annotated[int, Field(ge=0, le=MAX_SEED)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ScriptedBrief(_Strict):
    """One brief. `media` paths are taken from the script's folder; `last` is what was made last."""

    text: str
    media: Annotated[list[Path], Field(max_length=MAX_MEDIA)] = []
    seed: Seed | None = None


def _plain(value: object) -> object:
    return {"text": value} if isinstance(value, str) else value


class Script(_Strict):
    """A scripted session. `seed` serves the briefs that have none of their own."""

    briefs: Annotated[
        list[Annotated[ScriptedBrief, BeforeValidator(_plain)]],
        Field(min_length=1, max_length=MAX_BRIEFS),
    ]
    seed: Seed = 0


def read_script(path: Path) -> Script:
    """The script in a YAML file. InputError names the file, the field and the fix."""
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
        if not isinstance(values, dict):
            raise InputError(f"{path} has no `briefs:` with a list below it.", SEE)
        script = Script.model_validate(values)
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}.", "Check the path.") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError(f"{path} is not valid YAML: {_spot(error)}.", "Mend it there.") from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"])) or "the file"
        raise InputError(f"{path}: {field}: {first['msg']}.", SEE) from error
    for brief in script.briefs:
        check_text(brief.text)
        brief.media = [name if name == LAST else path.parent / name for name in brief.media]
    if LAST in script.briefs[0].media:
        raise InputError(
            f"{path}: briefs.0.media: nothing was made before it that could be `{LAST}`.",
            "Name a file, or make something first.",
        )
    return script


def _spot(error: Exception) -> str:
    """Where a file stops being YAML, and why: `line 2, column 3: expected ...`."""
    if isinstance(error, yaml.MarkedYAMLError) and error.problem and error.problem_mark:
        mark = error.problem_mark
        return f"line {mark.line + 1}, column {mark.column + 1}: {error.problem}"
    return " ".join(str(error).split())


async def play(
    script: Script, *, settings: Settings, listener: Listener, use_cache: bool = True
) -> AsyncIterator[Outcome]:
    """Make the script's briefs; yields each outcome as it comes."""
    async with open_workplace(settings, use_cache=use_cache) as workplace:
        workplace.introduce(listener)
        made: list[Path] = []
        for brief in script.briefs:
            seed = script.seed if brief.seed is None else brief.seed
            crew = workplace.crew(listener)
            media = [path for name in brief.media for path in (made if name == LAST else [name])]
            outcome = await produce_in(workplace, crew, brief.text, media, seed=seed)
            made = outcome.pieces or made
            yield outcome
