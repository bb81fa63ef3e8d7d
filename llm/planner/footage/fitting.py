"""An edit's times and lengths, fitted to the footage."""

from math import floor

from llm.planner.data import default
from llm.planner.footage.brief.drafts import Change, Wish
from llm.planner.footage.sources import Footage

_EASE = 0.2  # seconds over which the coder's slow motion sets in

_LEAST_ZOOM = 0.5  # seconds for the way there and back
_LEAST_PIECE = 0.5  # seconds, shorter than which no cut leaves something to see
_CLOSE = 0.05  # seconds by which a result may miss the length that is asked for
_MARGIN = 0.1  # seconds that slow motion leaves of what is before and after it


class Impossible(Exception):
    """The footage has not what the brief asks for; the text says why."""


def asked_length(wish: Wish, footage: Footage) -> float:
    """Seconds that the brief wants the result to last; 0 where it names no length."""
    if wish.length or not wish.shorter:
        return wish.length
    return max(0.0, footage.duration - wish.shorter)


def _tenths(seconds: float) -> str:
    """A length as it is told: to a tenth of a second."""
    return f"{round(seconds, 1):g}"


class Fitting:
    """Fits changes to one video; `notes` are what a person should know of it."""

    def __init__(self, wish: Wish, footage: Footage, notes: list[str]) -> None:
        self.wish, self.footage, self.notes = wish, footage, notes

    def times(self, changes: list[Change]) -> None:
        """Bounds that the footage's length sets."""
        self._remove_both_ends(changes)
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
                usual = default("shake_seconds" if change.kind == "shake" else "effect_seconds")
                wanted = room if change.open_end else change.seconds or min(usual, room)
                if wanted > room + 0.01:
                    self.notes.append(
                        f"{self.footage.name} ends at {_tenths(total)} s: till there."
                    )
                if change.kind != "freeze":
                    change.seconds = round(min(wanted, room), 3)
            elif change.where in ("beginning", "end") and change.kind != "freeze":
                usual = "shake_seconds" if change.kind == "shake" else "effect_seconds"
                change.seconds = change.seconds or default(usual)
                if total and change.seconds >= total:
                    change.where, change.seconds = "all", 0.0

    def _remove_both_ends(self, changes: list[Change]) -> None:
        """Two cuts that take away the beginning and the end are one."""
        gone = {c.where: c.seconds for c in changes if c.kind == "trim" and c.removes}
        total = self.footage.duration
        if gone.keys() != {"beginning", "end"} or sum(gone.values()) >= total:
            return
        changes[:] = [c for c in changes if c.kind != "trim"]
        first, last = gone["beginning"], gone["end"]
        self.notes.append(f"The first {first:g} s and the last {last:g} s are left out.")
        changes.append(Change("trim", 0.0, "time", first, round(total - first - last, 3)))

    def _beyond(self, time: float) -> str:
        name, total = self.footage.name, self.footage.duration
        return f"{name} lasts {_tenths(total)} s: there is nothing at {time:g} s."

    def _fit_trim(self, trim: Change) -> bool:
        """Fit a cut to the footage; False where nothing is left to cut."""
        total = self.footage.duration
        if trim.removes:
            first = "last" if trim.where == "end" else "first"
            if trim.where in ("beginning", "end"):
                self.notes.append(f"The {first} {trim.seconds:g} s are left out.")
            return self._keep_rest(trim)
        if trim.where == "peak" and not trim.seconds:
            trim.seconds = default("highlight_seconds")
        if not total:
            return True
        if trim.where == "time":
            if trim.start >= total:
                raise Impossible(self._beyond(trim.start))
            if trim.seconds > total - trim.start + 0.01:
                self.notes.append(f"{self.footage.name} ends at {_tenths(total)} s: till there.")
            room = total - trim.start
            trim.seconds = 0.0 if not trim.seconds or trim.seconds >= room else trim.seconds
            return trim.start > 0 or trim.seconds > 0
        if trim.seconds >= total:
            self.notes.append(f"{self.footage.name} lasts {_tenths(total)} s: all of it is kept.")
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
            if total and trim.start >= total:
                raise Impossible(self._beyond(trim.start))
            trim.where, trim.start, trim.seconds = "beginning", 0.0, trim.start
        else:
            raise Impossible(
                "A part is cut from the beginning or the end, not from the middle or from more"
                " than there is."
            )
        trim.removes = False
        return True

    def cut_to_length(self, changes: list[Change]) -> None:
        """A cut around the peak, so long that the result lasts as the brief says."""
        wanted = asked_length(self.wish, self.footage)
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
        if needed < default("least_cut_seconds"):
            self.notes.append(f"With these effects it cannot be as short as {wanted:g} s.")
            return
        total = self.footage.duration
        if total and needed > total + 0.02 and self._slower(changes, wanted):
            return
        if total and needed >= total - 0.02:
            if needed <= total + 0.05:
                return
            if any(c.kind == "speed" and c.amount < 1 for c in changes):
                self.notes.append(f"Even in slow motion it does not last {wanted:g} s.")
            else:
                self.notes.append(
                    f"{self.footage.name} lasts {_tenths(total)} s, not {wanted:g} s: slow"
                    " motion or a hold would make it longer."
                )
            return
        needed = round(needed, 2)
        cut = self._cut_around(changes, needed)
        if cut is None:
            self.notes.append(f"What is asked for does not fit into {wanted:g} s.")
        else:
            changes.append(cut)

    def _slower(self, changes: list[Change], wanted: float) -> bool:
        """Slow motion whose speed the brief leaves open, so slow that the result lasts `wanted`
        seconds; whether that can be."""
        slow = [c for c in changes if c.kind == "speed" and c.amount < 1 and not c.counted]
        if len(slow) != 1 or any(c.kind == "speed" and c is not slow[0] for c in changes):
            return False
        change, total, slowest = slow[0], self.footage.duration, default("slowest")
        extra = wanted - total - sum(self._added(c) for c in changes if c is not change)
        if change.where != "all":
            own = self._added(change) / (1 / change.amount - 1)  # seconds, eases count half
            change.amount = max(slowest, round(1 / (1 + extra / own), 4))
            if abs(self._added(change) - extra) < _CLOSE or change.where != "peak":
                return abs(self._added(change) - extra) < _CLOSE
            change.seconds = round(extra / (1 / slowest - 1) + change.seconds - own, 2)
            if change.seconds <= total - 2 * _MARGIN:
                return True
            change.where, change.seconds = "all", 0.0
        change.amount = max(slowest, round(total / (total + extra), 4))
        return abs(total / change.amount - total - extra) < _CLOSE

    def _cut_around(self, changes: list[Change], needed: float) -> Change | None:
        """A cut of `needed` seconds that has every place of `changes` in it; None if none has."""
        placed = [c for c in changes if c.where in ("beginning", "end", "time")]
        edges = {c.where for c in placed} - {"time"}
        total = self.footage.duration
        if not placed:
            return Change("trim", where="peak", seconds=needed)
        if max(c.seconds for c in placed) > needed or len(edges) > 1:
            return None
        times = [c for c in placed if c.where == "time"]
        start = total - needed if "end" in edges else 0.0
        first = min((c.start for c in times), default=start)
        last = max((c.start + c.seconds for c in times), default=start)
        if not edges:
            start = max(0.0, (first + last - needed) / 2)
            start = min(start, total - needed) if total else start
        if first < start or last > start + needed:
            return None
        if edges:
            return Change("trim", where=edges.pop(), seconds=needed)
        return Change("trim", 0.0, "time", round(start, 2), needed)

    def _added(self, change: Change) -> float:
        """Seconds by which a change lengthens the footage; slow or fast all over adds none here."""
        if change.kind == "freeze":
            return change.amount
        if change.kind != "speed" or change.where == "all" or not change.amount:
            return 0.0
        # Over an ease the time that a frame takes grows evenly: half of it counts (retime_video).
        # There is one wherever another speed goes before or follows.
        total, last = self.footage.duration, change.start + change.seconds
        eases = {"peak": 2, "beginning": 1, "end": 1}.get(
            change.where or "", (change.start > 0) + (not total or last < total - 0.05)
        )
        eased = min(_EASE, change.seconds / 2) * eases / 2
        return (1 / change.amount - 1) * (change.seconds - eased)

    def result_length(self, changes: list[Change]) -> float:
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

    def within_cut(self, changes: list[Change]) -> None:
        """Places must be inside what the cut leaves; what is longer than that is made all over."""
        total = self.footage.duration
        first, last = 0.0, total or 1e9
        for trim in (c for c in changes if c.kind == "trim"):
            first = trim.start if trim.where == "time" else 0.0
            first = total - trim.seconds if trim.where == "end" and total else first
            last = first + trim.seconds if trim.seconds else last
            if last - first < _LEAST_PIECE and trim.where != "peak":
                raise Impossible(
                    f"Only {last - first:.2g} s of {self.footage.name} would be left: keep"
                    f" {_LEAST_PIECE:g} s at least."
                )
        for change in (c for c in changes if c.kind != "trim"):
            if change.where == "time":
                if not first <= change.start < last:
                    raise Impossible(
                        f"At {change.start:g} s there is nothing left: only {first:g} s to"
                        f" {last:g} s of {self.footage.name} are kept."
                    )
                change.seconds = min(change.seconds, round(last - change.start, 3))
                if change.kind == "zoom" and change.seconds < _LEAST_ZOOM:
                    change.start = max(first, round(last - _LEAST_ZOOM, 3))
                    change.seconds = round(min(_LEAST_ZOOM, last - change.start), 3)
            elif change.where in ("beginning", "end") and change.seconds >= last - first:
                change.where, change.seconds = "all", 0.0
            elif change.kind == "shake" and change.where == "peak":
                if last - first < (change.seconds or default("shake_seconds")):
                    change.seconds = round(last - first, 3)
            elif change.where == "peak" and change.seconds > last - first - 2 * _MARGIN:
                change.seconds = max(_MARGIN, floor(10 * (last - first)) / 10 - 2 * _MARGIN)
