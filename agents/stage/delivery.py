"""Hands a version over: files under readable names in the session's output folder."""

import asyncio
import shutil
from pathlib import Path
from typing import Any

from agents.flow.production import Production
from agents.flow.state import Version
from agents.stage.execution import make_whole
from studio.errors import StoreError
from studio.naming import inside, slug
from studio.nouns.artifact import Artifact
from studio.store.database import require_space
from studio.store.integrity import replace

PROGRAM = "program.py"


async def deliver(production: Production) -> str:
    """Copy the best version's artifacts and its program, and write down where they lie."""
    best = production.state.best()
    assert best
    folder = inside(production.settings.paths.outputs, production.logbook.session)
    require_space(folder)
    handles = [handle for found in best.handles.values() for handle in found]
    await make_whole(production, best.code, handles)
    names = _names(best, production)
    deliverables = []
    for shot, artifact, name in names:
        stored = production.toolbox.artifacts.path(artifact.handle, anew=True)
        await asyncio.to_thread(_copy, stored, inside(folder, name))
        facts = artifact.facts.model_dump(mode="json", exclude_none=True)
        deliverables.append(
            {
                "path": str(folder / name),
                "kind": artifact.kind,
                "handle": artifact.handle,
                "shot": shot,
                "facts": facts,
            }
        )
    (folder / PROGRAM).write_text(best.code, encoding="utf-8")
    data: dict[str, Any] = {
        "deliverables": deliverables,
        "approved": best.review.approved,
        "iteration": best.iteration,
    }
    production.logbook.write("delivered", "studio", data)
    return f"Delivered take {best.iteration} to {folder}: {', '.join(n for _, _, n in names)}."


def _names(version: Version, production: Production) -> list[tuple[str, Artifact, str]]:
    """(shot, artifact, file name): `<shot>.png`, then `<shot>.depth.png` and the like."""
    passes = _pass_names(production)
    taken: set[str] = set()
    named = []
    for shot, handles in version.handles.items():
        for place, handle in enumerate(handles):
            artifact = production.toolbox.artifacts.get(handle)
            stem = slug(shot)
            middle = f".{slug(passes.get(handle, artifact.kind))}" if place else ""
            name = f"{stem}{middle}{artifact.suffix}"
            number = 2
            while name in taken:
                name = f"{stem}{middle}.{number}{artifact.suffix}"
                number += 1
            taken.add(name)
            named.append((shot, artifact, name))
    return named


def _pass_names(production: Production) -> dict[str, str]:
    """Handle to pass ("depth", ...), from what the tools called them."""
    return {
        handle: name
        for call in production.logbook.events("tool")
        for name, handle in ((call.data["result"] or {}).get("passes") or {}).items()
    }


def _copy(source: Path, target: Path) -> None:
    partial = target.with_name(f"{target.name}.part")
    try:
        shutil.copyfile(source, partial)
        replace(partial, target)
    except OSError as fault:
        raise StoreError(
            f"cannot write {target}: {fault.strerror}.",
            "Free some space or check paths.outputs, then resume.",
        ) from fault
