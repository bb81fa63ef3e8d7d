"""Where a brief can be read as one shot or as two, and which of both it is read as."""

from dataclasses import dataclass

from llm.planner.reader.language.clause import Clause
from llm.planner.reader.pieces.differences import differences, doers, has_subject
from llm.planner.reader.slots.context import ReadingContext
from llm.planner.reader.slots.draft import Draft

_LONGEST = 60  # letters of each part that is told


@dataclass(frozen=True)
class ShotChoice:
    """Words of a brief, by their place in it, that are read as a shot of their own, or as part of
    the shot before."""

    start: int
    end: int
    begins: bool
    of_films: bool = False
    """Whether it only matters where shots follow each other: one scene of several is plain."""


def choice_of(context: ReadingContext, clause: Clause, begins: bool) -> ShotChoice | None:
    """The choice at a clause that is read as another shot or not; None where its words leave none:
    a mark, a number or a place tells it. What the rules have otherwise is one."""
    shot, group = context.shot, context.group
    counted = group.count or group.single or group.listed or context.words.only_heard
    told = shot.roles or shot.lines
    if counted or not told or clause.cut or group.kind not in ("", "take"):
        return None
    here = (clause.items[0].start, clause.items[-1].end, begins)
    if here[0] in context.otherwise:
        return ShotChoice(*here)
    other, joined = differences(context, clause), clause.boundary in ("and", "comma")
    if "place" in other:
        return None
    speaks = bool(clause.having("quote") and clause.having("speech"))
    timed = "length" in shot.fields
    acts_twice = begins and clause.boundary == "and" and "again" in other and not timed
    replies = speaks and shot.lines and clause.boundary in ("sentence", "semicolon")
    comes_in = clause.boundary in ("sentence", "semicolon", "then") and (clause.deeds or speaks)
    comes_in = comes_in and not replies
    goes_on = joined and (speaks or (shot.lines and clause.deeds))
    says_then = not begins and clause.boundary == "then" and speaks
    others = doers(context, clause) - {role.character for role in shot.roles}
    says_then = says_then and any(role.fields.get("action") for role in shot.roles)
    if says_then or acts_twice or (not begins and others and (comes_in or goes_on)):
        return ShotChoice(*here)
    acts, felt = clause.deeds, clause.having("emotion")
    other = others or (felt and clause.having("cannot"))  # "She stops, scared."
    busy = shot.lines or any(role.fields for role in shot.roles)
    other = other or clause.boundary in ("sentence", "semicolon")  # "They laugh."
    if begins or not ((acts or felt) and other and busy and has_subject(clause)):
        return None
    return ShotChoice(*here, of_films=True)


def told_times(text: str, draft: Draft) -> list[str]:
    """Sentences that tell where a time of day goes on at a place that is new: nobody says so."""
    told = []
    for shot in draft.shots:
        time, place = shot.fields.get("time"), shot.fields.get("set")
        carried = time is not None and time.source == "carried" and place is not None
        if (
            carried
            and place.source == "brief"
            and time.end > time.start
            and place.end > place.start
        ):
            where = text[place.start : place.end]
            told.append(f"It is still {time.value} at “{where}”: no other time is named.")
    return told[:2]


def told_choices(text: str, draft: Draft) -> list[str]:
    """Sentences that tell how the words were read: `Read “and thinks” as a shot of its own.`"""
    told, film = [], len(draft.shots) > 1 or any(group.film for group in draft.groups)
    choices = [one for one in draft.choices if film or not one.of_films]
    for begins, one, several in _WORDING:
        parts = [text[c.start : c.end] for c in choices if c.begins == begins]
        words = [p if len(p) <= _LONGEST else p[: _LONGEST - 1] + "…" for p in parts]
        if words:
            said = " and ".join(f"“{word}”" for word in words[:3])
            told.append(f"Read {said} as {one if len(words) == 1 else several}.")
    return told


_WORDING = (
    (True, "a shot of its own", "shots of their own"),
    (False, "part of the shot before it", "parts of the shots before them"),
)
