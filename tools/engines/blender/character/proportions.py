"""The measures of a character: one set of numbers that head, body, clothes and rig are built from.

Built in head units (the skull's radius is 1, the head's centre is the origin, Z up, facing -Y),
so that faces don't change with height; `metres` scales the whole to the set.
"""

from dataclasses import dataclass

import numpy as np

# Per age: torso (shoulders to hips) and leg lengths, half shoulder width, arm length, limb girth,
# all in head units; stature in metres at leg_length 1; ratios of eye size, face length and head
# width.
_AGES: dict[str, dict[str, float]] = {
    "child": {
        "shoulder_z": -1.46,
        "torso": 1.55,
        "legs": 2.62,
        "shoulder": 0.50,
        "arm": 1.72,
        "limb": 1.0,
        "stature": 1.35,
        "eye": 1.0,
        "long": 1.0,
        "wide": 1.0,
    },
    "teen": {
        "shoulder_z": -1.53,
        "torso": 1.86,
        "legs": 3.22,
        "shoulder": 0.58,
        "arm": 2.10,
        "limb": 1.06,
        "stature": 1.50,
        "eye": 0.95,
        "long": 1.04,
        "wide": 0.975,
    },
    "adult": {
        "shoulder_z": -1.62,
        "torso": 2.10,
        "legs": 3.66,
        "shoulder": 0.63,
        "arm": 2.42,
        "limb": 1.10,
        "stature": 1.68,
        "eye": 0.88,
        "long": 1.08,
        "wide": 0.94,
    },
}
_CROWN = 1.05


@dataclass(frozen=True)
class Proportions:
    """Every measure the builders need, in head units but for `metres`."""

    head_width: float
    jaw: float
    face_length: float
    eye: float
    nose: float
    ear: float
    mouth: float
    brow: float
    girth: float
    limb: float
    torso: float
    legs: float
    shoulder: float
    shoulder_z: float  # seen from the head's centre
    arm: float
    metres: float  # one head unit

    @property
    def ground(self) -> float:
        """Height of the ground, seen from the head's centre."""
        return self.shoulder_z - self.torso - self.legs

    @property
    def neck_girth(self) -> float:
        """Girth of the neck and of what goes round it, relative to a child's."""
        return 0.5 + 0.5 * self.limb

    @property
    def height(self) -> float:
        """From the ground to the crown, without hair, in metres."""
        return (_CROWN - self.ground) * self.metres


def proportions(looks: dict) -> Proportions:
    """The measures for the `looks` of a sheet."""
    age = _AGES[looks["age"]]
    stature = _CROWN - age["shoulder_z"] + age["torso"] + age["legs"]
    return Proportions(
        head_width=looks["head_width"] * age["wide"],
        jaw=looks["jaw_width"],
        face_length=age["long"],
        eye=looks["eye_size"] * age["eye"],
        nose=looks["nose_size"],
        ear=looks["ear_size"],
        mouth=looks["mouth_width"],
        brow=looks["brow_thickness"],
        girth=looks["girth"],
        limb=age["limb"] * (0.6 + 0.4 * looks["girth"]),
        torso=age["torso"],
        legs=age["legs"] * looks["leg_length"],
        shoulder=age["shoulder"],
        shoulder_z=age["shoulder_z"],
        arm=age["arm"],
        metres=age["stature"] / stature,
    )


def joint_positions(p: Proportions) -> dict[str, np.ndarray]:
    """Rest positions of the joints (left side, x > 0), from the head's centre.

    The arms rest 45 degrees below the horizontal, which is half-way to every pose.
    """
    shoulder = np.array([p.shoulder, 0.07, p.shoulder_z - 0.04])
    stance = 0.6 + 0.8 * p.shoulder  # wide shoulders, wide stance
    along = np.array([0.7, 0.0, -0.714])
    hip_z = p.shoulder_z - p.torso
    ankle_z = p.ground + 0.27
    elbow = shoulder + along * p.arm * 0.52
    wrist = elbow + along * p.arm * 0.48
    return {
        "hips": np.array([0, 0.05, hip_z]),
        "spine": np.array([0, 0.06, hip_z + p.torso * 0.30]),
        "chest": np.array([0, 0.06, hip_z + p.torso * 0.62]),
        "neck": np.array([0, 0.08, p.shoulder_z + 0.20]),
        "head": np.array([0, 0.06, -0.82]),
        "crown": np.array([0, 0.0, _CROWN]),
        "clavicle": np.array([0.12, 0.05, p.shoulder_z + 0.02]),
        "shoulder": shoulder,
        "elbow": elbow,
        "wrist": wrist,
        "hip": np.array([(0.255 + 0.05 * p.girth) * stance, 0.05, hip_z - 0.05]),
        "knee": np.array([(0.285 + 0.05 * p.girth) * stance, 0.02, (hip_z + ankle_z) / 2 + 0.02]),
        "ankle": np.array([(0.275 + 0.05 * p.girth) * stance, 0.08, ankle_z]),
        "ball": np.array([(0.275 + 0.05 * p.girth) * stance + 0.02, -0.30, p.ground + 0.08]),
        "toe": np.array([(0.275 + 0.05 * p.girth) * stance + 0.03, -0.60, p.ground + 0.08]),
    }
