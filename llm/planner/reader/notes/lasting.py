"""How long an edit of footage is to last, as a note says: its steps, so that it does."""

from dataclasses import dataclass, field
from typing import get_args

from llm.planner.data import default
from llm.planner.data.ranges import range_of
from llm.planner.reader.footage.fitting import Fitting, Impossible
from llm.planner.reader.footage.steps import EditRequest, StepDraft
from studio.nouns.vocabulary import EditKind
from studio.plan import Change, Edit, EditStep

_NEAR = 0.02  # seconds by which two lengths may differ


def length_of(steps: list[EditStep], total: float) -> float:
    """Seconds that an edit of footage of `total` seconds (0: not known) lasts; 0 where that cannot
    be told."""
    drafts = [StepDraft(**_fields(step)) for step in steps]
    return Fitting(EditRequest(), "it", total).result_length(drafts)


def _fields(step: EditStep) -> dict[str, object]:
    told = step.model_dump(exclude={"look", "style", "sound", "side", "other"})
    return {**told, "word": step.kind}


@dataclass
class Lasting:
    """The `changes` by which an edit lasts as long as is asked. `told` are sentences about what was
    chosen, `unmet` says why it cannot last so long, empty where it does."""

    edit: Edit
    total: float
    steps: list[EditStep] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    unmet: str = ""

    def __post_init__(self) -> None:
        self.steps = list(self.edit.steps)

    def until(self, seconds: float) -> None:
        """Make it last so many seconds: less of the footage, its liveliest part where nothing says
        which; or more of it, and slower where there is no more."""
        now = length_of(self.steps, self.total)
        if not now:
            self.unmet = "how long the footage is cannot be told here"
        elif seconds < now - _NEAR:
            self._shorten(now, seconds)
        elif seconds > now + _NEAR:
            self._lengthen(now, seconds)

    def _set(self, place: int, **values: float) -> None:
        self.steps[place] = self.steps[place].model_copy(update=values)
        path = f"{self.edit.id}.steps.{place}"
        self.changes += [Change(path=f"{path}.{name}", value=one) for name, one in values.items()]

    def _insert(self, step: EditStep) -> None:
        """Put a step where its kind is made."""
        order = get_args(EditKind)
        place = sum(order.index(one.kind) <= order.index(step.kind) for one in self.steps)
        self.steps.insert(place, step)
        value = step.model_dump(mode="json", exclude_none=True)
        path = f"{self.edit.id}.steps.{place}"
        self.changes.append(Change(path=path, op="insert", value=value))

    def _pace(self) -> float:
        """Seconds of the footage that a second of the result takes."""
        pace = 1.0
        for step in self.steps:
            if step.kind == "speed" and step.where == "all" and step.amount:
                pace *= step.amount
            if step.kind == "loop":
                pace /= max(1, round(step.amount))
        return pace

    def _trim(self) -> int | None:
        return next((n for n, one in enumerate(self.steps) if one.kind == "trim"), None)

    def _kept(self, number: int) -> float:
        """Seconds that a cut keeps."""
        step = self.steps[number]
        return step.seconds or max(0.0, self.total - step.start)

    def _shorten(self, now: float, seconds: float) -> None:
        place = self._trim()
        if place is not None:
            kept = round(self._kept(place) - (now - seconds) * self._pace(), 3)
            if kept < default("least_cut_seconds"):
                self.unmet = f"it cannot be as short as {seconds:g} s"
                return
            self._set(place, seconds=kept)
            self.told.append(f"{kept:g} s of it are kept, so that it lasts {seconds:g} s.")
            return
        fitting = Fitting(EditRequest(length=seconds), "it", self.total)
        try:
            drafts = fitting.fit([StepDraft(**_fields(step)) for step in self.steps])
        except Impossible as error:
            self.unmet = str(error)
            return
        cut = next((one for one in drafts if one.kind == "trim"), None)
        if cut is None:
            self.unmet = " ".join(fitting.request.notes) or f"it cannot last {seconds:g} s"
            return
        told = {"where": cut.where, "start": cut.start, "seconds": cut.seconds}
        self._insert(EditStep.model_validate({"kind": "trim", **told}))
        which = "its liveliest part" if cut.where == "peak" else "the part with its effects"
        which = f"its {cut.where}" if cut.where in ("beginning", "end") else which
        self.told.append(f"It is cut to {which}, so that it lasts {seconds:g} s.")

    def _lengthen(self, now: float, seconds: float) -> None:
        place = self._trim()
        if place is not None and self.total:
            self._widen(place, (seconds - now) * self._pace())
            now = length_of(self.steps, self.total)
            if abs(now - seconds) <= _NEAR:
                self.told.append(f"More of the footage is kept: it lasts {seconds:g} s.")
                return
        low, high = range_of("speed")
        whole = [n for n, s in enumerate(self.steps) if s.kind == "speed" and s.where == "all"]
        slower = now / seconds * (self.steps[whole[0]].amount if whole else 1.0)
        if not low <= slower <= high:
            self.unmet = f"it cannot be so slow that it lasts {seconds:g} s"
            return
        if whole:
            self._set(whole[0], amount=round(slower, 4))
        else:
            self._insert(EditStep(kind="speed", amount=round(slower, 4)))
        self.told.append(f"It runs at {slower:.2g} of its speed, so that it lasts {seconds:g} s.")

    def _widen(self, place: int, more: float) -> None:
        """Let a cut keep more, after what it keeps, then before it."""
        step, kept = self.steps[place], self._kept(place) + more
        if kept >= self.total - _NEAR:
            del self.steps[place]
            self.changes.append(Change(path=f"{self.edit.id}.steps.{place}", op="remove"))
            return
        self._set(place, seconds=round(kept, 3))
        if step.where == "time" and step.start > self.total - kept:
            self._set(place, start=round(self.total - kept, 3))
