"""On the ground, knees up, arms round them."""

from tools.engines.blender.character.acting.pose import SOFT, Pose, changed, standing
from tools.engines.blender.character.acting.rest import BREATH
from tools.engines.blender.character.acting.solve import Solver
from tools.engines.blender.character.acting.timing import sway

KEY_MOMENT = 0.0  # seconds into it at which it reads best
FRAMING = "full"  # that shows it
WORDS = {
    "en": [
        "v:sit|sat",
        "sit down",
        "sits down",
        "sitting down",
        "seated",
        "v:perch",
        "v:squat",
        "v:take a seat|took a seat",
        "v:be seated",
        "v:sit back|sat back",
    ],
    "it": [
        "v:sedere|siede|siedono|seduto|seduta|seduti|sedute",
        "v:sedersi|si siede|si siedono",
        "a:seduto",
        "sedersi",
        "si siede",
        "si siedono",
        "v:accomodarsi",
    ],
}


def pose(body: Solver, t: float) -> Pose:
    """On the ground, knees up, arms round them."""
    s = body.s
    breath = sway(t, BREATH)
    legs = body.leg
    drop = (s.joints["hips"][2] - s.p.ground - 0.40 * s.p.girth) / legs
    feet = -0.66 - 0.05 * sway(t, 7.0)
    pose = changed(
        standing(),
        {
            "hips": (0, 0.0, -drop),
            "hips_turn": (-14, 0, 0),
            "waist": (12, 0, 0),
            "chest": (8 - breath, 0, 0),
            "neck": (2, 0, 0),
            "head": (-6 + 0.5 * breath, 3, 3),
            "planted": 0.0,
            "L.foot": (0.03, -0.66, 0.0),
            "R.foot": (0.05, feet + 0.10, 0.0),
            "turnout": 10,
            "knee": (0.30, -0.6, 1.0),
            "L.heel": -6,
            "R.heel": 0,
            "L.reach": (0.02, -0.82, -0.36),
            "R.reach": (0.04, -0.80, -0.40),
            "elbow": (1.0, 0.4, -0.6),
            "fingers": (-0.5, -0.7, -0.5),
            "palm": (-0.3, 0.3, -0.9),
            "hand": SOFT,
        },
    )
    return pose
