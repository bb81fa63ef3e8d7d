"""The sets: each is built about the origin, its background towards +Y, the camera at -Y."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import bpy

from studio.packs.registry import Item, registry
from tools.engines.blender.atmosphere import Atmosphere
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
    item = registry("sets").get(name)
    if item is None:
        raise BadInput(f"no set {name!r}", f"one of {sorted(registry('sets'))}")
    try:
        return _imported(name, item.code.stat().st_mtime_ns)
    except Exception as error:  # a pack's code may fail in any way
        raise fault(item, error) from error


@cache
def _imported(name: str, changed: int) -> StageSet:
    """A set as its file was when it was last `changed` (nanoseconds since 1970)."""
    item = registry("sets")[name]
    module = item.module(fresh=True)
    return StageSet(module.build, module.FLOOR, **item.facts["light"])


def fault(item: Item, error: Exception) -> BadInput:
    """What is told where the code of a pack's set fails."""
    return BadInput(
        f"the set {item.name!r} of pack {item.pack.name!r} cannot be built: "
        f"{type(error).__name__}: {error}",
        f"mend {item.code}: it needs build(collection, air) and FLOOR",
    )
