"""Pose and action: what the bodies of the cast do."""

from typing import Any, get_args

from studio.nouns.review import Measurement
from studio.nouns.vocabulary import Action, Pose
from studio.plan import Change, Criterion, Role
from tools.engines.vision.character.body.action import FEWEST
from tools.engines.vision.character.body.pose import RULES
from tools.evaluation.case import Case
from tools.evaluation.cast.character import (
    FACES,
    FIGURE,
    compared,
    hidden_by,
    may_show,
    worst_of_cast,
)
from tools.evaluation.settings import score

_ARMS_ONLY = ("wave", "cheer", "point", "hands_on_hips", "think", "idle", "talk")


async def pose(case: Case, criterion: Criterion) -> Measurement:
    """Whether the body strikes the pose asked for."""
    if case.kind == "audio":
        return case.not_judged(criterion)
    return await worst_of_cast(case, criterion, _strikes)


async def action(case: Case, criterion: Criterion) -> Measurement:
    """Whether the cast of a take does over time what was asked for."""
    if case.kind != "video":
        return case.not_judged(criterion)
    return await worst_of_cast(case, criterion, _acts)


async def _strikes(case: Case, criterion: Criterion, role: Role) -> Measurement:
    asked = criterion.target if criterion.target in get_args(Pose) else role.action
    if asked not in get_args(Pose):  # talking and nodding are no poses
        return case.not_judged(criterion)
    if asked not in RULES:
        return case.not_judged(criterion, f"there is no rule by which joints show {asked}")
    seen = await compared(case, role, pose=asked)
    degree = seen["pose_degree"]
    if len(case.shot.cast) > 1 and not seen["face_found"]:
        return case.not_judged(criterion, f"which body is {role.character}'s cannot be told")
    if degree is None:
        return _no_pose(case, criterion, asked, seen)
    points = score(case.style.pose.degree, degree)
    if not case.verdict(criterion, points, "").passed:
        if hidden := hidden_by(case, seen):  # more than half of such readings are wrong
            return case.not_judged(criterion, f"{asked} cannot be read {hidden.split(',')[0]}")
        if not seen["pose_seen"]:
            return case.not_judged(criterion, f"the joints show {asked} no more than other poses")
    change = (
        case.change(f"cast.{role.character}.action", asked, f"the body does not {asked}")
        if role.action != asked
        else _turned(case, asked)
    )
    return case.verdict(
        criterion,
        points,
        f"{role.character} strikes {asked.replace('_', ' ')} to {degree:.0%}, "
        f"by {seen['pose_source']}",
        value=round(degree, 2),
        target=asked,
        change=change,
    )


def _turned(case: Case, asked: str) -> Change | None:
    """The next view nearer to the front; from there to three quarters."""
    view = {"profile": "three_quarter", "three_quarter": "front"}.get(
        case.shot.camera.view, "three_quarter"
    )
    return case.change("camera.view", view, f"{asked} does not read from this side")


def _no_pose(case: Case, criterion: Criterion, asked: str, seen: dict[str, Any]) -> Measurement:
    """The joints that the pose needs are not found. Where the plan shows no more, or the networks
    cannot make out the body of a figure that is there, nothing is claimed."""
    framing, source = case.camera.framing, seen["pose_source"]
    if seen["figure_share"] < FIGURE:
        return case.verdict(criterion, 0, "nobody is seen in the picture", target=asked)
    near = ("close_up",) if asked in _ARMS_ONLY else ("close_up", "medium")
    if framing in near:
        return case.not_judged(criterion, f"{asked} does not fit into a {framing}")
    if hidden := hidden_by(case, seen):
        return case.not_judged(criterion, f"{asked} cannot be read {hidden.split(',')[0]}")
    if not seen["body_found"]:
        return case.not_judged(criterion, source)
    if framing in ("full", "wide"):
        change = _turned(case, asked)
    else:
        change = case.change("camera.framing", "full", f"the body must be seen for {asked}")
    return case.verdict(
        criterion, 0, f"{asked} cannot be judged: {source}", target=asked, change=change
    )


async def _acts(case: Case, criterion: Criterion, role: Role) -> Measurement:
    asked = criterion.target if criterion.target in get_args(Action) else role.action
    seen = await compared(case, role, acting=may_show(case.camera.framing, asked))
    degree, told = seen["actions"].get(asked), asked.replace("_", " ")
    if len(case.shot.cast) > 1 and not seen["face_found"]:
        return case.not_judged(criterion, f"which body is {role.character}'s cannot be told")
    if degree is None:
        return _not_seen_acting(case, criterion, asked, seen)
    change = None
    if role.action != asked:
        change = case.change(f"cast.{role.character}.action", asked, f"nobody is seen to {told}")
    elif case.camera.view != "three_quarter":
        change = case.change("camera.view", "three_quarter", f"{told} does not read so")
    return case.verdict(
        criterion,
        score(case.style.pose.degree, degree),
        f"{role.character} does {told} to {degree:.0%}, {seen['action_source']}",
        value=round(degree, 2),
        target=asked,
        change=change,
    )


def _not_seen_acting(
    case: Case, criterion: Criterion, asked: str, seen: dict[str, Any]
) -> Measurement:
    """What the action needs is not seen for long enough: an empty picture fails, for all else
    nothing is claimed."""
    if seen["figure_share"] < FIGURE:
        return case.verdict(criterion, 0, "nobody is seen in the take", target=asked)
    near = ("close_up",) if asked in _ARMS_ONLY else ("close_up", "medium")
    if case.camera.framing in near and asked not in FACES:
        return case.not_judged(criterion, f"{asked} does not fit into a {case.camera.framing}")
    if hidden := hidden_by(case, seen):
        return case.not_judged(criterion, f"{asked} cannot be read {hidden.split(',')[0]}")
    return case.not_judged(
        criterion, f"fewer than {FEWEST} frames show what it needs ({seen['action_source']})"
    )
