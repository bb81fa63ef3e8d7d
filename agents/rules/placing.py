"""Puts the steps of an edit that are made in a scene of its footage where that scene was found."""

from collections.abc import Mapping
from dataclasses import dataclass

from agents.rules.judging import judges_steps
from studio.errors import BriefError
from studio.plan import Change, Criterion, Edit, EditStep, Film, LeftOut, Shot, apply_changes

# Kinds of steps that last as long as they do by themselves.
_WHOLE = ("freeze", "dub", "lip_sync", "sound_effect")
_CUTS = ("trim", "cut_out")
_PACED = ("speed", "freeze", "loop")


@dataclass(frozen=True)
class Stretch:
    """Where a scene is: from `start` to `end` in seconds of the footage, of `total` ones, and `why`
    it is taken for it. `lacks` says why there is none, empty where there is one."""

    start: float = 0.0
    end: float = 0.0
    total: float = 0.0
    why: str = ""
    lacks: str = ""


Found = Mapping[tuple[str, str], Stretch]
"""Scenes by the handle of their footage and their words."""


def wanted_scenes(film: Film) -> list[tuple[str, str]]:
    """The scenes that steps of a film are made in: the footage's handle and the scene's words."""
    steps = ((shot, step) for shot in film.footage for step in shot.steps if _is_open(step))
    return list(dict.fromkeys((shot.source, step.scene or "") for shot, step in steps))


def _is_open(step: EditStep) -> bool:
    return step.where == "scene"


def placed(film: Film, found: Found) -> Film | None:
    """`film` with each step in a scene at the scene's time; None where it has none. A step whose
    scene is not there is left out.

    Raises:
        BriefError: nothing of an edit is left then.
    """
    if not wanted_scenes(film):
        return None
    said: list[str] = []
    lost: list[tuple[str, int, EditStep, str]] = []
    shots = []
    for shot in film.shots:
        if not isinstance(shot, Edit) or not any(map(_is_open, shot.steps)):
            shots.append(shot)
            continue
        steps = []
        for number, step in enumerate(shot.steps):
            stretch = found[shot.source, step.scene or ""] if _is_open(step) else Stretch()
            if stretch.lacks:
                lost.append((shot.id, number, step, stretch.lacks))
            elif _is_open(step):
                step = _at(step, stretch)
                said.append(f"“{step.scene}” is {step.start:g} s to {stretch.end:g} s{stretch.why}")
            steps.append(step)
        timed = _duration(steps, max(found[key].total for key in found if key[0] == shot.source))
        known = {one.name for one in shot.criteria}
        more = [] if "duration" in known else timed
        shots.append(shot.model_copy(update={"steps": steps, "criteria": shot.criteria + more}))
    told = ". ".join(dict.fromkeys([film.intent.rstrip("."), *said]))
    made = film.model_copy(update={"shots": shots, "intent": f"{told}."[:400]})
    return _without(made, lost)


def _at(step: EditStep, stretch: Stretch) -> EditStep:
    """A step at the time of its scene."""
    seconds = 0.0 if step.kind in _WHOLE else round(stretch.end - stretch.start, 3)
    return step.model_copy(
        update={"where": "time", "start": round(stretch.start, 3), "seconds": seconds}
    )


def _duration(steps: list[EditStep], total: float) -> list[Criterion]:
    """How long the edit is to last, where scenes alone are cut out of it or kept."""
    cuts = [one for one in steps if one.kind in _CUTS]
    if not cuts or any(one.where != "time" for one in cuts):
        return []
    if any(one.kind in _PACED for one in steps):
        return []
    kept = min((one.seconds for one in cuts if one.kind == "trim"), default=total)
    gone = sum(one.seconds for one in cuts if one.kind == "cut_out")
    return [Criterion(name="duration", target=f"{round(kept - gone, 2):g}")]


def _without(film: Film, lost: list[tuple[str, int, EditStep, str]]) -> Film:
    """`film` without the steps whose scene is not there, each told with its reason."""
    left = []
    for shot_id, number, step, why in reversed(lost):
        words = _asked(film, shot_id, number) or f"{step.kind} in {step.scene}"
        left.append(LeftOut(words=words[:80], reason=why[:200]))
        change = Change(path=f"{shot_id}.steps.{number}", op="remove")
        film = apply_changes(film, [change], keep_fixed=False).film
    shots = [_judged_by_its_steps(shot) for shot in film.shots]
    film = film.model_copy(update={"shots": shots, "left_out": [*film.left_out, *reversed(left)]})
    for shot in film.footage if lost else ():
        if not (shot.steps or shot.captions or film.is_assembled or film.exports):
            raise BriefError(
                f"{left[0].words!r} cannot be made: {left[0].reason}.",
                "Name a time (“from 2 to 4 s”), or a scene that is there.",
            )
    return film


def _asked(film: Film, shot_id: str, number: int) -> str:
    """The words of the brief that asked for a step."""
    path = f"{shot_id}.steps.{number}"
    found = (one.words for one in film.asked if one.path.startswith(path))
    return " ".join(found)


def _judged_by_its_steps(shot: Shot) -> Shot:
    """A shot without the criteria of kinds of steps that it no longer has."""
    if not isinstance(shot, Edit):
        return shot
    kinds = {step.kind for step in shot.steps}
    kept = [
        one
        for one in shot.criteria
        if not judges_steps(one)
        or judges_steps(one, kinds)
        or (one.name == "speed" and "reverse" in kinds)
    ]
    return shot.model_copy(update={"criteria": kept})
