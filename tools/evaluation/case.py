"""The case to be judged: a shot, what was made of it, and the tools to look at it with."""

from collections.abc import Awaitable
from typing import Any, Protocol

from studio.nouns.artifact import Artifact, kind_of
from studio.nouns.review import Measurement
from studio.plan import Change, Criterion, Film, Line, Shot, Viewpoint, apply_changes
from studio.sheet_book import SheetBook
from studio.store.artifacts import ArtifactStore
from tools.evaluation.settings import Style

_LIMITS = {"evidence": 300, "reason": 200, "value": 60, "target": 80}


class Toolbox(Protocol):
    """What the judgement needs of the tools."""

    artifacts: ArtifactStore
    sheets: SheetBook

    def call(self, name: str, arguments: dict[str, Any]) -> Awaitable[dict[str, Any]]:
        """The result of one tool call."""
        ...


def _as_heard(line: Line, notes: dict[str, Any] | None) -> Line:
    if line.text or notes is None:
        return line
    return line.model_copy(update={"text": notes["text"], "language": notes["language"]})


class Case:
    """One shot of a film with its handles, main one first."""

    def __init__(
        self,
        film: Film,
        shot: Shot,
        handles: list[str],
        toolbox: Toolbox,
        style: Style,
        passing: float,
    ):
        self.film = film
        self.shot = shot
        self.toolbox = toolbox
        self.style = style
        self.main = handles[0]
        self.kind = kind_of(handles[0])
        self.artifact: Artifact = toolbox.artifacts.get(handles[0])
        self._passing = passing

    @property
    def lines(self) -> list[Line]:
        """What is said in the shot; of a recording the words that were heard in it."""
        return self.lines_of(self.shot)

    def lines_of(self, shot: Shot) -> list[Line]:
        """The same of any shot."""
        lines: list[Line] = getattr(shot, "lines", [])
        if all(line.text for line in lines):
            return lines
        heard = {one.notes.get("recording"): one.notes for one in self.speeches()}
        return [_as_heard(line, heard.get(line.recording)) for line in lines]

    @property
    def camera(self) -> Viewpoint:
        """How the shot is seen; the usual way where it has no camera of its own."""
        return getattr(self.shot, "camera", None) or Viewpoint()

    async def measured(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """The result of a measuring tool."""
        return await self.toolbox.call(tool, arguments)

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

    def speech_of(self, lines: list[Line]) -> list[tuple[str, list[Line]]]:
        """The sound of each of `lines` that was spoken for the piece by itself, with that line."""
        by_text = {a.notes.get("text", ""): a.handle for a in self.speeches()}
        return [(by_text[line.text], [line]) for line in lines if line.text in by_text]

    def passes(self, score: float) -> bool:
        """Whether that is enough of 10."""
        return score >= self._passing

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
        passed = self.passes(score)
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

    def change(self, path: str, value: object, reason: str) -> Change | None:
        """What to set: a parameter of the shot by its path, or of the film. None where the brief
        itself named it, or where it has that value already. A path that no plan has is a word to
        the coder."""
        whole = path if path.startswith("film.") else f"{self.shot.id}.{path}"
        change = Change(path=whole, value=value, reason=reason[: _LIMITS["reason"]])
        done = apply_changes(self.film, [change])
        kept = bool(done.refused) and "nothing at" not in done.refused[0][1]
        return None if done.idle or kept else change

    def not_judged(self, criterion: Criterion, why: str = "") -> Measurement:
        """For a criterion that this kind of piece does not have, or that cannot be told (`why`): it
        fails nobody, and counts for nothing."""
        kind = self.shot.kind.replace("_", " ")
        evidence = f"not judged: {why}" if why else f"does not apply to a {kind} ({self.kind})"
        made = self.verdict(criterion, self._passing, evidence)
        return made.model_copy(update={"weight": 0.0})
