"""From what a brief asks of footage to a shot of kind "edit"."""

from dataclasses import replace
from typing import Any

from llm.planner.data import default, table
from llm.planner.footage.brief.amounts import within
from llm.planner.footage.brief.drafts import Change, Wish
from llm.planner.footage.fitting import Fitting, asked_length
from llm.planner.footage.rest import spread_rest
from llm.planner.footage.sources import Footage
from llm.planner.words.tokens import fold
from studio.nouns.treatment import Edit, Shot
from studio.nouns.vocabulary import EditKind, words

_SIDES, _RATES = (64, 4096), (6, 60)
_MOST_EDITS, _LONGEST_HOLD, _LONGEST_PIECE = 8, 60.0, 60.0
# What makes a parody: a cut or a look is none.
_EFFECTS = {"exaggerate", "zoom", "shake", "speed", "freeze", "reverse"}
_TAGS = {"exaggerate": "faces", "grade": "look", "trim": "cut", "reverse": "reversed"}


class EditBuilder:
    """Makes one shot of one wish and one video. `notes` are what a person should know of what was
    decided, `left_out` what of the brief could not be placed, in its own words, `lasts` the length
    in seconds that it asks for, 0 where it names none."""

    def __init__(self, wish: Wish, footage: Footage, seed: int) -> None:
        self.wish, self.footage = wish, footage
        self.seed = seed if wish.seed is None else wish.seed
        self.notes: list[str] = []
        self.left_out: list[str] = []
        self.lasts = asked_length(wish, footage)

    def build(self, identifier: str) -> Shot:
        """The shot, without criteria.

        Raises:
            Impossible: a time lies beyond the footage's end.
        """
        wish, footage = self.wish, self.footage
        changes = self._changes()
        fitting = Fitting(wish, footage, self.notes)
        fitting.times(changes)
        fitting.cut_to_length(changes)
        fitting.within_cut(changes)
        order = words(EditKind)
        changes.sort(key=lambda c: (order.index(c.kind), c.start))
        edits = [self._edit(change) for change in changes[:_MOST_EDITS]]
        if len(changes) > _MOST_EDITS:
            self.notes.append(
                f"At most {_MOST_EDITS} changes fit into one edit: the rest is left out."
            )
        length = fitting.result_length(changes)
        values: dict[str, Any] = {
            "id": identifier,
            "kind": "edit",
            "title": wish.title if "title" not in wish.without else "",
            "source": footage.handle,
            "edits": edits,
            "music": self._mood() if wish.music and "music" not in wish.without else None,
            "seed": self.seed,
            "quality": self._quality(changes),
        }
        if footage.width and footage.height:
            values["width"], values["height"] = (
                min(max(side, _SIDES[0]), _SIDES[1]) for side in (footage.width, footage.height)
            )
        if footage.fps:
            values["fps"] = min(max(round(footage.fps), _RATES[0]), _RATES[1])
        named = wish.length or wish.shorter or any(c.kind == "trim" for c in wish.changes)
        if named and 0 < length <= _LONGEST_PIECE:
            values["duration"] = round(length, 2)
        values["fixed"] = self._fixed(bool(values.get("duration")))
        if values["music"] and footage.has_audio:
            self.notes.append("The music lies under the scene's own sound.")
        return Shot.model_validate(values)

    def _changes(self) -> list[Change]:
        """The changes asked for and those of a parody, without what is not wanted."""
        wish = self.wish
        changes = [replace(c) for c in wish.changes if c.kind not in wish.without]
        effects = {c.kind for c in changes if c.kind in _EFFECTS}
        if wish.parody:
            usual = {kind: float(a) for kind, a in table("defaults")["parody"].items()}
            extra = ["zoom"] if effects else list(usual)
            extra = [kind for kind in extra if kind not in effects | wish.without]
            for kind in extra:
                where = "all" if kind == "exaggerate" else "peak"
                changes.append(Change(kind, usual[kind], where))
            effects |= set(extra)
        for change in changes:
            if change.where is None:
                change.where = self._where(change, effects)
            if change.kind in ("grade", "reverse"):
                if change.where != "all":
                    self.notes.append(f"A {change.kind} is made of the whole scene.")
                change.where, change.seconds = "all", 0.0
            if change.where == "peak" and change.kind == "speed":
                change.seconds = change.seconds or default("peak_seconds")
            if change.kind == "freeze":
                hold = change.amount or default("hold_seconds")
                change.amount = min(hold, _LONGEST_HOLD)
                if hold > _LONGEST_HOLD:
                    self.notes.append(f"A frame is held for {_LONGEST_HOLD:g} s at most.")
                change.seconds = 0.0
        changes, left = spread_rest(changes, self.footage)
        self.left_out += left
        return self._compatible(changes)

    def _where(self, change: Change, effects: set[str]) -> str:
        if change.kind in ("exaggerate", "grade", "reverse"):
            return "all"
        if change.kind == "speed":
            among = effects - {"speed", "reverse"} or self.wish.parody
            among = among or any(c.kind == "grade" for c in self.wish.changes)
            return "peak" if change.amount < 1 and among else "all"
        return "peak"

    def _compatible(self, changes: list[Change]) -> list[Change]:
        """Several speeds or holds only at times that are known beforehand."""
        for kind in ("speed", "freeze"):
            same = [c for c in changes if c.kind == kind]
            if len(same) > 1 and any(c.where in ("all", "peak") for c in same):
                changes = [c for c in changes if c.kind != kind or c is same[0]]
                self.left_out += [c.said or f"another {kind}" for c in same[1:]]
        return changes

    def _edit(self, change: Change) -> Edit:
        amount = change.amount
        if change.kind in ("exaggerate", "zoom", "shake", "speed") and amount:
            amount = within(change.kind, amount)
            if abs(amount - change.amount) > 0.001:
                self.notes.append(f"The {change.kind} goes as far as {amount:g}.")
        return Edit(
            kind=change.kind,
            where=change.where or "all",
            start=change.start if change.where == "time" else 0.0,
            seconds=round(change.seconds, 3),
            amount=amount,
            look=change.look,
        )

    def _mood(self) -> str:
        moods, wish = table("defaults")["edit_mood"], self.wish
        if wish.mood:
            return wish.mood
        looks = [c.look for c in wish.changes if c.look]
        speeds = [c.amount for c in wish.changes if c.kind == "speed"]
        said = ["parody"] if wish.parody else []
        said += [look for look in looks if look in moods]
        said += ["slow" if speed < 1 else "fast" for speed in speeds]
        return moods[next(iter(said), "other")]

    def _quality(self, changes: list[Change]) -> str:
        """Slow motion of much footage would take hours: its frames are held longer instead."""
        if self.wish.quality:
            return self.wish.quality
        new = 0.0
        for change in (c for c in changes if c.kind == "speed" and 0 < c.amount < 1):
            seconds = change.seconds if change.where != "all" else self.footage.duration
            new += seconds * (1 / change.amount - 1) * self.footage.fps
        if new * self.footage.width * self.footage.height > default("most_new_pixels"):
            self.notes.append(
                "The slow motion holds its frames longer instead of making new ones, for there is"
                " much of it; ask for high quality to have them."
            )
            return "draft"
        return "final"

    def _fixed(self, timed: bool) -> list[str]:
        """What the brief named. An exaggeration without a measure may still be raised."""
        named = [
            c.kind
            for c in self.wish.changes
            if c.kind not in self.wish.without and (c.measured or c.kind != "exaggerate")
        ]
        named += sorted(self.wish.without & {*words(EditKind), "music", "title"})
        named += ["music"] if self.wish.music and "music" not in self.wish.without else []
        named += ["title"] if self.wish.title else []
        named += ["seed"] if self.wish.seed is not None else []
        named += ["quality"] if self.wish.quality else []
        named += ["duration"] if timed else []
        return list(dict.fromkeys(named))[:12]


def identifier_for_edit(wish: Wish, footage: Footage, taken: set[str]) -> str:
    """The file's name and what is made of it, unique among `taken`: scene_parody, ferry_slow."""
    plain = "".join(c if c.isascii() and c.isalnum() else " " for c in fold(footage.stem))
    stem = "_".join(plain.split())[:18].strip("_") or "clip"
    stem = stem if stem[0].isalpha() else f"clip_{stem}"[:18].strip("_")
    kinds = list(dict.fromkeys(c.kind for c in wish.changes))
    tag = "parody" if wish.parody else _tag(wish, kinds)
    base, count = f"{stem}_{tag}", 2
    name = base
    while name in taken:
        name, count = f"{base}_{count}", count + 1
    return name


def _tag(wish: Wish, kinds: list[str]) -> str:
    if len(kinds) != 1:
        return "edit"
    if kinds == ["speed"]:
        return "slow" if wish.changes[0].amount < 1 else "fast"
    if kinds == ["grade"]:
        return {"black_and_white": "bw", "film_noir": "noir"}.get(
            wish.changes[0].look or "", wish.changes[0].look or "look"
        )
    return _TAGS.get(kinds[0], kinds[0])
