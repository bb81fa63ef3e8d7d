"""The right arm points ahead and to the side; the weight goes after it."""

from tools.engines.blender.character.acting.pose import POINTING, SOFT, Pose, added, changed
from tools.engines.blender.character.acting.rest import idle
from tools.engines.blender.character.acting.solve import Solver
from tools.engines.blender.character.acting.timing import sway

KEY_MOMENT = 0.4  # seconds into it at which it reads best
MOVING = True
WORDS = {
    "en": [
        "v:point",
        "point at",
        "pointing at",
        "points at",
        "pointing a finger",
        "v:indicate",
    ],
    "it": [
        "v:indicare",
        "v:additare",
        "v:puntare il dito",
    ],
}


def pose(body: Solver, t: float) -> Pose:
    """The right arm points ahead and to the side; the weight goes after it."""
    push = 0.012 * sway(t, 1.8)
    return added(
        changed(
            idle(body, t),
            {
                "R.reach": (0.50, -0.80 - push, 0.20),
                "R.elbow": (0.8, 0.25, -0.9),
                "R.fingers": (0.50, -0.88, 0.22),
                "R.palm": (-0.55, -0.15, -0.9),
                "R.hand": POINTING,
                "R.shrug": 5,
                "L.reach": (0.24, 0.10, -0.86),
                "L.elbow": (0.9, 1.0, 0.1),
                "L.hand": SOFT,
                "hips": (-0.02, -0.03, -0.015),
                "hips_turn": (4, 1, -9),
                "chest": (4, 2, -8),
                "waist": (2, 0, -5),
                "R.foot": (0.02, -0.10, 0),
                "L.foot": (0.03, 0.08, 0),
                "L.heel": 8,
                "L.turnout": 22,
            },
        ),
        {"head": (-3, -1, -8)},
    )
