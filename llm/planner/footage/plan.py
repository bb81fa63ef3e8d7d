"""From what a brief asks of footage to a shot of kind "edit"."""

from dataclasses import replace
from math import floor
from typing import Any

from llm.planner.data import table
from llm.planner.footage.amounts import within
from llm.planner.footage.drafts import Change, Wish
from llm.planner.footage.sources import Footage
from llm.planner.words.tokens import fold
from studio.nouns.treatment import Edit, Shot
from studio.nouns.vocabulary import EditKind, words

_SIDES, _RATES = (64, 4096), (6, 60)
_MOST_EDITS, _LONGEST_HOLD, _LONGEST_PIECE = 8, 60.0, 60.0
_EASE = 0.2  # of the coder's slow motion at the peak, seconds
# A parody's own effects do without these: they are no gags.
_NO_GAG = {"trim", "grade"}
_EFFECTS = {"exaggerate", "zoom", "shake", "speed", "freeze", "reverse"}
_TAGS = {"exaggerate": "faces", "grade": "look", "trim": "cut", "reverse": "reversed"}


class Impossible(Exception):
    """The footage has not what the brief asks for; the text says why."""


def _default(name: str) -> float:
    return float(table("defaults")[name])


class EditBuilder:
    """Fits one wish to one video. `notes` are what a person should know of what was decided,
    `fixed` what the brief itself named, `exact` whether it named a length that can be told."""

    def __init__(self, wish: Wish, footage: Footage, seed: int) -> None:
        self.wish, self.footage = wish, footage
        self.seed = seed if wish.seed is None else wish.seed
        self.notes: list[str] = []
        self.length = 0.0

    def build(self, identifier: str) -> Shot:
        """The shot, without criteria.

        Raises:
            Impossible: a time lies beyond the footage's end.
        """
        wish, footage = self.wish, self.footage
        changes = self._changes()
        self._fit_times(changes)
        self._cut_to_length(changes)
        self._within_cut(changes)
        order = words(EditKind)
        changes.sort(key=lambda c: (order.index(c.kind), c.start))
        edits = [self._edit(change) for change in changes[:_MOST_EDITS]]
        self.length = self._result_length(changes)
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
        named = self.wish.length or any(c.kind == "trim" for c in self.wish.changes)
        if named and 0 < self.length <= _LONGEST_PIECE:
            values["duration"] = round(self.length, 2)
        values["fixed"] = self._fixed(bool(values.get("duration")))
        if values["music"] and footage.has_audio:
            self.notes.append("The music takes the place of the scene's own sound.")
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
                change.seconds = change.seconds or _default("peak_seconds")
            if change.kind == "freeze":
                hold = change.amount or _default("hold_seconds")
                change.amount = min(hold, _LONGEST_HOLD)
                if hold > _LONGEST_HOLD:
                    self.notes.append(f"A frame is held for {_LONGEST_HOLD:g} s at most.")
                change.seconds = 0.0
        return self._compatible(changes)

    def _where(self, change: Change, effects: set[str]) -> str:
        if change.kind in ("exaggerate", "grade", "reverse"):
            return "all"
        if change.kind == "speed":
            slow_among_others = change.amount < 1 and effects - {"speed", "reverse"}
            graded = change.amount < 1 and any(c.kind == "grade" for c in self.wish.changes)
            return "peak" if slow_among_others or graded or self.wish.parody else "all"
        return "peak"

    def _compatible(self, changes: list[Change]) -> list[Change]:
        """Several speeds or holds only at times that are known beforehand."""
        for kind in ("speed", "freeze"):
            same = [c for c in changes if c.kind == kind]
            if len(same) > 1 and any(c.where in ("all", "peak") for c in same):
                changes = [c for c in changes if c.kind != kind or c is same[0]]
                self.notes.append(f"One {kind} fits, the first one: the others are left out.")
        return changes

    def _fit_times(self, changes: list[Change]) -> None:
        """Bounds that the footage's length sets."""
        total = self.footage.duration
        for change in list(changes):
            if change.kind == "trim":
                if not self._fit_trim(change):
                    changes.remove(change)
                continue
            if change.where == "time" and total and change.start >= total:
                raise Impossible(self._beyond(change.start))
            if change.where == "time" and total:
                room = total - change.start
                usual = _default("shake_seconds" if change.kind == "shake" else "effect_seconds")
                wanted = room if change.open_end else change.seconds or min(usual, room)
                if wanted > room + 0.01:
                    self.notes.append(f"{self.footage.name} ends at {total:g} s: till there.")
                if change.kind != "freeze":
                    change.seconds = round(min(wanted, room), 3)
            elif change.where in ("beginning", "end") and total and change.seconds >= total:
                change.where, change.seconds = "all", 0.0

    def _beyond(self, time: float) -> str:
        name, total = self.footage.name, self.footage.duration
        return f"{name} lasts {total:.4g} s: there is nothing at {time:g} s."

    def _fit_trim(self, trim: Change) -> bool:
        """Fit a cut to the footage; False where nothing is left to cut."""
        total = self.footage.duration
        if trim.removes:
            return self._keep_rest(trim)
        if trim.where == "peak" and not trim.seconds:
            trim.seconds = _default("highlight_seconds")
        if not total:
            return True
        if trim.where == "time":
            if trim.start >= total:
                raise Impossible(self._beyond(trim.start))
            if trim.seconds > total - trim.start + 0.01:
                self.notes.append(f"{self.footage.name} ends at {total:.4g} s: till there.")
            room = total - trim.start
            trim.seconds = 0.0 if not trim.seconds or trim.seconds >= room else trim.seconds
            return trim.start > 0 or trim.seconds > 0
        if trim.seconds >= total:
            self.notes.append(f"{self.footage.name} lasts {total:.4g} s: all of it is kept.")
            return False
        return True

    def _keep_rest(self, trim: Change) -> bool:
        """ "without the first 2 s": what is left of it."""
        total, seconds = self.footage.duration, trim.seconds
        if trim.where == "beginning" or (trim.where == "time" and not trim.start):
            if total and seconds >= total:
                raise Impossible(self._beyond(seconds))
            trim.where, trim.start, trim.seconds = "time", seconds, 0.0
        elif trim.where == "end" and total > seconds:
            trim.where, trim.seconds = "beginning", round(total - seconds, 3)
        elif trim.where == "time" and trim.open_end:
            trim.where, trim.start, trim.seconds = "beginning", 0.0, trim.start
        else:
            raise Impossible(
                "A part is cut from the beginning or the end, not from the middle or from more"
                " than there is."
            )
        trim.removes = False
        return True

    def _cut_to_length(self, changes: list[Change]) -> None:
        """A cut around the peak, so long that the result lasts as the brief says."""
        wanted = self.wish.length
        if not wanted or any(c.kind == "trim" for c in changes):
            return
        slow = [c for c in changes if c.kind == "speed" and c.where == "peak" and c.amount < 1]
        for change in slow:
            # Slow motion is to leave some of so short a piece at its own speed.
            most = _EASE + 0.6 * wanted / (1 / change.amount - 1)
            change.seconds = max(0.3, min(change.seconds, floor(10 * most) / 10))
        needed = wanted - sum(self._added(c) for c in changes)
        whole = [c.amount for c in changes if c.kind == "speed" and c.where == "all"]
        needed *= whole[0] if whole else 1.0
        if needed < _default("least_cut_seconds"):
            self.notes.append(f"With these effects it cannot be as short as {wanted:g} s.")
            return
        total = self.footage.duration
        if total and needed >= total - 0.02:
            if needed > total + 0.05:
                self.notes.append(f"{self.footage.name} lasts {total:.4g} s: all of it is kept.")
            return
        times = [c.start for c in changes if c.where == "time"]
        if not times:
            changes.append(Change("trim", where="peak", seconds=round(needed, 2)))
            return
        first, last = min(times), max(c.start + c.seconds for c in changes if c.where == "time")
        if last - first > needed:
            self.notes.append(f"What is asked for does not fit into {wanted:g} s.")
            return
        start = max(0.0, (first + last - needed) / 2)
        start = min(start, total - needed) if total else start
        changes.append(Change("trim", 0.0, "time", round(start, 2), round(needed, 2)))

    def _added(self, change: Change) -> float:
        """Seconds by which a change lengthens the footage; slow or fast all over adds none here."""
        if change.kind == "freeze":
            return change.amount
        if change.kind != "speed" or change.where == "all" or not change.amount:
            return 0.0
        # Over an ease the time that a frame takes grows evenly: half of it counts (retime_video).
        eased = min(_EASE, change.seconds / 2) if change.where == "peak" else 0.0
        return (1 / change.amount - 1) * (change.seconds - eased)

    def _result_length(self, changes: list[Change]) -> float:
        """How long the result will be, in seconds; 0 where that cannot be told."""
        length = self.footage.duration
        for trim in (c for c in changes if c.kind == "trim"):
            rest = max(0.0, length - trim.start)
            length = min(trim.seconds, length or trim.seconds) if trim.seconds else rest
        if not length or any(
            c.where == "peak" and c.kind == "speed" and not c.seconds for c in changes
        ):
            return 0.0
        for speed in (c for c in changes if c.kind == "speed" and c.where == "all" and c.amount):
            length /= speed.amount
        return length + sum(self._added(c) for c in changes)

    def _within_cut(self, changes: list[Change]) -> None:
        """Times of the source must be inside what the cut leaves."""
        for trim in (c for c in changes if c.kind == "trim" and c.where in ("beginning", "time")):
            first = trim.start
            last = first + trim.seconds if trim.seconds else self.footage.duration or 1e9
            for change in (c for c in changes if c.where == "time" and c.kind != "trim"):
                if not first <= change.start < last:
                    raise Impossible(
                        f"At {change.start:g} s there is nothing left: only {first:g} s to"
                        f" {last:g} s of {self.footage.name} are kept."
                    )
                change.seconds = min(change.seconds, round(last - change.start, 3))

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
        if new * self.footage.width * self.footage.height > _default("most_new_pixels"):
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
