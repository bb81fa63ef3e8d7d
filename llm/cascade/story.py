"""A story that rules cannot cut into shots: what the model is asked, how its reply is checked."""

from dataclasses import dataclass
from typing import Any

from llm.cascade.facts import People, StoryPart, parts_of, people_of, person
from llm.cascade.vocabulary import values
from llm.planner.reader.language.characters import CharacterIndex
from llm.planner.reader.language.lexicon import table
from llm.planner.reader.language.phrases import Phrase
from llm.planner.reader.slots.context import ReadingContext
from studio.plan.parts import MOST_CAST
from studio.readable import unreadable

SAME = "same shot"
SILENT = "-"


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
        seen or heard of them, or a line is said that no voice reads."""
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
        spoken = [*(line.text for line in told), *(str(i.value("quote")) for i in quotes)]
        if any(map(unreadable, filter(None, spoken))):
            return None
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
            entry.append({"enum": [SILENT, *(f"Q{n + 1}" for n in part.quotes)]})
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
            spoken += [role[3] for role in roles if len(role) > 3 and role[3] != SILENT]
        for number in range(1, len(self.quotes) + 1):
            times = spoken.count(f"Q{number}")
            if times != 1:
                found.append(f"Q{number} is said {times} times: it must be said once")
        absent = [name for name in self.people.cast if name not in seen]
        if self.people.named or len(self.people.cast) <= MOST_CAST:
            found += [f"{name} is in no part" for name in absent]
        return found


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
