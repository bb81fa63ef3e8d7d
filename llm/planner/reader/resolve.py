"""From a shot's draft to a shot of the plan: defaults and constraints."""

from dataclasses import dataclass, field
from typing import Any

from llm.planner.data import table as data
from llm.planner.reader.book import Book
from llm.planner.reader.frame import Draft, Held, Left, LineDraft, RoleDraft, ShotDraft, Slot
from llm.planner.reader.language import language_of
from llm.planner.reader.leftover import reason_for
from llm.planner.reader.quotes import split_long
from llm.planner.reader.sizes import size_of
from studio.nouns.vocabulary import PassName, Pose, words
from studio.plan.parts import MOST_CAST, MOST_LINES

_LONGEST_LINE, _LONGEST_CAPTION, _MOST_FIXED = 400, 80, 24
_NUMBERS = {"exposure": (-3.0, 3.0), "speed": (0.1, 8.0), "length": (0.5, 60.0)}
_KINDS = {"picture": "picture", "take": "shot", "voice_line": "voice line"}


@dataclass
class ShotBuilder:
    """Fills in one shot. `slots` tell where each value came from, `left` what could not be held,
    `named` the paths of what the brief said."""

    shot: ShotDraft
    draft: Draft
    book: Book
    seed: int
    language: str = "en"
    """That of the brief."""
    slots: list[Slot] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def named(self) -> list[str]:
        """Paths of what the brief said, in order."""
        found = [s.path for s in self.slots if s.source == "brief" and s.path[:5] != "read."]
        return list(dict.fromkeys(found))

    def build(self) -> dict[str, Any] | None:
        """The values of the shot, without id and criteria; None where nothing can be made."""
        shot = self.shot
        lines = self._lines() if shot.kind != "picture" else self._silent()
        values: dict[str, Any] = {"kind": shot.kind}
        if shot.kind == "voice_line":
            self._unseen()
            if not lines:
                return None
        else:
            values["cast"] = self._cast(lines)
            if not values["cast"]:
                return None
            values["place"], values["camera"] = self._place(), self._camera(values["cast"])
            if exposure := self._number("exposure"):
                values["exposure"] = exposure
        if shot.kind != "picture":
            values["lines"] = lines
        self._own(values)
        if captions := self._captions():
            values["captions"] = captions
        self._unfit()
        values["fixed"] = self.named[:_MOST_FIXED]
        return values

    def put(self, path: str, value: Any, word: Held | None = None) -> Any:
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
        low, high = _NUMBERS[name]
        value = float(word.value)
        within = min(max(value, low), high)
        if within != value:
            self.left.append(Left(word.start, word.end, reason_for("range", value=f"{within:g}")))
        return self.put(name, within, word)

    def _place(self) -> dict[str, str]:
        fields, rules = self.shot.fields, data("resolve")
        bare = "transparent" in fields
        place = fields.get("set")
        name = place.value if place else ("backdrop" if bare else "seaside_town")
        time = fields.get("time")
        when = time.value if time else rules["time"].get(name, "day")
        return {
            "set": self.put("place.set", name, place),
            "time_of_day": self.put("place.time_of_day", when, time),
        }

    def _camera(self, cast: list[dict[str, Any]]) -> dict[str, str]:
        by_action, fields = data("defaults")["framing"], self.shot.fields
        wanted = {by_action[role["action"]] for role in cast}
        usual = "full" if "full" in wanted or len(cast) > 2 else "medium"
        framing = fields.get("framing")
        camera = {
            "framing": self.put("camera.framing", framing.value if framing else usual, framing)
        }
        views = self.shot.views
        if views:
            camera["view"] = self.put("camera.view", views[0].value, views[0])
            self.left += [Left(view.start, view.end, "second") for view in views[1:]]
        for name in ("angle", "move"):
            if name in fields and (name == "angle" or self.shot.kind == "take"):
                camera[name] = self.put(f"camera.{name}", fields[name].value, fields[name])
        return camera

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
        self.left += [Left(r.start, r.end, "cast") for r in roles[MOST_CAST:] if r.end]
        return [self._role(role, lines) for role in roles[:MOST_CAST]]

    def _role(self, role: RoleDraft, lines: list[dict[str, Any]]) -> dict[str, Any]:
        path = f"cast.{role.character}"
        self.put(
            f"{path}.character",
            role.character,
            Held(role.character, role.start, role.end, source=role.source),
        )
        spoken = next((line for line in lines if line["character"] == role.character), None)
        action = role.fields.get("action")
        name = action.value if action else ("talk" if spoken else "idle")
        if action and action.weak and name == "idle" and spoken:
            name = "talk"
        if self.shot.kind == "picture" and name not in words(Pose):
            if action and name == "nod":
                self.left.append(Left(action.start, action.end, "a still picture cannot nod"))
            name, action = data("resolve")["still"][name], None if name == "nod" else action
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
            values["strength"] = self.put(f"{path}.strength", min(2.0, how), strength)
        return values

    def _all(self, line: LineDraft) -> dict[str, Held]:
        """What is told of a line, by itself or for all lines of its shot."""
        fields = self.shot.fields
        shared = {n: fields[n] for n in ("rate", "language", "off_screen") if n in fields}
        return {**shared, **line.fields}

    def _lines(self) -> list[dict[str, Any]]:
        lines: list[dict[str, Any]] = []
        for draft in self.shot.lines:
            if not draft.speaker:
                self.left.append(Left(draft.start, draft.end, "speaker"))
                continue
            for part in split_long(draft.text, _LONGEST_LINE):
                if len(lines) == MOST_LINES:
                    self.left.append(Left(draft.start, draft.end, "lines"))
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
        strength = min(2.0, round((float(how.value) if how else 1.0) * draft.force, 2))
        usual = self.book.languages.get(draft.speaker, "en")
        detected = language_of(text, self.language if self.language != "en" else usual)
        language = fields.get("language")
        said = Held(text, draft.start, draft.end)
        self.put(f"{path}.text", text, said)
        self.put(f"{path}.character", draft.speaker, said)
        if draft.force < 0.75 and not how:
            self.notes.append("The voice cannot whisper: the line is spoken softly.")
        if language and language.value != detected:
            self.notes.append("The words are read in the language asked for, not translated.")
        values: dict[str, Any] = {
            "character": draft.speaker,
            "text": text,
            "language": self.put(
                f"{path}.language", language.value if language else detected, language
            ),
            "emotion": self.put(f"{path}.emotion", emotion, word),
            "strength": strength,
        }
        force = fields.get("force") or how
        if strength != 1.0:
            self.put(f"{path}.strength", strength, force)
        if "rate" in fields:
            values["rate"] = self.put(f"{path}.rate", float(fields["rate"].value), fields["rate"])
        return values

    def _silent(self) -> list[dict[str, Any]]:
        self.left += [Left(line.start, line.end, "speechless") for line in self.shot.lines]
        return []

    def _unseen(self) -> None:
        """A voice line shows nobody: what is told of looks is not made."""
        speakers = {line.speaker for line in self.shot.lines}
        for role in self.shot.roles:
            action = role.fields.get("action")
            if action and action.value != "talk" and action.source == "brief":
                self.left.append(Left(action.start, action.end, "nobody is seen in a voice line"))
            if role.character not in speakers and role.source == "brief" and role.fields:
                self.left.append(Left(role.start, role.end, "nobody is seen in a voice line"))
            elif role.source == "brief":
                self.slots.append(Slot("read.listener", role.character, role.start, role.end))

    def _own(self, values: dict[str, Any]) -> None:
        """What only this kind of shot has, and the seed."""
        fields, kind = self.shot.fields, self.shot.kind
        seed = fields.get("seed")
        values["seed"] = self.seed
        if seed:
            values["seed"] = self.put("seed", max(0, min(int(float(seed.value)), 2**31 - 1)), seed)
        if length := self._number("length"):
            values["length"] = length
        if "quality" in fields and kind != "voice_line":
            values["quality"] = self.put("quality", fields["quality"].value, fields["quality"])
        if kind == "take" and (speed := self._number("speed")):
            values["speed"] = speed
        if kind == "picture":
            self._picture(values)

    def _picture(self, values: dict[str, Any]) -> None:
        fields = self.shot.fields
        width, height, note = size_of("picture", fields)
        sized = [fields[name] for name in ("size", "aspect", "resolution") if name in fields]
        values["size"] = {"width": width, "height": height}
        for word in sized:
            self.put("size", f"{width}x{height}", word)
            self.slots.append(Slot("size", word.value, word.start, word.end))
        if note:
            self.left += [Left(sized[-1].start, sized[-1].end, note)]
        if "transparent" in fields:
            values["transparent"] = self.put("transparent", True, fields["transparent"])
        passes: list[str] = []
        for word in self.shot.passes:
            passes += words(PassName) if word.value == "all" else [word.value]
            self.put("passes", word.value, word)
        if passes:
            values["passes"] = list(dict.fromkeys(passes))

    def _captions(self) -> list[dict[str, Any]]:
        captions = []
        for draft in self.shot.captions[:6]:
            word = Held(draft.text, draft.start, draft.end)
            caption: dict[str, Any] = {"text": draft.text[:_LONGEST_CAPTION]}
            if len(draft.text) > _LONGEST_CAPTION:
                self.left.append(Left(draft.start, draft.end, "a caption has at most 80 letters"))
            path = f"captions.{len(captions)}"
            self.put(f"{path}.text", caption["text"], word)
            for name in ("where", "seconds"):
                if name in draft.fields:
                    value = draft.fields[name].value
                    caption[name] = self.put(
                        f"{path}.{name}",
                        float(value) if name == "seconds" else value,
                        draft.fields[name],
                    )
            if "when" in draft.fields:
                self._caption_time(caption, draft.fields["when"], path)
            captions.append(caption)
        return captions

    def _caption_time(self, caption: dict[str, Any], when: Held, path: str) -> None:
        """At the start or the end of a shot, for two seconds where nothing else is told."""
        caption.setdefault("seconds", 2.0)
        length = self.shot.fields.get("length")
        total = float(length.value) if length else 3.0
        start = max(0.0, total - caption["seconds"]) if when.value == "end" else 0.0
        caption["start"] = self.put(f"{path}.start", start, when)

    def _unfit(self) -> None:
        """Words for what this kind of shot does not have."""
        allowed = data("resolve")["fields"][self.shot.kind]
        reason = reason_for("kind", kind=_KINDS[self.shot.kind])
        quiet = ("set", "time", "framing", "angle", "exposure", "transparent")
        for name, word in self.shot.fields.items():
            if name not in allowed and word.source == "brief":
                if self.shot.kind == "voice_line" and name in quiet and word.weak:
                    continue
                self.left.append(Left(word.start, word.end, reason))
        if self.shot.kind != "picture":
            self.left += [Left(one.start, one.end, reason) for one in self.shot.passes]
        if self.shot.kind == "voice_line":
            self.left += [Left(one.start, one.end, reason) for one in self.shot.views]
            self.left += [Left(one.start, one.end, reason) for one in self.shot.captions]
