"""The right hand waves over the shoulder; the hand drags behind the forearm."""

from tools.engines.blender.character.acting.pose import OPEN, Pose, added, changed
from tools.engines.blender.character.acting.rest import idle
from tools.engines.blender.character.acting.solve import Solver
from tools.engines.blender.character.acting.timing import sway

KEY_MOMENT = 0.1  # seconds into it at which it reads best
MOVING = True
WORDS = {
    "en": [
        "v:wave",
        "wave hello",
        "waving hello",
        "waves hello",
        "wave goodbye",
        "waving goodbye",
        "waves goodbye",
        "v:wave his hand",
        "v:wave her hand",
        "a wave",
        "v:greet",
        "v:welcome",
        "greeting",
    ],
    "it": [
        "v:salutare",
        "v:salutare con la mano",
        "v:agitare la mano",
        "un saluto",
        "v:fare ciao",
    ],
}


def pose(body: Solver, t: float) -> Pose:
    """The right hand waves over the shoulder; the hand drags behind the forearm."""
    swing, drag = sway(t, 0.62), sway(t, 0.62, -0.14)
    pose = idle(body, t)
    return added(
        changed(
            pose,
            {
                "R.reach": (0.50 + 0.15 * swing, -0.20, 0.44 - 0.03 * abs(swing)),
                "R.elbow": (0.55, 0.30, -1.0),
                "R.fingers": (0.18 + 0.42 * drag, -0.10, 1.0),
                "R.palm": (0.0, -1.0, -0.08),
                "R.hand": OPEN,
                "R.shrug": 14,
                "L.reach": (0.22, -0.16, -0.92),
                "waist": (0, 2.0, -4),
                "chest": (-2, 3.5, -5),
            },
        ),
        {"head": (0, -6 - 1.2 * swing, -2), "chest": (0, 0.8 * swing, 0)},
    )
