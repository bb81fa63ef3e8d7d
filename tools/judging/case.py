"""The case to be judged: a shot, what was made of it, and the tools to look at it with."""

from collections.abc import Awaitable
from typing import Any, Protocol

from studio.casting import SheetBook
from studio.nouns.artifact import Artifact, kind_of
from studio.nouns.review import Change, Measurement
from studio.nouns.treatment import Criterion, Shot
from studio.store.artifacts import ArtifactStore
from tools.judging.thresholds import Style

_LIMITS = {"evidence": 300, "reason": 200, "value": 60, "target": 80}


class Toolbox(Protocol):
    """What the judgement needs of the tools."""

    artifacts: ArtifactStore
    sheets: SheetBook

    def call(self, name: str, arguments: dict[str, Any]) -> Awaitable[dict[str, Any]]:
        """The result of one tool call."""
        ...


class Case:
    """One shot with its handles, main one first. Each tool is called once per set of arguments."""

    def __init__(
        self, shot: Shot, handles: list[str], toolbox: Toolbox, style: Style, passing: float
    ):
        self.shot = shot
        self.toolbox = toolbox
        self.style = style
        self.main = handles[0]
        self.kind = kind_of(handles[0])
        self.artifact: Artifact = toolbox.artifacts.get(handles[0])
        self._passing = passing
        self._known: dict[str, dict[str, Any]] = {}

    async def measured(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """The result of a measuring tool."""
        key = f"{tool} {sorted(arguments.items(), key=str)}"
        if key not in self._known:
            self._known[key] = await self.toolbox.call(tool, arguments)
        return self._known[key]

    async def picture(self) -> dict[str, Any]:
        """Sharpness and light, of a picture or over the frames of a video."""
        if self.kind == "image":
            return await self.measured("measure_image", image=self.main)
        return await self.measured("measure_video", video=self.main)

    def ancestors(self) -> list[Artifact]:
        """The main artifact and all that it was made from, nearest first."""
        found: dict[str, Artifact] = {}
        waiting = [self.main]
        while waiting:
            handle = waiting.pop(0)
            if handle not in found:
                found[handle] = self.toolbox.artifacts.get(handle)
                waiting += found[handle].inputs
        return list(found.values())

    def speeches(self) -> list[Artifact]:
        """The spoken lines that are in the piece."""
        return [a for a in self.ancestors() if a.kind == "audio" and a.tool == "speak"]

    def verdict(
        self,
        criterion: Criterion,
        score: float,
        evidence: str,
        *,
        value: float | str | None = None,
        unit: str = "",
        target: str = "",
        change: Change | None = None,
    ) -> Measurement:
        """A measurement; the change is kept only where the criterion failed."""
        passed = score >= self._passing
        return Measurement(
            shot=self.shot.id,
            criterion=criterion.name,
            value=value,
            unit=unit,
            target=(target or criterion.target)[: _LIMITS["target"]],
            score=score,
            passed=passed,
            weight=criterion.weight,
            evidence=evidence[: _LIMITS["evidence"]],
            change=None if passed else change,
        )

    def change(self, parameter: str, value: object, reason: str) -> Change | None:
        """What to set, worded for the coder. None where the brief itself fixed the parameter, or
        where it has that value already."""
        # A character that does not look like its plan is a fault of what was made, not of the plan.
        present = set() if parameter == "character" else self._present(parameter)
        if parameter in self.shot.fixed or str(value) in present:
            return None
        return Change(
            shot=self.shot.id,
            parameter=parameter,
            value=str(value)[: _LIMITS["value"]],
            reason=reason[: _LIMITS["reason"]],
        )

    def _present(self, parameter: str) -> set[str]:
        """The one value that a parameter of the shot, or of all its roles and lines, has."""
        places = (self.shot, *self.shot.cast, *self.shot.lines)
        values = {str(getattr(p, parameter)) for p in places if hasattr(p, parameter)}
        return values if len(values) == 1 else set()

    def not_judged(self, criterion: Criterion, why: str = "") -> Measurement:
        """For a criterion that this kind of piece does not have, or that cannot be told (`why`): it
        fails nobody, and counts for nothing."""
        kind = self.shot.kind.replace("_", " ")
        evidence = f"not judged: {why}" if why else f"does not apply to a {kind} ({self.kind})"
        made = self.verdict(criterion, self._passing, evidence)
        return made.model_copy(update={"weight": 0.0})
