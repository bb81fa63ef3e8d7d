"""Both hands on the belt, elbows out, chest proud."""

from tools.engines.blender.character.acting.pose import Pose, added, changed
from tools.engines.blender.character.acting.rest import idle
from tools.engines.blender.character.acting.solve import Solver

KEY_MOMENT = 0.9  # seconds into it at which it reads best
FRAMING = "full"  # that shows it
VIEW = "front"  # without which the far arm is behind the body
CAN = "put their hands on their hips"
WORDS = {
    "en": [
        "hands on hips",
        "hand on hip",
        "hands on his hips",
        "hands on her hips",
        "hands on their hips",
        "v:put his hands on his hips",
        "v:put her hands on her hips",
        "v:put their hands on their hips",
        "arms akimbo",
        "akimbo",
        "superhero pose",
    ],
    "it": [
        "mani sui fianchi",
        "con le mani sui fianchi",
        "le mani sui fianchi",
    ],
}


def pose(body: Solver, t: float) -> Pose:
    """Both hands on the belt, elbows out, chest proud."""
    s = body.s
    waist = s.joints["hips"] + [0.60 * (s.p.shoulder + 0.05) / 0.55 * s.p.girth + 0.20, -0.02, 0.24]
    pose = idle(body, t)
    return added(
        changed(
            pose,
            {
                "reach": body.reach_to(waist),
                "elbow": (1.0, 0.55, 0.15),
                "fingers": (-0.42, -0.72, -0.55),
                "palm": (-0.85, 0.25, -0.35),
                "hand": (0.1, 0.25, 0.25, 0.28, 0.32, 0.3),
                "shrug": 3,
                "foot": (0.05, 0, 0),
                "turnout": 15,
                "hips": (-0.02, -0.01, -0.01),
                "hips_turn": (-3, 2.5, 4),
                "waist": (-2, -3, -2),
                "chest": (-5, -2, -3),
            },
        ),
        {"head": (1, 3, 2)},
    )
