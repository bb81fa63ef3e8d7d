"""How each kind of shot, and the film, will be judged."""

from math import prod

from llm.planner.data import step_facts
from llm.planner.data import table as data
from llm.planner.data.items import asked_by_packs, is_moving, weight_of
from studio.nouns.vocabulary import CriterionName
from studio.plan import Criterion, Edit, Film, Picture, Shot, Take

_MOST = 14
# They look into the steps for the rest.
_OF_THE_STEP = ("effect", "sound_placed", "silence", "background", "lips")


def _criterion(name: CriterionName, target: str = "") -> Criterion:
    return Criterion(name=name, target=target, weight=weight_of(name))


def _soft_by_design(shot: Picture | Take, named: set[str]) -> bool:
    """Whether the brief itself asks for a picture that cannot be sharp: a draft, or a small one."""
    side = min(shot.size.width, shot.size.height) if isinstance(shot, Picture) else 0
    small = "size" in named and 0 < side < int(data("defaults")["sharp_from_side"])
    return ("quality" in named and shot.quality == "draft") or small


def _seen(shot: Picture | Take, named: set[str]) -> list[Criterion]:
    """What the picture of a shot must show: its cast, and how they feel."""
    found = [_criterion("character_match", role.character) for role in shot.cast]
    felt = [role.expression for role in shot.cast if role.expression != "neutral"]
    if felt:
        found.append(_criterion("expression", felt[0]))
    visible = shot.camera.framing in data("defaults")["pose_visible"]
    acting = [role.action for role in shot.cast if role.action != "idle"]
    asked = any(path.endswith(".action") for path in named)
    if isinstance(shot, Picture) and visible and (acting or asked):
        found.append(_criterion("pose", (acting or ["idle"])[0]))
    if isinstance(shot, Take) and (acting or asked):
        found.append(_criterion("action", (acting or ["idle"])[0]))
    if not _soft_by_design(shot, named):
        found.append(_criterion("sharpness"))
    found.append(_criterion("exposure"))
    if isinstance(shot, Picture) and shot.transparent:
        found.append(_criterion("edges"))
    return found


def _heard() -> list[Criterion]:
    loudness = str(data("defaults")["loudness"])
    return [_criterion("loudness", loudness), _criterion("clipping")]


def _speeds(shot: Edit) -> list[float]:
    """The speeds that are seen in an edit: those of its parts, each as much faster as all of it."""
    steps = [step for step in shot.steps if step.kind == "speed" and step.amount]
    whole = prod(step.amount for step in steps if step.where == "all")
    parts = [step.amount for step in steps if step.where != "all"]
    return [whole * part for part in parts] or ([whole] if steps else [])


def _edited(shot: Edit) -> list[Criterion]:
    """What an edit must have done to its source."""
    kinds = {step.kind for step in shot.steps}
    # What is seen beside, behind or over redrawn footage is no longer it.
    other = kinds & {"split_screen", "background"} or kinds >= {"stylize", "picture_in_picture"}
    found = [] if other else [_criterion("source_kept")]
    amounts: dict[str, list[float]] = {}
    for step in shot.steps:
        if step.amount:
            amounts.setdefault(step.kind, []).append(step.amount)
    speeds = _speeds(shot)
    slow = [speed for speed in speeds if speed < 1]
    if speeds:
        found.append(_criterion("speed", f"{min(slow) if slow else max(speeds):.3g}"))
    if any(step.kind == "reverse" for step in shot.steps):
        found.append(_criterion("speed", "-1"))
    named = {step.kind: step_facts(step.kind).get("criterion", "").split() for step in shot.steps}
    for kind, name in ((kind, name) for kind, names in named.items() for name in names):
        if name in _OF_THE_STEP:
            found.append(_criterion(name, kind if name == "effect" else ""))
        elif kind in amounts:
            found.append(_criterion(name, f"{max(amounts[kind], key=abs):g}"))
    graded = [step for step in shot.steps if step.kind == "grade" and step.look]
    found += [_criterion("effect", "grade") for step in graded if step.where != "all"]
    looks = [step.look for step in graded if step.where == "all"]
    found += [_criterion("grade", look) for look in looks[:1]]
    return list({(one.name, one.target): one for one in found}.values())


def criteria_for(shot: Shot, named: set[str], lasts: float = 0.0) -> list[Criterion]:
    """The criteria of `shot`; `named` holds the paths that the brief itself named, `lasts` is the
    length in seconds that it asks for where that is not the planned one."""
    if isinstance(shot, Edit):
        lasts = lasts or shot.length
        timed = [_criterion("duration", f"{lasts:g}")] if lasts else []
        return (_edited(shot) + timed)[:_MOST]
    found: list[Criterion] = [] if shot.kind == "voice_line" else _seen(shot, named)
    if isinstance(shot, Take):
        if any(is_moving(role.action) for role in shot.cast):
            found.append(_criterion("motion"))
        found.append(_criterion("flicker"))
    found += _spoken(shot)
    if "length" in named and shot.kind != "picture":
        found.append(_criterion("duration", f"{shot.length:g}"))
    place = getattr(shot, "place", None)
    found += [_criterion(*one) for one in asked_by_packs(shot.kind, place.set if place else "")]
    # Of the flaws that a full list has no room for, the least telling go first.
    for spare in ("flicker", "clipping", "sharpness"):
        if len(found) > _MOST:
            found = [c for c in found if c.name != spare]
    return found[:_MOST]


def _spoken(shot: Shot) -> list[Criterion]:
    """What the lines of a shot must be."""
    speakers = {line.character for line in getattr(shot, "lines", [])}
    seen = {role.character for role in getattr(shot, "cast", [])}
    if not speakers:
        return []
    found = [*_heard(), _criterion("intelligibility")]
    ours = [line for line in shot.lines if not line.recording]
    found += map(_criterion, ("voice_similarity", "speech_quality") if ours else ())
    felt = [line.emotion for line in ours if line.emotion != "neutral"]
    found += [_criterion("voice_emotion", emotion) for emotion in felt[:1]]
    return [*found, _criterion("lip_sync")] if seen & speakers else found


def film_criteria(film: Film) -> list[Criterion]:
    """How a film that is put together of its shots is judged; of every other brief, only that
    nothing of it is missing."""
    found = [_criterion("brief")]
    found += [_criterion("exported")] if film.exports else []
    found += [_criterion("shape")] if film.has_own_size else []
    written = any(shot.captions for shot in film.shots)
    found += [_criterion("written")] if written or film.subtitles else []
    if not film.is_assembled:
        return found
    if len(film.cut) > 1 or film.opening or film.closing:
        found.append(_criterion("cuts"))
    if len(film.cut) > 1:
        found.append(_criterion("continuity"))
    found.append(_criterion("gaps"))
    if film.finish.look:
        found.append(_criterion("film_look", film.finish.look))
    if film.sound.music or any(getattr(shot, "lines", []) for shot in film.cut):
        found += _heard()[:1]
    if film.length:
        found.append(_criterion("duration", f"{film.length:g}"))
    return found


def with_criteria(film: Film) -> Film:
    """`film` with the criteria that its shots and itself have after changes to them."""
    shots = [
        shot.model_copy(update={"criteria": criteria_for(shot, set(shot.fixed))})
        for shot in film.shots
    ]
    film = film.model_copy(update={"shots": shots})
    return film.model_copy(update={"criteria": film_criteria(film)})
