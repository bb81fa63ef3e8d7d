"""Open hands that beat with the phrases, a little head."""

import numpy as np

from tools.engines.blender.character.acting.pose import RELAXED, SOFT, Pose, added, changed
from tools.engines.blender.character.acting.rest import idle
from tools.engines.blender.character.acting.solve import Solver
from tools.engines.blender.character.acting.timing import sway

KEY_MOMENT = 0.25  # seconds into it at which it reads best
STILL = "idle"  # what a picture shows instead
WORDS = {
    "en": [
        "v:talk?",
        "v:speak|spoke|spoken?",
        "v:chat?",
        "v:converse?",
        "v:gesture?",
        "v:gesticulate?",
    ],
    "it": [
        "v:parlare?",
        "v:chiacchierare?",
        "v:gesticolare?",
    ],
}


def pose(body: Solver, t: float) -> Pose:
    """Open hands that beat with the phrases, a little head."""
    beat, slow = sway(t, 1.15), sway(t, 2.9, 0.2)
    other = sway(t, 1.15, -0.22)
    open_hand = max(0.0, beat)
    return added(
        changed(
            idle(body, t),
            {
                "R.reach": (0.26 + 0.07 * slow, -0.52 - 0.05 * beat, -0.48 + 0.10 * beat),
                "R.elbow": (0.8, 0.8, -0.6),
                "R.fingers": (0.20 + 0.2 * beat, -1.0, 0.30 + 0.35 * other),
                "R.palm": (-0.55, -0.2, 0.8),
                "R.hand": np.array(SOFT) * (1.3 - 0.6 * open_hand),
                "L.reach": (0.24 - 0.05 * slow, -0.40 + 0.05 * slow, -0.62 + 0.05 * other),
                "L.elbow": (0.9, 0.9, -0.5),
                "L.fingers": (0.10 + 0.15 * slow, -1.0, 0.12 + 0.2 * other),
                "L.palm": (-0.75, -0.1, 0.62),
                "L.hand": np.array(RELAXED) * 0.8,
            },
        ),
        {"head": (-1.5 + 2.6 * other, 2.0 * slow, 4 * slow), "chest": (1.0 * beat, 0, 2.2 * slow)},
    )
