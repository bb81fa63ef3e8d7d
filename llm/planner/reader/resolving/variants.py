"""The shots that a draft asks for, those of several views, framings or takes repeated."""

from dataclasses import replace

from llm.planner.data import table as data
from llm.planner.reader.slots.draft import (
    Draft,
    FoundValue,
    LeftOutWords,
    LineDraft,
    RoleDraft,
    ShotDraft,
)


def shots_to_make(draft: Draft, seed: int) -> tuple[list[ShotDraft], list[LeftOutWords]]:
    """The shots, and the words of a number that is not that of the shots that are told."""
    found: list[ShotDraft] = []
    left: list[LeftOutWords] = []
    for shot in draft.shots:
        group = draft.groups[shot.group]
        mates = [one for one in draft.shots if one.group == shot.group]
        if several := _several(draft, shot, alone=len(mates) == 1):
            found += several
            continue
        told = group.count_word
        if told and not group.kinds and 1 < len(mates) != group.count and shot is mates[-1]:
            left.append(LeftOutWords(told.start, told.end, f"{len(mates)} are told of"))
        alike = [one for one in draft.groups if one.kind in ("", group.kind)]
        alone = len(mates) == 1 and group.count > 1 and len(alike) != group.count
        count = group.count if alone else 1
        found += [_take(draft, shot, number, count, seed) for number in range(count)]
    return found, left


def _several(draft: Draft, shot: ShotDraft, alone: bool) -> list[ShotDraft]:
    """A shot that stands for several: one for each view, character, line or framing."""
    views, own = shot.views, shot.fields.get("separate")
    if draft.sheet and shot.kind == "picture" and not views:
        views = [FoundValue(v, source="default") for v in data("resolve")["sheet_views"]]
    if len(views) > 1 and (shot.kind == "picture" or (alone and shot.kind == "take")):
        return [replace(shot, views=[view]) for view in views]
    if alone and own and own.value == "every" and len(shot.roles) > 1:
        return [_of_one(shot, role) for role in shot.roles]
    if alone and _one_each(draft, shot):
        return [replace(shot, roles=[role]) for role in shot.roles]
    told = replace(shot, fields={n: f for n, f in shot.fields.items() if n != "separate"})
    if in_turn(shot) and (alone or draft.groups[shot.group].film):
        return [_of_one(told, role) for role in shot.roles]
    if own and own.value == "shot" and alone and max(len(shot.lines), len(shot.roles)) > 1:
        lines = len(shot.lines) > 1
        each = [_of_line(told, one) for one in shot.lines]
        return each if lines else [_of_one(told, role) for role in shot.roles]
    counted = len(shot.lines) in (draft.groups[shot.group].count, draft.pieces * alone)
    alike = len({line.speaker for line in shot.lines}) == 1
    apart = counted or (own is not None and (own.value == "yes" or (alike and own.value == "each")))
    if shot.kind == "voice_line" and apart and len(shot.lines) > 1:
        return [_of_line(shot, line) for line in shot.lines]
    for name, values in list(shot.several.items())[:1]:
        if name == "expression":
            return [_felt(shot, one) for one in values]
        return [replace(shot, fields={**shot.fields, name: one}, several={}) for one in values]
    return []


def in_turn(shot: ShotDraft) -> bool:
    """Whether several act one after another, and nothing is said: a shot for each."""
    own = shot.fields.get("separate")
    return bool(own and own.value == "turn" and len(shot.roles) > 1 and not shot.lines)


def _felt(shot: ShotDraft, feeling: FoundValue) -> ShotDraft:
    """A shot of several, with one feeling of all who are in it."""
    roles = [replace(role, fields={**role.fields, "expression": feeling}) for role in shot.roles]
    return replace(shot, roles=roles, several={})


def _of_one(shot: ShotDraft, role: RoleDraft) -> ShotDraft:
    """A shot of several, for one of them."""
    lines = [line for line in shot.lines if line.speaker == role.character]
    return replace(shot, roles=[role], lines=lines)


def _of_line(shot: ShotDraft, line: LineDraft) -> ShotDraft:
    """A shot of several lines, for one of them: who says the others is not in it."""
    others = {one.speaker for one in shot.lines} - {line.speaker}
    roles = [role for role in shot.roles if role.character not in others]
    return replace(shot, roles=roles, lines=[line])


def _take(draft: Draft, shot: ShotDraft, number: int, count: int, seed: int) -> ShotDraft:
    """One of `count` takes of the same, each with a seed of its own."""
    fields = dict(shot.fields)
    if number:
        first = float(fields["seed"].value) if "seed" in fields else seed
        fields["seed"] = FoundValue(f"{first + number:.0f}", source="default")
    return replace(shot, fields=fields)


def _one_each(draft: Draft, shot: ShotDraft) -> bool:
    """Whether every character gets a picture: "pictures of Luca and Giulia"."""
    group = draft.groups[shot.group]
    if shot.kind != "picture" or len(shot.roles) < 2 or group.film:
        return False
    each = "separate" in shot.fields and group.count in (0, 1, len(shot.roles))
    told = group.apart and group.count == len(shot.roles)
    return each or told or (group.listed and group.count == 0)
