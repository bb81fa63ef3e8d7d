"""Who is in a shot, what they do and say: defaults and constraints."""

from dataclasses import dataclass, field
from typing import Any

from llm.planner.data.items import still_of
from llm.planner.data.ranges import within
from llm.planner.reader.accounting.left_out import reason_for
from llm.planner.reader.language.characters import CharacterIndex
from llm.planner.reader.language.detection import language_of
from llm.planner.reader.slots.draft import (
    Draft,
    FoundValue,
    LeftOutWords,
    LineDraft,
    RoleDraft,
    ShotDraft,
    Slot,
)
from llm.planner.reader.text.quotes import split_long
from studio.nouns.vocabulary import Pose, words
from studio.plan.parts import MOST_CAST, MOST_LINES

_LONGEST_LINE = 400
# What is told of a voice that a recording has already.
_SPOKEN_SO = ("rate", "force", "delivery")
AS_RECORDED = "a recording is heard as it is"
UNSEEN = "nobody is seen in a voice line"
# What may be told once of all lines of a shot.
_OF_ALL = ("rate", "force", "delivery", "language", "off_screen")
_PATHS = {"lens": "camera.lens"}  # of numbers that are not the shot's own
_SHORTEST = 0.5  # seconds of a shot: the plan's 0 means as long as suits


@dataclass
class CastBuilder:
    """The part of a builder that sees to cast and lines. `slots` tell where each value came from,
    `left` what could not be held."""

    shot: ShotDraft
    draft: Draft
    book: CharacterIndex
    seed: int
    language: str = "en"
    """That of the brief."""
    slots: list[Slot] = field(default_factory=list)
    left: list[LeftOutWords] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def named(self) -> list[str]:
        """Paths of what the brief said, in order."""
        found = [s.path for s in self.slots if s.source == "brief" and s.path[:5] != "read."]
        return list(dict.fromkeys(found))

    def put(self, path: str, value: Any, word: FoundValue | None = None) -> Any:
        """Note where a value came from, and hand it back."""
        shown = f"{value:g}" if isinstance(value, float) else str(value)
        if word is None:
            self.slots.append(Slot(path, shown, source="default"))
        else:
            self.slots.append(Slot(path, shown, word.start, word.end, word.source))
        return value

    def _number(self, name: str) -> float:
        """A number of the brief within its range; 0 where none is told."""
        word = self.shot.fields.get(name)
        if word is None:
            return 0.0
        path = _PATHS.get(name, name)
        fits = within(path, float(word.value))
        fits = max(fits, _SHORTEST) if name == "length" else fits
        if fits != float(word.value):
            reason = reason_for("range", value=f"{fits:g}")
            self.left.append(LeftOutWords(word.start, word.end, reason))
        return self.put(path, fits, word)

    def _cast(self, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
        unseen = {line.speaker for line in self.shot.lines if "off_screen" in self._all(line)}
        names = {line["character"] for line in lines}
        roles = [
            role
            for role in self.shot.roles
            if role.character not in unseen or {"action", "expression"} & role.fields.keys()
        ]
        known = {role.character for role in roles}
        for line in self.shot.lines:
            if line.speaker and line.speaker in names and line.speaker not in known | unseen:
                known.add(line.speaker)
                roles.append(RoleDraft(line.speaker, source="carried"))
        # Somebody is to be seen, even where the only one named speaks off screen.
        roles = roles or self.shot.roles[:1]
        self.left += [LeftOutWords(r.start, r.end, "cast") for r in roles[MOST_CAST:] if r.end]
        return [self._role(role, lines) for role in roles[:MOST_CAST]]

    def _role(self, role: RoleDraft, lines: list[dict[str, Any]]) -> dict[str, Any]:
        path = f"cast.{role.character}"
        self.put(
            f"{path}.character",
            role.character,
            FoundValue(role.character, role.start, role.end, source=role.source),
        )
        spoken = next((line for line in lines if line["character"] == role.character), None)
        action = role.fields.get("action")
        name = action.value if action else ("talk" if spoken else "idle")
        if action and action.weak and name == "idle" and spoken:
            name = "talk"
        if self.shot.kind == "picture" and name not in words(Pose):
            if action and action.end and still_of(name) != name:
                reason = reason_for("still", action=name.replace("_", " "))
                self.left.append(LeftOutWords(action.start, action.end, reason))
                action = None
            name = still_of(name)
        feeling, strength = role.fields.get("expression"), role.fields.get("strength")
        felt = feeling.value if feeling else (spoken["emotion"] if spoken else "neutral")
        how = (
            float(strength.value)
            if strength
            else (spoken["strength"] if spoken and not feeling else 1.0)
        )
        values = {
            "character": role.character,
            "action": self.put(f"{path}.action", name, action),
            "expression": self.put(f"{path}.expression", felt, feeling),
        }
        if how != 1.0:
            how = within("cast.*.strength", how)
            values["strength"] = self.put(f"{path}.strength", how, strength)
        return values

    def _all(self, line: LineDraft) -> dict[str, FoundValue]:
        """What is told of a line, by itself or for all lines of its shot."""
        fields = self.shot.fields
        shared = {name: fields[name] for name in _OF_ALL if name in fields}
        return {**shared, **line.fields}

    def _lines(self) -> list[dict[str, Any]]:
        lines: list[dict[str, Any]] = []
        for draft in self.shot.lines:
            if not draft.speaker:
                self.left.append(LeftOutWords(draft.start, draft.end, "speaker"))
                continue
            parts = [draft.text[:_LONGEST_LINE]] if draft.recording else []
            for part in parts or split_long(draft.text, _LONGEST_LINE):
                if len(lines) == MOST_LINES:
                    self.left.append(LeftOutWords(draft.start, draft.end, "lines"))
                    break
                lines.append(self._line(draft, part, len(lines)))
        return lines

    def _line(self, draft: LineDraft, text: str, number: int) -> dict[str, Any]:
        fields, role = self._all(draft), self.shot.role(draft.speaker)
        path = f"lines.{number}"
        own = role.fields if role else {}
        word = fields.get("emotion") or own.get("expression")
        emotion = word.value if word else (draft.implied or "neutral")
        how = fields.get("strength") or (own.get("strength") if "emotion" not in fields else None)
        force = fields.get("force")
        loud = draft.force * (float(force.value) if force else 1.0)
        strength = within("lines.*.strength", round((float(how.value) if how else 1.0) * loud, 2))
        usual = self.book.languages.get(draft.speaker, "en")
        detected = language_of(text, self.language if self.language != "en" else usual)
        language = fields.get("language")
        said = FoundValue(text, draft.start, draft.end)
        if text:
            self.put(f"{path}.text", text, said)
        named = role if role and role.source == "brief" and role.end else said
        self.put(
            f"{path}.character", draft.speaker, FoundValue(draft.speaker, named.start, named.end)
        )
        if draft.recording:
            heard = FoundValue(draft.recording, *draft.recorded)
            self.put(f"{path}.recording", draft.recording, heard)
        if text and language and language.value != detected:
            self.notes.append("The words are read in the language asked for, not translated.")
        spoken = language.value if language else (detected if text else None)
        values: dict[str, Any] = {
            "character": draft.speaker,
            "text": text,
            "language": self.put(f"{path}.language", spoken, language),
            "emotion": self.put(f"{path}.emotion", emotion, word),
            "strength": strength,
        }
        if draft.recording:
            values["recording"] = draft.recording
            told = [fields[name] for name in _SPOKEN_SO if name in fields]
            self.left += [LeftOutWords(o.start, o.end, AS_RECORDED) for o in told if o.end]
        asked = fields.get("delivery")
        if delivery := (asked.value if asked else draft.voiced):
            values["delivery"] = self.put(f"{path}.delivery", delivery, asked or said)
        if strength != 1.0:
            self.put(f"{path}.strength", strength, how)
            if force:
                self.put(f"{path}.strength", strength, force)
        if "rate" in fields:
            values["rate"] = self.put(f"{path}.rate", float(fields["rate"].value), fields["rate"])
        return values

    def _silent(self) -> list[dict[str, Any]]:
        self.left += [LeftOutWords(line.start, line.end, "speechless") for line in self.shot.lines]
        return []

    def _unseen(self) -> None:
        """A voice line shows nobody: what is told of looks is not made."""
        speakers = {line.speaker for line in self.shot.lines}
        for role in self.shot.roles:
            action = role.fields.get("action")
            if action and action.value != "talk" and action.source == "brief":
                self.left.append(LeftOutWords(action.start, action.end, UNSEEN))
            if role.character not in speakers and role.source == "brief" and role.fields:
                self.left.append(LeftOutWords(role.start, role.end, UNSEEN))
            elif role.source == "brief" and (role.met or role.character in speakers):
                self.slots.append(Slot("read.listener", role.character, role.start, role.end))
