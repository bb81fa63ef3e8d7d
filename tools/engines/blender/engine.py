"""The Blender engine: Cycles in an environment and a process of its own."""

from studio.environments import environment
from studio.settings import Settings
from tools.engines.process import ProcessEngine
from tools.engines.registry import engine


@engine
def blender_engine(settings: Settings) -> ProcessEngine:
    """Renders what requests.py describes; characters are built from their sheets."""
    return ProcessEngine(
        "blender",
        "Blender's Cycles, characters built from the sheet",
        environment("blender", settings),
        settings,
    )
