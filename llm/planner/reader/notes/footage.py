"""What a note changes in an edit of footage: its steps."""

from typing import Any, get_args

from llm.planner.data import step_facts
from llm.planner.reader.footage.edit_reader import EditReader
from llm.planner.reader.footage.steps import COMPARED, OWN, StepDraft, usual_places
from llm.planner.reader.language.characters import CharacterIndex
from llm.planner.reader.language.phrases import Phrase
from llm.planner.reader.language.words import Words
from llm.planner.reader.slots.draft import Slot
from studio.nouns.vocabulary import EditKind
from studio.plan import Change, Edit, EditStep, Film

_STRONGER, _WEAKER = 1.3, 0.7
_ADDED = ("brightness", "contrast", "saturation", "volume")  # "even brighter"


class FootageNote:
    """What a note asks of footage, read once for every edit of a film."""

    def __init__(self, text: str, language: str, book: CharacterIndex) -> None:
        self.words = Words(text, book, language, "footage")
        self.request = EditReader(self.words).read()
        for step in self.request.steps:
            if step.removes:  # nobody says here how long the footage is
                step.kind = "cut_out"
        # No file comes with a note: what needs another one is not made.
        self.request.steps = [step for step in self.request.steps if not _lacks(step)]
        self.asked = list(self.request.steps)
        usual_places(self.request)
        self.relative = [item for item in self.words.items if item.has("relative")]
        self.more = self.relative[0].value("relative") if self.relative else ""

    def changes_of(self, edit: Edit) -> tuple[list[Change], list[Slot]]:
        """The changes to the steps of `edit`, and the words of each."""
        gone = [n for n, one in enumerate(edit.steps) if one.kind in self.request.without]
        changes = [Change(path=f"{edit.id}.steps.{n}", op="remove") for n in reversed(gone)]
        told = [(f"{edit.id}.without", item) for item in self.request.read if gone]
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
        slots = [Slot(path, i.text, i.start, i.end, "note") for path, i in told]
        return changes + more, slots

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
            kinds = [one.kind for one in steps]
            place = kinds.index(step.kind) if step.kind in known else None
            now = edit.model_copy(update={"steps": steps})
            for change in _step(now, step, place, self.more):
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


def _lacks(step: StepDraft) -> bool:
    """Whether a step needs another file."""
    alone = step.word in ("cut_subject", "beside_itself")
    return "needs" in step_facts(step.kind) and not alone


def _exaggerated(edit: Edit, more: str) -> list[Change]:
    """ "even more": faces go farther, or less far."""
    factor = _STRONGER if more == "more" else _WEAKER
    return [
        Change(
            path=f"{edit.id}.steps.{number}.amount", value=min(4.0, round(step.amount * factor, 2))
        )
        for number, step in enumerate(edit.steps)
        if step.kind == "exaggerate"
    ]


def _step(edit: Edit, step: StepDraft, place: int | None, more: str) -> list[Change]:
    """A step that is changed where there is one of its kind, put in its order else."""
    values: dict[str, Any] = {
        "kind": step.kind,
        "where": step.where or "all",
        "start": step.start if step.where == "time" else 0.0,
        "seconds": step.seconds,
        "amount": round(step.amount, 4),
        "look": step.look or None,
    }
    values |= {name: told for name in OWN if (told := getattr(step, name))}
    if place is None or "several" in step_facts(step.kind):
        order = get_args(EditKind)
        before = [
            n for n, one in enumerate(edit.steps) if order.index(one.kind) <= order.index(step.kind)
        ]
        where = before[-1] + 1 if before else 0
        return [Change(path=f"{edit.id}.steps.{where}", op="insert", value=values)]
    old = edit.steps[place]
    slower = step.kind == "speed" and step.items and step.items[0].norm in COMPARED
    if (slower and not step.counted) or (more and step.kind == "exaggerate"):
        factor = (
            (0.5 if step.amount < 1 else 2.0)
            if slower
            else _STRONGER
            if more == "more"
            else _WEAKER
        )
        values |= {"amount": round(old.amount * factor, 4), "where": old.where, "start": old.start}
        values["seconds"] = old.seconds
    elif step.kind in _ADDED and not step.measured and old.amount * step.amount > 0:
        low, high = map(float, step_facts(step.kind)["limits"])
        values["amount"] = round(min(max(old.amount + step.amount, low), high), 4)
    return [Change(path=f"{edit.id}.steps.{place}", value=values)]
