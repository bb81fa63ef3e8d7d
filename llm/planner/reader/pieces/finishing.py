"""What of a draft is settled once all of it is read: which of its shots are kept, and what they
share."""

from dataclasses import replace
from itertools import pairwise

from llm.planner.reader.slots.context import ReadingContext
from llm.planner.reader.slots.draft import FoundValue, ShotDraft

_SHAPE = {"size", "aspect", "resolution", "fps", "quality"}
_MOVING = ("", "take")
# What changes how the same is seen.
_SEEN = {"set", "time", "length", "speed", "angle", "move"}


def _is_theme(context: ReadingContext, first: ShotDraft, second: ShotDraft) -> bool:
    """Whether what seems to be the first shot only names whom a film is about: "a film of Mina and
    Luca. They run. …"."""
    film = context.draft.groups[first.group].film and first.kind_named and not first.marked
    tells = first.fields or first.lines or first.captions or first.views or first.transition
    nothing = not tells and not any(role.fields for role in first.roles)
    named = {role.character for role in first.roles}
    shown = {role.character for shot in context.draft.shots[1:] for role in shot.roles}
    return bool(film and nothing and second.group == first.group and named and named <= shown)


def _only_names(first: ShotDraft, second: ShotDraft) -> bool:
    """Whether what seems to be the first piece only tells of whom the next is: "My son loves Luca.
    I would like a picture of Luca waving"."""
    own = [name for name, told in first.fields.items() if second.fields.get(name) is not told]
    tells = first.kind_named or first.marked or own or first.lines or first.captions
    named = {role.character for role in first.roles if not role.fields}
    again = named <= {role.character for role in second.roles}
    return bool(second.kind_named and not tells and len(named) == len(first.roles) > 0 and again)


def _part_unjoined(context: ReadingContext) -> None:
    """ "…, not one film": its shots are pieces."""
    for film in [one for one in context.words.items if one.value("kind") == "film"]:
        before = context.words.items[max(0, film.place - 3) : film.place]
        if any(one.has("negation") for one in before):
            for group in (one for one in context.draft.groups if one.kind in _MOVING):
                group.film, group.listed = False, True
            for shot in context.draft.shots:
                shot.kind = shot.kind or "take"


def _share_form(context: ReadingContext, shots: list[ShotDraft]) -> None:
    """All shots of a film, and all pictures of a list, have one form, told at whichever of them."""
    for first in shots:
        group = context.draft.groups[first.group]
        mates = [shot for shot in shots if shot.group == first.group]
        form = {n: v for n, v in first.fields.items() if n in (*_SHAPE, "transparent")}
        if not group.film:
            once = {n for n in form if sum(n in shot.fields for shot in mates) == 1}
            form = {n: v for n, v in form.items() if group.listed and n in once}
        for shot in mates:
            shot.fields = form | shot.fields


def _repeat_varied(context: ReadingContext) -> None:
    """ "…, 3 variants", where no words tell in what they differ."""
    for group in context.draft.groups:
        if group.varied and not group.varied[0].taken:
            number, noun = group.varied
            several = noun.value("list_of") == "variant" and noun.place > number.place
            if several and number.has("number") and not noun.norm.startswith(("time", "volt")):
                group.count = group.count or min(24, int(float(number.value("number"))))
                number.taken = noun.taken = True


def _cast_told_last(kept: list[ShotDraft]) -> None:
    """ "One in the harbour, one in the meadow, each with Mina": who is told last is in all."""
    told = [shot for shot in kept if shot.roles or shot.lines]
    if len(kept) > 1 and told == kept[-1:] and kept[0].group == kept[-1].group:
        for shot in kept[:-1]:
            shot.roles = [replace(one, source="carried") for one in kept[-1].roles]


def finish(context: ReadingContext) -> None:
    """Drop shots that hold nothing; give those that name nobody the cast of the one before."""
    draft = context.draft
    kept: list[ShotDraft] = []
    shape: dict[str, FoundValue] = {}
    for shot in draft.shots:
        if not (shot.touched or shot.lines or shot.roles or shot.captions):
            continue
        if not (shot.lines or shot.roles or shot.captions) and shot.fields.keys() <= _SHAPE:
            shape |= shot.fields  # "30 seconds, 16:9. Luca …"
            continue
        shot.fields = shape | shot.fields
        kept.append(shot)
    if kept and draft.groups[kept[-1].group].listed:
        _cast_told_last(kept)
    _part_unjoined(context)
    _share_form(context, kept)
    _repeat_varied(context)
    if len(kept) > 1 and _is_theme(context, kept[0], kept[1]):
        kept[1].kind_named = kept[1].kind_named or kept[0].kind_named
        kept = kept[1:]
    if len(kept) > 1 and _only_names(kept[0], kept[1]):
        kept = kept[1:]
    spoken = [shot for shot in kept if shot.lines]
    if all(shot.kind == "voice_line" for shot in kept) and spoken:
        kept = spoken  # "Lines for Luca: …" only tells who speaks
    for place, shot in enumerate(kept[1:]):
        if shot.earlier and kept[place].group == shot.group:
            kept[place : place + 2] = [shot, kept[place]]
    draft.shots = kept or draft.shots[:1]
    for before, shot in pairwise(draft.shots):
        if not shot.roles and not shot.lines:
            context.shot = shot
            moved = {"set", "speed"} & shot.fields.keys() and shot.fields.keys() <= _SEEN
            own = [one for one in context.words.items if one.shot == shot.number]
            moved = moved and not any(one.has("cannot") for one in own)
            for role in before.roles:
                told = context.role(role.character)
                if moved and (done := role.fields.get("action")):  # "…, then in the harbour"
                    told.fields["action"] = replace(done, weak=True, source="carried")
