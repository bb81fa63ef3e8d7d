"""How a parody is treated whose brief names no effect: by what was found in the footage.

The rules of timing and the treatments are data: configs/comedy.yaml.
"""

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from studio.errors import SettingsError
from studio.nouns.vocabulary import EditKind, EditPlace
from studio.plan import Criterion, Edit, EditStep, Film
from studio.settings import ROOT

PATH = ROOT / "configs" / "comedy.yaml"
_JUDGED = {"exaggerate": "exaggeration", "zoom": "zoom", "speed": "speed"}  # criteria of steps
_EFFECTS = frozenset({"exaggerate", "zoom", "shake", "speed", "freeze"})
Facts = Mapping[str, float]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Rule(_Section):
    """A rule of timing; `seconds` 0: none that a step takes."""

    says: str
    source: str
    ours: str
    seconds: Annotated[float, Field(ge=0, le=10)] = 0.0


class TreatedStep(_Section):
    """A step of a treatment."""

    kind: EditKind
    where: EditPlace = "all"
    amount: float = 0.0
    seconds: float = 0.0
    rule: str = ""


class Treatment(_Section):
    """A way to make a parody; it is taken where all that it is `when` holds."""

    name: str
    when: dict[str, tuple[float, float]]
    because: str
    steps: Annotated[list[TreatedStep], Field(min_length=1, max_length=8)]

    def fits(self, facts: Facts) -> bool:
        """Whether it may be taken; not where something of it was not found out."""
        return all(low <= facts.get(name, -1.0) <= high for name, (low, high) in self.when.items())


class Comedy(_Section):
    """configs/comedy.yaml."""

    rules: dict[str, Rule]
    treatments: list[Treatment]

    def steps_of(self, treatment: Treatment) -> list[EditStep]:
        """Its steps as an edit has them."""
        return [
            EditStep(
                kind=step.kind,
                where=step.where,
                seconds=0 if step.rule else step.seconds,
                amount=self.rules[step.rule].seconds if step.rule else step.amount,
            )
            for step in treatment.steps
        ]


@cache
def comedy() -> Comedy:
    """The rules and treatments. SettingsError where the file is wrong."""
    try:
        found = Comedy.model_validate(yaml.safe_load(PATH.read_text(encoding="utf-8")))
        for treatment in found.treatments:
            found.steps_of(treatment)
    except (OSError, yaml.YAMLError, ValidationError, KeyError) as error:
        raise SettingsError(
            f"{PATH} cannot be used: {error}.", "Mend it, or restore it."
        ) from error
    return found


def is_open(film: Film, shot: Edit) -> bool:
    """Whether the brief left open how a shot is edited: the plan has several effects, and names the
    brief's words for none."""
    named = any(one.path.startswith(f"{shot.id}.steps") for one in film.asked)
    effects = {step.kind for step in shot.steps}
    fixed = any(path.startswith("steps") for path in shot.fixed)
    return not named and not fixed and len(effects) > 1 and effects <= _EFFECTS


def treated(film: Film, found: Mapping[str, Facts]) -> Film | None:
    """`film` with the treatment of each edit that is open to one, by what was `found` in its
    source; None where none is. The intent says which, and why."""
    shots, said = [], []
    for shot in film.shots:
        facts = found.get(shot.source, {}) if isinstance(shot, Edit) else {}
        fits = [one for one in comedy().treatments if one.fits(facts)]
        if not isinstance(shot, Edit) or not is_open(film, shot) or not fits:
            shots.append(shot)
            continue
        steps = comedy().steps_of(fits[0])
        kept = [one for one in shot.criteria if one.name not in _JUDGED.values()]
        shots.append(shot.model_copy(update={"steps": steps, "criteria": kept + _criteria(steps)}))
        said.append(f"A parody: {fits[0].name}, since {fits[0].because.format(**facts)}.")
    if not said:
        return None
    intent = " ".join(dict.fromkeys(said))[:400]
    return film.model_copy(update={"shots": shots, "intent": intent})


def _criteria(steps: list[EditStep]) -> list[Criterion]:
    return [
        Criterion(name=_JUDGED[step.kind], target=f"{step.amount:g}", weight=1.5)
        for step in steps
        if step.kind in _JUDGED
    ]


def facts_of(moments: Mapping[str, Any], motion: float, *, has_sound: bool) -> dict[str, float]:
    """What treatments ask for, of what find_moments() and measure_video() told."""
    face = moments.get("face") or {}
    return {
        "face": float(face.get("size") or 0.0),
        "motion": float(motion),
        "sound": float(has_sound),
    }
