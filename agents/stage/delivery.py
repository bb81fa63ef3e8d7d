"""Hands a version over: files under readable names in the session's output folder."""

import asyncio
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from agents.flow.production import Production
from agents.flow.state import Version
from agents.stage.execution import make_whole
from studio.errors import StoreError
from studio.naming import inside, slug
from studio.nouns.artifact import Artifact
from studio.plan.film import FILM_ID
from studio.store.database import require_space
from studio.store.integrity import replace
from tools.engines.timeline.relink import media_in, relink

PROGRAM = "program.py"
SHOTS, SOUND = "shots", "sound"  # folders of what a film is made of


@dataclass(frozen=True)
class _Handed:
    """One file to hand over: under `name` in the session's folder. A `part` is not a piece by
    itself: a shot or a sound of the film, or its timeline."""

    shot: str
    artifact: Artifact
    name: str
    part: bool = False


async def deliver(production: Production) -> str:
    """Copy the best version's artifacts and its program, and write down where they lie: the film
    and its timeline first, then separate pieces, then the film's shots and sounds."""
    best = production.state.best()
    assert best
    folder = inside(production.settings.paths.outputs, production.logbook.session)
    require_space(folder)
    handles = [handle for found in best.handles.values() for handle in found]
    await make_whole(production, best.code, handles)
    handed = _names(best, production)
    handed += await _sounds(best, handed, production)
    files = {one.artifact.handle: one.name for one in handed}
    deliverables = []
    for one in handed:
        target = inside(folder, one.name)
        stored = production.toolbox.artifacts.path(one.artifact.handle, anew=True)
        write = partial(relink, files=files) if one.artifact.kind == "timeline" else shutil.copyfile
        await asyncio.to_thread(_written, stored, target, write)
        facts = one.artifact.facts.model_dump(mode="json", exclude_none=True)
        deliverables.append(
            {
                "path": str(folder / one.name),
                "kind": one.artifact.kind,
                "handle": one.artifact.handle,
                "shot": one.shot,
                "part": one.part,
                "facts": facts | {"bytes": target.stat().st_size},
            }
        )
    (folder / PROGRAM).write_text(best.code, encoding="utf-8")
    data: dict[str, Any] = {
        "deliverables": deliverables,
        "approved": best.review.approved,
        "iteration": best.iteration,
    }
    production.logbook.write("delivered", "studio", data)
    told = ", ".join(one.name for one in handed)
    return f"Delivered take {best.iteration} to {folder}: {told}."


def _names(version: Version, production: Production) -> list[_Handed]:
    """What a version hands over: `<title>.mp4` and `.otio` of a film, `<shot>.png` and
    `<shot>.depth.png` of a separate piece, `shots/<shot>.mp4` of a film's shot."""
    film, passes = version.film, _pass_names(production)
    within = {shot.id for shot in film.cut} if film.is_assembled else set()
    first = [FILM_ID] if FILM_ID in version.handles else []
    order = first + [name for name in version.handles if name != FILM_ID]
    taken: set[str] = set()
    named = []
    for shot in sorted(order, key=lambda name: name in within):
        stem = slug(film.title, FILM_ID) if shot == FILM_ID else slug(shot)
        stem = f"{SHOTS}/{stem}" if shot in within else stem
        for place, handle in enumerate(version.handles[shot]):
            artifact = production.toolbox.artifacts.get(handle)
            is_timeline = artifact.kind == "timeline"
            aside = place and not is_timeline
            middle = f".{slug(passes.get(handle, artifact.kind))}" if aside else ""
            name = _free(f"{stem}{middle}", artifact.suffix, taken)
            named.append(_Handed(shot, artifact, name, part=shot in within or is_timeline))
    return named


def _free(stem: str, suffix: str, taken: set[str]) -> str:
    """`stem` and `suffix`, with a number between them where that name is taken."""
    name, number = f"{stem}{suffix}", 2
    while name in taken:
        name = f"{stem}.{number}{suffix}"
        number += 1
    taken.add(name)
    return name


async def _sounds(version: Version, handed: list[_Handed], production: Production) -> list[_Handed]:
    """What the film's timeline refers to and is not among `handed`: its music and atmosphere. The
    studio's own tool wrote the timeline from handles that the program held."""
    store = production.toolbox.artifacts
    known = {one.artifact.handle for one in handed}
    taken = {one.name for one in handed}
    found: dict[str, str] = {}
    for one in handed:
        if one.artifact.kind == "timeline":
            found |= media_in(store.path(one.artifact.handle))
    missing = {handle: track for handle, track in found.items() if handle not in known}
    await make_whole(production, version.code, missing)
    sounds = []
    for handle, track in missing.items():
        artifact = store.get(handle)
        folder = SOUND if artifact.kind == "audio" else SHOTS
        name = _free(f"{folder}/{slug(track)}", artifact.suffix, taken)
        sounds.append(_Handed(FILM_ID, artifact, name, part=True))
    return sounds


def _pass_names(production: Production) -> dict[str, str]:
    """Handle to pass ("depth", ...), from what the tools called them."""
    return {
        handle: name
        for call in production.logbook.events("tool")
        for name, handle in ((call.data["result"] or {}).get("passes") or {}).items()
    }


def _written(source: Path, target: Path, write: Callable[[Path, Path], Any]) -> None:
    partly = target.with_name(f"{target.stem}.part{target.suffix}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        write(source, partly)
        replace(partly, target)
    except OSError as fault:
        raise StoreError(
            f"cannot write {target}: {fault.strerror}.",
            "Free some space or check paths.outputs, then resume.",
        ) from fault
