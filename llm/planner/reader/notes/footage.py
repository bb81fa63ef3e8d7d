"""What a note changes in an edit of footage: its steps."""

from collections.abc import Collection, Mapping

from llm.planner.data import step_facts
from llm.planner.reader.footage.edit_reader import EditReader
from llm.planner.reader.footage.steps import StepDraft, usual_places
from llm.planner.reader.language.characters import CharacterIndex
from llm.planner.reader.language.clauses import clauses_of
from llm.planner.reader.language.phrases import Phrase
from llm.planner.reader.language.words import Words
from llm.planner.reader.notes.lasting import Lasting, length_of
from llm.planner.reader.notes.stepping import place_of, scaled, stepped
from llm.planner.reader.notes.tuning import Tuned, tuned_in, tuning
from llm.planner.reader.slots.draft import LeftOutWords, Slot
from studio.plan import Change, Edit, EditStep, Film, apply_changes

_SOUNDS = ("sound_effect", "dub")  # kinds of steps that are heard in muted footage


class FootageNote:
    """What a note asks of footage, read once for every edit of a film. `kinds` of steps are there;
    `lengths`: seconds of the footage by handle, as far as they are known. `notes` are sentences
    about what was chosen, and `left` words that cannot be followed."""

    def __init__(
        self,
        text: str,
        language: str,
        book: CharacterIndex,
        kinds: Collection[str] = (),
        lengths: Mapping[str, float] | None = None,
    ) -> None:
        self.words = Words(text, book, language, "footage")
        self.lengths = lengths or {}
        self.notes: list[str] = []
        self.left: list[LeftOutWords] = []
        self.tuned: list[Tuned] = []
        rest = []
        for clause in clauses_of(self.words, marks=False):
            tuned = tuned_in(clause, kinds)
            self.tuned += [tuned] if tuned else []
            rest += [] if tuned else [clause]
        self.request = EditReader(self.words).read(rest)
        for step in self.request.steps:
            if step.removes:  # its length may not be known here
                step.kind = "cut_out"
        # No file comes with a note: what needs another one is not made.
        self.request.steps = [
            step for step in self.request.steps if not (_lacks(step) or self._is_there(step, kinds))
        ]
        self.relative = [item for item in self.words.items if item.has("relative")]
        self.restored = [item for item in self.words.items if item.has("restore")]
        self.request.without |= {k for i in self.restored for k in i.value("restore").split()}
        for item in self.restored:
            if not set(item.value("restore").split()) & set(kinds):
                self.left.append(LeftOutWords(item.start, item.end, "that was not changed"))
        self.more = self.relative[0].value("relative") if self.relative else ""
        if self.more == "less":  # less of what there is none of is nothing
            self.request.steps = [
                one for one in self.request.steps if one.kind in kinds or not one.amount
            ]
        self.asked = list(self.request.steps)
        told = len(self.request.left)
        usual_places(self.request)
        self.left += self.request.left[told:]
        self._length_alone()

    @property
    def is_about_steps(self) -> bool:
        """Whether it speaks of steps that are there."""
        return bool(self.tuned or self.restored or self.request.without)

    def _is_there(self, step: StepDraft, kinds: Collection[str]) -> bool:
        """Whether a sound is one that is there, of which nothing can be changed: "the boing should
        be louder". What else its clause says would be about that sound, too."""
        said = step.items[0] if step.items else None
        if step.kind != "sound_effect" or step.kind not in kinds or step.where or said is None:
            return False
        led = self.words.items[max(0, said.place - 1)]
        if not self.words.listed("definite", led.norm):
            return False
        others = [one for one in self.request.steps if one is not step and one.kind == "volume"]
        for one in others:
            self.request.steps.remove(one)
        why = "how loud one sound is cannot be set by itself" if others else "it is there"
        words = [said, *(item for one in others for item in one.items)]
        self.left += [LeftOutWords(item.start, item.end, why) for item in words]
        return True

    def _length_alone(self) -> None:
        """ "3 seconds": how long it is to last, where nothing else takes the time."""
        bare = [one for one in self.words.items if one.value("moment").startswith("bare ")]
        if bare and not (self.asked or self.tuned or bare[0].taken or self.request.length_item):
            self.request.length = float(bare[0].value("moment").split()[1])
            self.request.length_item, bare[0].taken = bare[0], True

    def changes_of(self, edit: Edit) -> tuple[list[Change], list[Slot]]:
        """The changes to the steps of `edit`, and the words of each."""
        gone = [n for n, one in enumerate(edit.steps) if one.kind in self.request.without]
        gone += self._silenced(edit)
        changes = [
            Change(path=f"{edit.id}.steps.{n}", op="remove") for n in sorted(gone, reverse=True)
        ]
        unwanted = [*self.request.read, *self.restored]
        told = [(f"{edit.id}.without", item) for item in unwanted if gone]
        for caption in self.request.captions:
            value = {name: getattr(caption, name) for name in ("text", "start", "seconds", "where")}
            path = f"{edit.id}.captions.end"
            changes.append(Change(path=path, op="insert", value=value))
            told += [(f"{edit.id}.captions", item) for item in caption.items]
        more, asked = self._stepped(edit, [n for n in range(len(edit.steps)) if n not in gone])
        told += [(f"{edit.id}.steps.{n}", item) for n, items in asked for item in items]
        if self.more and edit.steps:
            more += [] if self.asked else _exaggerated(edit, self.more)
            path = f"{edit.id}.steps.{asked[-1][0]}" if asked else f"{edit.id}.steps"
            told += [(path, item) for item in self.relative]
        changes += more
        for tuned in self.tuned:
            changes += (made := tuning(_after(edit, changes), tuned))
            told += [(one.path, item) for one in made for item in tuned.items]
        last, words = self._lasting(edit, _after(edit, changes))
        told += [(f"{edit.id}.length", item) for item in words]
        slots = [Slot(path, i.text, i.start, i.end, "note") for path, i in told]
        return changes + last, slots

    def _silenced(self, edit: Edit) -> list[int]:
        """Sounds that go when all is to be silent, and no other is asked for."""
        muted = [step for step in self.asked if step.kind == "mute"]
        if not muted or any(step.kind in _SOUNDS for step in self.asked):
            return []
        gone = [n for n, step in enumerate(edit.steps) if step.kind in _SOUNDS]
        self.notes += ["What was laid over its sound goes too."] if gone else []
        return gone

    def _lasting(self, edit: Edit, after: Edit) -> tuple[list[Change], list[Phrase]]:
        """The changes by which it lasts as long as is asked, and the words; without any, its length
        is told anew where other changes moved it."""
        total, request = self.lengths.get(edit.source, 0.0), self.request
        now = length_of(after.steps, total)
        asked = request.length or (now - request.shorter if request.shorter else 0.0)
        asked = asked or now * request.scale
        if not request.length_item or request.scale == request.length == request.shorter == 0:
            same = length_of(edit.steps, total)
            if not edit.length or after.steps == edit.steps or abs(same - now) < 0.01:
                return [], []
            return [_length(edit, now)], []
        lasting = Lasting(after, total)
        lasting.until(round(asked, 2))
        item = request.length_item
        if lasting.unmet:
            self.left.append(LeftOutWords(item.start, item.end, lasting.unmet))
            return [], [item]
        self.notes += lasting.told
        return [*lasting.changes, _length(edit, asked)], [item]

    def _stepped(
        self, edit: Edit, kept: list[int]
    ) -> tuple[list[Change], list[tuple[int, list[Phrase]]]]:
        """The changes to the `kept` steps of `edit`, each as the ones before it leave them, and
        the number that each step has at last with the words that ask for it."""
        steps = [edit.steps[number] for number in kept]
        known = {step.kind for step in steps}
        changes: list[Change] = []
        asked: list[tuple[int, list[Phrase]]] = []
        for step in self.asked:
            place = place_of(steps, step) if step.kind in known else None
            now = edit.model_copy(update={"steps": steps})
            change = stepped(now, step, place, self.more)
            number = int(change.path.rpartition(".")[2])
            if change.op == "insert":
                steps.insert(number, EditStep.model_construct(kind=step.kind))
                asked = [(n + (n >= number), items) for n, items in asked]
            changes.append(change)
            asked.append((number, step.items))
        return changes, asked

    def exports(self, film: Film) -> tuple[list[Change], list[Slot]]:
        """What the film is to be exported as besides."""
        asked = dict.fromkeys(one.value for one in self.request.exports)
        new = [one for one in asked if one not in film.exports]
        slots = [
            Slot("film.exports", one.value, one.start, one.end, "note")
            for one in self.request.exports
        ]
        verbs = [item for item in self.words.items if item.has("exporting") and asked]
        slots += [Slot("film.exports", i.text, i.start, i.end, "note") for i in verbs]
        return [Change(path="film.exports.end", op="insert", value=one) for one in new], slots


def _after(edit: Edit, changes: list[Change]) -> Edit:
    """The edit with changes made to it."""
    film = Film(intent="an edit", shots=[edit])
    found = apply_changes(film, changes, keep_fixed=False).film.shots
    return next((one for one in found if isinstance(one, Edit)), edit)


def _length(edit: Edit, seconds: float) -> Change:
    known = round(seconds, 2) if 0 < seconds <= 60 else 0.0
    return Change(path=f"{edit.id}.length", value=known)


def _lacks(step: StepDraft) -> bool:
    """Whether a step needs another file."""
    alone = step.word in ("cut_subject", "beside_itself")
    return "needs" in step_facts(step.kind) and not alone


def _exaggerated(edit: Edit, more: str) -> list[Change]:
    """ "even more": faces go farther, or less far."""
    return [
        Change(
            path=f"{edit.id}.steps.{number}.amount",
            value=min(4.0, round(scaled(step.kind, step.amount, more), 2)),
        )
        for number, step in enumerate(edit.steps)
        if step.kind == "exaggerate"
    ]
