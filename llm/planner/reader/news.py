"""Whether a clause tells of another shot: what in it the present one cannot hold."""

from dataclasses import replace

from llm.planner.reader.clauses import STRONG, Clause
from llm.planner.reader.state import State


def looked_at(clause: Clause, rest: list[Clause]) -> Clause:
    """What is looked at to tell whether a shot begins: a sentence, or a clause with the names that
    are joined to it."""
    if clause.boundary in STRONG:
        return clause.whole(rest)
    if not clause.having("name") or clause.deeds or not rest or rest[0].boundary != "and":
        return clause
    if clause.having("emotion", "set", "time", "quote"):
        return clause
    return replace(clause, items=[*clause.items, *rest[0].items])


def has_subject(state: State, clause: Clause) -> bool:
    return bool(clause.having("name", "pronoun"))


def _moves(state: State) -> bool:
    """Whether what is told happens one after another, as in a film."""
    if state.group.kind:
        return state.group.kind == "take"
    return state.words.happens or bool(state.shot.lines and "set" in state.shot.fields)


def is_piece(state: State, clause: Clause) -> bool:
    """Whether another shot is a piece of its own, not a part of the same film."""
    group = state.group
    if clause.boundary == "item" and group.boundary == "item":
        return True
    if group.film or (clause.boundary == "then" and group.kind in ("", "take")):
        return False
    if group.kind == "voice_line":
        return not group.listed
    if clause.boundary == "item" and _moves(state) and not group.kind:
        return False
    if clause.boundary == "item" or group.kind == "picture":
        return group.kind != "picture" or not group.listed or bool(clause.having("speech"))
    return clause.boundary == "also" or not _moves(state)


def begins_shot(state: State, clause: Clause) -> bool:
    shot = state.shot
    if not shot.touched:
        return False
    spoken = bool(clause.having("quote")) and bool(
        clause.having("speech") or clause.boundary == "line"
    )
    if shot.kind == "picture" and state.group.kind == "picture" and spoken:
        return True
    if state.group.varied and shot.lines and not clause.having("quote", "name"):
        return False
    if clause.cut:
        return bool(clause.having("name", "pronoun", "action", "set", "framing", "quote"))
    other = _news(state, clause)
    match clause.boundary:
        case "item" | "also":
            return bool(clause.having("name", "action", "set", "framing", "quote"))
        case "line" if not clause.deeds and clause.having("quote"):
            return False
        case "line":
            return bool(clause.having("name", "action", "set", "framing"))
        case "then":
            if clause.having("quote") and not clause.deeds and "doer" not in other:
                other -= {"time", "camera"}
            other -= {"refelt"} if clause.having("quote") else set()
            return bool(other & {"set", "deed", "time", "camera", "refelt"}) or (
                "doer" in other and (state.group.film or not clause.having("quote"))
            )
        case "semicolon" if state.group.film and clause.having("name") and _tells(clause):
            return True
        case "sentence" | "semicolon":
            if state.group.listed and (clause.boundary == "semicolon" or spoken):
                return bool(other) or bool(shot.lines and spoken)
            if not _moves(state) and not shot.kind:
                return {"place", "doer"} <= other
            seen = bool(clause.having("framing")) and "framing" in shot.fields and shot.roles
            if seen and (state.group.film or _moves(state)) and has_subject(state, clause):
                return True
            again = "refelt" in other and bool(clause.having("name"))
            again = again and bool(state.group.film or shot.lines) and not clause.having("quote")
            return _moves(state) and (again or bool(other & {"place", "deed"}))
        case "comma" | "and":
            if state.group.listed:
                return _next_of_list(state, clause, other)
            if _same_again(state, clause, other):
                return True
            elsewhere = "place" in other and not clause.having("facing")
            if elsewhere and ("doer" in other or (state.group.film and has_subject(state, clause))):
                return True
            timed = "length" in shot.fields and "deed" in other
            return _moves(state) and (
                ("place" in other and bool(shot.lines) and bool(clause.having("quote")))
                or timed
                or "again" in other
                or ("place" in other and ("deed" in other or bool(clause.deeds)))
            )
    return False


def _tells(clause: Clause) -> bool:
    return bool(clause.deeds or (clause.having("speech") and clause.having("quote")))


def _same_again(state: State, clause: Clause, other: set[str]) -> bool:
    """Whether the same character is told of once more, otherwise: "Luca happy and Luca sad"."""
    names = {item.value("name") for item in clause.having("name")}
    felt = {role.character for role in state.shot.roles if "expression" in role.fields}
    shown = names & {role.character for role in state.shot.roles}
    return state.group.kind in ("", "picture") and bool(
        shown and ("place" in other or (clause.having("emotion") and names & felt))
    )


def _next_of_list(state: State, clause: Clause, other: set[str]) -> bool:
    """Whether a clause tells of the next of several pictures or shots."""
    made = len(state.shots_of(state.shot.group))
    if state.group.count and made >= state.group.count:
        return False
    if clause.having("quote") and state.shot.lines:
        return True
    acted = any("action" in role.fields or "expression" in role.fields for role in state.shot.roles)
    if clause.having("name") and not (
        clause.deeds or clause.having("emotion", "set", "time", "speech")
    ):
        return False
    return bool(other & {"deed", "place", "again"}) or (acted and "feeling" in other)


def _news(state: State, clause: Clause) -> set[str]:
    """What a clause tells that this shot cannot hold as well."""
    shot, other = state.shot, set()
    doers = {item.value("name") for item in clause.having("name")}
    busy = {r.character for r in shot.roles if (a := r.fields.get("action")) and not a.weak}
    felt = {r.character for r in shot.roles if "expression" in r.fields}
    sets, times = clause.values("set"), clause.values("time")
    if sets:
        other.add("set")
    if times:
        other.add("time")
    for name, told in (("set", sets), ("time", times)):
        now = shot.fields.get(name)
        acts = any(role.fields for role in shot.roles) and has_subject(state, clause)
        firm = now is not None and (not now.weak or (now.source == "carried" and acts))
        if told and firm and now.value not in told:
            other.add("place")
    if clause.having("framing", "move"):
        other.add("camera")
    if clause.deeds and busy:
        mine = doers or set(state.subjects)
        if not doers or doers & busy:
            now = {shot.role(n).fields["action"].value for n in mine & busy if shot.role(n)}
            if clause.values("action") - now:
                other |= (
                    {"deed", "again"}
                    if any(map(state.words.is_finite, clause.deeds))
                    or clause.boundary in ("then", "shot")
                    or state.group.listed
                    else set()
                )
        elif doers:
            other.add("deed")
    posed = {r.character for r in shot.roles if (a := r.fields.get("action")) and a.weak}
    if clause.deeds and clause.boundary == "then" and posed & (doers or set(state.subjects)):
        other.add("deed")
    joined = clause.having("pronoun")
    if (
        not joined
        and clause.deeds
        and not busy
        and doers - {r.character for r in shot.roles}
        and shot.roles
    ):
        other.add("deed")
    if clause.deeds and not busy and shot.lines:
        other.add("deed")
    if clause.having("emotion") and (felt or not doers):
        other.add("feeling")
    feelings = {r.fields["expression"].value for r in shot.roles if r.character in felt}
    if felt & (doers or set(state.subjects)) and clause.values("emotion") - feelings:
        other.add("refelt")
    if doers - {r.character for r in shot.roles}:
        other.add("doer")
    return other
