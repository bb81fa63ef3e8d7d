"""What the characters do and feel."""

from dataclasses import replace

from llm.planner.reader.frame import Held, RoleDraft
from llm.planner.reader.lexicon import Entry
from llm.planner.reader.state import State, held
from llm.planner.reader.words import Item


def on_action(state: State, item: Item, entry: Entry) -> bool:
    """Something is done: by the subjects, or by the name that follows."""
    if state.ghost:
        return False
    if state.negated:
        return _not_done(state, item)
    value = held(item, entry.value, entry.weak)
    follower = state.item(1)
    ahead = follower is not None and follower.has("name") and not state.words.is_finite(item)
    if (ahead and not state.listing) or not _doers(state):
        state.pending.append(("action", value, 1.0))
        return True
    if state.of_all and not state.clause.having("name"):
        for shot in state.shots_of(state.shot.group):
            for role in shot.roles:
                take_action(role, value)
    for role in _doers(state):
        if not take_action(role, value):
            item.taken = False
    state.listing, state.acted, state.shot.touched = False, True, True
    state.acted_after_line = True
    return item.taken


def _not_done(state: State, item: Item) -> bool:
    item.taken, state.negated = True, None
    return True


def _doers(state: State) -> list[RoleDraft]:
    """The roles of those who are spoken of."""
    names = state.subjects or [role.character for role in state.shot.roles]
    return [state.role(name) for name in names]


def take_action(role: RoleDraft, value: Held) -> bool:
    """Whether the role could take an action; a weak one gives way."""
    before = role.fields.get("action")
    if before and before.source == "brief" and not before.weak and before.value != value.value:
        return value.weak
    if not (before and value.weak and not before.weak):
        role.fields["action"] = value
    return True


def on_emotion(state: State, item: Item, entry: Entry) -> bool:
    """A feeling: of the subjects, of the name that follows, or of the line just told."""
    if state.ghost:
        return False
    value = held(item, entry.value, entry.weak)
    if state.negated:
        state.negated, value.value, value.weak = None, "neutral", True
    strength = entry.strength * _degree(state)
    if _is_ahead(state) or not _doers(state):
        state.pending.append(("emotion", value, strength))
        return True
    if state.group.varied and state.last_line is not None and not state.clause.having("quote"):
        _vary(state, value, strength)
        return True
    if state.of_all and not state.clause.having("name"):
        for role in (r for shot in state.shots_of(state.shot.group) for r in shot.roles):
            take_feeling(state, role, value, strength)
        return True
    leads = state.clause.boundary == "aside" and state.words.asides_lead
    if state.line_comes(item) and (
        leads or any(one.speaker in state.subjects for one in state.shot.lines)
    ):
        state.coming["emotion"] = value
        if strength != 1:
            state.coming["strength"] = Held(f"{strength:g}", value.start, value.end)
        return True
    if state.last_line is not None and not state.acted_after_line:
        _tint(state, value, strength)
        if [one.speaker for one in state.shot.lines].count(state.last_line.speaker) > 1:
            return True
    state.felt = _doers(state)
    for role in state.felt:
        if not take_feeling(state, role, value, strength):
            item.taken = item.taken and state.last_line is not None
    state.shot.touched = True
    return item.taken


def _vary(state: State, value: Held, strength: float) -> None:
    """ "three times: once happy, once sad": the line once more, felt otherwise."""
    last = state.last_line
    if last is not None and "emotion" in last.fields:
        line = replace(last, fields={})
        for item in state.group.varied:
            item.taken = True
        if state.words.only_heard:
            state.group.kind = state.shot.kind = "voice_line"
        state.next_shot()
        state.shot.kind = state.group.kind
        state.shot.lines, state.last_line, state.shot.touched = [line], line, True
        last = line
    if last is not None:
        last.fields["emotion"] = value
        if strength != 1:
            last.fields["strength"] = Held(f"{strength:g}", value.start, value.end)


def _tint(state: State, value: Held, strength: float) -> None:
    line = state.last_line
    if line is not None and line.speaker in state.subjects:
        line.fields["emotion"] = value
        if strength != 1:
            line.fields["strength"] = Held(f"{strength:g}", value.start, value.end)


def _degree(state: State) -> float:
    strength, state.degree = (state.degree[0] if state.degree else 1.0), None
    return strength


def _is_ahead(state: State) -> bool:
    """Whether a name follows, with nothing but qualities between: "a happy, brave Luca"."""
    step = 1
    while follower := state.item(step):
        if follower.has("name"):
            before = state.item(-1)
            return before is None or not before.has("name")
        if not follower.has("emotion", "strength", "chatter", "scenery"):
            return False
        step += 1
    return False


def take_feeling(state: State, role: RoleDraft, value: Held, strength: float) -> bool:
    """Whether the role could take a feeling; a weak one gives way, and so does a second one."""
    before = role.fields.get("expression")
    same = before is not None and before.value == value.value
    if before and before.source == "brief" and not before.weak and not same:
        return value.weak or bool(state.shot.lines)
    if before and value.weak and (same or not before.weak):
        return True
    role.fields["expression"] = value
    if strength != 1:
        role.fields["strength"] = Held(f"{min(2.0, strength):g}", value.start, value.end)
    elif not same:
        role.fields.pop("strength", None)
    return True


def on_strength(state: State, item: Item, entry: Entry) -> bool:
    """How strongly: of the feeling that follows, or of the one just told."""
    follower = state.item(1)
    ahead = follower is not None and follower.has("emotion", "strength", "rate", "loudness")
    item.taken = True
    before = state.item(-1)
    after = before is not None and before.has("emotion", "speech", "quote", "action", "strength")
    if not ahead and not after and state.clause.boundary not in ("comma", "and"):
        item.taken = False
        return False
    if not ahead and state.last_line is not None:
        before = state.last_line.fields.get("force")
        factor = float(entry.value) * (float(before.value) if before else 1.0)
        state.last_line.fields["force"] = Held(f"{factor:g}", item.start, item.end)
    elif not ahead and state.felt:
        for role in state.felt:
            role.fields["strength"] = Held(entry.value, item.start, item.end)
    else:
        already = state.degree[0] if state.degree else 1.0
        state.degree = (already * float(entry.value), item)
    return True


def on_intensity(state: State, item: Item, entry: Entry) -> bool:
    """A strength as a number: "80 %", "strength 1.4"."""
    follower = state.item(1)
    if follower is not None and follower.has("rate"):  # "20 % slower"
        share = float(entry.value) * (1 if float(follower.value("rate")) > 1 else -1)
        follower.entries["rate"] = Entry("rate", f"{min(2.0, max(0.5, 1 + share)):g}")
        follower.start, item.taken = item.start, True
        return True
    value = held(item, f"{min(2.0, max(0.0, float(entry.value))):g}")
    for role in state.felt or _doers(state):
        role.fields["strength"] = value
    return bool(state.felt or state.shot.roles)
