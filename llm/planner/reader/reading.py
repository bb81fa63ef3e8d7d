"""A brief, read into a draft: which shots there are, and what is asked of each."""

from itertools import pairwise

from llm.planner.reader.clauses import STRONG, Clause, clauses_of
from llm.planner.reader.filling import carry, fill_clause, give_pending
from llm.planner.reader.frame import ShotDraft
from llm.planner.reader.state import State, held
from llm.planner.reader.words import Item, Words

_WITH_CONTENT = ("name", "pronoun", "action", "quote", "cannot")


def read_draft(words: Words) -> State:
    """The frame of a brief, filled."""
    state = State(words)
    state.draft.shots.append(state.shot)
    clauses = clauses_of(words)
    for number, clause in enumerate(clauses):
        state.before, state.clause = state.clause, clause
        _open(state, clause, clauses[number + 1 :])
        fill_clause(state)
        if clause.boundary in STRONG and state.degree:
            state.degree = None
    give_pending(state)
    _finish(state)
    return state


def _open(state: State, clause: Clause, rest: list[Clause]) -> None:
    """Decide whether a clause goes on with this shot, begins another, or another piece."""
    head = _head(state, clause, rest)
    if clause.boundary == "aside" and state.recent and clause.having("emotion", "action"):
        state.main = (state.subjects, state.listing)
        state.subjects, state.listing = state.recent[-1:], False
    elif state.main is not None and clause.boundary in ("comma", "and"):
        (state.subjects, state.listing), state.main = state.main, None
    if clause.boundary == "shot" and _marked(state, clause):
        return
    if (head is not None and not state.shot.touched and not state.shot.lines) or (
        head is not None and _same_piece(state, clause, head)
    ):
        _name_group(state, clause, head)
    elif head is not None and _has_content(clause, rest):
        own = state.group.film and head.value("kind") == "take"
        own = own or (head.has("again") and state.group.count > 1)
        _another(
            state,
            clause,
            new_group=(not own and clause.boundary != "then") or _differs(state, head),
        )
        _name_group(state, clause, head)
    elif head is not None:
        _name_kind(state, clause, head)
    elif _ends_with_setting(state, clause, rest):
        _set_all(state, clause.whole(rest))
    elif _begins_shot(state, _looked_at(clause, rest)):
        _another(state, clause, new_group=_is_piece(state, clause))
    elif clause.boundary in ("colon",) and state.group.count != 1:
        state.group.listed = state.group.listed or state.group.count > 1
    if clause.boundary in STRONG:
        state.of_all = False
        state.acted, state.listing, state.ghost = False, False, False
        if clause.boundary not in ("start", "semicolon") and not _has_subject(state, clause):
            # A sentence without a doer goes on about the last one.
            state.subjects = state.subjects or state.recent[-1:]
    elif clause.boundary == "colon":
        state.listing = False


def _looked_at(clause: Clause, rest: list[Clause]) -> Clause:
    """What is looked at to tell whether a shot begins: a sentence, or a clause with the names that
    are joined to it."""
    if clause.boundary in STRONG:
        return clause.whole(rest)
    if not clause.having("name") or clause.deeds or not rest or rest[0].boundary != "and":
        return clause
    if clause.having("emotion", "set", "time", "quote"):
        return clause
    return Clause(clause.boundary, clause.number, [*clause.items, *rest[0].items])


def _same_piece(state: State, clause: Clause, head: Item) -> bool:
    """Whether what a kind is told of has been spoken of already: "he jumps, draw him"."""
    shot = state.shot
    if state.group.kind or shot.lines or clause.boundary in ("also", "then", "line", "item"):
        return False
    if not (shot.roles or shot.captions) or not (
        shot.fields or shot.captions or any(role.fields for role in shot.roles)
    ):
        return True
    return not clause.having("name", "quote")


def _differs(state: State, head: Item) -> bool:
    now = state.group.kind
    return (
        bool(now) and head.value("kind") in ("picture", "voice_line") and now != head.value("kind")
    )


def _head(state: State, clause: Clause, rest: list[Clause]) -> Item | None:
    """The noun of what is to be made, where the clause names it: "a picture of"."""
    for place, item in enumerate(clause.items):
        if item.has("make") and item.value("make") != "any" and not clause.having("kind"):
            return item if place < 4 else None
        if item.has("again") and state.group.kind and place < 2:
            return item
        if not item.has("kind"):
            continue
        before = clause.items[:place]
        led = [one for one in before if one.has("function")]
        if (
            any(one.norm in ("in", "of", "over", "as", "to", "for", "with") for one in led[-2:])
            and place
        ):
            lead = [
                one for one in led[-2:] if one.norm in ("in", "of", "over", "to", "for", "with")
            ]
            if lead and not (lead[-1].norm == "with" and False):
                continue
        owner = before[-1:] and state.words.tokens[before[-1].first].possessive
        if any(one.has("name", "action", "quote") for one in before) and not owner:
            # "Luca running, video": the noun stands at the end.
            return item if item is clause.items[-1] or clause.items[place + 1 :] == [] else None
        return item
    return None


def _kind_of(head: Item) -> str:
    kind = head.value("kind") or head.value("make")
    return "take" if kind == "film" else kind


def _has_content(clause: Clause, rest: list[Clause]) -> bool:
    """Whether a piece is told of here, not only its kind."""
    if clause.having(*_WITH_CONTENT):
        return True
    for other in rest:
        if other.boundary in STRONG - {"also"}:
            return bool(clause.items and _of_follows(clause))
        if other.having(*_WITH_CONTENT):
            return True
    return _of_follows(clause)


def _of_follows(clause: Clause) -> bool:
    return False


def _name_group(state: State, clause: Clause, head: Item) -> None:
    group = state.group
    count = _count(state, clause, head)
    kind = _kind_of(head) or state.draft.groups[max(0, state.shot.group - 1)].kind
    group.kind = kind
    group.film = group.film or head.value("kind") == "film"
    group.count = group.count or count
    parts = state.words.listed("film_parts", state.words.norms[head.last - 1])
    group.film = group.film or (parts and (count > 1 or not count))
    plural = state.words.norms[head.last - 1].endswith("s") and not group.film
    group.listed = group.listed or count > 1 or plural or head.value("sheet") == "list"
    items = clause.items[clause.items.index(head) + 1 :]
    for number, noun in pairwise(items):
        parts = state.words.listed("film_parts", noun.norm)
        if number.has("number") and (parts or (group.film and noun.has("kind"))):
            number.taken = noun.taken = group.listed = group.film = True
            group.count = min(24, int(float(number.value("number"))))
    group.boundary = group.boundary or clause.boundary
    state.shot.kind, state.shot.kind_named = kind, held(head, kind)


def _count(state: State, clause: Clause, head: Item) -> int:
    for item in clause.items[: clause.items.index(head)]:
        if item.has("number"):
            state.group.count_word = held(item, item.value("number"))
            return min(24, int(float(item.value("number"))))
    return 0


def _name_kind(state: State, clause: Clause, head: Item) -> None:
    """A kind that is told after what it is of."""
    kind = held(head, _kind_of(head))
    film = head.value("kind") == "film"
    state.group.film = state.group.film or film
    state.group.kind = state.group.kind or kind.value
    for shot in state.shots_of(state.shot.group):
        if not shot.kind or (kind.value == "take" and shot.kind != "take" and not shot.kind_named):
            shot.kind, shot.kind_named = kind.value, kind


def _marked(state: State, clause: Clause) -> bool:
    """`Shot 2:` begins that shot, or goes back to it. True where that settles it."""
    shots = state.shots_of(state.shot.group)
    same = [shot for shot in shots if shot.marked == clause.number]
    if not same and clause.number == "-1" and len(shots) > 1 and not _own_subject(clause):
        same = shots[-1:]
    if not same and clause.number.isdigit() and not any(shot.marked for shot in shots):
        place = int(clause.number) - 1
        if 0 <= place < len(shots) and len(shots) > 1:
            same = [shots[place]]
    if same:
        give_pending(state)
        state.shot = same[0]
        state.subjects = [role.character for role in state.shot.roles]
    elif state.shot.roles or state.shot.lines or state.shot.marked:
        _another(state, clause, new_group=False)
    state.shot.marked = clause.number
    if state.group.kind in ("", "take"):
        state.group.film, state.group.kind = True, state.group.kind or "take"
    state.group.listed = False
    state.acted, state.listing, state.ghost = False, False, False
    return True


def _own_subject(clause: Clause) -> bool:
    return bool(clause.having("name", "action"))


def _has_subject(state: State, clause: Clause) -> bool:
    return bool(clause.having("name", "pronoun"))


def _moves(state: State) -> bool:
    """Whether what is told happens one after another, as in a film."""
    if state.group.kind:
        return state.group.kind == "take"
    told = [item for item in state.words.items if item.has("action")]
    return any(state.words.is_finite(item) for item in told)


def _is_piece(state: State, clause: Clause) -> bool:
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


def _begins_shot(state: State, clause: Clause) -> bool:
    shot = state.shot
    if not shot.touched:
        return False
    spoken = bool(clause.having("quote")) and bool(
        clause.having("speech") or clause.boundary == "line"
    )
    if shot.kind == "picture" and state.group.kind == "picture" and spoken:
        return True
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
        case "sentence" | "semicolon":
            if state.group.listed and (clause.boundary == "semicolon" or spoken):
                return bool(other) or bool(shot.lines and spoken)
            if not _moves(state) and not shot.kind:
                return {"place", "doer"} <= other
            return _moves(state) and bool(other & {"place", "deed"})
        case "comma" | "and":
            if state.group.listed:
                return _next_of_list(state, clause, other)
            again = _same_again(state, clause, other)
            if again:
                return True
            timed = "length" in shot.fields and "deed" in other
            return _moves(state) and (
                ("place" in other and bool(shot.lines) and bool(clause.having("quote")))
                or timed
                or "again" in other
                or ("place" in other and ("deed" in other or bool(clause.deeds)))
            )
    return False


def _ends_with_setting(state: State, clause: Clause, rest: list[Clause]) -> bool:
    """Whether the last sentence tells of nothing but where or when everything happens."""
    whole = clause.whole(rest)
    shots = state.draft.shots
    if clause.boundary not in ("sentence", "line", "item") or whole.items != [
        item for one in [clause, *rest] for item in one.items
    ]:
        return False
    told = [name for name in ("set", "time") if whole.having(name)]
    named = any(
        name in s.fields and s.fields[name].source == "brief" for s in shots for name in told
    )
    return bool(told) and not named and not whole.having(*_WITH_CONTENT, "emotion")


def _set_all(state: State, whole: Clause) -> None:
    for item in whole.having("set", "time"):
        for name in ("set", "time"):
            for shot in state.draft.shots:
                if item.has(name):
                    shot.fields.setdefault(name, held(item, item.value(name)))


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
        acts = any("action" in role.fields for role in shot.roles) and _has_subject(state, clause)
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


def _another(state: State, clause: Clause, new_group: bool) -> None:
    """Begin the next shot; what it does not say again goes on."""
    give_pending(state)
    before = state.shot
    last = list(state.subjects) or [role.character for role in before.roles]
    if clause.transition is not None:
        before.transition = held(clause.transition, clause.transition.value("transition"))
    kind = "" if new_group else before.kind
    state.next_shot(new_group, kind)
    state.shot.kind = kind
    if not new_group:
        state.group.film = state.group.film or (clause.boundary == "then" and kind in ("", "take"))
    named = {item.value("name") for item in clause.having("name")}
    acting = clause.having("action", "speech", "emotion")
    carry(state, {} if new_group and before.kind != "take" else before.fields, [])
    if not named and acting and not clause.having("pronoun"):
        state.subjects = last
        for name in last:
            state.role(name)
    elif not named:
        state.subjects = []


def _finish(state: State) -> None:
    """Drop shots that hold nothing; give those that name nobody the cast of the one before."""
    draft = state.draft
    kept: list[ShotDraft] = []
    for shot in draft.shots:
        if not (shot.touched or shot.lines or shot.roles or shot.captions):
            continue
        kept.append(shot)
    draft.shots = kept or draft.shots[:1]
    for before, shot in pairwise(draft.shots):
        if not shot.roles and not shot.lines:
            for role in before.roles:
                state.shot = shot
                state.role(role.character)
