"""Hands a version over: files under readable names in the session's output folder."""

import asyncio
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agents.flow.production import Production
from agents.flow.state import Version
from agents.stage.execution import make_whole
from studio.errors import StoreError
from studio.naming import inside, slug
from studio.nouns.artifact import Artifact
from studio.plan.film import FILM_ID
from studio.store.integrity import replace
from studio.store.space import require_space
from tools.engines.timeline.relink import media_of, relinked

PROGRAM = "program.py"
SHOTS, SOUND = "shots", "sound"  # folders beside a film


@dataclass(frozen=True)
class Named:
    """An artifact, what it is of, and the name of its file within the output folder."""

    shot: str
    artifact: Artifact
    name: str

    @property
    def part(self) -> bool:
        """Whether it is what a film is made of: a shot, a sound or the timeline."""
        return self.name.startswith((f"{SHOTS}/", f"{SOUND}/")) or self.artifact.kind == "timeline"


async def deliver(production: Production) -> None:
    """Copy the best version's artifacts and its program, and write down where they lie: a film
    first, with its timeline, then the pieces, then the shots and sounds that it is made of."""
    best = production.state.best()
    assert best
    folder = inside(production.settings.paths.outputs, production.logbook.session)
    require_space(folder)
    handles = [handle for found in best.handles.values() for handle in found]
    await make_whole(production, best.code, handles)
    files = _named(best, production)
    places = {file.artifact.handle: file.name for file in files}
    lengths = {file.artifact.handle: file.artifact.facts.duration for file in files}
    for file in files:
        stored = production.toolbox.artifacts.path(file.artifact.handle, anew=True)
        target = inside(folder, file.name)
        target.parent.mkdir(parents=True, exist_ok=True)
        if file.artifact.kind == "timeline":
            _write(relinked(stored, places, lengths), target)
        else:
            await asyncio.to_thread(_copy, stored, target)
    _write(best.code, folder / PROGRAM)
    data: dict[str, Any] = {
        "deliverables": [_told(file, folder) for file in files],
        "approved": best.review.approved,
        "iteration": best.iteration,
    }
    production.logbook.write("delivered", "studio", data)


def _told(file: Named, folder: Path) -> dict[str, Any]:
    facts = file.artifact.facts.model_dump(mode="json", exclude_none=True)
    size = (folder / file.name).stat().st_size  # a timeline is not as long as in the store
    return {
        "path": str(folder / file.name),
        "kind": file.artifact.kind,
        "handle": file.artifact.handle,
        "shot": file.shot,
        "part": file.part,
        "facts": facts | {"bytes": size},
    }


def _named(version: Version, production: Production) -> list[Named]:
    """Every file: `<film>.mp4` and `.otio`; `<shot>.png`, then `<shot>.depth.png` and the like."""
    names = _Names(production)
    film = version.film
    found: list[Named] = []
    if FILM_ID in version.handles:
        found += names.of(FILM_ID, version.handles[FILM_ID], film.title or FILM_ID)
    assembled = {shot.id for shot in film.cut} if found else set()
    pieces = [shot for shot in version.handles if shot != FILM_ID and shot not in assembled]
    for shot in pieces:
        found += names.of(shot, version.handles[shot], shot)
    for shot in version.handles:
        if shot in assembled:
            found += names.of(shot, version.handles[shot], shot, SHOTS)
    return found + _sounds(found, names, production)


def _sounds(found: list[Named], names: "_Names", production: Production) -> list[Named]:
    """The music and whatever else a delivered timeline names that is no shot."""
    known = {file.artifact.handle for file in found}
    sounds: list[Named] = []
    for file in found:
        if file.artifact.kind == "timeline":
            media = media_of(production.toolbox.artifacts.path(file.artifact.handle))
            for handle, track in media.items():
                if handle not in known:
                    sounds += names.of(FILM_ID, [handle], track, SOUND)
    return sounds


class _Names:
    """Gives each artifact a name that no other has."""

    def __init__(self, production: Production):
        self._artifacts = production.toolbox.artifacts
        self._passes = {
            handle: name
            for call in production.logbook.events("tool")
            for name, handle in ((call.data["result"] or {}).get("passes") or {}).items()
        }
        self._taken: set[str] = {PROGRAM}

    def of(self, shot: str, handles: list[str], title: str, folder: str = "") -> list[Named]:
        """The artifacts of one shot, the main one first, by its `title`."""
        stem = f"{folder}/{slug(title)}" if folder else slug(title)
        named = []
        for place, handle in enumerate(handles):
            artifact = self._artifacts.get(handle)
            alone = not place or artifact.kind == "timeline"
            middle = "" if alone else f".{slug(self._passes.get(handle, artifact.kind))}"
            name, number = f"{stem}{middle}{artifact.suffix}", 2
            while name in self._taken:
                name = f"{stem}{middle}.{number}{artifact.suffix}"
                number += 1
            self._taken.add(name)
            named.append(Named(shot, artifact, name))
        return named


def _copy(source: Path, target: Path) -> None:
    _place(target, lambda partial: shutil.copyfile(source, partial))


def _write(text: str, target: Path) -> None:
    _place(target, lambda partial: partial.write_text(text, encoding="utf-8"))


def _place(target: Path, write: Any) -> None:
    partial = target.with_name(f"{target.name}.part")
    try:
        write(partial)
        replace(partial, target)
    except OSError as error:
        raise StoreError(
            f"cannot write {target}: {error.strerror}.",
            "Free some space or check paths.outputs, then resume.",
        ) from error
