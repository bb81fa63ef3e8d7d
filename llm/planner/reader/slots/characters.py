"""Who is spoken of, what they do and how they feel."""

from itertools import islice

from llm.planner.reader.language.clause import STRONG, Clause
from llm.planner.reader.language.lexicon import Meaning
from llm.planner.reader.language.phrases import Phrase
from llm.planner.reader.slots.actions import take_action, take_feeling
from llm.planner.reader.slots.context import ReadingContext, found_value
from llm.planner.reader.slots.draft import LineDraft, RoleDraft


def on_name(context: ReadingContext, item: Phrase, entry: Meaning) -> bool:
    """A character is named: as the one who acts, or as company."""
    name = entry.value
    if _owns(context) or _is_excluded(context):
        return _not_shown(context, item)
    if not context.shot.roles:
        context.group.apart = context.clause.boundary in ("colon", "aside")
    carried = all(one.source == "carried" and not one.fields for one in context.shot.roles)
    if context.clause.boundary == "colon" and carried and name in _named(context.shot.roles):
        context.shot.roles = []  # "clip 4 s: Luca waves" is not of who was in the one before
    if _comes_to_them(context):
        before = context.shots_of(context.shot.group)[-2:-1]
        context.shot.roles = [
            RoleDraft(one.character, source="carried") for shot in before for one in shot.roles
        ]
    role = context.role(name, item)
    item.taken = True
    context.mention(name)
    for line in context.shot.lines if context.words.only_heard else ():
        line.speaker = line.speaker or name  # "'…' Speaker: Giulia"
    before = _before(context)
    joined = context.listing and (
        context.at == 0 or context.words.listed("company", before) or before in context.subjects
    )
    with_action = context.acted and before and context.words.listed("company", before)
    previous = context.item(-1)
    if says_again(context, context.clause):
        return _say_again(context, item, name)
    if previous and context.words.listed("towards", previous.norm):
        previous = context.item(-2)  # "Luca chiede a Giulia"
    if (
        context.speech
        and previous
        and previous.has("speech")
        and context.subjects
        and (context.last_line is None or context.leads_to_quote(item))
    ):
        role.met = True
        return True  # "Luca tells Giulia …": she listens.
    told = any(one.is_content and not one.has("name") for one in context.before.items)
    anew = name in context.subjects or (told and context.clause.boundary == "comma")
    if joined and anew and _acts_next(context) and context.before.having("name"):
        context.subjects = [name]  # "Luca kicks a ball, Nico jumps"
    elif joined and context.subjects and context.clause.boundary in ("and", "comma", "start"):
        context.subjects += [name] if name not in context.subjects else []
        context.pending += context.released
    elif with_action and context.subjects and not _acts_next(context):
        _share_action(context, role)
    elif _is_met(context, before) and not _acts_next(context):
        # Somebody who is waved to, or stood next to.
        context.felt, role.met = [], True
        return True
    elif with_action:
        context.subjects = [name]
    elif context.listing and context.words.listed("company", before) and context.subjects:
        context.subjects.append(name)
    else:
        context.subjects = [name]
    context.listing, context.ghost = True, False
    context.acted = context.acted and not _acts_next(context) and name not in context.subjects[:1]
    _release(context, role)
    return True


def _owns(context: ReadingContext) -> bool:
    """Whether a name only tells whose something is that the studio has not: "the dog of Luca"."""
    led, owned = context.item(-1), context.item(-2)
    of = led is not None and led.norm in ("of", "di")
    return bool(of and owned and owned.value("cannot") in ("animal", "people"))


def _not_shown(context: ReadingContext, name: Phrase) -> bool:
    """The name is read; whoever has it does not come in."""
    name.taken = True
    if _owns(context):
        context.ghost = True
    else:
        if context.negated and context.words.listed("in_place_of", context.negated.norm):
            _take_over(context, name.value("name"))
        told = context.shot.role(name.value("name"))
        if told and any(told.end == one.end for one in context.clause.having("pronoun")):
            context.shot.roles.remove(told)  # "everyone except Mina"
            context.subjects = [one for one in context.subjects if one != told.character]
        context.negated = None
        context.excluded.append(name)
    return True


def _take_over(context: ReadingContext, gone: str) -> None:
    """ "Luca waves. Make it Nico instead of Luca": who comes does what was told of who goes."""
    old, new = context.shot.role(gone), context.shot.role(*context.subjects[-1:] or [""])
    if old is None or new is None or old is new:
        return
    new.fields = old.fields | new.fields
    context.shot.roles.remove(old)
    for line in context.shot.lines:
        line.speaker = new.character if line.speaker == gone else line.speaker


def _is_excluded(context: ReadingContext) -> bool:
    """Whether somebody is named as not to be there: "without Alberto", "no Luca"; "neither Luca
    nor Nico is happy" tells of both."""
    led, before, clause = context.item(-1), context.before.items[-1:], context.clause
    if led is None and clause.boundary == "and" and len(clause.items) == 1:
        return bool(before) and before[0] in context.excluded
    neither = led is not None and context.words.listed("neither", led.norm)
    return led is not None and led is context.negated and not neither


def _comes_to_them(context: ReadingContext) -> bool:
    """ "First Giulia alone, then with Luca": those who were there are there again."""
    first, listed = context.clause.items[0].norm, context.words.listed
    joins = listed("company", first) and not listed("joins", first)
    begins = context.at == 1 and context.clause.boundary == "then"
    return begins and joins and not context.shot.roles and not _acts_next(context)


def _named(roles: list[RoleDraft]) -> set[str]:
    return {one.character for one in roles}


def says_again(context: ReadingContext, clause: Clause) -> bool:
    """ "… then as Nico, sleepy": whether a clause has the last words said by somebody else."""
    led = clause.items[:1] and context.words.listed("as_whom", clause.items[0].norm)
    named = [one.has("name") for one in clause.items[1:2]]
    after = context.words.items[clause.items[-1].place + 1 :][:2]
    other = clause.having("quote", "action", "kind") or any(one.has("quote") for one in after)
    return bool(led and named == [True] and not other and context.lines_of_all())


def _say_again(context: ReadingContext, item: Phrase, name: str) -> bool:
    line = LineDraft(name, context.lines_of_all()[-1].text, item.start, item.end)
    context.shot.lines.append(line)
    context.last_line, context.subjects, context.acted_after_line = line, [name], False
    context.coming, context.speech = {}, None
    return True


def _is_met(context: ReadingContext, before: str) -> bool:
    """Whether a name is of somebody who is waved to, looked at, or stood next to."""
    told = any(one.has("name") for one in context.clause.items[: context.at])
    opens = context.at == 1 and context.clause.boundary in ("comma", "aside")
    spoken_to = opens and context.leads_to_quote(context.clause.items[context.at])
    if spoken_to and context.subjects and context.words.listed("towards", before):
        return True  # "Giulia, to Nico: 'No.'"
    last = context.item(-1)
    sees = last.get("chatter") if last is not None else None
    verb = last is not None and (last.value("cannot") == "act" or (sees and sees.form == "v"))
    if context.at == 1 and context.subjects and verb and context.clause.boundary != "start":
        return True  # "Luca comes in, sees Giulia, and waves"
    by = context.words.listed("by", before) and not context.acted
    return context.words.listed("towards", before) and (context.acted or told) and not by


def _before(context: ReadingContext) -> str:
    """The word before this item that joins it to what came before, "" at the clause's begin."""
    place = context.at - 1
    while place >= 0:
        item = context.clause.items[place]
        if not (item.has("emotion", "strength", "chatter") or item.norm in ("the", "a", "an")):
            return item.value("name") or item.norm
        place -= 1
    led = context.words.items[max(0, context.clause.items[0].place - 1)].norm
    return led if " " in led and context.words.listed("company", led) else ""


def _acts_next(context: ReadingContext) -> bool:
    follower = context.item(1)
    return follower is not None and follower.has("action", "speech")


def _share_action(context: ReadingContext, role: RoleDraft) -> None:
    """ "Luca runs with Giulia": both run."""
    first = context.shot.role(context.subjects[0])
    if first and "action" in first.fields:
        role.fields.setdefault("action", first.fields["action"])
    context.subjects.append(role.character)


def _release(context: ReadingContext, role: RoleDraft) -> None:
    """Give a name what was told before it: "an angry Luca"."""
    for category, value, strength in context.pending:
        if category == "action":
            take_action(role, value)
            context.acted = True
        else:
            take_feeling(context, role, value, strength)
    begins = context.clause.items[0].start
    # "Scared, Luca and Giulia run": what was told before all names is told of all of them.
    context.released = [one for one in context.pending if one[1].end < begins]
    context.pending = []


EVERYBODY = ("everyone", "everybody", "tutti")
_ALL = ("all", "bot", "tut", "ent")  # all of them, both, tutti, entrambi


def on_pronoun(context: ReadingContext, item: Phrase, entry: Meaning) -> bool:
    """He, she, they: those of them who were named."""
    follower = context.item(1)
    who = entry.value
    if who == "her":
        doer = follower is None or follower.has(
            "action", "speech", "quote", "emotion", "name", "function"
        )
        if not doer or (follower is None and not _before(context)):
            item.taken = True
            return True
        who = "she"
    of_lines = who == "they" and item.norm[:3] in _ALL and context.lines_of_all()
    if of_lines and not _act(context.clause):
        context.of_all, item.taken = True, True  # "all of them angry", "both lines"
    names = _all_but(context, item) or context.meant(who, item.norm) or _described(context, item)
    if not names:
        # "Two boys run: Luca and Alberto": they are named later.
        later = (one for one in context.words.items[item.place + 1 :] if one.has("name"))
        several = len(list(islice(later, 2)))
        item.taken = who in ("they", "boys", "girls") and several > 1
        if several or item.norm not in EVERYBODY:
            return item.taken
        names = context.words.everyone  # "Everyone waves"
    item.taken = True
    kind = context.group.kind or context.clause.having("kind")
    if (
        kind
        and who == "cast"
        and any(context.words.listed("each", one) for one in item.norm.split())
    ):
        context.shot.fields.setdefault("separate", found_value(item, "every"))
    here = {role.character for role in context.shot.roles}
    goes_on = context.clause.boundary not in STRONG
    if who == "they" and goes_on and not set(names) <= here and _are_shown(context, names):
        context.of_all, context.subjects = True, []
        return True
    last = context.item(-1)
    meets = context.words.listed("objects", item.norm) and last is not None
    meets = meets and (last.is_content or context.words.listed("beside", last.norm))
    if meets or (_before(context) and context.acted and not _acts_next(context)):
        for name in names:
            context.role(name, item)
        return True
    context.subjects, context.ghost = names, False
    context.listing = follower is None and not context.acted  # "he and Giulia wave"
    for name in names:
        _release(context, context.role(name, item))
    return True


def _act(clause: Clause) -> bool:
    """Whether a clause tells of what somebody does: laughs, where it names no kind, included."""
    if clause.having("action", "quote"):
        return True
    felt = clause.having("emotion", "speech")
    return any(e.form == "v" for i in felt for e in i.entries.values()) and not clause.having(
        "kind"
    )


def _are_shown(context: ReadingContext, names: list[str]) -> bool:
    """Whether several shots show those who are meant, and the clause has nothing for them to do."""
    shots = context.shots_of(context.shot.group)
    shown = {role.character for shot in shots for role in shot.roles}
    acts = context.clause.having("action", "speech", "quote")
    return len(shots) > 1 and bool(context.shot.roles) and set(names) <= shown and not acts


def _all_but(context: ReadingContext, item: Phrase) -> list[str]:
    """Who is meant by "everybody except Nico"."""
    after = context.clause.items[context.at + 1 :]
    but = len(after) > 1 and after[0].has("negation") and after[1].has("name")
    if not but or not context.words.listed("everybody", item.norm):
        return []
    return [name for name in context.words.book.names if name != after[1].value("name")]


def _described(context: ReadingContext, item: Phrase) -> list[str]:
    """Who is meant by "the boy with the red scarf": the one with those traits."""
    told = context.clause.items[context.at : context.at + 7]
    name = context.words.book.described_by(word for one in told for word in one.norm.split())
    if not name:
        return []
    context.mention(name)
    return [name]
