"""Judges what was made of a plan: every criterion measured, scored, and explained."""

import asyncio
import os
from collections.abc import Awaitable, Iterable
from typing import Any, TypeVar

from studio.errors import StudioError, ToolError
from studio.nouns.review import Measurement
from studio.packs.pack import OWN
from studio.packs.registry import registry
from studio.plan import Criterion, Film, Shot
from studio.plan.film import FILM_ID
from studio.settings import Settings
from tools.evaluation.case import Case, Toolbox
from tools.evaluation.cast.character import worst
from tools.evaluation.film import FilmCase
from tools.evaluation.pictures.scene import NAME as SCENE_KEPT
from tools.evaluation.pictures.scene import is_painted_over
from tools.evaluation.settings import style

Found = TypeVar("Found")
_OF_PIECES = ("brief", "written", "exported", "shape")


class _Measuring:
    """The tools while one version is judged: each call is made once, whichever criteria of
    whichever shots ask for it, and no more work at a time than the processor has cores."""

    def __init__(self, toolbox: Toolbox):
        self.artifacts, self.sheets = toolbox.artifacts, toolbox.sheets
        self._toolbox = toolbox
        self._calls: dict[str, asyncio.Task[dict[str, Any]]] = {}
        self._free = asyncio.Semaphore(max(2, os.cpu_count() or 2))

    async def call(self, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """The result of a call, which others may be waiting for as well."""
        key = f"{name} {sorted(arguments.items(), key=str)}"
        if key not in self._calls:
            self._calls[key] = asyncio.create_task(self._call(name, arguments))
        return await asyncio.shield(self._calls[key])

    async def _call(self, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
        async with self._free:
            return await self._toolbox.call(name, arguments)

    async def stop(self) -> None:
        """End what still runs."""
        for task in self._calls.values():
            task.cancel()
        await asyncio.gather(*self._calls.values(), return_exceptions=True)


async def _together(work: Iterable[Awaitable[Found]]) -> list[Found]:
    """The results in their order; of an error, the first, with the rest stopped."""
    tasks = [asyncio.ensure_future(one) for one in work]
    try:
        return await asyncio.gather(*tasks)
    except BaseException:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise


async def judge_film(
    film: Film, made: dict[str, list[str]], toolbox: Toolbox, settings: Settings
) -> list[Measurement]:
    """One measurement for every criterion of every shot of a plan, in their order, then of the film
    that they make up; of a criterion that is named for several of the cast, the worst. All is
    measured at once, as far as there are cores: one measure waits for the ears while another looks.

    `made` are the handles by shot id, and of `film`, the main artifact first. What cannot be
    measured scores 0 and says why; EngineError (no engine to measure with) is passed on.
    """
    passing = settings.review.pass_score
    tools = _Measuring(toolbox)
    shots = [_of_shot(film, shot, made.get(shot.id, []), tools, passing) for shot in film.shots]
    try:
        found = await _together([*shots, _of_film(film, made, tools, passing)])
    finally:
        await tools.stop()
    return [measurement for measurements in found for measurement in measurements]


async def _of_shot(
    film: Film, shot: Shot, handles: list[str], toolbox: Toolbox, passing: float
) -> list[Measurement]:
    why = "nothing was made of this shot"
    try:
        case = Case(film, shot, handles, toolbox, style(), passing) if handles else None
    except ToolError as error:
        case, why = None, error.message
    return await _all(case, shot.id, [*shot.criteria, *_besides(case, shot)], why)


def _besides(case: Case | None, shot: Shot) -> list[Criterion]:
    """What is judged of a shot as it was made, whatever its plan asks for."""
    if case is None or not is_painted_over(case.artifact):
        return []
    asked = {one.name for one in shot.criteria}
    return [] if SCENE_KEPT in asked else [Criterion(name=SCENE_KEPT)]


async def _of_film(
    film: Film, made: dict[str, list[str]], toolbox: Toolbox, passing: float
) -> list[Measurement]:
    """What goes for the whole: of separate pieces only what does not need one film of them."""
    criteria = [one for one in film.criteria if FILM_ID in made or one.name in _OF_PIECES]
    handles = made.get(FILM_ID) or next((found for found in made.values() if found), [])
    if not handles:
        return [_nothing(FILM_ID, one, "there is no film") for one in criteria]
    try:
        case = FilmCase(film, handles, made, toolbox, style(), passing)
    except ToolError as error:
        return [_nothing(FILM_ID, one, error.message) for one in criteria]
    return await _all(case, FILM_ID, criteria)


async def _all(
    case: Case | None, identifier: str, criteria: list[Criterion], why: str = ""
) -> list[Measurement]:
    by_name: dict[str, list[Criterion]] = {}
    for criterion in criteria:
        by_name.setdefault(criterion.name, []).append(criterion)
    if case is None:
        return [_nothing(identifier, named[0], why) for named in by_name.values()]
    return await _together(_worst(case, named) for named in by_name.values())


async def _worst(case: Case, criteria: list[Criterion]) -> Measurement:
    found = await _together(_judged(case, one) for one in criteria)
    return worst(found, [one.target for one in criteria])


async def _judged(case: Case, criterion: Criterion) -> Measurement:
    item = registry("criteria")[criterion.name]
    if case.kind in ("image", "video", "audio") and case.kind not in item.facts["media"]:
        return case.not_judged(criterion)
    if item.facts["of"] == "film" and not isinstance(case, FilmCase):
        return case.not_judged(criterion, "it is a criterion of films")
    try:
        return await item.module().measure(case, criterion)
    except ToolError as error:
        return _nothing(case.shot.id, criterion, error.message)
    except StudioError:
        raise
    except Exception as error:
        if item.pack.name == OWN:
            raise
        why = f"the criterion of pack {item.pack.name!r} fails: {type(error).__name__}: {error}"
        return case.not_judged(criterion, f"{why} (mend {item.code})")


def _nothing(identifier: str, criterion: Criterion, why: str) -> Measurement:
    return Measurement(
        shot=identifier,
        criterion=criterion.name,
        value=None,
        target=criterion.target,
        score=0,
        passed=False,
        weight=criterion.weight,
        evidence=f"could not be measured: {why}"[:300],
    )
