"""Actions on the spot: each is a function of time (s) that gives a pose."""

import numpy as np

from tools.engines.blender.character.acting.pose import (
    FIST,
    OPEN,
    POINTING,
    RELAXED,
    SOFT,
    Pose,
    added,
    changed,
    standing,
)
from tools.engines.blender.character.acting.solve import Solver
from tools.engines.blender.character.acting.timing import curve, sway

_BREATH = 3.6  # seconds


def idle(body: Solver, t: float) -> Pose:
    """Weight on the right leg, breathing, a slow sway."""
    breath, slow = sway(t, _BREATH), sway(t, 7.2, 0.15)
    pose = changed(
        standing(),
        {
            "hips": (-0.028, 0.0, -0.006),
            "hips_turn": (0, 2.6, 5),
            "waist": (0, -3.0, -3),
            "chest": (1.0, -2.2, -3),
            "neck": (2, 1, 1),
            "head": (-2, 2.5, 1),
            "L.foot": (0.035, -0.03, 0),
            "L.turnout": 16,
            "R.turnout": 7,
            "L.knee": (0.3, -1, 0),
            "L.reach": (0.20, -0.12, -0.93),
            "R.reach": (0.17, -0.05, -0.955),
        },
    )
    return added(
        pose,
        {
            "chest": (-0.9 * breath, 0.5 * slow, 0),
            "neck": (0.5 * breath, 0, 0.8 * slow),
            "hips": (-0.004 * slow, 0, 0),
            "L.shrug": 0.9 * breath,
            "R.shrug": 0.9 * breath,
            "head": (0.4 * breath, 0.6 * slow, 1.2 * slow),
        },
    )


def wave(body: Solver, t: float) -> Pose:
    """The right hand waves over the shoulder; the hand drags behind the forearm."""
    swing, drag = sway(t, 0.62), sway(t, 0.62, -0.14)
    pose = idle(body, t)
    return added(
        changed(
            pose,
            {
                "R.reach": (0.50 + 0.15 * swing, -0.20, 0.44 - 0.03 * abs(swing)),
                "R.elbow": (0.55, 0.30, -1.0),
                "R.fingers": (0.18 + 0.42 * drag, -0.10, 1.0),
                "R.palm": (0.0, -1.0, -0.08),
                "R.hand": OPEN,
                "R.shrug": 14,
                "L.reach": (0.22, -0.16, -0.92),
                "waist": (0, 2.0, -4),
                "chest": (-2, 3.5, -5),
            },
        ),
        {"head": (0, -6 - 1.2 * swing, -2), "chest": (0, 0.8 * swing, 0)},
    )


def point(body: Solver, t: float) -> Pose:
    """The right arm points ahead and to the side; the weight goes after it."""
    push = 0.012 * sway(t, 1.8)
    return added(
        changed(
            idle(body, t),
            {
                "R.reach": (0.50, -0.80 - push, 0.20),
                "R.elbow": (0.8, 0.25, -0.9),
                "R.fingers": (0.50, -0.88, 0.22),
                "R.palm": (-0.55, -0.15, -0.9),
                "R.hand": POINTING,
                "R.shrug": 5,
                "L.reach": (0.24, 0.10, -0.86),
                "L.elbow": (0.9, 1.0, 0.1),
                "L.hand": SOFT,
                "hips": (-0.02, -0.03, -0.015),
                "hips_turn": (4, 1, -9),
                "chest": (4, 2, -8),
                "waist": (2, 0, -5),
                "R.foot": (0.02, -0.10, 0),
                "L.foot": (0.03, 0.08, 0),
                "L.heel": 8,
                "L.turnout": 22,
            },
        ),
        {"head": (-3, -1, -8)},
    )


def cheer(body: Solver, t: float) -> Pose:
    """Both fists up, bouncing on the toes."""
    bounce = abs(sway(t, 0.92)) ** 0.8
    sag = 1 - bounce
    lean = sway(t, 1.84)
    pose = changed(
        standing(),
        {
            "L.reach": (0.60, -0.14, 0.74 - 0.10 * sag),
            "R.reach": (0.64, -0.12, 0.70 - 0.14 * sag),
            "elbow": (1.0, 0.1, -0.35),
            "fingers": (0.10, -0.05, 1.0),
            "palm": (-0.35, -1.0, 0.0),
            "hand": FIST,
            "shrug": 22 - 6 * sag,
            "hips": (0.0, 0.0, -0.05 * sag),
            "heel": 30 * bounce,
            "turnout": 14,
            "foot": (0.045, 0, 0),
            "knee": (0.35, -1, 0),
            "hips_turn": (2 * sag, 1.5 * lean, 4),
            "waist": (-3, -2 * lean, 0),
            "chest": (-7 + 4 * sag, 3 * lean, -3),
            "neck": (-3, 0, 0),
            "head": (-5 + 4 * sag, -4 * lean, 2),
        },
    )
    return pose


def hands_on_hips(body: Solver, t: float) -> Pose:
    """Both hands on the belt, elbows out, chest proud."""
    s = body.s
    waist = s.joints["hips"] + [0.60 * (s.p.shoulder + 0.05) / 0.55 * s.p.girth + 0.20, -0.02, 0.24]
    pose = idle(body, t)
    return added(
        changed(
            pose,
            {
                "reach": body.reach_to(waist),
                "elbow": (1.0, 0.55, 0.15),
                "fingers": (-0.42, -0.72, -0.55),
                "palm": (-0.85, 0.25, -0.35),
                "hand": (0.1, 0.25, 0.25, 0.28, 0.32, 0.3),
                "shrug": 3,
                "foot": (0.05, 0, 0),
                "turnout": 15,
                "hips": (-0.02, -0.01, -0.01),
                "hips_turn": (-3, 2.5, 4),
                "waist": (-2, -3, -2),
                "chest": (-5, -2, -3),
            },
        ),
        {"head": (1, 3, 2)},
    )


def think(body: Solver, t: float) -> Pose:
    """Right hand at the chin, the left arm carries it; the head drifts."""
    s = body.s
    chin = np.array([-0.20, -1.00, -1.22])
    support = np.array([0.12, -0.66, s.joints["shoulder"][2] - 0.50 * s.p.torso])
    drift = sway(t, 4.4)
    tap = max(0.0, sway(t, 1.1)) ** 3
    return added(
        changed(
            idle(body, t),
            {
                "R.reach": body.reach_to(chin * [-1, 1, 1]),
                "R.elbow": (0.25, -0.35, -1.0),
                "R.fingers": (-0.35, 0.10, 0.95),
                "R.palm": (-0.35, 1.0, 0.1),
                "R.hand": (0.15, 0.12 + 0.25 * tap, 0.72, 0.85, 0.9, 0.0),
                "R.shrug": 4,
                "L.reach": body.reach_to(support * [-1, 1, 1]),
                "L.elbow": (1.0, -0.05, -0.65),
                "L.fingers": (-1.0, -0.15, 0.12),
                "L.palm": (0.0, 0.9, 0.5),
                "L.hand": SOFT,
                "chest": (3, -2, 4),
                "waist": (1, -1, 2),
            },
        ),
        {"head": (-1 + drift, 6, 5 + 2 * drift)},
    )


def talk(body: Solver, t: float) -> Pose:
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


def nod(body: Solver, t: float) -> Pose:
    """Two nods and a rest, over idle; the head rises a little first."""
    phase = t % 1.8
    dip = curve(
        [(0, 0), (0.14, -0.3), (0.36, 1), (0.58, 0.1), (0.80, 0.75), (1.1, 0), (1.8, 0)], phase
    )
    return added(
        idle(body, t),
        {"head": (13 * dip, 0, 0), "neck": (7 * dip, 0, 0), "chest": (1.5 * dip, 0, 0)},
    )


def sit(body: Solver, t: float) -> Pose:
    """On the ground, knees up, arms round them."""
    s = body.s
    breath = sway(t, _BREATH)
    legs = body.leg
    drop = (s.joints["hips"][2] - s.p.ground - 0.40 * s.p.girth) / legs
    feet = -0.66 - 0.05 * sway(t, 7.0)
    pose = changed(
        standing(),
        {
            "hips": (0, 0.0, -drop),
            "hips_turn": (-14, 0, 0),
            "waist": (12, 0, 0),
            "chest": (8 - breath, 0, 0),
            "neck": (2, 0, 0),
            "head": (-6 + 0.5 * breath, 3, 3),
            "planted": 0.0,
            "L.foot": (0.03, -0.66, 0.0),
            "R.foot": (0.05, feet + 0.10, 0.0),
            "turnout": 10,
            "knee": (0.30, -0.6, 1.0),
            "L.heel": -6,
            "R.heel": 0,
            "L.reach": (0.02, -0.82, -0.36),
            "R.reach": (0.04, -0.80, -0.40),
            "elbow": (1.0, 0.4, -0.6),
            "fingers": (-0.5, -0.7, -0.5),
            "palm": (-0.3, 0.3, -0.9),
            "hand": SOFT,
        },
    )
    return pose
