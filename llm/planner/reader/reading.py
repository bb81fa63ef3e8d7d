"""A brief, read into a draft: which shots there are, and what is asked of each."""

from itertools import pairwise

from llm.planner.reader.clauses import STRONG, Clause, clauses_of
from llm.planner.reader.filling import fill_clause, give_pending
from llm.planner.reader.frame import ShotDraft
from llm.planner.reader.news import begins_shot, has_subject, is_piece, looked_at
from llm.planner.reader.pieces import (
    WITH_CONTENT,
    add_kind,
    begin_another,
    differs,
    has_content,
    head_of,
    is_next_spoken,
    joins_kind,
    name_group,
    name_kind,
    names_piece,
    same_piece,
)
from llm.planner.reader.state import State, held
from llm.planner.reader.words import Item, Words


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
    head = head_of(state, clause, rest)
    if clause.boundary == "aside" and state.recent and clause.having("emotion", "action"):
        state.main = (state.subjects, state.listing)
        state.subjects, state.listing = state.recent[-1:], False
    elif state.main is not None and clause.boundary in ("comma", "and"):
        (state.subjects, state.listing), state.main = state.main, None
    if clause.boundary == "shot" and _marked(state, clause):
        return
    if head is not None and _is_framed(state, clause, head, rest):
        begin_another(state, clause, new_group=False)
        state.group.film, state.group.kind = True, state.group.kind or "take"
    elif head is not None and joins_kind(state, clause, head):
        add_kind(state, clause, head)
    elif (head is not None and not state.shot.touched and not state.shot.lines) or (
        head is not None and same_piece(state, clause, head)
    ):
        name_group(state, clause, head)
    elif head is not None and has_content(clause, rest):
        own = state.group.film and head.value("kind") == "take"
        own = own or (head.has("again") and state.group.count > 1)
        begin_another(
            state,
            clause,
            new_group=(not own and (clause.boundary != "then" or names_piece(state, head)))
            or differs(state, head),
        )
        name_group(state, clause, head)
    elif head is not None:
        name_kind(state, clause, head)
    elif is_next_spoken(state, clause, rest):
        begin_another(state, clause, new_group=True, goes_on=False)
    elif _ends_with_setting(state, clause, rest):
        _set_all(state, clause.whole(rest))
    elif begins_shot(state, looked_at(clause, rest)):
        begin_another(state, clause, new_group=is_piece(state, clause))
    elif clause.boundary in ("colon",) and state.group.count != 1:
        state.group.listed = state.group.listed or state.group.count > 1
    _begin_sentence(state, clause)


def _begin_sentence(state: State, clause: Clause) -> None:
    """What was told of the one before ends with it."""
    if clause.boundary in STRONG:
        state.of_all = False
        state.joined = []
        state.acted, state.listing, state.ghost = False, False, False
        if clause.boundary not in ("start", "semicolon") and not has_subject(state, clause):
            # A sentence without a doer goes on about the last one.
            state.subjects = state.subjects or state.recent[-1:]
    elif clause.boundary == "colon":
        state.listing = False


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
        begin_another(state, clause, new_group=False)
    state.shot.marked = clause.number
    if clause.marked in ("picture", "voice_line") and state.group.kind in ("", clause.marked):
        state.group.kind = state.shot.kind = clause.marked
        state.group.film = False
    if state.group.kind in ("", "take"):
        state.group.film, state.group.kind = True, state.group.kind or "take"
    state.group.listed = False
    state.acted, state.listing, state.ghost = False, False, False
    return True


def _is_framed(state: State, clause: Clause, head: Item, rest: list[Clause]) -> bool:
    """ "Wide shot of the street, Luca runs": the next shot by its framing."""
    told = state.shot.roles and {"framing", "set"} & state.shot.fields.keys()
    return bool(
        head.has("framing")
        and told
        and clause.boundary in ("sentence", "line")
        and clause.whole(rest).having("name", "pronoun", "action", "set")
        and state.group.kind in ("", "take")
    )


def _own_subject(clause: Clause) -> bool:
    return bool(clause.having("name", "action"))


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
    return bool(told) and not named and not whole.having(*WITH_CONTENT, "emotion")


def _set_all(state: State, whole: Clause) -> None:
    for item in whole.having("set", "time"):
        for name in ("set", "time"):
            for shot in state.draft.shots:
                if item.has(name):
                    shot.fields.setdefault(name, held(item, item.value(name)))


def _finish(state: State) -> None:
    """Drop shots that hold nothing; give those that name nobody the cast of the one before."""
    draft = state.draft
    kept: list[ShotDraft] = []
    for shot in draft.shots:
        if not (shot.touched or shot.lines or shot.roles or shot.captions):
            continue
        kept.append(shot)
    spoken = [shot for shot in kept if shot.lines]
    if all(shot.kind == "voice_line" for shot in kept) and spoken:
        kept = spoken  # "Lines for Luca: …" only tells who speaks
    draft.shots = kept or draft.shots[:1]
    for before, shot in pairwise(draft.shots):
        if not shot.roles and not shot.lines:
            for role in before.roles:
                state.shot = shot
                state.role(role.character)
