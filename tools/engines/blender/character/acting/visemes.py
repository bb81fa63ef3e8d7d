"""The 15 visemes as face controls at weight 1, and how they go with an expression.

`tongue_out`, `tongue_up`, `tongue_back` drive the tongue; the rest are the mouth's shape keys.
"""

from tools.engines.blender.character.acting.expressions import LIMITS, Controls

VISEMES: dict[str, Controls] = {
    "sil": {},
    "PP": {"press": 0.95, "pucker": 0.10},
    "FF": {"bite": 0.85, "upper": 1.0, "jaw": 0.12},
    "TH": {"jaw": 0.26, "upper": 0.25, "lower": 0.15, "tongue_out": 1.0, "tongue_up": 0.25},
    "DD": {"jaw": 0.24, "upper": 0.28, "lower": 0.20, "wide": 0.15, "tongue_up": 1.0},
    "kk": {"jaw": 0.34, "upper": 0.18, "wide": 0.10, "tongue_back": 1.0},
    "CH": {"jaw": 0.16, "pucker": 0.62, "upper": 0.55, "lower": 0.55},
    "SS": {"jaw": 0.08, "wide": 0.62, "upper": 0.52, "lower": 0.50},
    "nn": {"jaw": 0.17, "upper": 0.20, "lower": 0.08, "tongue_up": 1.0},
    "RR": {"jaw": 0.22, "pucker": 0.52, "upper": 0.25, "tongue_back": 0.5, "tongue_up": 0.4},
    "aa": {"jaw": 0.95, "upper": 0.25, "lower": 0.10},
    "E": {"jaw": 0.48, "wide": 0.62, "upper": 0.30, "lower": 0.15},
    "ih": {"jaw": 0.28, "wide": 0.85, "upper": 0.34, "lower": 0.22},
    "oh": {"jaw": 0.62, "pucker": 0.62},
    "ou": {"jaw": 0.20, "pucker": 1.15},
}

# What speech leaves of an expression's own mouth: lips part and close for the sounds, the corners
# keep most of the feeling.
_KEPT = {
    "jaw": 0.12,
    "upper": 0.30,
    "lower": 0.30,
    "press": 0.10,
    "pucker": 0.25,
    "wide": 0.45,
    "frown": 0.75,
    "smile_l": 0.68,
    "smile_r": 0.68,
    "sneer": 0.7,
}


def with_visemes(expression: Controls, weights: dict[str, float]) -> Controls:
    """Layer visemes (weights 0..1) over an expression's controls."""
    speech = min(1.0, sum(max(0.0, w) for name, w in weights.items() if name != "sil"))
    total = {k: v * (1 - speech * (1 - _KEPT.get(k, 1.0))) for k, v in expression.items()}
    for name, weight in weights.items():
        for control, value in VISEMES[name].items():
            total[control] = total.get(control, 0.0) + value * weight
    closed = min(1.0, weights.get("PP", 0.0))
    for control in ("jaw", "upper", "lower"):  # closed lips are closed, whatever the feeling
        if control in total:
            total[control] *= 1 - closed
    return {
        k: min(max(v, LIMITS[k][0]), LIMITS[k][1]) if k in LIMITS else v for k, v in total.items()
    }
