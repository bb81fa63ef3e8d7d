"""The expressions as face controls at strength 1: the `[face]` of their files in packs.

Controls: the mouth's and the brows' shape keys by name (`smile` and `brow_up` mean both sides),
and `upper`/`lower` lids in degrees of opening beside rest (`lid_up`, `lid_low`), `tilt` of the
upper lids, `gaze` (across, up) and `head` (forward, to the left, turning left, degrees).
"""

from functools import cache

from studio.packs.registry import registry
from tools.engines.worker.serve import BadInput

Controls = dict[str, float]

# How far each control may be driven before geometry breaks: (lowest, highest).
LIMITS: dict[str, tuple[float, float]] = {
    "jaw": (0.0, 1.3),
    "smile_l": (-0.2, 1.35),
    "smile_r": (-0.2, 1.35),
    "frown": (0.0, 1.45),
    "wide": (0.0, 1.35),
    "pucker": (0.0, 1.25),
    "press": (0.0, 1.0),
    "upper": (0.0, 1.2),
    "lower": (0.0, 1.2),
    "bite": (0.0, 1.0),
    "puff": (0.0, 1.2),
    "sneer": (0.0, 1.3),
    "brow_up_l": (-0.8, 1.9),
    "brow_up_r": (-0.8, 1.9),
    "brow_angry": (0.0, 1.7),
    "brow_sad": (0.0, 1.7),
    "brow_arch": (0.0, 1.3),
    "lid_up": (-20.0, 24.0),
    "lid_low": (-20.0, 15.0),
    "tilt": (-1.5, 1.5),
}
_BOTH = {"smile": ("smile_l", "smile_r"), "brow_up": ("brow_up_l", "brow_up_r")}


# Beside those of LIMITS and _BOTH.
_FREE = ("wink_l", "wink_r", "gaze_across", "gaze_up", "head_forward", "head_left", "head_turn")


@cache
def controls_of(name: str) -> Controls:
    """The controls of one expression. BadInput where there is none of that name, or where a pack's
    uses what no face has."""
    item = registry("expressions").get(name)
    if item is None:
        raise BadInput(f"no expression {name!r}", f"one of {sorted(registry('expressions'))}")
    known = (*LIMITS, *_BOTH, *_FREE)
    if unknown := sorted(set(item.facts["face"]) - set(known)):
        raise BadInput(
            f"the expression {name!r} of pack {item.pack.name!r} uses {unknown[0]!r}",
            f"mend {item.path}: a face has {', '.join(known)}",
        )
    return item.facts["face"]


def expression_controls(weights: dict[str, float], beside: Controls | None = None) -> Controls:
    """The mix of several expressions, each at its weight (above 1 exaggerates), and what is acted
    `beside` them, within LIMITS."""
    total: Controls = {}
    mixed = [(controls_of(name), weight) for name, weight in weights.items()]
    for controls, weight in [*mixed, (beside or {}, 1.0)]:
        for control, value in controls.items():
            for key in _BOTH.get(control, (control,)):
                total[key] = total.get(key, 0.0) + value * weight
    return {
        k: min(max(v, LIMITS[k][0]), LIMITS[k][1]) if k in LIMITS else v for k, v in total.items()
    }
