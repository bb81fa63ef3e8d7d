"""The actions and poses by name: the files of the folder `actions` of packs.

An action on the spot is a function of time (s) that gives a pose. One that travels has a `STRIDE`
and a `PERIOD`: the stage moves the root at that speed, and while a foot stands on the ground it
goes back on a straight line in time, at the speed at which the root goes forward: so it does not
slide.
"""

from collections.abc import Callable
from functools import cache

from studio.packs.registry import Item, registry
from tools.engines.blender.character.acting.pose import Pose
from tools.engines.blender.character.acting.solve import Solver
from tools.engines.worker.serve import BadInput

Motion = Callable[[Solver, float], Pose]


def motion_of(name: str) -> Motion:
    """The function of an action, imported again when its file has changed. BadInput where there is
    none of that name, or where a pack's cannot be imported."""
    item = _item(name)
    try:
        return _imported(name, item.code.stat().st_mtime_ns)
    except Exception as error:  # a pack's code may fail in any way
        raise BadInput(
            f"the action {name!r} of pack {item.pack.name!r} cannot be used: "
            f"{type(error).__name__}: {error}",
            f"mend {item.code}: it needs pose(body, t)",
        ) from error


def key_moment(name: str) -> float:
    """Seconds into an action at which it reads best as a still."""
    return float(_item(name).facts["key_moment"])


def speed_of(name: str) -> float:
    """Leg lengths a second that the root goes forward; 0 for an action on the spot."""
    facts = _item(name).facts
    return facts["stride"] / facts["period"] if facts["stride"] else 0.0


def _item(name: str) -> Item:
    item = registry("actions").get(name)
    if item is None:
        raise BadInput(f"no action {name!r}", f"one of {sorted(registry('actions'))}")
    return item


@cache
def _imported(name: str, changed: int) -> Motion:
    """An action as its file was when it was last `changed` (nanoseconds since 1970)."""
    return registry("actions")[name].module(fresh=True).pose
