"""Crouch, leap, land softly; held at the end for a moment."""

from tools.engines.blender.character.acting.pose import Pose, changed, standing
from tools.engines.blender.character.acting.solve import Solver
from tools.engines.blender.character.acting.timing import curve

KEY_MOMENT = 0.7  # seconds into it at which it reads best
FRAMING = "full"  # that shows it
MOVING = True
WORDS = {
    "en": [
        "v:jump",
        "v:leap|leapt",
        "v:hop",
        "v:bounce",
        "v:skip",
        "mid jump",
        "in mid air",
        "v:jump in the air",
        "v:jump into the air",
        "v:leap|leapt in the air",
        "v:leap|leapt into the air",
        "mid air",
        "midair",
    ],
    "it": [
        "v:saltare",
        "v:balzare",
        "un salto",
        "v:saltellare",
        "a mezz'aria",
        "v:rimbalzare",
    ],
}

_PERIOD = 1.7  # seconds


def pose(body: Solver, t: float) -> Pose:
    """Crouch, leap, land softly; held at the end for a moment."""
    p = t % _PERIOD
    crouch = curve(
        [(0, 0), (0.30, 1), (0.44, -0.1), (0.55, 0), (1.02, 0), (1.16, 0.75), (1.45, 0)], p
    )
    flight = min(max((p - 0.44) / 0.56, 0.0), 1.0)
    height = 4 * flight * (1 - flight)
    up = curve([(0, 0), (0.30, -0.8), (0.50, 1), (0.88, 0.9), (1.16, -0.35), (1.5, 0)], p)
    tuck = height
    rise, drop = max(up, 0.0), max(-up, 0.0)
    return changed(
        standing(),
        {
            "air": 0.42 * height,
            "hips": (0, 0.04 * crouch, -0.26 * max(crouch, 0)),
            "hips_turn": (20 * crouch, 0, 5 * tuck),
            "waist": (9 * crouch - 4 * tuck, 0, -2 * tuck),
            "chest": (8 * crouch - 8 * tuck, 0, -3 * tuck),
            "head": (-22 * crouch - 5 * tuck, 3 * tuck, 0),
            "L.foot": (0.05, -0.16 * tuck, 0.30 * tuck),
            "R.foot": (0.05, 0.24 * tuck, 0.20 * tuck),
            "L.heel": 24 * tuck,
            "R.heel": 50 * tuck,
            "turnout": 10,
            "knee": (0.30, -1, 0.1),
            "planted": 1.0 if flight in (0.0, 1.0) else 0.0,
            "L.reach": (0.22 + 0.34 * rise, -0.12 + 0.55 * drop, -0.90 + 1.62 * rise + 0.15 * drop),
            "R.reach": (0.22 + 0.38 * rise, -0.12 + 0.50 * drop, -0.90 + 1.55 * rise + 0.15 * drop),
            "elbow": (0.7, 1.0 - 0.8 * rise, -0.3 * rise),
            "fingers": (0.1 + 0.3 * rise, -0.1, -1 + 2 * rise),
            "palm": (-1.0 + 0.9 * rise, 0.2 - 1.2 * rise, 0.0),
            "hand": (0.1, 0.1, 0.12, 0.15, 0.2, rise),
            "shrug": 16 * rise,
        },
    )
