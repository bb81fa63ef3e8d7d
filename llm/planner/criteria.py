"""How each kind of deliverable will be judged."""

from llm.planner.data import table
from studio.nouns.treatment import Criterion, CriterionName, Shot


def _criterion(name: CriterionName, target: str = "") -> Criterion:
    return Criterion(name=name, target=target, weight=float(table("defaults")["weights"][name]))


def _soft_by_design(shot: Shot, asked: set[str]) -> bool:
    """Whether the brief itself asks for a picture that cannot be sharp: a draft, or a small one."""
    small = min(shot.width, shot.height) < int(table("defaults")["sharp_from_side"])
    return ("quality" in asked and shot.quality == "draft") or (
        bool({"width", "height"} & asked) and small
    )


def _seen(shot: Shot, asked: set[str]) -> list[Criterion]:
    """What the picture of a shot must show: its cast, and how they feel."""
    found = [_criterion("character_match", role.character) for role in shot.cast]
    # One face and one body are judged: those that are to show something. A face of which the brief
    # says nothing may look as it likes.
    felt = [role.expression for role in shot.cast if role.expression != "neutral"]
    if felt:
        found.append(_criterion("expression", felt[0]))
    visible = shot.kind == "picture" and shot.framing in table("defaults")["pose_visible"]
    acting = [role.action for role in shot.cast if role.action != "idle"]
    if visible and shot.cast and (acting or "action" in asked):
        found.append(_criterion("pose", (acting or ["idle"])[0]))
    if not _soft_by_design(shot, asked):
        found.append(_criterion("sharpness"))
    found.append(_criterion("exposure"))
    if shot.transparent:
        found.append(_criterion("edges"))
    return found


def _heard(shot: Shot) -> list[Criterion]:
    loudness = str(table("defaults")["loudness"])
    return [
        _criterion("loudness", loudness),
        _criterion("clipping"),
        _criterion("intelligibility"),
    ]


def _edited(shot: Shot, asked: set[str], lasts: float) -> list[Criterion]:
    """What an edit must have done to its source."""
    found = [_criterion("source_kept")]
    speeds = [edit.amount for edit in shot.edits if edit.kind == "speed" and edit.amount]
    slow, fast = [s for s in speeds if s < 1], [s for s in speeds if s > 1]
    if slow or fast:
        found.append(_criterion("speed", f"{min(slow) if slow else max(fast):g}"))
    if any(edit.kind == "reverse" for edit in shot.edits):
        found.append(_criterion("speed", "-1"))
    holds = [edit.amount for edit in shot.edits if edit.kind == "freeze"]
    if holds:
        found.append(_criterion("hold", f"{max(holds):g}"))
    faces = [edit.amount for edit in shot.edits if edit.kind == "exaggerate"]
    if faces:
        found.append(_criterion("exaggeration", f"{max(faces):g}"))
    zooms = [
        edit.amount
        for edit in shot.edits
        if edit.kind == "zoom" and edit.where in ("peak", "time") and edit.amount
    ]
    if zooms:
        found.append(_criterion("zoom", f"{max(zooms):g}"))
    looks = [edit.look for edit in shot.edits if edit.kind == "grade" and edit.look]
    if looks:
        found.append(_criterion("grade", looks[0]))
    if "duration" in asked and shot.duration:
        found.append(_criterion("duration", f"{lasts or shot.duration:g}"))
    if shot.music:
        found.append(_criterion("loudness", str(table("defaults")["loudness"])))
        found.append(_criterion("clipping"))
    return found


def criteria_for(shot: Shot, asked: set[str], lasts: float = 0.0) -> list[Criterion]:
    """The criteria of `shot`; `asked` holds what the brief itself named ("duration", "action"),
    `lasts` is the length in seconds that it wants of an edit, 0 where that is the planned one."""
    if shot.kind == "edit":
        return _edited(shot, asked, lasts)
    found: list[Criterion] = []
    if shot.kind in ("picture", "shot"):
        found += _seen(shot, asked)
    if shot.kind == "shot":
        if any(role.action in table("defaults")["moving"] for role in shot.cast):
            found.append(_criterion("motion"))
        found.append(_criterion("flicker"))
    if shot.lines:
        found += _heard(shot)
        speakers = {line.character for line in shot.lines}
        if shot.kind == "shot" and any(role.character in speakers for role in shot.cast):
            found.append(_criterion("lip_sync"))
    elif shot.kind == "shot" and shot.music:
        found += [
            _criterion("loudness", str(table("defaults")["loudness"])),
            _criterion("clipping"),
        ]
    if "duration" in asked and shot.kind != "picture":
        found.append(_criterion("duration", f"{shot.duration:g}"))
    # Of the flaws that a full list has no room for, the least telling go first.
    for spare in ("flicker", "clipping", "sharpness"):
        if len(found) > 10:
            found = [c for c in found if c.name != spare]
    return found[:10]
