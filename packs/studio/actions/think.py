"""Right hand at the chin, the left arm carries it; the head drifts."""

import numpy as np

from tools.engines.blender.character.acting.pose import SOFT, Pose, added, changed
from tools.engines.blender.character.acting.rest import idle
from tools.engines.blender.character.acting.solve import Solver
from tools.engines.blender.character.acting.timing import sway

KEY_MOMENT = 0.0  # seconds into it at which it reads best
WORDS = {
    "en": [
        "v:think|thought",
        "v:ponder",
        "v:contemplate",
        "thoughtful?",
        "thoughtfully?",
        "in thought",
        "lost in thought",
        "deep in thought",
        "pensive",
        "pensively",
        "v:muse",
        "hand on chin",
        "hand on his chin",
        "hand on her chin",
        "finger on chin",
        "v:reflect",
        "v:wonder?",
        "v:daydream",
        "v:meditate",
        "v:deliberate?",
        "v:scratch his head",
        "v:scratch her head",
        "v:stroke his chin",
        "v:stroke her chin",
        "v:rub his chin",
        "v:rub her chin",
        "v:tap his chin",
        "v:tap her chin",
        "chin in hand",
        "pondering",
    ],
    "it": [
        "v:pensare",
        "a:pensieroso",
        "v:riflettere|riflette|riflettono",
        "assorto",
        "assorta",
        "v:meditare",
        "mano sul mento",
        "v:ragionare",
        "v:grattarsi la testa",
    ],
}


def pose(body: Solver, t: float) -> Pose:
    """Right hand at the chin, the left arm carries it; the head drifts."""
    s = body.s
    chin = np.array([-0.20, -1.00, -1.22])
    support = np.array([0.12, -0.66, s.joints["shoulder"][2] - 0.50 * s.p.torso])
    drift = sway(t, 4.4)
    tap = max(0.0, sway(t, 1.1)) ** 3
    return added(
        changed(
            idle(body, t),
            {
                "R.reach": body.reach_to(chin * [-1, 1, 1]),
                "R.elbow": (0.25, -0.35, -1.0),
                "R.fingers": (-0.35, 0.10, 0.95),
                "R.palm": (-0.35, 1.0, 0.1),
                "R.hand": (0.15, 0.12 + 0.25 * tap, 0.72, 0.85, 0.9, 0.0),
                "R.shrug": 4,
                "L.reach": body.reach_to(support * [-1, 1, 1]),
                "L.elbow": (1.0, -0.05, -0.65),
                "L.fingers": (-1.0, -0.15, 0.12),
                "L.palm": (0.0, 0.9, 0.5),
                "L.hand": SOFT,
                "chest": (3, -2, 4),
                "waist": (1, -1, 2),
            },
        ),
        {"head": (-1 + drift, 6, 5 + 2 * drift)},
    )
