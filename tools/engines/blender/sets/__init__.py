"""The sets: each is built about the origin, its background towards +Y, the camera at -Y."""

from collections.abc import Callable
from dataclasses import dataclass

import bpy

from tools.engines.blender.atmosphere import Atmosphere
from tools.engines.blender.sets import backdrop, bedroom, meadow, night_street, seaside_town
from tools.engines.blender.sets.floor import Floor


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


SETS: dict[str, StageSet] = {
    "seaside_town": StageSet(seaside_town.build, seaside_town.FLOOR),
    "meadow": StageSet(meadow.build, meadow.FLOOR),
    "bedroom": StageSet(bedroom.build, bedroom.FLOOR, sun=1.6, daylight=0.2, spill=True),
    "night_street": StageSet(night_street.build, night_street.FLOOR, daylight=1.0, spill=True),
    "backdrop": StageSet(backdrop.build, backdrop.FLOOR, sun=0.0, rig=1.6),
}
