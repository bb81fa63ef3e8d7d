"""A story that rules cannot cut into shots: what the model is asked, how its reply is checked, and
the film that comes of it."""

from dataclasses import dataclass, replace
from typing import Any

from llm.cascade.facts import People, StoryPart, parts_of, people_of, person
from llm.cascade.vocabulary import values
from llm.planner.reader.language.characters import CharacterIndex
from llm.planner.reader.language.lexicon import table
from llm.planner.reader.language.phrases import Phrase
from llm.planner.reader.resolving.assembly import Assembler
from llm.planner.reader.slots.context import ReadingContext
from llm.planner.reader.slots.draft import FoundValue, LineDraft, RoleDraft, ShotDraft, Slot
from studio.plan import Film
from studio.plan.parts import MOST_CAST

SAME = "same shot"
_SILENT = "-"
_LONGEST_LINE = 400  # a longer one is split
_SLACK = 1.0  # seconds: lengths are rounded
# What of a shot goes on into the next one.
_GOES_ON = ("set", "time")


@dataclass
class Story:
    """The facts of one story."""

    context: ReadingContext
    parts: list[StoryPart]
    people: People
    quotes: list[Phrase]
    """Quoted words of which no rule knows who says them."""

    @classmethod
    def of(cls, context: ReadingContext, book: CharacterIndex) -> "Story | None":
        """The story that a brief tells; None where it tells of nobody, or of nothing that could be
        seen or heard of them."""
        people = people_of(context.words, book)
        if not people.cast:
            return None
        drafts = context.draft.shots
        if any(shot.kind == "voice_line" for shot in drafts):
            return None
        told = [line for shot in drafts for line in shot.lines if line.speaker]
        written = {item.start for shot in drafts for item in shot.captions}
        known = {line.start for line in told} | written
        quotes = [i for i in context.words.items if i.has("quote") and i.start not in known]
        parts = parts_of(context, people, quotes)
        shown = ("action", "emotion", "quote", "set")
        is_told = any(part.has_other_deed or part.told(c) for part in parts for c in shown)
        return cls(context, parts, people, quotes) if is_told else None

    def message(self) -> str:
        """The request, as the model's examples have it."""
        lines = ["SHOTS", " ".join(f"({n}) {self._said(p)}" for n, p in enumerate(self.parts, 1))]
        known = {
            item.text.lower(): value
            for part in self.parts
            for category in ("action", "emotion", "set", "time")
            for item, value in part.having(category)
        }
        if known:
            lines.append("Known: " + ", ".join(f"{word} = {v}" for word, v in known.items()))
        lines.append("Cast: " + ", ".join(self.people.cast))
        if self.quotes:
            lines.append("Lines: " + ", ".join(f"Q{n + 1}" for n in range(len(self.quotes))))
        return "\n".join(lines)

    def _said(self, part: StoryPart) -> str:
        """The words of a part, its quotes by their numbers; those whose speaker is known are no
        matter of the model's."""
        said = [
            f"Q{self.quotes.index(item) + 1}" if item in self.quotes else item.text
            for item in part.items
            if item in self.quotes or not item.has("quote")
        ]
        return " ".join(said)

    def schema(self) -> dict[str, Any]:
        """What a reply may hold: only the brief's people, its quotes, and of actions and feelings
        those that a part names, where it names any."""
        shots = {str(n): self._part(n, part) for n, part in enumerate(self.parts, 1)}
        return _object(shots)

    def _part(self, number: int, part: StoryPart) -> dict[str, Any]:
        actions, feelings = part.told("action"), part.told("emotion")
        others = {action for one in self.parts if one is not part for action in one.told("action")}
        # Another deed is another action than those that the rest of the story names; without any
        # they are only seen, or heard.
        free = [action for action in values("action") if action not in others]
        free = free if part.has_other_deed else ["idle", *(["talk"] if part.quotes else [])]
        entry: list[dict[str, Any]] = [
            {"enum": self.people.cast},
            {"enum": list(dict.fromkeys([*actions, "idle"])) if actions else free},
            {"enum": feelings or list(values("emotion"))},
        ]
        if part.quotes:
            entry.append({"enum": [_SILENT, *(f"Q{n + 1}" for n in part.quotes)]})
        least, most = self._many(part)
        roles = {
            "type": "array",
            "minItems": least,
            "maxItems": most,
            "items": {
                "type": "array",
                "prefixItems": entry,
                "minItems": len(entry),
                "maxItems": len(entry),
            },
        }
        merges = number > 1 and not (part.quotes or actions or part.has_other_deed)
        return {"anyOf": [roles, {"enum": [SAME]}]} if merges else roles

    def _many(self, part: StoryPart) -> tuple[int, int]:
        """How few and how many characters a part shows, as far as its words tell."""
        everybody = min(len(self.people.cast), MOST_CAST)
        grammar = table(self.context.words.language, "grammar")
        said = {word for item in part.items for word in item.norm.split()}
        if said & set(grammar.get("everybody", ())):
            return everybody, everybody
        if part.items[0].norm in grammar.get("one_of_them", ()) and not self.people.named:
            return 1, 1
        counts = [n for item in part.items if (n := person(self.context.words, item)[1]) > 1]
        if counts:
            return min(counts[0], everybody), min(counts[0], everybody)
        if self.people.named:
            here = {item.value("name") for item in part.items if item.has("name")}
            return max(1, min(len(here), everybody)), everybody
        return 1, everybody

    def errors(self, reply: dict[str, Any]) -> list[str]:
        """What of a reply does not fit the facts, beyond what its schema forbids."""
        found: list[str] = []
        spoken: list[str] = []
        seen: list[str] = []
        for number, part in enumerate(self.parts, 1):
            roles = reply.get(str(number), SAME)
            if roles == SAME:
                continue
            who = [role[0] for role in roles]
            seen += who
            if len(set(who)) < len(who):
                found.append(f"part {number} names somebody twice")
            done = {role[1] for role in roles}
            missing = [action for action in part.told("action") if action not in done]
            if missing and len(roles) >= len(part.told("action")):
                found.append(f"nobody does {missing[0]} in part {number}")
            spoken += [role[3] for role in roles if len(role) > 3 and role[3] != _SILENT]
        for number in range(1, len(self.quotes) + 1):
            times = spoken.count(f"Q{number}")
            if times != 1:
                found.append(f"Q{number} is said {times} times: it must be said once")
        absent = [name for name in self.people.cast if name not in seen]
        if self.people.named or len(self.people.cast) <= MOST_CAST:
            found += [f"{name} is in no part" for name in absent]
        return found

    def film(self, reply: dict[str, Any], seed: int) -> tuple[Film | None, list[Slot]]:
        """The film of a reply that fits, and the trace of its words. Whatever rules read of the
        brief stays: camera, lengths, titles, sound. Called once: the draft is changed."""
        draft = self.context.draft
        old = list(draft.shots)
        groups: list[tuple[list[StoryPart], list[list[Any]]]] = []
        for number, part in enumerate(self.parts, 1):
            roles = reply[str(number)]
            if roles == SAME and groups:
                groups[-1][0].append(part)
            else:
                groups.append(([part], roles))
        draft.shots = [self._shot(parts, roles, old) for parts, roles in groups]
        for before, shot in zip(draft.shots, draft.shots[1:], strict=False):
            for name in _GOES_ON:
                if name in before.fields and name not in shot.fields:
                    shot.fields[name] = replace(before.fields[name], source="carried")
        draft.groups = draft.groups[:1]
        kind = next((s.kind_named for s in old if s.kind_named), None)
        draft.groups[0].film = len(draft.shots) > 1 and kind is None
        for item in self.people.items:
            item.taken = True
        assembler = Assembler(self.context, seed)
        return assembler.film(), assembler.trace

    def _shot(
        self, parts: list[StoryPart], roles: list[list[Any]], old: list[ShotDraft]
    ) -> ShotDraft:
        shot = ShotDraft(touched=True)
        first, last = parts[0].start, parts[-1].end
        for one in old:
            inside = {n: f for n, f in one.fields.items() if f.end and first <= f.start < last}
            shot.fields.update(inside)
            shot.captions += [c for c in one.captions if first <= c.start < last]
            shot.views += [v for v in one.views if first <= v.start < last]
            if one.kind_named and first <= one.kind_named.start < last:
                shot.kind, shot.kind_named = one.kind, one.kind_named
            shot.lines += [
                line for line in one.lines if first <= line.start < last and line.speaker
            ]
            if one.transition and first <= one.transition.start < last:
                shot.transition = one.transition
        for category in _GOES_ON:
            for item, value in [found for part in parts for found in part.having(category)]:
                item.taken = True
                shot.fields.setdefault(category, FoundValue(value, item.start, item.end))
        people = [i for part in parts for i in part.items if i in self.people.items]
        for place, (name, action, feeling, *line) in enumerate(roles):
            said = people[min(place, len(people) - 1)] if people else None
            role = RoleDraft(name, source="brief" if said else "carried")
            if said:
                role.start, role.end = said.start, said.end
            role.fields["action"] = self._value(parts, "action", action)
            role.fields["expression"] = self._value(parts, "emotion", feeling)
            shot.roles.append(role)
            if line and line[0] != _SILENT:
                self._speak(shot, name, int(line[0][1:]) - 1, old)
        return shot

    def _value(self, parts: list[StoryPart], category: str, value: str) -> FoundValue:
        """A value with its words; one that no word says is the model's own choice."""
        for item, told in [found for part in parts for found in part.having(category)]:
            if told == value:
                item.taken = True
                return FoundValue(value, item.start, item.end)
        return FoundValue(value, source="carried")

    def _speak(self, shot: ShotDraft, name: str, number: int, old: list[ShotDraft]) -> None:
        item = self.quotes[number]
        if any(line.start == item.start for line in shot.lines):
            return  # the rules know who says it
        item.taken = True
        drafts = [line for one in old for line in one.lines if line.start == item.start]
        line = drafts[0] if drafts else LineDraft(name, item.value("quote"), item.start, item.end)
        shot.lines.append(replace(line, speaker=name))


def film_errors(film: Film | None, story: Story) -> list[str]:
    """What of a finished film does not hold to the brief: words that are said more than once or
    not at all, and lengths that do not add up to the whole."""
    if film is None:
        return ["none of its shots can be made"]
    lines = [line.text for shot in film.shots for line in getattr(shot, "lines", [])]
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


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
