"""Whether the sounds that are laid into an edit are heard in it, and what of its source's is."""

from studio.nouns.review import Measurement
from studio.plan import Criterion, EditStep
from tools.evaluation.case import Case
from tools.evaluation.settings import score

SOUNDING = ("sound_effect", "dub", "lip_sync")  # kinds of steps that lay a sound into an edit
OTHER_TIMES = ("cut_out", "trim", "speed", "freeze", "loop", "reverse")


async def sound_placed(case: Case, criterion: Criterion) -> Measurement:
    """Whether each sound that the plan lays into an edit is heard, and at its time where no other
    step changes the times."""
    steps = [one for one in getattr(case.shot, "steps", ()) if one.kind in SOUNDING]
    if not steps or case.kind != "video":
        return case.not_judged(criterion, "no sound is laid into it")
    found = [await _placed(case, step) for step in steps]
    points, evidence, value = min(found)
    step = steps[found.index((points, evidence, value))]
    change = case.change(step.kind, "dub() with that sound", "the sound is not heard as planned")
    return case.verdict(criterion, points, evidence, value=value, unit="s", change=change)


async def _placed(case: Case, step: EditStep) -> tuple[float, str, float]:
    name = (step.sound or "").replace("_", " ") or "recording"
    sounds = [step.other] if step.other else _effects_of(case, step.sound)
    if not sounds:
        return 0.0, f"no {name} was made for it", 0.0
    if case.artifact.facts.has_audio is False:
        return 0.0, f"it has no sound, and a {name} was planned", 0.0
    clear, places = case.style.editing.sound_clear, []
    for sound in sounds:
        heard = await case.measured("locate_sound", media=case.main, sound=sound)
        places += [one["start"] for one in heard["places"] if one["clear"] >= clear]
    if not places:
        return 0.0, f"the {name} is not heard in it", 0.0
    planned = _when(case, step)
    if planned is None:
        return 10.0, f"the {name} is heard at {places[0]:.2f} s", 0.0
    at = min(places, key=lambda place: abs(place - planned))
    points = score(case.style.editing.sound_late, abs(at - planned))
    words = f"the {name} is heard at {at:.2f} s, {planned:.2f} s was planned"
    return points, words, round(at - planned, 3)


def _effects_of(case: Case, kind: str | None) -> list[str]:
    """The sounds of that kind that were made for the piece."""
    made = [one for one in case.ancestors() if one.tool == "make_sfx"]
    return [one.handle for one in made if one.parameters.get("kind") == kind]


def _when(case: Case, step: EditStep) -> float | None:
    """When a sound begins in the result; None where other steps change the times, or nobody knows
    beforehand."""
    if any(one.kind in OTHER_TIMES for one in case.shot.steps):
        return None
    return {"time": step.start, "beginning": 0.0, "all": 0.0}.get(step.where)


async def is_source_heard(case: Case) -> bool:
    """Whether the sound of the source is still heard under what was laid into an edit."""
    if case.artifact.facts.has_audio is False:
        return False
    heard = await case.measured("locate_sound", media=case.main, sound=case.shot.source)
    return any(one["clear"] >= case.style.editing.sound_clear for one in heard["places"])
