"""Both fists up, bouncing on the toes."""

from tools.engines.blender.character.acting.pose import FIST, Pose, changed, standing
from tools.engines.blender.character.acting.solve import Solver
from tools.engines.blender.character.acting.timing import sway

KEY_MOMENT = 0.2  # seconds into it at which it reads best
MOVING = True
WORDS = {
    "en": [
        "v:cheer",
        "v:celebrate",
        "v:rejoice",
        "in celebration",
        "arms up",
        "arms raised",
        "raised arms",
        "hands in the air",
        "arms in the air",
        "fists in the air",
        "v:raise his arms",
        "v:raise her arms",
        "v:throw|threw his arms up",
        "v:throw|threw her arms up",
        "victory pose",
        "triumphant pose",
        "v:throw|threw his hands up",
        "v:throw|threw her hands up",
        "v:pump his fist",
        "v:pump her fist",
        "v:raise his fist",
        "v:raise her fist",
        "v:raise his fists",
        "v:raise her fists",
        "v:lift his arms",
        "v:lift her arms",
        "arms outstretched in victory",
        "v:punch the air",
    ],
    "it": [
        "v:esultare",
        "v:festeggiare",
        "v:gioire",
        "braccia alzate",
        "con le braccia alzate",
        "braccia in alto",
        "con le braccia in alto",
        "v:alzare le braccia",
        "pugno alzato",
    ],
}


def pose(body: Solver, t: float) -> Pose:
    """Both fists up, bouncing on the toes."""
    bounce = abs(sway(t, 0.92)) ** 0.8
    sag = 1 - bounce
    lean = sway(t, 1.84)
    pose = changed(
        standing(),
        {
            "L.reach": (0.60, -0.14, 0.74 - 0.10 * sag),
            "R.reach": (0.64, -0.12, 0.70 - 0.14 * sag),
            "elbow": (1.0, 0.1, -0.35),
            "fingers": (0.10, -0.05, 1.0),
            "palm": (-0.35, -1.0, 0.0),
            "hand": FIST,
            "shrug": 22 - 6 * sag,
            "hips": (0.0, 0.0, -0.05 * sag),
            "heel": 30 * bounce,
            "turnout": 14,
            "foot": (0.045, 0, 0),
            "knee": (0.35, -1, 0),
            "hips_turn": (2 * sag, 1.5 * lean, 4),
            "waist": (-3, -2 * lean, 0),
            "chest": (-7 + 4 * sag, 3 * lean, -3),
            "neck": (-3, 0, 0),
            "head": (-5 + 4 * sag, -4 * lean, 2),
        },
    )
    return pose
