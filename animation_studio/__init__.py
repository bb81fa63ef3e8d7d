"""The studio as notebooks and packs import it.

    from animation_studio import Studio
    async with Studio() as studio:
        piece = await studio.run("Luca running along the sea, excited")

What a name stands for is imported when it is first asked for, so that a pack's tool does not wait
for the agents.
"""

import importlib
from typing import Any

_WHERE = {
    # making pieces
    "Studio": "interfaces.notebook.studio",
    "Piece": "interfaces.notebook.studio",
    "Settings": "studio.settings",
    "load_settings": "studio.settings",
    # tools of a pack
    "tool": "tools.declaration",
    "SPREAD": "tools.declaration",
    "ToolContext": "tools.context",
    "Image": "studio.nouns.artifact",
    "Audio": "studio.nouns.artifact",
    "Video": "studio.nouns.artifact",
    "Table": "studio.nouns.artifact",
    "open_picture": "studio.media.opener",
    "open_medium": "studio.media.opener",
    # engines of a pack
    "engine": "tools.engines.registry",
    "Request": "tools.engines.request",
    "InProcessEngine": "tools.engines.base",
    "ConfinedEngine": "tools.engines.media.confined",
    "ProcessEngine": "tools.engines.process",
    "EngineStatus": "tools.engines.base",
    "Progress": "tools.engines.base",
    "digest_of": "tools.engines.version",
    # criteria of a pack
    "Case": "tools.evaluation.case",
    "Criterion": "studio.plan.parts",
    "Change": "studio.plan.change",
    "Measurement": "studio.nouns.review",
    "score": "tools.evaluation.settings",
    # errors that people read
    "ToolError": "studio.errors",
    "EngineError": "studio.errors",
    # the packs themselves
    "Pack": "studio.packs.pack",
    "pack": "animation_studio.found",
    "packs": "animation_studio.found",
    "problems": "studio.packs.problems",
}
__all__ = sorted(_WHERE)


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"animation_studio has no {name!r}; it has {', '.join(__all__)}")
    return getattr(importlib.import_module(_WHERE[name]), name)


def __dir__() -> list[str]:
    return __all__
