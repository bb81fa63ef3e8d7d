"""Two nods and a rest, over idle; the head rises a little first."""

from tools.engines.blender.character.acting.pose import Pose, added
from tools.engines.blender.character.acting.rest import idle
from tools.engines.blender.character.acting.solve import Solver
from tools.engines.blender.character.acting.timing import curve

KEY_MOMENT = 0.36  # seconds into it at which it reads best
MOVING = True
STILL = "idle"  # what a picture shows instead
WORDS = {
    "en": [
        "v:nod",
        "v:nod yes",
        "nod his head",
        "nods his head",
        "nodding his head",
        "nod her head",
        "nods her head",
        "nodding her head",
        "a nod",
    ],
    "it": [
        "v:annuire",
        "v:fare cenno di sì",
        "v:fare sì con la testa",
    ],
}


def pose(body: Solver, t: float) -> Pose:
    """Two nods and a rest, over idle; the head rises a little first."""
    phase = t % 1.8
    dip = curve(
        [(0, 0), (0.14, -0.3), (0.36, 1), (0.58, 0.1), (0.80, 0.75), (1.1, 0), (1.8, 0)], phase
    )
    return added(
        idle(body, t),
        {"head": (13 * dip, 0, 0), "neck": (7 * dip, 0, 0), "chest": (1.5 * dip, 0, 0)},
    )
