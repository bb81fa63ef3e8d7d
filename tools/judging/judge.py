"""Judges a shot: every criterion measured, scored, and explained."""

from collections.abc import Awaitable, Callable

from studio.errors import ToolError
from studio.nouns.review import Measurement
from studio.plan import Criterion, Film, Shot
from studio.settings import Settings
from tools.judging import editing, footage, likeness, picture, sound
from tools.judging.case import Case, Toolbox
from tools.judging.likeness import worst
from tools.judging.thresholds import style

Judge = Callable[[Case, Criterion], Awaitable[Measurement]]

_JUDGES: dict[str, Judge] = {
    "character_match": likeness.character_match,
    "expression": likeness.expression,
    "pose": likeness.pose,
    "sharpness": picture.sharpness,
    "exposure": picture.exposure,
    "edges": picture.edges,
    "loudness": sound.loudness,
    "clipping": sound.clipping,
    "intelligibility": sound.intelligibility,
    "lip_sync": footage.lip_sync,
    "duration": footage.duration,
    "motion": footage.motion,
    "flicker": footage.flicker,
    "source_kept": editing.source_kept,
    "speed": editing.speed,
    "hold": editing.hold,
    "exaggeration": editing.exaggeration,
    "grade": editing.grade,
    "zoom": editing.zoom,
}
_PICTURED = {"sharpness", "exposure"}


async def judge_shot(
    film: Film, shot: Shot, handles: list[str], toolbox: Toolbox, settings: Settings
) -> list[Measurement]:
    """One measurement for every criterion of a `film`'s `shot`, in their order; of a criterion that
    is named for several of the cast, the worst.

    `handles` are what was made of it, the main artifact first. What cannot be measured scores 0 and
    says why; EngineError (no engine to measure with) is passed on.
    """
    by_name: dict[str, list[Criterion]] = {}
    for criterion in shot.criteria:
        by_name.setdefault(criterion.name, []).append(criterion)
    asked = list(by_name.values())
    if not handles:
        return [_nothing(shot, named[0], "nothing was made of this shot") for named in asked]
    try:
        case = Case(film, shot, handles, toolbox, style(), settings.review.pass_score)
    except ToolError as fault:
        return [_nothing(shot, named[0], fault.message) for named in asked]
    return [
        worst([await _judged(case, one) for one in named], [one.target for one in named])
        for named in asked
    ]


async def _judged(case: Case, criterion: Criterion) -> Measurement:
    if criterion.name in _PICTURED and case.kind == "audio":
        return case.not_judged(criterion)
    try:
        return await _JUDGES[criterion.name](case, criterion)
    except ToolError as fault:
        return _nothing(case.shot, criterion, fault.message)


def _nothing(shot: Shot, criterion: Criterion, why: str) -> Measurement:
    return Measurement(
        shot=shot.id,
        criterion=criterion.name,
        value=None,
        target=criterion.target,
        score=0,
        passed=False,
        weight=criterion.weight,
        evidence=f"could not be measured: {why}"[:300],
    )
