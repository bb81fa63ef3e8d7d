"""From a shot's draft to a shot of the plan: defaults and constraints."""

from typing import Any

from llm.planner.data import table as data
from llm.planner.data.items import framing_of, time_of, view_of
from llm.planner.data.ranges import within
from llm.planner.reader.accounting.left_out import reason_for
from llm.planner.reader.resolving.cast import CastBuilder
from llm.planner.reader.resolving.sizes import size_of
from llm.planner.reader.slots.draft import FoundValue, LeftOutWords, Slot
from studio.nouns.vocabulary import PassName, words

USUAL_SET = "seaside_town"  # where the brief names none
_LONGEST_CAPTION, _MOST_FIXED = 80, 24
_KINDS = {"picture": "picture", "take": "shot", "voice_line": "voice line"}


class ShotBuilder(CastBuilder):
    """Fills in one shot. `slots` tell where each value came from, `left` what could not be held,
    `named` the paths of what the brief said."""

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

    def _place(self) -> dict[str, str]:
        fields = self.shot.fields
        bare = "transparent" in fields
        place = fields.get("set")
        name = place.value if place else ("backdrop" if bare else USUAL_SET)
        time = fields.get("time")
        when = time.value if time else (time_of(name) or "day")
        return {
            "set": self.put("place.set", name, place),
            "time_of_day": self.put("place.time_of_day", when, time),
        }

    def _camera(self, cast: list[dict[str, Any]]) -> dict[str, Any]:
        fields = self.shot.fields
        wanted = {framing_of(role["action"]) for role in cast}
        usual = "full" if "full" in wanted or len(cast) > 2 else "medium"
        framing = fields.get("framing")
        camera: dict[str, Any] = {
            "framing": self.put("camera.framing", framing.value if framing else usual, framing)
        }
        views = self.shot.views
        if views:
            camera["view"] = self.put("camera.view", views[0].value, views[0])
            self.left += [LeftOutWords(view.start, view.end, "second") for view in views[1:]]
        elif sides := {view_of(role["action"]) for role in cast} - {""}:
            camera["view"] = self.put("camera.view", min(sides), None)
        for name in ("angle", "move"):
            if name in fields and (name == "angle" or self.shot.kind == "take"):
                camera[name] = self.put(f"camera.{name}", fields[name].value, fields[name])
        if lens := self._number("lens"):
            camera["lens"] = round(lens)
        return camera

    def _own(self, values: dict[str, Any]) -> None:
        """What only this kind of shot has, and the seed."""
        fields, kind = self.shot.fields, self.shot.kind
        seed = fields.get("seed")
        values["seed"] = self.seed
        if seed:
            values["seed"] = self.put("seed", int(within("seed", float(seed.value))), seed)
        if length := self._number("length"):
            values["length"] = length
        if "quality" in fields and kind != "voice_line":
            values["quality"] = self.put("quality", fields["quality"].value, fields["quality"])
        if kind == "take" and "speed" in fields and values["lines"]:
            self.left.append(LeftOutWords(fields["speed"].start, fields["speed"].end, "lips"))
        elif kind == "take" and (speed := self._number("speed")):
            values["speed"] = speed
        if "silent" in fields and values.get("lines"):
            self.left.append(LeftOutWords(fields["silent"].start, fields["silent"].end, "silent"))
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
            self.left += [LeftOutWords(sized[-1].start, sized[-1].end, note)]
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
            word = FoundValue(draft.text, draft.start, draft.end)
            caption: dict[str, Any] = {"text": draft.text[:_LONGEST_CAPTION]}
            if len(draft.text) > _LONGEST_CAPTION:
                self.left.append(
                    LeftOutWords(draft.start, draft.end, "a caption has at most 80 letters")
                )
            path = f"captions.{len(captions)}"
            self.put(f"{path}.text", caption["text"], word)
            for name in ("where", "start", "seconds"):
                if name in draft.fields:
                    value = draft.fields[name].value
                    caption[name] = self.put(
                        f"{path}.{name}",
                        value if name == "where" else float(value),
                        draft.fields[name],
                    )
            if "when" in draft.fields:
                self._caption_time(caption, draft.fields["when"], path)
            captions.append(caption)
        return captions

    def _caption_time(self, caption: dict[str, Any], when: FoundValue, path: str) -> None:
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
        for name, word in self.shot.fields.items():
            if name not in allowed and word.source == "brief":
                self.left.append(LeftOutWords(word.start, word.end, reason))
        if self.shot.kind != "picture":
            self.left += [LeftOutWords(one.start, one.end, reason) for one in self.shot.passes]
        if self.shot.kind == "voice_line":
            self.left += [LeftOutWords(one.start, one.end, reason) for one in self.shot.views]
            self.left += [LeftOutWords(one.start, one.end, reason) for one in self.shot.captions]
