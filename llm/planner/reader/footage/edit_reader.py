"""What a brief asks of footage that came with it: the steps of an edit."""

from llm.planner.data import amount_of, step_kind_of
from llm.planner.reader.footage.effects import MAKES
from llm.planner.reader.footage.steps import EditRequest, StepDraft
from llm.planner.reader.footage.titles import TitleReader
from llm.planner.reader.language.clause import Clause
from llm.planner.reader.language.clauses import clauses_of
from llm.planner.reader.language.lexicon import Meaning
from llm.planner.reader.language.phrases import Phrase
from llm.planner.reader.slots.draft import FoundValue, LeftOutWords

_OVER_ALL = (
    *("music", "mood", "atmosphere", "quality", "seed"),
    *("aspect", "size", "resolution", "fps", "subtitles", "join", "transition"),
)
_STILLED = 0.5  # seconds of which stills are taken that are asked for at a time
# Effects of a face: "zoom in on Luca".
_NEAR = ("zoom", "snap_zoom", "slow_zoom", "exaggerate")


class EditReader(TitleReader):
    """Reads the clauses of a brief about footage."""

    def read(self, clauses: list[Clause] | None = None) -> EditRequest:
        """What the clauses ask; all of the brief's where none are given."""
        for clause in clauses if clauses is not None else clauses_of(self.words, marks=False):
            self._clause(clause)
        self._close()
        self.request.read += filter(self._whose, self.words.items)
        return self.request

    def _whose(self, item: Phrase) -> bool:
        """Whether a name only tells whose face is meant: "zoom in on Luca's face"."""
        before = self.words.items[max(0, item.place - 2) : item.place]
        token = self.words.tokens[item.last - 1]
        near = any(one.value("effect") in _NEAR for one in before)
        return item.has("name") and (token.possessive or near)

    def _clause(self, clause: Clause) -> None:
        request, items = self.request, clause.items
        request.refers |= bool(clause.having("refer"))
        if self._inserts(clause) or self._beyond(clause):
            return
        items = clause.items
        self._moods(clause)
        negated = [one for one in items if one.has("negation")]
        middle = any(one.value("place") == "middle" for one in items)
        removed = [] if middle else clause.having("remove")
        if self.denied and clause.boundary == "and" and len(items) < 5 and not negated:
            self._unwanted(clause, items[0])
            return
        self.denied = False
        if negated or (removed and not self._stretch(clause)):
            by = (negated or removed)[0]
            if self._unwanted(clause, by):
                self.denied = True
                clause.items = items = items[: items.index(by)]
        self._titles(clause)
        self._over_all(clause)
        made = self._effects(clause)
        self._cuts(clause, made)
        self._places(clause, made)
        self.before = made or self.before

    def _moods(self, clause: Clause) -> None:
        """ "sad, slow piano music": words before music tell its mood."""
        items = self.words.items
        for music in clause.having("music"):
            place = music.place - 1
            while place >= 0 and (
                items[place].has("mood", "look", "effect", "parody", "degree", "emotion", "cannot")
                or not items[place].entries
                or items[place].norm in (",", "and", "e")
            ):
                word = items[place]
                if items[place + 1].is_mark and "mood" not in word.known:
                    break
                if "mood" in word.known:
                    word.entries = {"mood": word.known["mood"]}
                elif not word.is_mark and not word.has("function"):
                    word.entries = {}
                    self.request.read.append(word)
                place -= 1

    def _inserts(self, clause: Clause) -> bool:
        """Whether somebody is to be put into the footage, which no tool does."""
        verb = next((i for i in clause.items if self.words.listed("inserting", i.norm)), None)
        named = [i for i in clause.having("name") if not self.words.tokens[i.last - 1].possessive]
        if verb is None or not named or clause.having("effect", "quote"):
            return False
        self.request.left.append(
            LeftOutWords(verb.start, clause.items[-1].end, "nobody can be put into footage")
        )
        for item in clause.items:
            item.taken = True
        return True

    def _beyond(self, clause: Clause) -> bool:
        """What no tool can do: it is left out, with the words that belong to it."""
        found = clause.having("beyond")
        sized = [one for one in clause.items if self.words.listed("sizes", one.norm)]
        if sized and not found and not self._of_faces(clause):
            found = [i for i in clause.items if i in sized or i.has("factor", "intensity")]
            for one in found:  # "make it twice as big"
                one.entries = {"beyond": Meaning("beyond", "picture_size")}
        if not found or clause.having("negation"):
            return False
        if found[0].value("beyond") == "judged" and clause.having("place", "moment"):
            return False  # "cut out the boring part in the middle"
        if found[0].value("beyond") == "bars" and self._has_shape():
            # It is cropped to the shape that the brief names: nothing is beyond that.
            for item in found:
                item.taken = True
                self.request.read.append(item)
            return False
        if found[0].value("beyond") == "song" and self.request.others.get("audio"):
            if any(one.value("effect") in ("dub", "lip_sync") for one in clause.items):
                self.request.read += found  # what is heard, or followed
            else:
                self._step("dub", "underlay", found).amount = amount_of("underlay")
            return False
        first = clause.items.index(found[0])
        for item in clause.items[first:]:
            item.taken = True
        why = found[0].value("beyond")
        self.request.left.append(LeftOutWords(found[0].start, clause.items[-1].end, why))
        clause.items = clause.items[:first]
        return not clause.items

    def _of_faces(self, clause: Clause) -> bool:
        """Whether a face is to be bigger, not the picture: "make his eyes bigger"."""
        faces = any(self.words.listed("of_faces", one.norm.split()[-1]) for one in clause.items)
        return faces or any(step.kind == "exaggerate" for step in self.before)

    def _joins(self) -> bool:
        """Whether there are several videos, between which something may dissolve."""
        return len(self.request.others.get("video", ())) > 1

    def _unwanted(self, clause: Clause, by: Phrase) -> bool:
        """ "no slow motion", "without the music"."""
        done = False
        for item in clause.items[clause.items.index(by) :]:
            kind = step_kind_of(item.value("effect"))
            kind = "speed" if item.has("speed") else kind
            kind = "fade" if item.has("transition") and not self._joins() else kind
            kind = kind or next((to for name, to in MAKES.items() if item.has(name)), "")
            kind = kind or next(
                (c for c in ("music", "title", "parody", "subtitles") if item.has(c)), ""
            )
            if kind:
                self.request.without.add(kind)
                self.request.read += [item, by]
                item.taken = by.taken = done = True
        for item in self._stretch(clause):
            if (by.has("negation") or self.denied) and item.value("moment").split()[0] in (
                "beginning",
                "end",
            ):
                if self.before and self.words.listed("mere_not", by.norm):
                    self.request.left.append(LeftOutWords(by.start, item.end, "unchanged"))
                    item.taken = by.taken = done = True
                    continue  # "black and white, but not the last second"
                step = self._step("trim", "trim", [item, by])
                step.removes = True
                self._put(step, item)
                done = True
        return done

    def _purpose(self, item: Phrase) -> str:
        """What it is exported for: "as a GIF", "export it square"."""
        if item.has("aspect") and any(one.has("exporting") for one in self.words.items):
            return {"1:1": "square", "9:16": "vertical"}.get(item.value("aspect"), "")
        picture = "kind" in item.known and item.known["kind"].value == "picture"
        led = self.words.text[: item.start].lower().split()[-2:]
        if picture and any(self.words.listed("as_whom", word) for word in led):
            return "stills"  # "the best moment as a picture"
        return item.value("export")

    def _is_of_export(self, clause: Clause, item: Phrase) -> bool:
        """Whether a change is asked of one exported file alone: "mute the vertical one"."""
        led = self.words.items[max(0, item.place - 1)].norm
        changed = clause.having("effect", "look", "speed", "style")
        definite = self.words.listed("definite", led) and bool(self._purpose(item))
        return definite and bool(changed) and changed[0].place < item.place

    def _over_all(self, clause: Clause) -> None:
        """What the whole piece has: music, quality, seed, shape, its length."""
        for item in clause.items:
            if self._is_of_export(clause, item):
                why = "what is exported is the whole piece in another shape"
                self.request.left.append(LeftOutWords(item.start, item.end, why))
                item.taken = True
            elif purpose := self._purpose(item):
                self.request.exports.append(FoundValue(purpose, item.start, item.end))
                item.taken = True
            if item.taken and item.has("export", "aspect"):
                continue
            for name in _OVER_ALL:
                if name == "mood" and item.entries.keys() != {"mood"}:
                    continue
                if item.has(name) and not item.has("effect", "look"):
                    told = FoundValue(item.value(name), item.start, item.end)
                    first = self.request.fields.setdefault(name, told)
                    self.request.read += [item] if first.value == told.value else []
                    item.taken = True
            if item.has("parody"):
                self.request.read.append(item)
                self.request.parody = self.request.parody or FoundValue("yes", item.start, item.end)
                item.taken = True
            if item.value("lasting") == "longer" and self._lengthens():
                self.request.read.append(item)
                item.taken = True
                continue
            if value := item.value("lasting"):
                self.request.scale = {"shorter": 0.7, "longer": 1.4}.get(value) or float(value)
                self.request.length_item = self.request.length_item or item
                self.request.read.append(item)
                item.taken = True
                continue
            kind, _, seconds = item.value("moment").partition(" ")
            result = kind == "to" or (kind == "bare" and self._is_result(clause, item))
            if result or kind == "shorter":
                self.request.length_item, item.taken = item, True
                setattr(self.request, "length" if result else "shorter", float(seconds))

    def _lengthens(self) -> bool:
        """Whether what makes it longer is told: "extend the ending by holding the last frame"."""
        return any(one.value("effect") in ("freeze", "loop") for one in self.words.items)

    def _is_result(self, clause: Clause, item: Phrase) -> bool:
        """Whether a length is that of the result: "a four-second parody"."""
        if clause.boundary == "comma" and self.request.parody and clause.items == [item]:
            return True
        place = clause.items.index(item)
        following = clause.items[place + 1 : place + 4]
        return any(
            one.has("parody", "refer", "place", "said") or "kind" in one.known
            for one in following[:2]
        ) or (
            not (clause.having("effect"))
            and any(one.has("make", "chatter") for one in clause.items[:place])
        )

    def _cut_before(self, clause: Clause) -> StepDraft | None:
        """The cut that a clause goes on with: "remove the first second and the part from 3 to 4
        seconds"."""
        last = self.request.steps[-1:]
        goes_on = clause.boundary in ("and", "comma") and last and last[0].kind == "trim"
        return last[0] if goes_on else None

    def _led(self, item: Phrase) -> bool:
        """Whether "to" stands before a word, or in it."""
        words = self.words.text[: item.start].lower().split()[-2:]
        return bool({"to", "alla"} & set(words))

    def _cuts(self, clause: Clause, made: list[StepDraft]) -> None:
        """What is kept of the footage, and what goes."""
        limits = [one for one in clause.having("moment") if self._kind(one) in ("begins", "stops")]
        self._trims(limits, [], False)
        stretch = self._stretch(clause)
        trims, keeps, removes = map(clause.having, ("trim", "keep", "remove"))
        keeps = keeps or (
            [] if made else list(filter(self._purpose, clause.items))
        )  # "a GIF of the best part"
        peaks = [one for one in clause.having("place") if one.value("place") == "peak"]
        middles = [one for one in clause.having("place") if one.value("place") == "middle"]
        halves = [one for one in clause.having("place") if one.value("place").endswith("_half")]
        scenes, asked = clause.having("scene"), trims or keeps or removes
        cut_away = bool(trims) and trims[0].value("trim") == "away" and not keeps

        def goes(part: Phrase) -> bool:
            """Whether a part is taken away: "cut the second half", "cut it to the second half"."""
            return bool(removes) or (cut_away and not self._led(part))

        backwards = [s for s in made if s.kind == "reverse"]
        if backwards and stretch and not asked and backwards[0].items[0].start < stretch[0].start:
            self.request.steps.remove(backwards[0])
            made.remove(backwards[0])
            words = [backwards[0].items[0], stretch[0]]
            self.request.left.append(
                LeftOutWords(words[0].start, words[1].end, "only whole clips run backwards")
            )
            stretch[0].taken = True
        elif stretch and asked and not (made and not (keeps or removes)):
            at_an_end = stretch[0].value("moment").split()[0] in ("beginning", "end", "ends")
            away = goes(stretch[0]) and (bool(removes) or at_an_end)
            self._trims(stretch, asked[:1], away)
            self.request.read += [i for i in clause.having("place") if i.value("place") == "all"]
        elif stretch and not made and (before := self._cut_before(clause)):
            self._trims(stretch, [], before.removes)
        elif halves and asked and not made:
            step = self._step("trim", "trim", [halves[0], *asked[:1]])
            kept = {"first_half": "second_half", "second_half": "first_half"}
            half = halves[0].value("place")
            step.where = kept[half] if goes(halves[0]) else half
        elif scenes and asked and not made:
            step = self._step("trim", "trim", asked[:1])
            self._in_scene(scenes[0], [step])
            step.removes = goes(scenes[0])
        elif middles and asked and not made:
            kind = "cut_out" if goes(middles[0]) else "trim"
            step = self._step(kind, kind, [middles[0], *asked[:1]])
            step.where = "middle"
            for item in clause.having("moment"):
                self._moment(item, [step])
        elif any(self._purpose(one) == "stills" for one in clause.items) and (
            at := self._at(clause)
        ):
            step = self._step("trim", "trim", [at])
            self._put(step, at)
            step.seconds = _STILLED
        elif peaks and asked and (not made or peaks[0].start < made[0].items[0].start):
            step = self._step("trim", "trim", [peaks[0], *asked[:1]])
            step.where = "peak"
        elif stretch and made and made[0].kind == "reverse":
            self._trims(stretch[:1], [], False)

    @staticmethod
    def _at(clause: Clause) -> Phrase | None:
        """When: "a screenshot at 2 seconds"."""
        told = (one for one in clause.having("moment") if not one.taken)
        return next((one for one in told if one.value("moment").split()[0] == "at"), None)

    def _trims(self, stretches: list[Phrase], asked: list[Phrase], away: bool) -> None:
        """A cut for each stretch, which is kept, or goes; "a second off both ends" is two."""
        for item in stretches:
            at = item.value("moment").split()[0]
            for end in ("beginning", "end") if at == "ends" else ("",):
                step = self._step("trim", "trim", [item, *asked])
                self._put(step, item)
                step.where, step.removes = end or step.where, away
            asked = []
