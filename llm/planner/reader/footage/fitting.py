"""The steps of an edit, fitted to the length of the footage."""

from dataclasses import replace
from math import floor

from llm.planner.data import default, step_facts
from llm.planner.reader.footage.steps import EditRequest, StepDraft
from llm.planner.reader.slots.draft import LeftOutWords

_EASE = 0.2  # seconds over which slow motion sets in
_LEAST_PIECE = 0.5  # seconds, shorter than which no cut leaves something to see
_MARGIN = 0.1  # seconds that slow motion leaves of what is before and after it


class Impossible(Exception):
    """The footage has not what the brief asks for; the text says why."""


class Fitting:
    """Fits steps to one video of `total` seconds (0: not known) called `name`."""

    def __init__(self, request: EditRequest, name: str, total: float) -> None:
        self.request, self.name, self.total = request, name, total
        self.left: list[LeftOutWords] = []
        self.lasts = request.length or (
            max(0.0, total - request.shorter) if request.shorter else total * request.scale
        )

    def fit(self, steps: list[StepDraft]) -> list[StepDraft]:
        """The steps with their times within the footage, a cut to the length asked for among them.

        Raises:
            Impossible: a time lies beyond the footage's end, or a cut leaves nothing.
        """
        for step in steps:
            if step.where in ("first_half", "second_half"):
                if not self.total:
                    raise Impossible("How long it is has to be known to find its halves.")
                first, half = step.where == "first_half", round(self.total / 2, 3)
                if "whole" in step_facts(step.kind):
                    step.where, step.start = "time", 0.0 if first else half
                else:
                    step.where, step.seconds = "beginning" if first else "end", half
            if step.where == "middle":  # its middle third
                if not self.total:
                    raise Impossible("How long it is has to be known to find its middle.")
                step.where, step.seconds = "time", round(step.seconds or self.total / 3, 3)
                step.start = round((self.total - step.seconds) / 2, 3)
        steps = self._rest(self._both_ends(steps))
        steps = [step for step in steps if step.kind != "trim" or self._trim(step)]
        for step in steps:
            if step.kind != "trim":
                self._times(step)
        if self.lasts and any(map(self._is_open, steps)):
            self._unmet("How long a scene is shows when it is found.")
            self.lasts = 0.0
        elif self.lasts and not any(step.kind == "trim" for step in steps):
            self._to_length(steps)
        self._within(steps)
        return steps

    def _note(self, text: str) -> None:
        self.request.notes.append(text)

    def _unmet(self, text: str, step: StepDraft | None = None) -> None:
        """Tell what cannot be had, and leave out the words that ask for it: the times of `step`,
        or the length of the result."""
        self._note(text)
        asked = [self.request.length_item] if step is None else step.items
        for item in asked:
            if item is not None and (step is None or item.has("moment")):
                self.left.append(LeftOutWords(item.start, item.end, text))

    def _beyond(self, time: float) -> str:
        return f"{self.name} lasts {round(self.total, 1):g} s: there is nothing at {time:g} s."

    def _both_ends(self, steps: list[StepDraft]) -> list[StepDraft]:
        """Two cuts that take away the beginning and the end are one; two that keep these take away
        what is between them."""
        cuts = [s for s in steps if s.kind == "trim"]
        ends = {s.where: s.seconds for s in cuts}
        between = round(self.total - sum(ends.values()), 3)
        alike = len({s.removes for s in cuts}) == 1
        if ends.keys() != {"beginning", "end"} or between <= 0 or not alike:
            return steps
        kind = "trim" if cuts[0].removes else "cut_out"
        cut = StepDraft(kind, kind, 0.0, "time", ends["beginning"], between)
        cut.items = [item for s in cuts for item in s.items]
        return [*(s for s in steps if s.kind != "trim"), cut]

    def _rest(self, steps: list[StepDraft]) -> list[StepDraft]:
        """ "… and speed up the rest": what no other speed covers."""
        resting = next((s for s in steps if s.rest), None)
        if resting is None:
            return steps
        others = [s for s in steps if s.kind == resting.kind and s is not resting]
        before = [s for s in steps[: steps.index(resting)] if s.where not in ("", "all")]
        before = [s for s in before if s.kind not in ("trim", "cut_out")]
        others = others or before[-1:]  # "black and white for 2 s, watercolour after that"
        if not others:
            resting.where = "all"
            return steps
        steps = [s for s in steps if s is not resting]
        if not self.total or any(s.where in ("peak", "all", "scene") for s in others):
            for item in resting.items:
                item.taken = False
            return steps
        spans = sorted(self._span(s) for s in others)
        at, found = 0.0, []
        for first, last in [*spans, (self.total, self.total)]:
            if first - at > _MARGIN:
                lasts = round(first - at, 3)
                found.append(replace(resting, where="time", start=round(at, 3), seconds=lasts))
            at = max(at, last)
        return sorted([*steps, *found], key=lambda s: s.start if s.where == "time" else 0)

    def _span(self, step: StepDraft) -> tuple[float, float]:
        seconds = step.seconds or default("effect_seconds")
        if step.where == "beginning":
            return 0.0, seconds
        if step.where == "end":
            return self.total - seconds, self.total
        return step.start, self.total if step.open_end else step.start + seconds

    def _trim(self, trim: StepDraft) -> bool:
        """Fit a cut; False where it keeps everything."""
        total = self.total
        if trim.removes:
            self._keep_rest(trim)
        if trim.kind == "cut_out":
            self._times(trim)
            return True
        if trim.where == "peak" and not trim.seconds:
            trim.seconds = default("highlight_seconds")
        if trim.where == "time" and total:
            if trim.start >= total:
                raise Impossible(self._beyond(trim.start))
            room = total - trim.start
            if trim.seconds > room + 0.01:
                self._unmet(f"{self.name} ends at {round(total, 1):g} s: till there.", trim)
            trim.seconds = 0.0 if not trim.seconds or trim.seconds >= room else trim.seconds
            return trim.start > 0 or trim.seconds > 0
        if total and trim.seconds >= total:
            self._unmet(f"{self.name} lasts {round(total, 1):g} s: all of it is kept.", trim)
            return False
        return True

    def _keep_rest(self, trim: StepDraft) -> None:
        """ "without the first 2 s": what is left of it."""
        total, seconds = self.total, trim.seconds
        if trim.where == "beginning":
            if total and seconds >= total:
                raise Impossible(self._beyond(seconds))
            self._note(f"The first {seconds:g} s are left out.")
            trim.where, trim.start, trim.seconds = "time", seconds, 0.0
        elif trim.where == "end" and total > seconds:
            self._note(f"The last {seconds:g} s are left out.")
            trim.where, trim.seconds = "beginning", round(total - seconds, 3)
        elif trim.where == "time" and trim.open_end:
            trim.where, trim.start, trim.seconds = "beginning", 0.0, trim.start
        else:
            trim.kind = trim.word = "cut_out"
        trim.removes = False

    def _times(self, step: StepDraft) -> None:
        usual = default("shake_seconds" if step.kind == "shake" else "effect_seconds")
        if step.where == "time":
            if self.total and step.start >= self.total:
                raise Impossible(self._beyond(step.start))
            room = self.total - step.start if self.total else 1e9
            wanted = room if step.open_end and self.total else step.seconds or min(usual, room)
            if wanted > room + 0.01:
                self._unmet(f"{self.name} ends at {round(self.total, 1):g} s: till there.", step)
            facts = step_facts(step.kind)
            step.seconds = 0.0 if "whole" in facts else round(min(wanted, room), 3)
            if step.open_end and self.total and "parts" in facts:
                step.where, step.start = "end", 0.0
        elif step.where in ("beginning", "end") and "whole" not in step_facts(step.kind):
            usual = default("fade_seconds") if step.kind == "fade" else usual
            usual = float(step_facts(step.word).get("lasts") or usual)
            asked = step.seconds
            step.seconds = asked or usual
            if self.total and step.seconds >= self.total:
                if step.kind != "fade":
                    step.where, step.seconds = "all", 0.0
                elif asked > self.total + 0.01:
                    self._unmet(f"{self.name} lasts {round(self.total, 1):g} s: over it all.", step)

    def _added(self, step: StepDraft) -> float:
        """Seconds by which a step lengthens the footage; slow or fast all over adds none here."""
        if step.kind == "freeze":
            return step.amount
        if step.kind != "speed" or step.where == "all" or not step.amount:
            return 0.0
        # Over an ease the time that a frame takes grows evenly: half of it counts.
        last = step.start + step.seconds
        eases = {"peak": 2, "beginning": 1, "end": 1}.get(
            step.where, (step.start > 0) + (not self.total or last < self.total - 0.05)
        )
        eased = min(_EASE, step.seconds / 2) * eases / 2
        return (1 / step.amount - 1) * (step.seconds - eased)

    def _to_length(self, steps: list[StepDraft]) -> None:
        """A speed that is open, or a cut around the most striking moment, such that the result
        lasts as asked."""
        whole = any(step.kind == "speed" and step.where == "all" for step in steps)
        if whole and self._paced(steps):
            return
        for step in steps:
            if step.kind == "speed" and step.where == "peak" and step.amount < 1:
                # Slow motion is to leave some of so short a piece at its own speed.
                most = _EASE + 0.6 * self.lasts / (1 / step.amount - 1)
                step.seconds = max(0.3, min(step.seconds, floor(10 * most) / 10))
        needed = self.lasts - sum(map(self._added, steps))
        whole = [s.amount for s in steps if s.kind == "speed" and s.where == "all"]
        needed = round(needed * (whole[0] if whole else 1.0), 2)
        total = self.total
        if needed < default("least_cut_seconds"):
            self._unmet(f"With these effects it cannot be as short as {self.lasts:g} s.")
        elif not total or needed < total - 0.02:
            self._cut(steps, needed)
        elif needed > total + 0.05 and not self._paced(steps):
            self._unmet(
                f"{self.name} lasts {round(total, 1):g} s: it does not last {self.lasts:g} s."
            )

    def _paced(self, steps: list[StepDraft]) -> bool:
        """A speed that is open, such that the result is as long as asked; whether that can be."""
        speeds = [s for s in steps if s.kind == "speed" and not s.counted]
        if len(speeds) != 1:
            return False
        step, slow, slowest = speeds[0], speeds[0].amount < 1, default("slowest")
        extra = self.lasts - self.total - sum(self._added(s) for s in steps if s is not step)
        if slow != (extra > 0):
            return False
        if step.where == "all":
            step.amount = max(slowest, round(self.total / (self.total + extra), 4))
            return abs(self.total / step.amount - self.total - extra) < 0.05
        if not slow:
            return False
        own = self._added(step) / (1 / step.amount - 1)
        step.amount = max(slowest, round(1 / (1 + extra / own), 4))
        return abs(self._added(step) - extra) < 0.05

    def _cut(self, steps: list[StepDraft], needed: float) -> None:
        # A fade is at the ends of what is left.
        placed = [s for s in steps if s.where in ("beginning", "end", "time") and s.kind != "fade"]
        edges = {s.where for s in placed} - {"time"}
        times = [s for s in placed if s.where == "time"]
        cut = StepDraft("trim", "trim", 0.0, "peak", 0.0, needed)
        if edges and len(edges) == 1:
            cut.where = edges.pop()
        elif times:
            first, last = min(s.start for s in times), max(s.start + s.seconds for s in times)
            start = max(0.0, (first + last - needed) / 2)
            start = min(start, self.total - needed) if self.total else start
            cut.where, cut.start = "time", round(start, 2)
            if first < start or last > start + needed:
                self._unmet(f"What is asked for does not fit into {self.lasts:g} s.")
                return
        steps.append(cut)

    def _within(self, steps: list[StepDraft]) -> None:
        """Places must be inside what the cut leaves."""
        first, last = 0.0, self.total or 1e9
        for trim in (s for s in steps if s.kind == "trim"):
            first = trim.start if trim.where == "time" else 0.0
            first = self.total - trim.seconds if trim.where == "end" and self.total else first
            last = first + trim.seconds if trim.seconds else last
            if last - first < _LEAST_PIECE and trim.where != "peak":
                raise Impossible(f"Only {last - first:.2g} s of {self.name} would be left.")
        for step in (s for s in steps if s.kind != "trim"):
            if step.where == "time" and not first <= step.start < last:
                raise Impossible(
                    f"At {step.start:g} s there is nothing left: only {first:g} s to {last:g} s of"
                    f" {self.name} are kept."
                )
            room = last - first
            if step.where == "time" and "whole" not in step_facts(step.kind):
                if step.seconds > last - step.start + 0.01:
                    self._unmet(f"{self.name} is cut at {round(last, 1):g} s.", step)
                step.seconds = round(min(step.seconds, last - step.start), 3)
            elif (
                step.where in ("beginning", "end") and step.seconds >= room and step.kind != "fade"
            ):
                step.where, step.seconds = "all", 0.0
            elif step.kind == "shake" and step.where == "peak":
                short = room < (step.seconds or default("shake_seconds"))
                step.seconds = round(room, 3) if short else step.seconds
            elif step.where == "peak" and step.seconds > room - 2 * _MARGIN:
                step.seconds = max(_MARGIN, floor(10 * room) / 10 - 2 * _MARGIN)

    @staticmethod
    def _is_open(step: StepDraft) -> bool:
        """Whether it takes as long as a scene that is not found yet."""
        return step.where == "scene" and step.kind in ("trim", "cut_out", "speed")

    def result_length(self, steps: list[StepDraft]) -> float:
        """How long the result will be, in seconds; 0 where that cannot be told."""
        length = 0.0 if any(map(self._is_open, steps)) else self.total
        for trim in (s for s in steps if s.kind == "trim"):
            rest = max(0.0, length - trim.start)
            length = min(trim.seconds, length or trim.seconds) if trim.seconds else rest
        length -= sum(s.seconds for s in steps if s.kind == "cut_out") if length else 0.0
        for speed in (s for s in steps if s.kind == "speed" and s.where == "all" and s.amount):
            length /= speed.amount
        length += sum(map(self._added, steps)) if length else 0.0
        for loop in (s for s in steps if s.kind == "loop"):
            length *= round(loop.amount)
        return length
