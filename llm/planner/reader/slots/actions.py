"""What the characters do and feel."""

from dataclasses import replace

from llm.planner.data.ranges import within
from llm.planner.reader.language.lexicon import Meaning
from llm.planner.reader.language.phrases import Phrase
from llm.planner.reader.slots.context import (
    ReadingContext,
    felt_fields,
    found_value,
    strength_value,
)
from llm.planner.reader.slots.draft import FoundValue, LineDraft, RoleDraft


def on_action(context: ReadingContext, item: Phrase, entry: Meaning) -> bool:
    """Something is done: by the subjects, or by the name that follows."""
    if context.ghost:
        return False
    if context.negated:
        item.taken, context.negated = True, None
        return True
    before = context.item(-1)
    if before is not None and context.words.listed("writer", before.norm):
        return False  # "we thought it would be nice"
    if before is not None and context.words.listed("cameras", before.norm):
        return False  # "the camera goes to Alberto"
    alone = len(context.subjects) < 2 and not context.clause.having("name", "pronoun")
    if alone and context.words.is_plural(item):  # "Alla fine si salutano"
        context.subjects = context.meant("they")
    value = found_value(item, entry.value, entry.weak)
    follower = context.item(1)
    ahead = follower is not None and follower.has("name") and not context.words.is_finite(item)
    if (ahead and not context.listing and not context.clause.lent) or not _doers(context):
        context.pending.append(("action", value, 1.0))
        return True
    if context.spreads():
        for shot in context.shots_of(context.shot.group):
            for role in shot.roles:
                take_action(role, value)
    for role in _doers(context):
        if not take_action(role, value):
            item.taken = False
    context.listing, context.acted, context.shot.touched = False, True, True
    context.acted_after_line = True
    return item.taken


def _doers(context: ReadingContext) -> list[RoleDraft]:
    """The roles of those who are spoken of."""
    names = context.subjects or [role.character for role in context.shot.roles]
    return [context.role(name) for name in names]


def take_action(role: RoleDraft, value: FoundValue) -> bool:
    """Whether the role could take an action; a weak one gives way."""
    before = role.fields.get("action")
    if before and before.source == "brief" and not before.weak and before.value != value.value:
        return value.weak
    if not (before and value.weak and not before.weak):
        role.fields["action"] = value
    return True


def on_emotion(context: ReadingContext, item: Phrase, entry: Meaning) -> bool:
    """A feeling: of the subjects, of the name that follows, or of the line just told."""
    if context.ghost:
        return False
    value = found_value(item, entry.value, entry.weak)
    if context.negated:
        context.negated, value.value, value.weak = None, "neutral", True
    strength = entry.strength * context.take_degree(value)
    if _is_ahead(context) or not _doers(context):
        context.pending.append(("emotion", value, strength))
        return True
    if _is_of_line(context, item, value, strength) or _is_of_all(context, value, strength):
        return True
    if entry.form == "v":  # "Luca laughs while Giulia is angry"
        context.listing = False
    context.felt = _doers(context)
    for role in context.felt:
        if not take_feeling(context, role, value, strength):
            item.taken = item.taken and context.last_line is not None
    context.shot.touched = True
    return item.taken


def _is_of_line(context: ReadingContext, item: Phrase, value: FoundValue, strength: float) -> bool:
    """Give a feeling to the line that it is told of; whether it is of that line alone."""
    clause, last = context.clause, context.last_line
    heard = context.words.only_heard or bool(context.lines_of_all())
    fields = felt_fields(value, strength)
    if context.spreads() and heard and context.tell_line("emotion", value, item):
        if strength != 1:
            context.tell_line("strength", fields["strength"], item)
        return False
    varied = context.group.varied and not clause.having("quote")
    if last is not None and (varied or context.varies_line(clause)):
        _vary(context, last, fields)
        return True
    speakers = [line.speaker for line in context.shot.lines]
    leads = clause.boundary == "aside" and context.words.asides_lead
    own = leads or set(speakers) & set(context.subjects)
    if own and not context.spreads() and context.line_comes(item):
        context.coming |= fields
        return True
    if last is not None and not context.acted_after_line and not context.spreads():
        if last.speaker in context.subjects:
            last.fields |= fields
        return speakers.count(last.speaker) > 1
    return False


def _is_of_all(context: ReadingContext, value: FoundValue, strength: float) -> bool:
    if not context.spreads():
        return False
    for role in (r for shot in context.shots_of(context.shot.group) for r in shot.roles):
        take_feeling(context, role, value, strength)
    return True


def _vary(context: ReadingContext, last: LineDraft, fields: dict[str, FoundValue]) -> None:
    """ "three times: once happy, once sad": the line once more, felt otherwise."""
    if "emotion" in last.fields:
        line = replace(last, fields={})
        for item in context.group.varied:
            item.taken = True
        if context.words.only_heard:
            context.group.kind = context.shot.kind = "voice_line"
        context.next_shot()
        context.shot.kind = context.group.kind
        context.shot.lines, context.last_line, context.shot.touched = [line], line, True
        last = line
    last.fields |= fields


def _is_ahead(context: ReadingContext) -> bool:
    """Whether a name follows, with nothing but qualities between: "a happy, brave Luca"."""
    step = 1
    while follower := context.item(step):
        if follower.has("name"):
            before = context.item(-1)
            return before is None or not before.has("name")
        of_kind = follower.has("kind") or (
            context.words.listed("by", follower.norm)
            and (context.item(step - 1) or follower).has("kind")
        )  # "one sad line by Giulia"
        if not (follower.has("emotion", "strength", "chatter", "scenery") or of_kind):
            return False
        step += 1
    return False


def take_feeling(
    context: ReadingContext, role: RoleDraft, value: FoundValue, strength: float
) -> bool:
    """Whether the role could take a feeling; a weak one gives way, and so does a second one."""
    before = role.fields.get("expression")
    same = before is not None and before.value == value.value
    if before and before.source == "brief" and not before.weak and not same:
        return value.weak or bool(context.shot.lines)
    if before and value.weak and (same or not before.weak):
        return True
    role.fields["expression"] = value
    if strength != 1:
        role.fields["strength"] = strength_value(value, within("cast.*.strength", strength))
    elif not same:
        role.fields.pop("strength", None)
    return True


def on_strength(context: ReadingContext, item: Phrase, entry: Meaning) -> bool:
    """How strongly: of the feeling that follows, or of the one just told."""
    follower = context.item(1)
    ahead = follower is not None and follower.has("emotion", "strength", "rate", "loudness")
    item.taken = True
    before = context.item(-1)
    after = before is not None and before.has("emotion", "speech", "quote", "action", "strength")
    if not ahead and not after and context.clause.boundary not in ("comma", "and"):
        item.taken = False
        return False
    if not ahead and context.last_line is not None:
        before = context.last_line.fields.get("force")
        factor = float(entry.value) * (float(before.value) if before else 1.0)
        context.last_line.fields["force"] = FoundValue(f"{factor:g}", item.start, item.end)
    elif not ahead and context.felt:
        for role in context.felt:
            role.fields["strength"] = FoundValue(entry.value, item.start, item.end)
    else:
        already, first = context.degree or (1.0, item)
        context.degree = (already * float(entry.value), first)
    return True


def on_intensity(context: ReadingContext, item: Phrase, entry: Meaning) -> bool:
    """A strength as a number: "80 %", "strength 1.4"."""
    follower = context.item(1)
    if follower is not None and follower.has("rate"):  # "20 % slower"
        share = float(entry.value) * (1 if float(follower.value("rate")) > 1 else -1)
        follower.entries["rate"] = Meaning("rate", f"{within('lines.*.rate', 1 + share):g}")
        follower.start, item.taken = item.start, True
        return True
    value = found_value(item, f"{within('cast.*.strength', float(entry.value)):g}")
    for role in context.felt or _doers(context):
        role.fields["strength"] = value
    return bool(context.felt or context.shot.roles)
