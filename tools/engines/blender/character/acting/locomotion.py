"""Walk, run and jump, on the spot: the stage moves the root, at `SPEEDS`.

While a foot stands on the ground it goes back on a straight line in time, at the speed at which the
root goes forward: so it does not slide.
"""

from tools.engines.blender.character.acting.pose import FIST, RELAXED, Pose, changed, standing
from tools.engines.blender.character.acting.solve import Solver
from tools.engines.blender.character.acting.timing import Keys, curve, cycle

WALK_PERIOD = 1.0  # seconds for two steps
RUN_PERIOD = 0.66
JUMP_PERIOD = 1.7

WALK_STRIDE = 1.12  # leg lengths that a cycle of two steps covers
RUN_STRIDE = 2.2

# Leg lengths a second that the root goes forward, for the actions that travel.
SPEEDS = {"walk": WALK_STRIDE / WALK_PERIOD, "run": RUN_STRIDE / RUN_PERIOD}


def _standing(front: float, stride: float, phases: tuple[float, ...]) -> Keys:
    """Keys of a foot that stands from phase 0, where it is at `front`; phases over 0.9 come
    before it."""
    return [(p, front + stride * (p if p < 0.9 else p - 1)) for p in phases]


# One foot over the cycle; phase 0 is its heel strike. y: forward is negative, in leg lengths.
_WALK_Y: Keys = [
    *_standing(-0.32, WALK_STRIDE, (0.0, 0.2, 0.4, 0.58, 0.60)),
    (0.68, 0.34),
    (0.77, 0.13),
    (0.87, -0.20),
    (0.94, -0.345),
    *_standing(-0.32, WALK_STRIDE, (0.98,)),
]
_WALK_Z: Keys = [
    (0.0, 0.02),
    (0.10, 0.0),
    (0.30, 0.0),
    (0.50, 0.0),
    (0.62, 0.05),
    (0.76, 0.13),
    (0.90, 0.06),
]
_WALK_HEEL: Keys = [
    (0.0, -20.0),
    (0.12, 0.0),
    (0.36, 0.0),
    (0.50, 18.0),
    (0.62, 42.0),
    (0.76, 24.0),
    (0.90, -10.0),
]
_WALK_BOB: Keys = [
    (0.0, -0.022),
    (0.08, -0.034),
    (0.28, 0.0),
    (0.5, -0.022),
    (0.58, -0.034),
    (0.78, 0.0),
]

_RUN_Y: Keys = [
    *_standing(-0.22, RUN_STRIDE, (0.0, 0.12, 0.25, 0.27)),
    (0.38, 0.56),
    (0.55, 0.40),
    (0.70, -0.06),
    (0.84, -0.40),
    (0.92, -0.39),
    *_standing(-0.22, RUN_STRIDE, (0.97,)),
]
_RUN_Z: Keys = [
    (0.0, 0.0),
    (0.12, 0.0),
    (0.26, 0.04),
    (0.38, 0.24),
    (0.55, 0.44),
    (0.70, 0.36),
    (0.84, 0.24),
    (0.93, 0.10),
]
_RUN_HEEL: Keys = [
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
_RUN_AIR: Keys = [
    (0.0, 0.0),
    (0.12, 0.0),
    (0.24, 0.0),
    (0.37, 0.10),
    (0.5, 0.0),
    (0.62, 0.0),
    (0.74, 0.0),
    (0.87, 0.10),
]


def walk(body: Solver, t: float) -> Pose:
    """A springy walk."""
    phase = t / WALK_PERIOD
    changes: dict[str, object] = {}
    for side, shift in (("L", 0.0), ("R", 0.5)):
        p = phase + shift
        back = cycle(_WALK_Y, p) / 0.33
        changes |= {
            f"{side}.foot": (-0.018, cycle(_WALK_Y, p), max(0.0, cycle(_WALK_Z, p))),
            f"{side}.heel": cycle(_WALK_HEEL, p),
            f"{side}.turnout": 4,
            f"{side}.planted": 1.0 if (p % 1.0) < 0.56 else 0.0,
            f"{side}.reach": (0.17, -0.10 - 0.42 * back, -0.90 + 0.06 * back**2),
            f"{side}.elbow": (0.45, 1.0, -0.1),
            f"{side}.fingers": (-0.05, -0.25 - 0.45 * back, -1.0),
            f"{side}.palm": (-1.0, 0.25, 0.0),
            f"{side}.hand": RELAXED,
        }
    turn = cycle(_WALK_Y, phase) / 0.33
    over = cycle([(0.05, 0.0), (0.30, 1.0), (0.55, 0.0), (0.80, -1.0)], phase)
    changes |= {
        "hips": (0.024 * over, 0.0, cycle(_WALK_BOB, phase)),
        "hips_turn": (3, -3.0 * over, 7 * turn),
        "waist": (1, 1.5 * over, -5 * turn),
        "chest": (1, 2.0 * over, -8 * turn),
        "neck": (0, 0, 3 * turn),
        "head": (-3, -1.5 * over, 3 * turn),
    }
    return changed(standing(), changes)


def run(body: Solver, t: float) -> Pose:
    """A run with a flight in every step, elbows at a right angle."""
    phase = t / RUN_PERIOD
    changes: dict[str, object] = {}
    for side, shift in (("L", 0.0), ("R", 0.5)):
        p = phase + shift
        back = cycle([(0.0, -0.75), (0.18, 0.25), (0.36, 1.0), (0.62, 0.35), (0.84, -1.0)], p)
        fore = max(0.0, back)
        aft = max(0.0, -back)
        changes |= {
            f"{side}.foot": (-0.03, cycle(_RUN_Y, p), max(0.0, cycle(_RUN_Z, p))),
            f"{side}.heel": cycle(_RUN_HEEL, p),
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
        "air": max(0.0, cycle(_RUN_AIR, phase)),
        "hips": (0.0, 0.0, -0.05),
        "hips_turn": (11, 0, 10 * turn),
        "waist": (5, 0, -8 * turn),
        "chest": (6, 0, -14 * turn),
        "neck": (-6, 0, 5 * turn),
        "head": (-11, 0, 6 * turn),
    }
    return changed(standing(), changes)


def jump(body: Solver, t: float) -> Pose:
    """Crouch, leap, land softly; held at the end for a moment."""
    p = t % JUMP_PERIOD
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
