"""The actions and poses by name: the files of the folder `actions` of packs.

An action on the spot is a function of time (s) that gives a pose. One that travels has a `STRIDE`
and a `PERIOD`: the stage moves the root at that speed, and while a foot stands on the ground it
goes back on a straight line in time, at the speed at which the root goes forward: so it does not
slide.
"""

from collections.abc import Callable

from tools.engines.blender.character.acting.pose import Pose
from tools.engines.blender.character.acting.solve import Solver
from tools.engines.blender.packs import item_of, module_of, unusable

Motion = Callable[[Solver, float], Pose]


def motion_of(name: str) -> Motion:
    """The function of an action, imported again when its file has changed. BadInput where there is
    none of that name, or where a pack's cannot be imported."""
    item = item_of("actions", name)
    try:
        return module_of(item).pose
    except Exception as error:  # a pack's code may fail in any way
        raise unusable(item, "used", "pose(body, t)", error) from error


def key_moment(name: str) -> float:
    """Seconds into an action at which it reads best as a still."""
    return float(item_of("actions", name).facts["key_moment"])


def speed_of(name: str) -> float:
    """Leg lengths a second that the root goes forward; 0 for an action on the spot."""
    facts = item_of("actions", name).facts
    return facts["stride"] / facts["period"] if facts["stride"] else 0.0
