"""The sets: each is built about the origin, its background towards +Y, the camera at -Y."""

from collections.abc import Callable
from dataclasses import dataclass

import bpy

from tools.engines.blender.packs import item_of, module_of, unusable
from tools.engines.blender.scene.atmosphere import Atmosphere
from tools.engines.blender.sets.floor import Floor
from tools.engines.worker.serve import BadInput


@dataclass(frozen=True)
class StageSet:
    """A set: how it is built, and how much of the sun (`sun`) and of the light rig (`rig`) reaches
    the cast in it; `daylight` is how many stops a shaded place is opened up by day; with `spill`
    fill and rims light the set as well, as bounce does between walls. On `floor` one can walk."""

    build: Callable[[bpy.types.Collection, Atmosphere], None]
    floor: Floor
    sun: float = 1.0
    rig: float = 1.0
    daylight: float = 0.0
    spill: bool = False


def stage_set(name: str) -> StageSet:
    """The set of that name, its builder imported, and imported again when its file has changed.
    BadInput for one that there is not, or whose builder cannot be imported."""
    item = item_of("sets", name)
    try:
        module = module_of(item)
        return StageSet(module.build, module.FLOOR, **item.facts["light"])
    except Exception as error:  # a pack's code may fail in any way
        raise not_built(name, error) from error


def not_built(name: str, error: Exception) -> BadInput:
    """What is told where the code of a pack's set fails."""
    return unusable(item_of("sets", name), "built", "build(collection, air) and FLOOR", error)
