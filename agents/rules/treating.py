"""How a parody is treated whose brief names no effect: by what was found in the footage.

The rules of timing and the treatments are data: configs/comedy.yaml.
"""

import math
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agents.rules.judging import criteria_of, judges_steps
from studio.config_file import read_yaml, validated
from studio.errors import SettingsError
from studio.nouns.vocabulary import EditKind, SoundEffect
from studio.plan import Edit, EditStep, Film
from studio.settings import ROOT

PATH = ROOT / "configs" / "comedy.yaml"
_EFFECTS = frozenset({"exaggerate", "zoom", "shake", "speed", "freeze", "sound_effect"})
Facts = Mapping[str, float]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Rule(_Section):
    """A rule of timing: a step by it begins `lead` seconds before the moment and takes `seconds`;
    what is done several times, `every` so many. `share` is one of the footage, as the rule says."""

    says: str
    source: str
    ours: str
    lead: Annotated[float, Field(ge=0, le=2)] = 0.0
    seconds: Annotated[float, Field(ge=0, le=10)] = 0.0
    every: Annotated[float, Field(ge=0, le=10)] = 0.0
    share: Annotated[float, Field(ge=0, le=0.8)] = 0.0


class TreatedStep(_Section):
    """A step of a treatment: all over, or with a `rule` at the moment, so many `times`."""

    kind: EditKind
    amount: float = 0.0
    seconds: float = 0.0
    rule: str = ""
    sound: SoundEffect | None = None
    times: Annotated[int, Field(ge=1, le=3)] = 1


class Treatment(_Section):
    """A way to make a parody; it is taken where all that it is `when` holds."""

    name: str
    when: dict[str, tuple[float, float]]
    because: str
    at: Literal["moment", "liveliest"] = "moment"
    steps: Annotated[list[TreatedStep], Field(min_length=1, max_length=8)]

    def fits(self, facts: Facts) -> bool:
        """Whether it may be taken; not where something of it was not found out."""
        return all(low <= facts.get(name, -1.0) <= high for name, (low, high) in self.when.items())


class Comedy(_Section):
    """configs/comedy.yaml."""

    rules: dict[str, Rule]
    treatments: list[Treatment]

    def steps_of(self, treatment: Treatment, moment: float, facts: Facts) -> list[EditStep]:
        """Its steps as an edit has them, for a punch at `moment` seconds of the source, none of
        which outlasts it or is shorter than two frames; without those that would begin before it,
        but for the first."""
        first, *others = treatment.steps
        kept = [first, *(s for s in others if not s.rule or self._begins(s) <= moment)]
        return [
            self._step(step, moment - early, facts) for step in kept for early in self._early(step)
        ]

    def _early(self, step: TreatedStep) -> list[float]:
        """How many seconds before its last time a step is done, each time that it is."""
        every = self.rules[step.rule].every if step.rule else 0.0
        return [every * number for number in reversed(range(step.times))]

    def _begins(self, step: TreatedStep) -> float:
        """How many seconds before the moment a step begins, the first time."""
        return self.rules[step.rule].lead + self._early(step)[0]

    def _step(self, step: TreatedStep, moment: float, facts: Facts) -> EditStep:
        if not step.rule:
            return EditStep(kind=step.kind, amount=step.amount)
        rule, duration = self.rules[step.rule], facts.get("duration", math.inf)
        seconds = rule.seconds or step.seconds
        if step.kind in ("freeze", "sound_effect"):
            held = seconds if step.kind == "freeze" else 0.0
            start, amount, seconds = moment - rule.lead, held, 0.0
        else:
            seconds = min(max(seconds, 2 * facts.get("frame", 0.0)), duration)
            start, amount = min(moment - rule.lead, duration - seconds), step.amount
        return EditStep(
            kind=step.kind,
            where="time",
            start=round(max(0.0, start), 3),
            seconds=round(seconds, 3),
            amount=amount,
            sound=step.sound,
        )


@cache
def comedy() -> Comedy:
    """The rules and treatments. SettingsError where the file is wrong."""
    found = validated(PATH, read_yaml(PATH, "Restore it."), Comedy)
    try:
        for treatment in found.treatments:
            found.steps_of(treatment, 60.0, {})
    except (KeyError, ValidationError) as error:
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
        steps = comedy().steps_of(fits[0], facts[fits[0].at], facts)
        kept = [one for one in shot.criteria if not judges_steps(one)]
        drawn = facts.get("new_frames", 1.0) < comedy().rules["drawings_are_held"].share
        update = {"steps": steps, "criteria": kept + criteria_of(steps), "smooth": not drawn}
        shots.append(shot.model_copy(update=update))
        said.append(f"A parody: {fits[0].name}, since {fits[0].because.format(**facts)}.")
    if not said:
        return None
    intent = " ".join(dict.fromkeys(said))[:400]
    return film.model_copy(update={"shots": shots, "intent": intent})
