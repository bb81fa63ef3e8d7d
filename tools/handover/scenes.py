"""The scene of a rendered shot as a .blend, staged again from the call that rendered it."""

import shutil
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

from studio.nouns.artifact import Artifact
from studio.store.artifacts import ArtifactStore
from tools.context import ToolContext
from tools.engines.base import Progress
from tools.engines.blender.requests import SaveShot, SaveStill
from tools.handover.cut import ancestors
from tools.registry import all_tools
from tools.render.render_character import member_of
from tools.render.render_take import shot_of
from tools.toolbox import Toolbox

RENDERED = ("render_take", "render_character")


def rendered_in(store: ArtifactStore, handle: str) -> Iterator[Artifact]:
    """What was rendered for an artifact, one for each scene."""
    seen: list[dict[str, Any]] = []
    for artifact in ancestors(store, handle):
        if artifact.tool in RENDERED and artifact.parameters not in seen:
            seen.append(artifact.parameters)
            yield artifact


async def save_scene(
    artifact: Artifact, toolbox: Toolbox, out: Path, progress: Progress = lambda *_: None
) -> None:
    """Write the scene that `artifact` was rendered of to `out`, with characters as their sheets are
    now. StudioError where it cannot be staged any more."""
    spec = all_tools()[artifact.tool]
    arguments = spec.arguments(spec.validate(artifact.parameters))
    engine = toolbox.engines["blender"]
    context = ToolContext(
        tool=artifact.tool,
        parameters=artifact.parameters,
        artifacts=toolbox.artifacts,
        sheets=toolbox.sheets,
        engine=engine,
        settings=toolbox.settings,
        progress=progress,
    )
    try:
        request = _take(context, arguments) if spec.name == "render_take" else _still(
            context, arguments
        )  # fmt: skip
        made = await engine.run(request, progress)
        shutil.move(context.folder / made["file"], out)
    finally:
        context.close()


def _take(context: ToolContext, arguments: dict[str, Any]) -> SaveShot:
    shot = shot_of(context, **(arguments | {"passes": []}))
    return SaveShot(**{field.name: getattr(shot, field.name) for field in fields(shot)})


def _still(context: ToolContext, arguments: dict[str, Any]) -> SaveStill:
    return SaveStill(
        cast=[member_of(context, role) for role in arguments["cast"]],
        **arguments["place"].model_dump(),
        camera=arguments["camera"],
        **arguments["size"].model_dump(),
        quality=arguments["quality"],
        exposure=arguments["exposure"],
        seed=arguments["seed"],
        out_dir=str(context.folder),
    )
