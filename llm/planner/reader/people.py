"""Who is spoken of, what they do and how they feel."""

from llm.planner.reader.clauses import STRONG
from llm.planner.reader.deeds import take_action, take_feeling
from llm.planner.reader.frame import RoleDraft
from llm.planner.reader.lexicon import Entry
from llm.planner.reader.state import State
from llm.planner.reader.words import Item


def on_name(state: State, item: Item, entry: Entry) -> bool:
    """A character is named: as the one who acts, or as company."""
    name = entry.value
    role = state.role(name, item)
    item.taken = True
    state.mention(name)
    before = _before(state)
    joined = state.listing and (
        state.at == 0 or state.words.listed("company", before) or before in state.subjects
    )
    with_action = state.acted and before and state.words.listed("company", before)
    previous = state.item(-1)
    if (
        state.speech
        and previous
        and previous.has("speech")
        and state.subjects
        and state.last_line is None
    ):
        return True  # "Luca tells Giulia …": she listens.
    if joined and state.subjects and state.clause.boundary in ("and", "comma", "start"):
        state.subjects.append(name)
        state.pending += state.released
    elif with_action and state.subjects and not _acts_next(state):
        _share_action(state, role)
    elif _is_met(state, before) and not _acts_next(state):
        # Somebody who is waved to, or stood next to.
        state.felt = []
        return True
    elif with_action:
        state.subjects = [name]
    elif state.listing and state.words.listed("company", before) and state.subjects:
        state.subjects.append(name)
    else:
        state.subjects = [name]
    state.listing, state.ghost = True, False
    state.acted = state.acted and not _acts_next(state) and name not in state.subjects[:1]
    _release(state, role)
    return True


def _is_met(state: State, before: str) -> bool:
    """Whether a name is of somebody who is waved to, looked at, or stood next to."""
    told = any(one.has("name") for one in state.clause.items[: state.at])
    by = state.words.listed("by", before) and not state.acted
    return state.words.listed("towards", before) and (state.acted or told) and not by


def _before(state: State) -> str:
    """The word before this item that joins it to what came before, "" at the clause's begin."""
    place = state.at - 1
    while place >= 0:
        item = state.clause.items[place]
        if not (item.has("emotion", "strength", "chatter") or item.norm in ("the", "a", "an")):
            return item.value("name") or item.norm
        place -= 1
    return ""


def _acts_next(state: State) -> bool:
    follower = state.item(1)
    return follower is not None and follower.has("action", "speech")


def _share_action(state: State, role: RoleDraft) -> None:
    """ "Luca runs with Giulia": both run."""
    first = state.shot.role(state.subjects[0])
    if first and "action" in first.fields:
        role.fields.setdefault("action", first.fields["action"])
    state.subjects.append(role.character)


def _release(state: State, role: RoleDraft) -> None:
    """Give a name what was told before it: "an angry Luca"."""
    for category, value, strength in state.pending:
        if category == "action":
            take_action(role, value)
            state.acted = True
        else:
            take_feeling(state, role, value, strength)
    begins = state.clause.items[0].start
    # "Scared, Luca and Giulia run": what was told before all names is told of all of them.
    state.released = [one for one in state.pending if one[1].end < begins]
    state.pending = []


def on_pronoun(state: State, item: Item, entry: Entry) -> bool:
    """He, she, they: those of them who were named."""
    follower = state.item(1)
    who = entry.value
    if who == "her":
        doer = follower is None or follower.has(
            "action", "speech", "quote", "emotion", "name", "function"
        )
        if not doer or (follower is None and not _before(state)):
            item.taken = True
            return True
        who = "she"
    names = _meant(state, who) or _described(state, item)
    if not names:
        # "Two boys run: Luca and Alberto": they are named later.
        later = [one for one in state.words.items if one.has("name") and one.start > item.start]
        item.taken = who in ("they", "boys", "girls") and len(later) > 1
        return item.taken
    item.taken = True
    here = {role.character for role in state.shot.roles}
    goes_on = state.clause.boundary not in STRONG
    if who == "they" and goes_on and not set(names) <= here and _are_shown(state, names):
        state.of_all, state.subjects = True, []
        return True
    last = state.item(-1)
    meets = state.words.listed("objects", item.norm) and last is not None and last.is_content
    if (meets or (_before(state) and state.acted)) and not _acts_next(state):
        for name in names:
            state.role(name, item)
        return True
    if state.subjects != names:
        state.acted = False
    state.subjects, state.ghost, state.listing = names, False, False
    for name in names:
        _release(state, state.role(name, item))
    return True


def _are_shown(state: State, names: list[str]) -> bool:
    """Whether several shots show those who are meant, and the clause has nothing for them to do."""
    shots = state.shots_of(state.shot.group)
    shown = {role.character for shot in shots for role in shot.roles}
    acts = state.clause.having("action", "speech", "quote")
    return len(shots) > 1 and bool(state.shot.roles) and set(names) <= shown and not acts


def _meant(state: State, who: str) -> list[str]:
    book, recent = state.words.book, state.recent
    if who == "cast":
        return list(book.names)
    if who in ("he", "she"):
        fitting = [n for n in recent if book.gender(n) in (who, "")]
        return fitting[-1:]
    if who in ("boys", "girls"):
        wanted = "he" if who == "boys" else "she"
        return [n for n in recent if book.gender(n) == wanted][-2:]
    here = [role.character for role in state.shot.roles]
    return here if len(here) > 1 else recent[-3:] if len(recent) < 3 else recent[-2:]


def _described(state: State, item: Item) -> list[str]:
    """Who is meant by "the boy with the red scarf": the one with those traits."""
    told = state.clause.items[state.at : state.at + 7]
    name = state.words.book.described_by(word for one in told for word in one.norm.split())
    if not name:
        return []
    state.mention(name)
    return [name]
