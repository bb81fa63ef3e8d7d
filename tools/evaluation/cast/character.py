"""Character and expression."""

from typing import Any, get_args

from studio.nouns.review import Measurement
from studio.nouns.vocabulary import Emotion
from studio.plan import Change, Criterion, Picture, Role, Shot, Take
from tools.engines.vision.character.body.pose import RULES
from tools.engines.vision.character.legible import COLOURS, EXPRESSION
from tools.evaluation.case import Case
from tools.evaluation.settings import score

_NEARER = {"wide": "full", "full": "medium", "medium": "close_up"}
_STRONGEST = 2.0
_TURNED = {"back": "from behind, as planned", "profile": "from the side, too far to read the face"}
FACES = ("nod", "talk")  # actions that the face alone shows
FIGURE = 0.005  # share of the picture from which there is somebody in it


async def character_match(case: Case, criterion: Criterion) -> Measurement:
    """Whether the nearest sheet is the one asked for, and how near. Of several, the worst counts,
    unless the criterion names one."""
    if case.kind == "audio":
        return case.not_judged(criterion)
    return await worst_of_cast(case, criterion, _match)


async def expression(case: Case, criterion: Criterion) -> Measurement:
    """Whether the face shows the emotion asked for."""
    if case.kind == "audio":
        return case.not_judged(criterion)
    return await worst_of_cast(case, criterion, _shows)


async def worst_of_cast(case: Case, criterion: Criterion, judge: Any) -> Measurement:
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


def may_show(framing: str, action: str) -> bool:
    """Whether an action can be seen at all: no body is in a close-up."""
    return framing != "close_up" or action in FACES


def comparison(shot: Shot, role: Role, media: str) -> dict[str, Any]:
    """The arguments of compare_to_sheet() that serve all criteria of a role in its shot: one look
    at the picture is enough for them."""
    asked = {one.name for one in shot.criteria}
    arguments = {"media": media, "character": role.character}
    if "expression" in asked:
        arguments["expression"] = role.expression
    if "pose" in asked and role.action in RULES:
        arguments["pose"] = role.action
    if "action" in asked:
        framing = shot.camera.framing if isinstance(shot, Picture | Take) else ""
        arguments["acting"] = may_show(framing, role.action)
    return arguments


async def compared(case: Case, role: Role, **asked: Any) -> dict[str, Any]:
    """What of a role is seen; `asked` are the words that a criterion is about."""
    arguments = comparison(case.shot, role, case.main)
    if any(arguments.get(name) != word for name, word in asked.items()):
        arguments = {"media": case.main, "character": role.character, **asked}
    return await case.measured("compare_to_sheet", **arguments)


def _closer(case: Case, reason: str) -> Change | None:
    """Show more of the face."""
    turned = case.change("camera.view", "three_quarter", reason)
    if case.shot.camera.view == "profile" and turned:
        return turned
    nearer = _NEARER.get(case.shot.camera.framing)
    return case.change("camera.framing", nearer, reason) if nearer else None


def hidden_by(case: Case, seen: dict[str, Any]) -> str:
    """Why the plan itself hides the face; empty where it should be seen. An empty picture hides
    nobody."""
    return _TURNED.get(case.camera.view, "") if seen["figure_share"] >= FIGURE else ""


def _unseen(case: Case, criterion: Criterion, role: Role, seen: dict[str, Any]) -> Measurement:
    """No face is found. From behind, as planned, there is none; the networks do not know all
    profiles either."""
    if hidden := hidden_by(case, seen):
        return case.not_judged(criterion, f"{role.character} is seen {hidden}")
    return case.verdict(
        criterion,
        0,
        f"no face of {role.character} can be found",
        target=role.character,
        change=_closer(case, "no face can be found"),
    )


def _too_small(seen: dict[str, Any], least: float) -> str:
    """Why so small a face does not tell; empty where it does."""
    if seen["face_height"] >= least:
        return ""
    height = seen["face_height"]
    return (
        f"the face of {seen['character']} is {height:.0f} pixels high (brow to chin), and from "
        f"{least:.0f} on it can be told: a larger picture or a closer framing shows more"
    )


async def _match(case: Case, criterion: Criterion, role: Role) -> Measurement:
    rules, seen = case.style.character_match, await compared(case, role)
    if not seen["face_found"]:
        return _unseen(case, criterion, role, seen)
    if case.camera.view in _TURNED:  # heads were learnt from the front and from three quarters
        seen = seen | {"shape": {}}
    small = _too_small(seen, COLOURS)
    if small and not is_strange(seen):
        return case.not_judged(criterion, small)
    gap, right = seen["difference"], seen["nearest"] in ("", seen["character"])
    points = score(rules.difference, gap)
    parts = ", ".join(f"{region} {value:.0f}" for region, value in seen["regions"].items())
    evidence = f"{gap:.1f} CIEDE2000 from the sheet of {seen['character']} ({parts})"
    value, strange = seen["nearest"], _strange(seen)
    shaped = score(rules.shape, max(seen["shape"].values(), default=0.0))
    if not right or strange:
        points = min(points, rules.wrong_at_most)
        wrong = f"looks like {value}, not {seen['character']}" if not right else strange
        evidence = f"{wrong}: {evidence}"
        # It is what was made that is wrong, not the plan: only the coder can mend it.
        change = case.change("character", seen["character"], f"what was made {wrong}"[:200])
        value = value if not right else f"not {seen['character']}"
    else:
        if seen["margin"] is not None:
            evidence += f"; the next character is {seen['margin']:.1f} further"
        if seen["shape"]:
            evidence += f"; {seen['hair_style']} hair"
        change = _closer(case, "the colours of the sheet cannot be made out")
    points = min(points, shaped)
    return case.verdict(
        criterion, points, evidence, value=value, target=seen["character"], change=change
    )


def is_strange(seen: dict[str, Any]) -> bool:
    """Whether the head is another character's, whatever its colours."""
    return max(seen["shape"].values(), default=0.0) > 1


def _strange(seen: dict[str, Any]) -> str:
    """What of the head is another character's, though the colours are right; empty if nothing."""
    if not is_strange(seen):
        return ""
    parts = [part for part, apart in seen["shape"].items() if apart > 1]
    told = {"hair": f"hair ({seen['hair_style']} is seen)"}
    named = ", ".join(told.get(part, part) for part in parts)
    return f"has the colours of {seen['character']} on another head: wrong {named}"


async def _shows(case: Case, criterion: Criterion, role: Role) -> Measurement:
    rules = case.style.expression
    asked = criterion.target if criterion.target in get_args(Emotion) else role.expression
    seen = await compared(case, role, expression=asked)
    if not seen["face_found"]:
        return _unseen(case, criterion, role, seen)
    if small := _too_small(seen, EXPRESSION):
        return case.not_judged(criterion, small)
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
