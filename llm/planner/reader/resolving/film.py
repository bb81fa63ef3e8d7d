"""What lies over a whole film: length, shape, sound, titles, transitions."""

from dataclasses import replace
from typing import Any

from llm.planner.data.items import mood_of, usual_atmosphere
from llm.planner.data.ranges import within
from llm.planner.reader.accounting.left_out import reason_for
from llm.planner.reader.resolving.sizes import size_of
from llm.planner.reader.slots.context import ReadingContext
from llm.planner.reader.slots.draft import FoundValue, LeftOutWords, ShotDraft, Slot


class FilmAssembler:
    """The part of an assembler that sees to the film itself. `trace` tells where all came from."""

    def __init__(self, context: ReadingContext, seed: int) -> None:
        self.context, self.draft, self.seed = context, context.draft, seed
        self.book, self.text = context.words.book, context.words.text
        self.trace: list[Slot] = []
        self.left: list[LeftOutWords] = [*self.draft.left]
        self.notes: list[str] = list(self.draft.notes)
        self.amiss = 0
        """How many shots fewer or more there are than numbers and deeds of the brief tell."""
        self.values: list[dict[str, Any]] = []
        self.made: list[ShotDraft] = []

    def _over_all(self, values: dict[str, Any]) -> None:
        """What lies over the whole film: length, shape, sound, titles."""
        cut = [v for v in self.values if not v.get("separate", v["kind"] != "take")]
        moving = [v for v in self.values if v["kind"] in ("take", "edit")]
        fixed: list[str] = []
        self._shape(values, fixed, bool(moving))
        fields = self.draft.fields
        if "length" in fields and len(cut) > 1:
            word = fields["length"]
            length = within("film.length", float(word.value))
            if length != float(word.value):
                self._leave(word, reason_for("range", value=f"{length:g} s"))
            values["length"] = length
            self._note(fixed, "length", f"{length:g}", word)
        elif "length" in fields and not moving and all(v["kind"] == "picture" for v in self.values):
            self._leave(fields["length"], reason_for("kind", kind="picture"))
        self._sound(values, fixed, bool(cut))
        if "subtitles" in fields:
            word = fields["subtitles"]
            values["subtitles"] = word.value != "none" and bool(cut)
            # What is said in footage is found by listening to it.
            spoken = any(v.get("lines") or v["kind"] == "edit" for v in cut)
            if word.value != "none" and not spoken:
                values["subtitles"] = False
                self._leave(word, "nothing is said in the film")
            self._note(fixed, "subtitles", word.value, word)
        self._subtitled(cut)
        self._finish(values, fixed, bool(cut))
        self._titles(values, fixed, bool(cut))
        self._exports(values, fixed, bool(moving))
        values["fixed"] = fixed

    def _exports(self, values: dict[str, Any], fixed: list[str], moving: bool) -> None:
        for word in self.draft.exports:
            if not moving:
                self._leave(word, reason_for("kind", kind="picture"))
                continue
            purposes = values.setdefault("exports", [])
            purposes += [word.value] if word.value not in purposes else []
            self._note(fixed, f"exports.{purposes.index(word.value)}", word.value, word)

    def _subtitled(self, cut: list[dict[str, Any]]) -> None:
        """Subtitles are what is said: another language is not had by asking for it."""
        word = self.draft.fields.get("subtitles.language")
        lines = [(v, n, line) for v in cut for n, line in enumerate(v.get("lines", ()))]
        if word is None:
            return
        if lines and all(line["language"] == word.value for _, _, line in lines):
            for values, number, _ in lines:
                path = f"{values['id']}.lines.{number}.language"
                self.trace.append(Slot(path, word.value, word.start, word.end))
        else:
            self._leave(word, "subtitles are in the language that is spoken")

    def _note(self, fixed: list[str], path: str, value: str, word: FoundValue) -> None:
        fixed.append(path)
        self.trace.append(Slot(f"film.{path}", value, word.start, word.end, word.source))

    def _leave(self, word: FoundValue, reason: str) -> None:
        self.left.append(LeftOutWords(word.start, word.end, reason))

    def _shape(self, values: dict[str, Any], fixed: list[str], moving: bool) -> None:
        told_shape: dict[str, FoundValue] = {}
        for shot in self.made:
            if shot.kind == "take":
                names = ("size", "aspect", "resolution", "fps")
                told_shape.update({n: shot.fields[n] for n in names if n in shot.fields})
        if not told_shape or not moving:
            return
        width, height, note = size_of("take", told_shape)
        shape: dict[str, Any] = {"width": width, "height": height}
        sized = [word for name, word in told_shape.items() if name != "fps"]
        for word in sized:
            self._note(fixed, "shape", f"{width}x{height}", word)
            self.trace.append(Slot("film.shape", word.value, word.start, word.end))
        if note and sized:
            self._leave(sized[-1], note)
        if fps := told_shape.get("fps"):
            rate = round(within("film.shape.fps", float(fps.value)))
            shape["fps"] = rate
            if rate != float(fps.value):
                self._leave(fps, reason_for("range", value=f"{rate} frames a second"))
            self._note(fixed, "shape.fps", str(rate), fps)
        values["shape"] = shape

    def _sound(self, values: dict[str, Any], fixed: list[str], cut: bool) -> None:
        fields, sound = self.draft.fields, {}
        music, mood = fields.get("music"), fields.get("mood")
        unwanted = mood is not None and mood.value == "none"  # "no cheerful music"
        mood = None if unwanted else mood
        if music:
            wanted = music.value != "none" and not unwanted
            if wanted and not cut:
                self._leave(music, "music lies under a film or a shot only")
            elif wanted:
                sound["music"] = mood.value if mood else self._mood()
                self._note(fixed, "sound.music", sound["music"], mood or music)
                if mood:
                    self.trace.append(Slot("film.sound.music", mood.value, music.start, music.end))
            else:
                self._note(fixed, "sound.music", "none", music)
            if mood and wanted and not cut:
                self._leave(mood, "music lies under a film or a shot only")
        air = fields.get("atmosphere")
        if air and air.value != "none":
            if cut:
                where = next(
                    (v["place"]["set"] for v in self.values if "place" in v), "seaside_town"
                )
                any_air = usual_atmosphere(where)
                sound["atmosphere"] = any_air if air.value == "any" else air.value
                self._note(fixed, "sound.atmosphere", sound["atmosphere"], air)
            else:
                self._leave(air, "the sound of a place lies under a film or a shot only")
        if sound:
            values["sound"] = sound

    def _finish(self, values: dict[str, Any], fixed: list[str], cut: bool) -> None:
        finish: dict[str, Any] = {}
        for category, name, kept in (("film_look", "look", str), ("grain", "grain", float)):
            word = self.draft.fields.get(category)
            if word is None:
                continue
            if not cut:
                self._leave(word, reason_for("film_look"))
                continue
            finish[name] = kept(word.value)
            self._note(fixed, f"finish.{name}", word.value, word)
        if finish:
            values["finish"] = finish

    def _mood(self) -> str:
        felt = [role["expression"] for v in self.values for role in v.get("cast", [])]
        return mood_of(next((f for f in felt if f != "neutral"), "neutral"))

    def _titles(self, values: dict[str, Any], fixed: list[str], cut: bool) -> None:
        fields = self.draft.fields
        title = fields.get("title")
        if title:
            values["title"] = title.value[:80]
            self._note(fixed, "title", title.value, title)
            if cut:
                fields.setdefault("opening", replace(title))
        for name in ("opening", "closing"):
            word = fields.get(name)
            if word is None:
                continue
            if not cut:
                self._leave(word, "cards stand before or after a film only")
                continue
            card: dict[str, Any] = {"text": word.value[:80]}
            seconds = fields.get(f"{name}.seconds")
            if seconds:
                card["seconds"] = within("film.opening.seconds", float(seconds.value))
                self._note(fixed, f"{name}.seconds", f"{card['seconds']:g}", seconds)
            values[name] = card
            self._note(fixed, name, word.value, word)

    def _transitions(self) -> None:
        """The transition of each shot of the cut into the next one."""
        pairs = list(zip(self.values, self.made, strict=True))
        cut = [(v, shot) for v, shot in pairs if not v.get("separate", v["kind"] != "take")]
        # After the last shot comes none: what is named there goes for the whole film.
        every = self.draft.every_transition or (cut[-1][1].transition if cut else None)
        joints = self.draft.joints
        meant = [joints.get(n) or s.transition or every for n, (_, s) in enumerate(cut[:-1], 1)]
        last = [shot.transition for _, shot in cut[-1:]]
        for word in [*last, every, *joints.values()]:
            if word is not None and word not in meant:
                self._leave(word, "a transition goes from one shot into the next")
                break
        for (values, _), word in zip(cut, meant, strict=False):
            if word is None:
                continue
            values["transition"] = {"kind": word.value}
            values["fixed"] = [*values["fixed"], "transition"][:24]
            self.trace.append(
                Slot(f"{values['id']}.transition.kind", word.value, word.start, word.end)
            )
