"""What a clause tells that the shot that is being filled cannot hold as well."""

from dataclasses import replace

from llm.planner.reader.language.clause import STRONG, Clause
from llm.planner.reader.language.phrases import Phrase
from llm.planner.reader.slots.context import ReadingContext
from llm.planner.reader.slots.draft import FoundValue


def has_subject(clause: Clause) -> bool:
    """Whether a clause names who acts in it."""
    return bool(clause.having("name", "pronoun"))


def named_in(clause: Clause) -> set[str]:
    """The characters that a clause names."""
    return {item.value("name") for item in clause.having("name")}


def _acts_otherwise(clause: Clause, who: set[str], does: dict[str, FoundValue]) -> bool:
    """Whether somebody does something else in a clause than before: `who` where it names nobody
    before, else who is named; `does` what each does."""
    named, acted = set[str](), False
    for item in clause.items:
        if item.has("name"):
            named, acted = ({item.value("name")} if acted else named | {item.value("name")}), False
        if action := item.value("action"):
            acted = True
            now = {told.value for one in named or who if (told := does.get(one))}
            if now != {action}:
                return True
    return False


def pronouns_of_doers(context: ReadingContext, clause: Clause) -> list[Phrase]:
    """The pronouns that tell who acts: in "and waves at him" there is none."""
    acts = next((n for n, one in enumerate(clause.items) if one.has("action")), 0)
    return [
        one
        for n, one in enumerate(clause.items)
        if one.has("pronoun") and (n < acts or not context.words.listed("objects", one.norm))
    ]


def doers(context: ReadingContext, clause: Clause) -> set[str]:
    """Who acts in a clause: who is named, or whom its pronoun means, or who acted last."""
    who = [one.value("pronoun") for one in pronouns_of_doers(context, clause)]
    told = context.meant(who[0]) if who and who[0] in ("he", "she") else []
    return named_in(clause) or set(told or context.subjects)


def having(context: ReadingContext, field: str) -> set[str]:
    """Who of this shot does something, or feels something."""
    return {role.character for role in context.shot.roles if field in role.fields}


def differences(context: ReadingContext, clause: Clause) -> set[str]:
    """What a clause tells that this shot cannot hold as well: a set, time, camera, place (another
    than it has), deed (of somebody who is busy; again: of the same), feeling, refelt (another
    than somebody has), doer (who is not in it)."""
    names, shot = named_in(clause), context.shot
    felt = having(context, "expression")
    other = {name for name in ("set", "time") if clause.having(name)}
    other |= of_place(context, clause) | _of_deeds(context, clause)
    if clause.having("framing", "move", "angle"):
        other.add("camera")
    if clause.having("emotion") and (felt or not names):
        other.add("feeling")
    feelings = {r.fields["expression"].value for r in shot.roles if r.character in felt}
    if felt & doers(context, clause) and clause.values("emotion") - feelings:
        other.add("refelt")
    if names - {role.character for role in shot.roles}:
        other.add("doer")
    return other


def of_place(context: ReadingContext, clause: Clause) -> set[str]:
    """Whether a clause tells of another place or time than the shot has."""
    does = context.shot.lines or having(context, "action")
    who = [one.value("pronoun") for one in clause.items[:1]]
    goes_on = not does and who[0] in ("he", "she")  # "Luca is sad. He sits in the street."
    acts = any(role.fields for role in context.shot.roles) and has_subject(clause) and not goes_on
    for name in ("set", "time"):
        now, told = context.shot.fields.get(name), clause.values(name)
        firm = now is not None and (not now.weak or (now.source == "carried" and acts))
        if told and now is not None and firm and now.value not in told:
            return {"place"}
    return set()


def _of_deeds(context: ReadingContext, clause: Clause) -> set[str]:
    """Whether a clause tells of something that is done after what the shot has."""
    shot, names = context.shot, named_in(clause)
    deeds = clause.deeds
    if clause.boundary == "then" and not clause.having("quote"):  # "he walks, then he stops"
        deeds = deeds or [one for one in clause.having("action") if context.words.is_finite(one)]
    if not deeds:
        return set()
    does = {r.character: a for r in shot.roles if (a := r.fields.get("action"))}
    busy = {name for name, action in does.items() if not action.weak}
    mine, found = doers(context, clause), set()
    goes_on = clause.boundary in ("comma", "and") and not names
    if busy and (not names or names & busy) and not (goes_on and mine and not mine & busy):
        happens = len(names) > 1 or any(map(context.words.is_finite, deeds))
        follows = clause.boundary in ("then", "shot") or context.group.listed
        follows |= context.group.film and clause.items[0].has("name")
        if (happens or follows) and _acts_otherwise(clause, mine, does):
            found = {"deed", "again"}
    elif busy and names:
        found.add("deed")
    posed = (does.keys() | having(context, "expression")) - busy
    if clause.boundary == "then" and posed & mine:
        found.add("deed")
    others = names - {role.character for role in shot.roles}
    joined = clause.boundary == "and" and not does
    others = others if not clause.having("pronoun") and not joined else set()
    if not busy and (shot.lines or (shot.roles and others)):
        found.add("deed")
    return found


def looked_at(clause: Clause, whole: Clause, rest: list[Clause]) -> Clause:
    """What is looked at to tell whether a shot begins: a sentence, with the next where it only
    tells how somebody is of whom that goes on ("Luca is sad. He sits."); or a clause with the names
    that are joined to it. `whole`: the clause with those that go on with its sentence."""
    if clause.boundary in STRONG:
        after = next((n for n, one in enumerate(rest) if one.boundary in STRONG), len(rest))
        follows = rest[after].whole(rest[after + 1 :]) if rest[after:] else whole
        goes_on = [one.value("pronoun") for one in follows.items[:1]]
        is_state = whole.having("name") and not whole.having("quote", "action", "set")
        if is_state and follows.boundary == "sentence" and goes_on and goes_on[0] in ("he", "she"):
            return replace(whole, items=[*whole.items, *follows.items])
        return whole
    told = clause.deeds or clause.having("set", "time")
    if not clause.having("name") or told or not rest or rest[0].boundary != "and":
        return clause
    return replace(clause, items=[*clause.items, *rest[0].items])
