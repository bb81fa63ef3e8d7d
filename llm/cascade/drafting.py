"""From a reply of the model to a film: drafts of its shots, which the planner's rules finish."""

from dataclasses import replace
from typing import Any

from llm.cascade.facts import StoryPart
from llm.cascade.story import SAME, SILENT, Story
from llm.planner.reader.resolving.assembly import Assembler
from llm.planner.reader.slots.draft import FoundValue, LineDraft, RoleDraft, ShotDraft, Slot
from studio.plan import Film

_LONGEST_LINE = 400  # a longer one is split
_SLACK = 1.0  # seconds: lengths are rounded
# What of a shot goes on into the next one.
_GOES_ON = ("set", "time")


def film_of(story: Story, reply: dict[str, Any], seed: int) -> tuple[Film | None, list[Slot]]:
    """The film of a reply that fits, and the trace of its words. Whatever rules read of the brief
    stays: camera, lengths, titles, sound. Once for a story: its draft is changed."""
    draft = story.context.draft
    old = list(draft.shots)
    groups: list[tuple[list[StoryPart], list[list[Any]]]] = []
    for number, part in enumerate(story.parts, 1):
        roles = reply[str(number)]
        if roles == SAME and groups:
            groups[-1][0].append(part)
        else:
            groups.append(([part], roles))
    draft.shots = [_shot(story, parts, roles, old) for parts, roles in groups]
    for before, shot in zip(draft.shots, draft.shots[1:], strict=False):
        for name in _GOES_ON:
            if name in before.fields and name not in shot.fields:
                shot.fields[name] = replace(before.fields[name], source="carried")
    draft.groups = draft.groups[:1]
    kind = next((s.kind_named for s in old if s.kind_named), None)
    draft.groups[0].film = len(draft.shots) > 1 and kind is None
    for item in story.people.items:
        item.taken = True
    assembler = Assembler(story.context, seed)
    return assembler.film(), assembler.trace


def film_errors(film: Film | None, story: Story) -> list[str]:
    """What of a finished film does not hold to the brief: words that are said more than once or
    not at all, and lengths that do not add up to the whole."""
    if film is None:
        return ["none of its shots can be made"]
    said = [line for shot in film.shots for line in getattr(shot, "lines", [])]
    lines = [one for line in said for one in (line.text, line.recording) if one]
    found = [
        f"“{item.value('quote')}” is said {lines.count(item.value('quote'))} times, not once"
        for item in story.quotes
        if lines.count(item.value("quote")) != 1 and len(item.value("quote")) <= _LONGEST_LINE
    ]
    lengths = [shot.length for shot in film.cut]
    overlaps = sum(s.transition.seconds for s in film.cut[:-1] if s.transition.kind != "cut")
    if film.length and all(lengths) and abs(sum(lengths) - overlaps - film.length) > _SLACK:
        found.append(f"the shots last {sum(lengths) - overlaps:g} s, the film {film.length:g} s")
    return found


def _shot(
    story: Story, parts: list[StoryPart], roles: list[list[Any]], old: list[ShotDraft]
) -> ShotDraft:
    """The draft of one shot: what rules read within its parts, and who does what by the reply."""
    shot = ShotDraft(touched=True)
    for one in old:
        _keep(shot, one, parts[0].start, parts[-1].end)
    for category in _GOES_ON:
        for item, value in _told(parts, category):
            item.taken = True
            shot.fields.setdefault(category, FoundValue(value, item.start, item.end))
    people = [i for part in parts for i in part.items if i in story.people.items]
    for place, (name, action, feeling, *line) in enumerate(roles):
        said = people[min(place, len(people) - 1)] if people else None
        role = RoleDraft(name, source="brief" if said else "carried")
        if said:
            role.start, role.end = said.start, said.end
        role.fields["action"] = _value(parts, "action", action)
        role.fields["expression"] = _value(parts, "emotion", feeling)
        shot.roles.append(role)
        if line and line[0] != SILENT:
            _speak(story, shot, name, int(line[0][1:]) - 1, old)
    return shot


def _keep(shot: ShotDraft, old: ShotDraft, first: int, last: int) -> None:
    """Give a shot what rules read in an old one from `first` to before `last`."""

    def inside(found: Any) -> bool:
        return found is not None and first <= found.start < last

    shot.fields.update({n: f for n, f in old.fields.items() if f.end and inside(f)})
    shot.captions += filter(inside, old.captions)
    shot.views += filter(inside, old.views)
    shot.lines += [line for line in old.lines if inside(line) and line.speaker]
    if inside(old.kind_named):
        shot.kind, shot.kind_named = old.kind, old.kind_named
    if inside(old.transition):
        shot.transition = old.transition


def _told(parts: list[StoryPart], category: str) -> list[tuple[Any, str]]:
    return [found for part in parts for found in part.having(category)]


def _value(parts: list[StoryPart], category: str, value: str) -> FoundValue:
    """A value with its words; one that no word says is the model's own choice."""
    for item, told in _told(parts, category):
        if told == value:
            item.taken = True
            return FoundValue(value, item.start, item.end)
    return FoundValue(value, source="carried")


def _speak(story: Story, shot: ShotDraft, name: str, number: int, old: list[ShotDraft]) -> None:
    """Give a shot the quote of that number, said by `name`."""
    item = story.quotes[number]
    item.taken = True
    drafts = [line for one in old for line in one.lines if line.start == item.start]
    line = drafts[0] if drafts else LineDraft(name, item.value("quote"), item.start, item.end)
    shot.lines.append(replace(line, speaker=name))
