"""A brief about footage as a film: an edit of each video, with music, titles and shape over it."""

from dataclasses import replace
from pathlib import PurePath
from typing import Any, get_args

from llm.planner.data import amount_of, step_facts
from llm.planner.data import table as data
from llm.planner.data.items import mood_of_look
from llm.planner.data.ranges import range_of, within
from llm.planner.reader.accounting.account import account_of_changes
from llm.planner.reader.accounting.left_out import left_out_parts
from llm.planner.reader.footage.asked import asked_in, asked_only, asks_of_footage, told_footage
from llm.planner.reader.footage.fitting import Fitting, Impossible
from llm.planner.reader.footage.others import edited_videos, joined
from llm.planner.reader.footage.steps import (
    OWN,
    EditRequest,
    StepDraft,
    captions_shown,
    usual_places,
)
from llm.planner.reader.footage.videos import Video
from llm.planner.reader.language.words import Words
from llm.planner.reader.resolving.criteria import criteria_for, film_criteria
from llm.planner.reader.resolving.identifiers import unique
from llm.planner.reader.resolving.refusals import refused
from llm.planner.reader.resolving.sizes import shape_of_footage
from llm.planner.reader.slots.draft import FoundValue, LeftOutWords, Slot
from studio.nouns.vocabulary import EditKind
from studio.plan import Edit, EditStep, Film, LeftOut

_MOST_STEPS, _MOST_CAPTIONS, _LONGEST = 8, 6, 60.0
_OF_SOUND = ("mute", "volume")  # kinds of steps that change the sound that is there
_LOOKS = {"black_and_white": "bw", "film_noir": "noir"}


def _once(steps: list[StepDraft]) -> list[StepDraft]:
    """What is asked twice by other words is done once: "quieter please, way too loud"."""
    kept: list[StepDraft] = []
    alike = ("kind", "where", "start", "seconds", "amount", "scene", *OWN)
    for step in steps:
        twin = next(
            (k for k in kept if all(getattr(k, n) == getattr(step, n) for n in alike)), None
        )
        if twin is None or "several" in step_facts(step.kind):
            kept.append(step)
        else:
            twin.items += step.items
    return kept


class EditAssembler:
    """Makes the edits of a request."""

    def __init__(self, words: Words, request: EditRequest, seed: int) -> None:
        self.words, self.request, self.seed = words, request, seed
        self.trace: list[Slot] = []
        self.left: list[LeftOutWords] = []

    def film(self, videos: list[Video], text: str) -> Film:
        """The film of the edits of the videos; refused where nothing is asked that can be done."""
        usual_places(self.request)
        self.left = list(self.request.left)
        videos = edited_videos(self.request, videos, text, self.left)
        shots: list[Edit] = []
        message = ""
        for video in videos:
            try:
                shots.append(self._edit(video, {shot.id for shot in shots}))
            except Impossible as error:
                message = str(error)
                self._unmade(message)
        shots = joined(self.request, shots, self.trace, self.left)
        fields = self._film_fields(shots, videos)
        account_of_changes(self.words, self.trace, self.left)
        left = left_out_parts(text, self.left)
        asked = any(shot.steps or shot.captions for shot in shots) or fields.keys() - {"fixed"}
        if not shots or not (asked or (len(shots) > 1 and "join" in self.request.fields)):
            asks = videos and not message and asks_of_footage(text)
            return asked_only(told_footage(videos)) if asks else self._refused(message, left)
        intent = "An edit: " + ", ".join(
            dict.fromkeys(step.kind for shot in shots for step in shot.steps)
        )
        if asked_in(text, (slot for slot in self.trace if slot.path != "read.edit")):
            self.request.notes.append(told_footage(videos))
        notes = " ".join(dict.fromkeys([*self.request.notes, *self.words.notes]))[:400]
        film = Film(intent=intent, shots=shots, left_out=left, message=notes, **fields)
        return film.model_copy(update={"criteria": film_criteria(film)})

    def _refused(self, message: str, left: list[LeftOut]) -> Film:
        told = [f"“{one.words}”: {one.reason}." for one in left[:2]]
        what = message or " ".join(told) or "Nothing is asked for that can be done to footage."
        what += " For example: “Make this clip black and white, with tense music”."
        return refused(what, left)

    def _unmade(self, reason: str) -> None:
        for step in self.request.steps:
            for item in step.items:
                self.left.append(LeftOutWords(item.start, item.end, reason))

    def _edit(self, video: Video, taken: set[str]) -> Edit:
        steps = self._heard(video)
        fitting = Fitting(self.request, video.name, video.length)
        steps = self._compatible(fitting.fit(steps))
        self.left += fitting.left
        order = get_args(EditKind)
        steps.sort(key=lambda s: (order.index(s.kind), s.start))
        for step in steps[_MOST_STEPS:]:
            self.left += [LeftOutWords(item.start, item.end, "steps") for item in step.items]
        identifier = unique(f"{PurePath(video.name).stem[:18]}_{self._tag()}", taken)
        length = fitting.result_length(steps)
        timed = bool(fitting.lasts) or any(s.kind in ("trim", "cut_out") for s in steps)
        # How long slow motion at the peak is shows when the peak is found.
        told = not any(step.where == "peak" for step in steps if step.kind == "speed")
        timed |= told and any(step.kind == "loop" for step in steps)
        named = [
            f"steps.{n}"
            for n, s in enumerate(steps[:_MOST_STEPS])
            if (s.items and s.kind != "exaggerate") or s.measured
        ]
        for number, step in enumerate(steps[:_MOST_STEPS]):
            for item in step.items:
                self.trace.append(
                    Slot(
                        f"{identifier}.steps.{number}",
                        f"{step.kind} {step.where}",
                        item.start,
                        item.end,
                    )
                )
        captions = self.request.captions[:_MOST_CAPTIONS]
        for caption in self.request.captions[_MOST_CAPTIONS:]:
            self.left += [LeftOutWords(i.start, i.end, "captions") for i in caption.items[:1]]
        for number, caption in enumerate(captions):
            path = f"{identifier}.captions.{number}"
            for item in caption.items:
                self.trace.append(Slot(path, caption.text, item.start, item.end))
        if self.request.length_item is not None:
            item = self.request.length_item
            self.trace.append(
                Slot(f"{identifier}.length", f"{fitting.lasts:g}", item.start, item.end)
            )
        values: dict[str, Any] = {
            "id": identifier,
            "source": video.handle,
            "steps": [self._step(step) for step in steps[:_MOST_STEPS]],
            "captions": captions_shown(captions, length),
            "seed": self._seed(identifier),
            "fixed": named + (["length"] if timed else []),
        }
        if timed and 0 < length <= _LONGEST:
            values["length"] = round(length, 2)
        edit = Edit(**values)
        return edit.model_copy(
            update={"criteria": criteria_for(edit, set(edit.fixed), fitting.lasts)}
        )

    def _heard(self, video: Video) -> list[StepDraft]:
        """The steps that a video can have: of a silent one no sound is changed.

        Raises:
            Impossible: there is no other.
        """
        lost = [step for step in self.request.steps if video.silent and step.kind in _OF_SOUND]
        why = f"{video.name} has no sound"
        more = self.request.captions or self.request.fields or self.request.exports
        if lost and len(lost) == len(self.request.steps) and not more:
            raise Impossible(f"{why}.")
        self.left += [LeftOutWords(i.start, i.end, why) for step in lost for i in step.items]
        return [replace(step) for step in self.request.steps if step not in lost]

    def _seed(self, identifier: str) -> int:
        word = self.request.fields.get("seed")
        if word is None:
            return self.seed
        self.trace.append(Slot(f"{identifier}.seed", word.value, word.start, word.end))
        return int(within("seed", float(word.value)))

    def _compatible(self, steps: list[StepDraft]) -> list[StepDraft]:
        """Several speeds or holds only at times that are known beforehand; one look."""
        steps = _once(steps)
        for kind in dict.fromkeys(step.kind for step in steps):
            last, once = kind in ("grade", "stylize"), "everywhere" in step_facts(kind)
            same = [s for s in steps if s.kind == kind]
            once |= "parts" in step_facts(kind) and any(step.where == "all" for step in same)
            paced = kind in ("speed", "freeze")
            if len(same) > 1 and (
                once or (paced and any(s.where in ("all", "peak") for s in same))
            ):
                kept = same[-1] if last else same[0]
                for one in same:
                    if one is not kept and all(
                        getattr(one, name) == getattr(kept, name) for name in ("amount", *OWN)
                    ):
                        kept.items += one.items  # "a comic look, like a comic book"
                    elif one is not kept:
                        self.left += [
                            LeftOutWords(i.start, i.end, "one look, and one speed at a time")
                            for i in one.items
                        ]
                steps = [s for s in steps if s.kind != kind or s is kept]
        return steps

    def _step(self, step: StepDraft) -> EditStep:
        amount = step.amount
        limits = step_facts(step.kind).get("limits")
        if (limits or step.kind == "speed") and amount:
            low, high = map(float, limits) if limits else range_of("speed")
            amount = min(max(amount, low), high)
            if abs(amount - step.amount) > 0.001:
                why = f"The {step.kind} goes as far as {amount:g}."
                self.request.notes.append(why)
                told = [i for i in step.items if i.has("factor", "intensity", "speed")]
                self.left += [LeftOutWords(item.start, item.end, why) for item in told]
        return EditStep(
            kind=step.kind,
            where=step.where if step.where != "rest" else "all",
            start=step.start if step.where == "time" else 0.0,
            seconds=round(step.seconds, 3),
            scene=step.scene if step.where == "scene" else None,
            amount=round(amount, 4),
            **{name: getattr(step, name) or None for name in OWN},
        )

    def _tag(self) -> str:
        kinds = list(dict.fromkeys(step.kind for step in self.request.steps))
        if self.request.parody:
            return "parody"
        if len(kinds) != 1:
            return "edit"
        first = self.request.steps[0]
        if kinds == ["stylize"]:
            return first.style
        if kinds == ["speed"]:
            return "slow" if first.amount < 1 else "fast"
        if kinds == ["grade"]:
            return _LOOKS.get(first.look, first.look)
        return step_facts(kinds[0]).get("tag", kinds[0])

    def _film_fields(self, shots: list[Edit], videos: list[Video]) -> dict[str, Any]:
        told_fields, request = self.request.fields, self.request
        values: dict[str, Any] = {}
        fixed: list[str] = []

        def note(path: str, value: str, word: FoundValue) -> None:
            fixed.append(path)
            self.trace.append(Slot(f"film.{path}", value, word.start, word.end))

        self.trace += [Slot("read.edit", i.text, i.start, i.end) for i in request.read]
        music = told_fields.get("music")
        if "music" in request.without:
            fixed.append("sound.music")
        elif music:
            mood = told_fields.get("mood")
            values["sound"] = {"music": mood.value if mood else self._mood()}
            for word in (music, mood) if mood else (music,):
                note("sound.music", values["sound"]["music"], word)
        if (title := told_fields.get("title")) and "title" not in request.without:
            values |= {"title": title.value[:80], "opening": {"text": title.value[:80]}}
            note("opening", title.value, title)
        if closing := told_fields.get("closing"):
            values["closing"] = {"text": closing.value[:80]}
            note("closing", closing.value, closing)
        for word in request.exports:
            purposes = values.setdefault("exports", [])
            if word.value not in purposes:
                purposes.append(word.value)
            note(f"exports.{purposes.index(word.value)}", word.value, word)
        sized = {n: told_fields[n] for n in ("aspect", "size", "resolution") if n in told_fields}
        if sized or shots:
            shape = self._shape(videos, sized)
            for word in sized.values():
                note("shape", word.value, word)
            if shape and shots:
                values["shape"] = shape
        values["fixed"] = list(dict.fromkeys(fixed))[:12]
        if (word := told_fields.get("subtitles")) and shots:
            values["subtitles"] = word.value != "none" and "subtitles" not in request.without
            note("subtitles", word.value, word)
        without = ("quality", "atmosphere", "fps")
        words = [told_fields[name] for name in without if name in told_fields]
        reason = "an edit of footage has none"
        self.left += [LeftOutWords(word.start, word.end, reason) for word in words]
        if values.keys() == {"fixed", "shape"} and not sized:
            made = any(shot.steps or shot.captions for shot in shots) or "join" in told_fields
            return {**values} if made else {"fixed": values["fixed"]}
        return values

    def _shape(self, videos: list[Video], sized: dict[str, FoundValue]) -> dict[str, Any]:
        """That of the first video, or the one asked for with about as many pixels."""
        shape: dict[str, Any] = {}
        first = videos[0] if videos else None
        if first and first.width and first.height:
            shape = {"width": first.width, "height": first.height}
            for step in (s for s in self.request.steps if s.kind == "crop"):
                share = step.amount or amount_of("crop")
                sides = set(step.side.split("_"))
                wide, high = sides & {"left", "right"}, sides & {"top", "bottom"}
                shape["width"] = round(shape["width"] * (share if wide or not high else 1) / 2) * 2
                shape["height"] = (
                    round(shape["height"] * (share if high or not wide else 1) / 2) * 2
                )
        if sized:
            had = (shape["width"], shape["height"]) if shape else (0, 0)
            width, height, note = shape_of_footage(sized, *had)
            self.request.notes += [note] if note else []
            shape = {"width": width, "height": height}
        if first and first.fps and shape:
            shape["fps"] = round(first.fps)
        return {name: int(within(f"film.shape.{name}", value)) for name, value in shape.items()}

    def _mood(self) -> str:
        moods, request = data("defaults")["edit_mood"], self.request
        said = ["parody"] if request.parody else []
        looks = [mood for s in request.steps if s.look and (mood := mood_of_look(s.look))]
        if looks and not said:
            return looks[0]
        said += ["slow" if s.amount < 1 else "fast" for s in request.steps if s.kind == "speed"]
        return moods[next(iter(said), "other")]
