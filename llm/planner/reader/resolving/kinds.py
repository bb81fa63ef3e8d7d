"""Which kind each shot of a draft is, where the brief does not say."""

from dataclasses import replace

from llm.planner.data.items import still_of
from llm.planner.reader.resolving.variants import in_turn
from llm.planner.reader.slots.draft import Draft, ShotDraft

# What only a film has; what only moving shots have beside their cast; what is seen.
_OF_FILMS = ("music", "subtitles", "opening", "closing", "length", "atmosphere")
_OF_TAKES = ("move", "speed", "fps", "aspect", "size", "resolution", "time")
_SEEN = ("set", "time", "framing", "angle", "lens", "move", "exposure")


def decide_kinds(draft: Draft) -> None:
    """Give every shot its kind."""
    over_all = bool(draft.fields.keys() & set(_OF_FILMS)) or draft.every_transition is not None
    for number, group in enumerate(draft.groups):
        _several_kinds(draft, number)
        shots = [shot for shot in draft.shots if shot.group == number]
        in_row = len(shots) > 1 and group.kind in ("", "take") and not group.listed
        for shot in shots:
            together = "take" if group.film or in_row else ""
            shot.kind = shot.kind or together or _kind_of(draft, shot, over_all)
            if shot.kind == "voice_line" and not shot.lines and shot.roles and group.film:
                shot.kind = "take"


def _several_kinds(draft: Draft, number: int) -> None:
    """One description of several kinds, or as many as there are kinds."""
    kinds = [kind for kind, count in draft.groups[number].kinds for _ in range(count)]
    shots = [shot for shot in draft.shots if shot.group == number]
    if len(shots) == len(kinds):
        for shot, kind in zip(shots, kinds, strict=True):
            shot.kind = kind
    elif len(shots) == 1 and kinds:
        told = [replace(shots[0], kind=kind) for kind in kinds]
        for shot in told:
            if shot.kind == "picture":
                shot.lines = []
            if shot.kind == "voice_line":
                shot.fields = {n: f for n, f in shot.fields.items() if n not in _SEEN}
        place = draft.shots.index(shots[0])
        draft.shots[place : place + 1] = told


def _kind_of(draft: Draft, shot: ShotDraft, over_all: bool) -> str:
    actions = [a for role in shot.roles if (a := role.fields.get("action"))]
    speakers = {line.speaker for line in shot.lines}
    acts = any(action.value != "talk" and not action.weak for action in actions)
    others = [role for role in shot.roles if role.character not in speakers]
    acts = acts or any(role.fields or (role.end and not role.met) for role in others)
    seen = acts or {"set", "framing", "angle"} & shot.fields.keys() or shot.views
    # A recording alone is there already: somebody is to act it.
    acted = any(line.recording for line in shot.lines)
    heard = [line.fields.get("off_screen") for line in shot.lines]
    alone = {role.character for role in shot.roles} <= speakers
    if heard and alone and all(one and one.value == "only" for one in heard):
        return "voice_line"  # "don't show Luca, only hear him say …"
    if shot.lines and not (seen or acted or _is_shown(draft, shot)):
        return "voice_line"
    moves = any(still_of(one.value) != one.value for one in actions)
    moves = moves or in_turn(shot) or shot.moving() or "silent" in shot.fields
    if moves or shot.lines or over_all:
        return "take"
    return "picture"


def _is_shown(draft: Draft, shot: ShotDraft) -> bool:
    """Whether something is asked that only a picture that moves can have."""
    over_all = ("subtitles", "opening", "closing", "music")
    told = [draft.fields[name].value != "none" for name in over_all if name in draft.fields]
    return any(told) or bool(set(_OF_TAKES) & shot.fields.keys() or shot.captions)
