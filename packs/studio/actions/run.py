"""A run with a flight in every step, elbows at a right angle."""

from tools.engines.blender.character.acting.pose import FIST, Pose, changed, standing
from tools.engines.blender.character.acting.solve import Solver
from tools.engines.blender.character.acting.timing import Keys, cycle, on_ground

KEY_MOMENT = 0.2376  # seconds into it at which it reads best
PERIOD = 0.66  # seconds for two steps
STRIDE = 2.2  # leg lengths that two steps cover
FRAMING = "full"  # that shows it
MOVING = True
WORDS = {
    "en": [
        "v:run|ran",
        "v:sprint",
        "v:dash",
        "v:race",
        "v:jog",
        "v:rush",
        "v:gallop",
        "v:hurry|hurries|hurried|hurrying",
        "v:scurry",
        "v:zoom past",
        "v:bolt",
        "v:go for a run|went for a run",
        "v:flee|fled",
        "v:escape",
        "v:dart",
        "v:hasten",
        "v:speed away|sped away",
    ],
    "it": [
        "v:correre|corso|corsa",
        "di corsa",
        "in corsa",
        "v:scappare",
        "v:sfrecciare",
        "v:precipitarsi",
        "v:fuggire",
    ],
}

# One foot over the cycle; phase 0 is its heel strike. y: forward is negative, in leg lengths.
_Y: Keys = [
    *on_ground(-0.22, STRIDE, (0.0, 0.12, 0.25, 0.27)),
    (0.38, 0.56),
    (0.55, 0.40),
    (0.70, -0.06),
    (0.84, -0.40),
    (0.92, -0.39),
    *on_ground(-0.22, STRIDE, (0.97,)),
]
_Z: Keys = [
    (0.0, 0.0),
    (0.12, 0.0),
    (0.26, 0.04),
    (0.38, 0.24),
    (0.55, 0.44),
    (0.70, 0.36),
    (0.84, 0.24),
    (0.93, 0.10),
]
_HEEL: Keys = [
    (0.0, -8.0),
    (0.12, 2.0),
    (0.26, 40.0),
    (0.38, 66.0),
    (0.55, 72.0),
    (0.70, 34.0),
    (0.84, 6.0),
    (0.93, -8.0),
]
# Over the ground: in the air between the steps.
_AIR: Keys = [
    (0.0, 0.0),
    (0.12, 0.0),
    (0.24, 0.0),
    (0.37, 0.10),
    (0.5, 0.0),
    (0.62, 0.0),
    (0.74, 0.0),
    (0.87, 0.10),
]


def pose(body: Solver, t: float) -> Pose:
    """A run with a flight in every step, elbows at a right angle."""
    phase = t / PERIOD
    changes: dict[str, object] = {}
    for side, shift in (("L", 0.0), ("R", 0.5)):
        p = phase + shift
        back = cycle([(0.0, -0.75), (0.18, 0.25), (0.36, 1.0), (0.62, 0.35), (0.84, -1.0)], p)
        fore = max(0.0, back)
        aft = max(0.0, -back)
        changes |= {
            f"{side}.foot": (-0.03, cycle(_Y, p), max(0.0, cycle(_Z, p))),
            f"{side}.heel": cycle(_HEEL, p),
            f"{side}.turnout": 3,
            f"{side}.planted": 1.0 if (p % 1.0) < 0.2 else 0.0,
            f"{side}.knee": (0.10, -1.0, 0.15),
            # The arm goes with the other leg, so with its own leg's mirror in time.
            f"{side}.reach": (
                0.20 - 0.12 * fore,
                -0.22 - 0.42 * fore + 0.34 * aft,
                -0.52 + 0.56 * fore - 0.12 * aft,
            ),
            f"{side}.elbow": (0.55 + 0.2 * fore, 1.0, -0.25 + 0.5 * aft - 0.5 * fore),
            f"{side}.fingers": (-0.25, -0.85, 0.15 + 0.85 * fore - 0.5 * aft),
            f"{side}.palm": (-1.0, 0.15, -0.05),
            f"{side}.hand": FIST,
            f"{side}.shrug": 5 * fore,
        }
    turn = cycle(
        [(0.0, -0.8), (0.20, 0.2), (0.37, 1.0), (0.5, 0.8), (0.70, -0.2), (0.87, -1.0)], phase
    )
    changes |= {
        "air": max(0.0, cycle(_AIR, phase)),
        "hips": (0.0, 0.0, -0.05),
        "hips_turn": (11, 0, 10 * turn),
        "waist": (5, 0, -8 * turn),
        "chest": (6, 0, -14 * turn),
        "neck": (-6, 0, 5 * turn),
        "head": (-11, 0, 6 * turn),
    }
    return changed(standing(), changes)
