"""A springy walk."""

from tools.engines.blender.character.acting.pose import RELAXED, Pose, changed, standing
from tools.engines.blender.character.acting.solve import Solver
from tools.engines.blender.character.acting.timing import Keys, cycle, on_ground

KEY_MOMENT = 0.02  # seconds into it at which it reads best
PERIOD = 1.0  # seconds for two steps
STRIDE = 1.12  # leg lengths that two steps cover
FRAMING = "full"  # that shows it
MOVING = True
WORDS = {
    "en": [
        "v:go|went|gone?",
        "v:come|came?",
        "v:arrive?",
        "v:enter?",
        "v:return?",
        "v:approach?",
        "v:head?",
        "v:leave|left?",
        "v:walk",
        "a walk",
        "v:stroll",
        "v:stride|strode",
        "v:wander",
        "v:march",
        "v:tiptoe",
        "v:amble",
        "v:pace",
        "v:step",
        "v:saunter",
        "v:hike",
        "v:take a walk|took a walk",
        "v:go for a walk|went for a walk",
        "v:go for a stroll|went for a stroll",
        "v:stroll along",
        "v:march along",
        "v:promenade",
        "v:trudge",
        "v:roam",
        "v:ramble",
        "v:parade",
    ],
    "it": [
        "v:andare|va|vanno|andando?",
        "se ne va?",
        "se ne vanno?",
        "va via?",
        "v:venire|viene|vengono?",
        "v:arrivare?",
        "v:entrare?",
        "v:tornare?",
        "v:uscire|esce|escono?",
        "v:avvicinarsi|si avvicina?",
        "v:camminare",
        "v:passeggiare",
        "passeggiata",
        "una passeggiata",
        "v:marciare",
        "v:vagare",
        "v:fare una passeggiata",
        "v:incamminarsi",
    ],
}

# One foot over the cycle; phase 0 is its heel strike. y: forward is negative, in leg lengths.
_Y: Keys = [
    *on_ground(-0.32, STRIDE, (0.0, 0.2, 0.4, 0.58, 0.60)),
    (0.68, 0.34),
    (0.77, 0.13),
    (0.87, -0.20),
    (0.94, -0.345),
    *on_ground(-0.32, STRIDE, (0.98,)),
]
_Z: Keys = [
    (0.0, 0.02),
    (0.10, 0.0),
    (0.30, 0.0),
    (0.50, 0.0),
    (0.62, 0.05),
    (0.76, 0.13),
    (0.90, 0.06),
]
_HEEL: Keys = [
    (0.0, -20.0),
    (0.12, 0.0),
    (0.36, 0.0),
    (0.50, 18.0),
    (0.62, 42.0),
    (0.76, 24.0),
    (0.90, -10.0),
]
_BOB: Keys = [
    (0.0, -0.022),
    (0.08, -0.034),
    (0.28, 0.0),
    (0.5, -0.022),
    (0.58, -0.034),
    (0.78, 0.0),
]


def pose(body: Solver, t: float) -> Pose:
    """A springy walk."""
    phase = t / PERIOD
    changes: dict[str, object] = {}
    for side, shift in (("L", 0.0), ("R", 0.5)):
        p = phase + shift
        back = cycle(_Y, p) / 0.33
        changes |= {
            f"{side}.foot": (-0.018, cycle(_Y, p), max(0.0, cycle(_Z, p))),
            f"{side}.heel": cycle(_HEEL, p),
            f"{side}.turnout": 4,
            f"{side}.planted": 1.0 if (p % 1.0) < 0.56 else 0.0,
            f"{side}.reach": (0.17, -0.10 - 0.42 * back, -0.90 + 0.06 * back**2),
            f"{side}.elbow": (0.45, 1.0, -0.1),
            f"{side}.fingers": (-0.05, -0.25 - 0.45 * back, -1.0),
            f"{side}.palm": (-1.0, 0.25, 0.0),
            f"{side}.hand": RELAXED,
        }
    turn = cycle(_Y, phase) / 0.33
    over = cycle([(0.05, 0.0), (0.30, 1.0), (0.55, 0.0), (0.80, -1.0)], phase)
    changes |= {
        "hips": (0.024 * over, 0.0, cycle(_BOB, phase)),
        "hips_turn": (3, -3.0 * over, 7 * turn),
        "waist": (1, 1.5 * over, -5 * turn),
        "chest": (1, 2.0 * over, -8 * turn),
        "neck": (0, 0, 3 * turn),
        "head": (-3, -1.5 * over, 3 * turn),
    }
    return changed(standing(), changes)
