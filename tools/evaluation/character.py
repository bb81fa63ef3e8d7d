"""Character, expression and pose."""

from typing import Any, get_args

from studio.nouns.review import Measurement
from studio.nouns.vocabulary import Emotion, Pose
from studio.plan import Change, Criterion, Role
from tools.engines.vision.character.pose import RULES
from tools.evaluation.case import Case
from tools.evaluation.settings import score

_NEARER = {"wide": "full", "full": "medium", "medium": "close_up"}
_ARMS_ONLY = ("wave", "cheer", "point", "hands_on_hips", "think", "idle")
_STRONGEST = 2.0
_TURNED = {"back": "from behind, as planned", "profile": "from the side, too far to read the face"}
_FIGURE = 0.005  # share of the picture from which there is somebody in it


async def character_match(case: Case, criterion: Criterion) -> Measurement:
    """Whether the nearest sheet is the one asked for, and how near. Of several, the worst counts,
    unless the criterion names one."""
    if case.kind == "audio":
        return case.not_judged(criterion)
    return await _worst(case, criterion, _match)


async def expression(case: Case, criterion: Criterion) -> Measurement:
    """Whether the face shows the emotion asked for."""
    if case.kind == "audio":
        return case.not_judged(criterion)
    return await _worst(case, criterion, _shows)


async def pose(case: Case, criterion: Criterion) -> Measurement:
    """Whether the body strikes the pose asked for."""
    if case.kind == "audio":
        return case.not_judged(criterion)
    return await _worst(case, criterion, _strikes)


async def _worst(case: Case, criterion: Criterion, judge: Any) -> Measurement:
    roles = getattr(case.shot, "cast", [])
    named = [role for role in roles if _is_target(case, role, criterion.target)]
    found = [await judge(case, criterion, role) for role in named or roles]
    if not found:
        return case.verdict(criterion, 0, "the shot has no cast to compare with")
    return worst(found, [role.character for role in named or roles])


def worst(found: list[Measurement], names: list[str]) -> Measurement:
    """The lowest score of one criterion; its evidence mentions what the others (`names`, one for
    each measurement) scored. What was not judged counts only where nothing was."""
    judged = [pair for pair in zip(found, names, strict=True) if pair[0].weight > 0]
    pairs = judged or list(zip(found, names, strict=True))
    lowest = min(pairs, key=lambda pair: pair[0].score)
    others = [f"{name} {one.score:g}" for one, name in pairs if one is not lowest[0]]
    if not others:
        return lowest[0]
    also = f"; also {', '.join(others)}"
    evidence = f"{lowest[0].evidence[: 300 - len(also)]}{also}"
    return lowest[0].model_copy(update={"evidence": evidence})


def _is_target(case: Case, role: Role, target: str) -> bool:
    if not target:
        return False
    names = (role.character, role.expression, role.action)
    return target.strip().lower() in {name.lower() for name in names}


async def _compared(case: Case, role: Role, **asked: Any) -> dict[str, Any]:
    return await case.measured(
        "compare_to_sheet", media=case.main, character=role.character, **asked
    )


def _closer(case: Case, reason: str) -> Change | None:
    """Show more of the face."""
    turned = case.change("camera.view", "three_quarter", reason)
    if case.shot.camera.view == "profile" and turned:
        return turned
    nearer = _NEARER.get(case.shot.camera.framing)
    return case.change("camera.framing", nearer, reason) if nearer else None


def _hidden(case: Case, seen: dict[str, Any]) -> str:
    """Why the plan itself hides the face; empty where it should be seen. An empty picture hides
    nobody."""
    return _TURNED.get(case.camera.view, "") if seen["figure_share"] >= _FIGURE else ""


def _unseen(case: Case, criterion: Criterion, role: Role, seen: dict[str, Any]) -> Measurement:
    """No face is found. From behind, as planned, there is none; the networks do not know all
    profiles either."""
    if hidden := _hidden(case, seen):
        return case.not_judged(criterion, f"{role.character} is seen {hidden}")
    return case.verdict(
        criterion,
        0,
        f"no face of {role.character} can be found",
        target=role.character,
        change=_closer(case, "no face can be found"),
    )


async def _match(case: Case, criterion: Criterion, role: Role) -> Measurement:
    rules, seen = case.style.character_match, await _compared(case, role)
    if not seen["face_found"]:
        return _unseen(case, criterion, role, seen)
    gap, right = seen["difference"], seen["nearest"] == seen["character"]
    points = score(rules.difference, gap)
    parts = ", ".join(f"{region} {value:.0f}" for region, value in seen["regions"].items())
    evidence = f"{gap:.1f} CIEDE2000 from the sheet of {seen['character']} ({parts})"
    if right:
        if seen["margin"] is not None:
            evidence += f"; the next character is {seen['margin']:.1f} further"
        change = _closer(case, "the colours of the sheet cannot be made out")
    else:
        points = min(points, rules.wrong_at_most)
        evidence = f"looks like {seen['nearest']}, not {seen['character']}: {evidence}"
        # It is what was made that is wrong, not the plan: only the coder can mend it.
        change = case.change(
            "character", seen["character"], f"what was made looks like {seen['nearest']}"
        )
    return case.verdict(
        criterion, points, evidence, value=seen["nearest"], target=seen["character"], change=change
    )


async def _shows(case: Case, criterion: Criterion, role: Role) -> Measurement:
    rules = case.style.expression
    asked = criterion.target if criterion.target in get_args(Emotion) else role.expression
    seen = await _compared(case, role, expression=asked)
    if not seen["face_found"]:
        return _unseen(case, criterion, role, seen)
    if seen["expression_belief"] is None:
        return case.not_judged(criterion, f"nothing here can tell {asked} from other expressions")
    nearest = seen["expression"]
    kin = [pair[1 - pair.index(asked)] for pair in rules.kin if asked in pair]
    belief = seen["expression_belief"]
    belief += rules.kin_counts * sum(seen["expressions"].get(emotion, 0) for emotion in kin)
    points = score(rules.belief, belief)
    if nearest == asked:
        points = max(points, rules.nearest_at_least)
    mouth = seen["mouth"]
    others = ", ".join(
        f"{e} {b:.0%}"
        for e, b in sorted(seen["expressions"].items(), key=lambda item: -item[1])[:3]
    )
    evidence = (
        f"the face of {role.character} shows {nearest} ({others}); mouth open {mouth['open']:.2f}, "
        f"corners {mouth['corner_lift']:+.2f} eye distances"
    )
    return case.verdict(
        criterion,
        points,
        evidence,
        value=nearest,
        target=asked,
        change=_stronger(case, role, asked, nearest),
    )


def _stronger(case: Case, role: Role, asked: str, nearest: str) -> Change | None:
    if case.shot.camera.framing in ("wide", "full") or case.shot.camera.view == "profile":
        nearer = _closer(case, f"the face is too small to read as {asked}")
        if nearer:
            return nearer
    if role.expression != asked:
        return case.change(f"cast.{role.character}.expression", asked, f"the face shows {nearest}")
    new = min(_STRONGEST, round(role.strength + case.style.expression.step, 2))
    stronger = case.change(
        f"cast.{role.character}.strength", new, f"the face shows {nearest} rather than {asked}"
    )
    if asked != "neutral" and new > role.strength and stronger:
        return stronger
    return _closer(case, f"the face shows {nearest} rather than {asked}")


async def _strikes(case: Case, criterion: Criterion, role: Role) -> Measurement:
    asked = criterion.target if criterion.target in get_args(Pose) else role.action
    if asked not in get_args(Pose):  # talking and nodding are no poses
        return case.not_judged(criterion)
    if asked not in RULES:
        return case.not_judged(criterion, f"there is no rule by which joints show {asked}")
    seen = await _compared(case, role, pose=asked)
    degree = seen["pose_degree"]
    if len(case.shot.cast) > 1 and not seen["face_found"]:
        return case.not_judged(criterion, f"which body is {role.character}'s cannot be told")
    if degree is None:
        return _no_pose(case, criterion, asked, seen)
    view = {"profile": "three_quarter", "three_quarter": "front"}.get(
        case.shot.camera.view, "three_quarter"
    )
    change = (
        case.change(f"cast.{role.character}.action", asked, f"the body does not {asked}")
        if role.action != asked
        else case.change("camera.view", view, f"{asked} does not read from this side")
    )
    return case.verdict(
        criterion,
        score(case.style.pose.degree, degree),
        f"{role.character} strikes {asked.replace('_', ' ')} to {degree:.0%}, "
        f"by {seen['pose_source']}",
        value=round(degree, 2),
        target=asked,
        change=change,
    )


def _no_pose(case: Case, criterion: Criterion, asked: str, seen: dict[str, Any]) -> Measurement:
    """The joints that the pose needs are not found. Where the plan shows no more, or the networks
    cannot make out the body of a figure that is there, nothing is claimed."""
    framing, source = case.camera.framing, seen["pose_source"]
    if seen["figure_share"] < _FIGURE:
        return case.verdict(criterion, 0, "nobody is seen in the picture", target=asked)
    near = ("close_up",) if asked in _ARMS_ONLY else ("close_up", "medium")
    if framing in near:
        return case.not_judged(criterion, f"{asked} does not fit into a {framing}")
    if hidden := _hidden(case, seen):
        return case.not_judged(criterion, f"{asked} cannot be read {hidden.split(',')[0]}")
    if not seen["body_found"]:
        return case.not_judged(criterion, source)
    change = None
    if framing not in ("full", "wide"):
        change = case.change("camera.framing", "full", f"the body must be seen for {asked}")
    return case.verdict(
        criterion, 0, f"{asked} cannot be judged: {source}", target=asked, change=change
    )
