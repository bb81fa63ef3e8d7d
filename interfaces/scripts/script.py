"""Scripted sessions: a YAML file of what to say, one after another, in one workplace.

seed: 7
briefs:
  - Luca running along the sea, excited
  - note: the same at night
    expect: {outcome: approved, score: 7}
  - ask: why at night?
    of: director
    contains: night
  - text: Giulia says 'Andiamo!'
    media: [reference.png]
    seed: 3
  - text: A funny parody of this scene
    media: [last]
"""

from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationError,
)

from interfaces.intake import MAX_MEDIA, MAX_SEED
from interfaces.words import check_text
from studio.errors import InputError

MAX_BRIEFS = 100
LAST = Path("last")
SEE = "See configs/sessions for an example."
Seed = Annotated[int, Field(ge=0, le=MAX_SEED)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Expected(_Strict):
    """What a piece must come to. `score` is the least mean of the critic's scores, 0 to 10;
    `left_out` how many parts of the brief may be left out; `seconds` the least and the most that
    the film or sound lasts; `files` how many are handed over."""

    outcome: Literal["approved", "delivered", "refused"] | None = None
    score: Annotated[float, Field(ge=0, le=10)] | None = None
    left_out: Annotated[int, Field(ge=0)] | None = None
    seconds: Annotated[list[float], Field(min_length=2, max_length=2)] | None = None
    files: Annotated[int, Field(ge=0)] | None = None


class ScriptedBrief(_Strict):
    """One brief. `media` paths are taken from the script's folder; `last` is what was made last."""

    text: str
    media: Annotated[list[Path], Field(max_length=MAX_MEDIA)] = []
    seed: Seed | None = None
    expect: Expected = Expected()


class ScriptedNote(_Strict):
    """A change to the piece that was made last."""

    note: str
    media: Annotated[list[Path], Field(max_length=MAX_MEDIA)] = []
    expect: Expected = Expected()

    @property
    def text(self) -> str:
        return self.note


class ScriptedQuestion(_Strict):
    """A question about the piece that was made last, `of` one of the crew or of whoever knows; the
    answer must hold each text of `contains`, in large or small letters."""

    ask: str
    of: Literal["", "director", "analyst", "coder", "critic"] = ""
    contains: Annotated[list[str], BeforeValidator(lambda v: [v] if isinstance(v, str) else v)] = []

    @property
    def text(self) -> str:
        return self.ask


Item = ScriptedBrief | ScriptedNote | ScriptedQuestion
_KINDS = ("note", "ask")


def _kind(value: object) -> str:
    """What an item is, so that an error in it is told of that kind alone."""
    named = [kind for kind in _KINDS if isinstance(value, dict) and kind in value]
    return (named or ["brief"])[0]


def _plain(value: object) -> object:
    return {"text": value} if isinstance(value, str) else value


class Script(_Strict):
    """A scripted session. `seed` serves the briefs that have none of their own."""

    briefs: Annotated[
        list[
            Annotated[
                Annotated[ScriptedBrief, Tag("brief")]
                | Annotated[ScriptedNote, Tag("note")]
                | Annotated[ScriptedQuestion, Tag("ask")],
                Discriminator(_kind),
                BeforeValidator(_plain),
            ]
        ],
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
        place = [str(part) for part in first["loc"]]
        field = ".".join(place[:2] + place[3:]) or "the file"  # the third is the kind of the item
        raise InputError(f"{path}: {field}: {first['msg']}.", SEE) from error
    for item in script.briefs:
        check_text(item.text)
        if isinstance(item, ScriptedQuestion):
            continue
        item.media = [name if name == LAST else path.parent / name for name in item.media]
    first = script.briefs[0]
    if not isinstance(first, ScriptedBrief):
        raise InputError(f"{path}: briefs.0: nothing was made before it.", "Begin with a brief.")
    if LAST in first.media:
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
