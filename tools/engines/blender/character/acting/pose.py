"""A pose as numbers, independent of who takes it.

A pose is a dict of small float arrays. Left and right limbs are written alike: x points outwards,
-y forwards, z up. Arms are given by where the wrist is (from the shoulder, in arm lengths, in the
chest's frame), legs by where the foot is (from where it stands at rest, in leg lengths, in the
ground's frame); the solver bends elbows and knees. Turns are degrees: (forward, to the left,
turning left).
"""

from collections.abc import Mapping

import numpy as np

Pose = dict[str, np.ndarray]

# Curl of thumb, index, middle, ring, little (0 straight, 1 closed) and spread.
RELAXED = (0.25, 0.22, 0.30, 0.36, 0.42, 0.0)
OPEN = (-0.05, 0.02, 0.02, 0.03, 0.05, 1.0)
FIST = (0.85, 0.95, 1.0, 1.0, 1.0, 0.0)
POINTING = (0.65, 0.0, 0.95, 1.0, 1.0, 0.0)
SOFT = (0.15, 0.12, 0.18, 0.24, 0.30, 0.4)

_ARM = {
    "reach": (0.17, -0.07, -0.955),
    "elbow": (0.45, 1.0, 0.0),
    "fingers": (0.02, -0.18, -1.0),
    "palm": (-1.0, 0.22, 0.0),
    "hand": RELAXED,
    "shrug": (0.0,),
}
_LEG = {
    "foot": (0.0, 0.0, 0.0),
    "heel": (0.0,),  # degrees; above 0 the heel is up, below 0 the toes are
    "turnout": (6.0,),
    "knee": (0.12, -1.0, 0.0),
    "planted": (1.0,),  # 0 lets the foot leave the hips' reach alone
}
_BODY = {
    "hips": (0.0, 0.0, 0.0),  # from standing, in leg lengths
    "hips_turn": (0.0, 0.0, 0.0),
    "waist": (0.0, 0.0, 0.0),
    "chest": (0.0, 0.0, 0.0),
    "neck": (0.0, 0.0, 0.0),
    "head": (0.0, 0.0, 0.0),
    "air": (0.0,),  # of the lowest point over the ground, in leg lengths
}


def standing() -> Pose:
    """Upright, arms hanging."""
    pose = {name: np.array(value, float) for name, value in _BODY.items()}
    for side in "LR":
        pose |= {f"{side}.{name}": np.array(value, float) for name, value in (_ARM | _LEG).items()}
    return pose


def changed(pose: Pose, changes: Mapping[str, object]) -> Pose:
    """A copy with some entries replaced; keys without a side (`reach`, `foot`...) mean both."""
    out = dict(pose)
    for name, value in changes.items():
        array = np.atleast_1d(np.array(value, float))
        for key in (name,) if name in out else (f"L.{name}", f"R.{name}"):
            if key not in out or out[key].shape != array.shape:
                raise KeyError(f"pose has no entry {name!r} of {array.size} numbers")
            out[key] = array
    return out


def added(pose: Pose, changes: Mapping[str, object]) -> Pose:
    """A copy with numbers added to some entries."""
    return changed(
        pose, {name: pose[name] + np.atleast_1d(np.array(v, float)) for name, v in changes.items()}
    )


def strided(pose: Pose, length: float) -> Pose:
    """A copy whose steps are `length` times as long, and as high as before."""
    return pose | {f"{side}.foot": pose[f"{side}.foot"] * [1.0, length, 1.0] for side in "LR"}


def blended(a: Pose, b: Pose, amount: float) -> Pose:
    """`a` at 0, `b` at 1; over 1 goes beyond `b`."""
    return {name: a[name] + (b[name] - a[name]) * amount for name in a}
