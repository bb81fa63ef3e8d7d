"""Standing, on which other actions are built."""

from tools.engines.blender.character.acting.pose import Pose, added, changed, standing
from tools.engines.blender.character.acting.solve import Solver
from tools.engines.blender.character.acting.timing import sway

BREATH = 3.6  # seconds


def idle(body: Solver, t: float) -> Pose:
    """Weight on the right leg, breathing, a slow sway."""
    breath, slow = sway(t, BREATH), sway(t, 7.2, 0.15)
    pose = changed(
        standing(),
        {
            "hips": (-0.028, 0.0, -0.006),
            "hips_turn": (0, 2.6, 5),
            "waist": (0, -3.0, -3),
            "chest": (1.0, -2.2, -3),
            "neck": (2, 1, 1),
            "head": (-2, 2.5, 1),
            "L.foot": (0.035, -0.03, 0),
            "L.turnout": 16,
            "R.turnout": 7,
            "L.knee": (0.3, -1, 0),
            "L.reach": (0.20, -0.12, -0.93),
            "R.reach": (0.17, -0.05, -0.955),
        },
    )
    return added(
        pose,
        {
            "chest": (-0.9 * breath, 0.5 * slow, 0),
            "neck": (0.5 * breath, 0, 0.8 * slow),
            "hips": (-0.004 * slow, 0, 0),
            "L.shrug": 0.9 * breath,
            "R.shrug": 0.9 * breath,
            "head": (0.4 * breath, 0.6 * slow, 1.2 * slow),
        },
    )
