"""The expressions as face controls at strength 1.

Controls: the mouth's and the brows' shape keys by name (`smile` and `brow_up` mean both sides),
and `upper`/`lower` lids in degrees of opening beside rest (`lid_up`, `lid_low`), `tilt` of the
upper lids, `gaze` (across, up) and `head` (forward, to the left, turning left, degrees).
"""

Controls = dict[str, float]

EXPRESSIONS: dict[str, Controls] = {
    "neutral": {"smile": 0.10},
    "happy": {
        "smile": 0.92,
        "jaw": 0.26,
        "upper": 0.42,
        "brow_up": 0.30,
        "brow_arch": 0.45,
        "lid_up": -3,
        "lid_low": 11,
        "head_left": 3.0,
    },
    "excited": {
        "smile": 1.0,
        "jaw": 0.92,
        "upper": 0.62,
        "lower": 0.12,
        "brow_up": 0.95,
        "brow_arch": 0.6,
        "lid_up": 13,
        "lid_low": 5,
        "head_forward": -4.0,
    },
    "determined": {
        "press": 0.65,
        "frown": 0.32,
        "wide": 0.30,
        "smile_l": 0.18,
        "brow_angry": 0.95,
        "brow_up": -0.30,
        "lid_up": -9,
        "lid_low": 9,
        "tilt": 0.75,
        "head_forward": 5.0,
    },
    "sad": {
        "frown": 0.95,
        "pucker": 0.12,
        "lower": 0.10,
        "brow_sad": 1.0,
        "brow_up": 0.15,
        "lid_up": -12,
        "lid_low": 3,
        "tilt": -0.85,
        "gaze_up": -0.45,
        "head_forward": 9.0,
        "head_left": 3.0,
    },
    "scared": {
        "frown": 0.75,
        "wide": 0.85,
        "jaw": 0.42,
        "lower": 0.55,
        "upper": 0.10,
        "brow_sad": 0.95,
        "brow_up": 0.85,
        "lid_up": 20,
        "lid_low": -11,
        "tilt": -0.4,
        "head_forward": -5.0,
    },
    "angry": {
        "frown": 0.70,
        "wide": 0.45,
        "jaw": 0.24,
        "upper": 0.50,
        "lower": 0.62,
        "sneer": 0.9,
        "brow_angry": 1.35,
        "brow_up": -0.55,
        "lid_up": -8,
        "lid_low": 8,
        "tilt": 1.25,
        "head_forward": 7.0,
    },
    "surprised": {
        "jaw": 0.78,
        "pucker": 0.48,
        "brow_up": 1.30,
        "brow_arch": 0.75,
        "lid_up": 22,
        "lid_low": -12,
        "head_forward": -5.0,
    },
    "playful": {
        "smile_l": 1.15,
        "smile_r": 0.45,
        "jaw": 0.10,
        "upper": 0.18,
        "brow_up_l": 0.85,
        "brow_up_r": -0.25,
        "brow_arch": 0.5,
        "lid_up": -4,
        "lid_low": 9,
        "wink_r": 0.85,
        "gaze_across": 0.12,
        "head_left": -8.0,
        "head_turn": 4.0,
    },
}

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


def expression_controls(weights: dict[str, float]) -> Controls:
    """The mix of several expressions, each at its weight (above 1 exaggerates), within LIMITS."""
    total: Controls = {}
    for name, weight in weights.items():
        for control, value in EXPRESSIONS[name].items():
            for key in _BOTH.get(control, (control,)):
                total[key] = total.get(key, 0.0) + value * weight
    return {
        k: min(max(v, LIMITS[k][0]), LIMITS[k][1]) if k in LIMITS else v for k, v in total.items()
    }
