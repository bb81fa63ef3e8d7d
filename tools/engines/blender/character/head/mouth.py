"""How the mouth, the cheeks and the jaw deform the face.

Rest positions are points of the face plane (see skull.to_plane). In elliptic coordinates about
the lips (x + iz = w cosh(u + iv), w half the width of the mouth) u runs outwards from the lip
line and v around it, so one formula serves both lips and the corners.
"""

import numpy as np

from tools.engines.blender.character.falloff import bell, smooth
from tools.engines.blender.character.head.skull import OUT, UP, face, from_plane
from tools.engines.blender.character.proportions import Proportions

HALF_WIDTH = 0.265  # of the mouth, radians of the face plane
JAW_HINGE = np.array([0.0, 0.12, -0.25])
JAW_ANGLE = 0.36  # radians at jaw = 1
INNER_RINGS = 12

# What each control does at 1; see acting/expressions.py for the mixes.
CONTROLS = (
    "jaw",
    "smile_l",
    "smile_r",
    "frown",
    "wide",
    "pucker",
    "press",
    "upper",
    "lower",
    "bite",
    "puff",
    "sneer",
)


def elliptic(plane: np.ndarray, p: Proportions) -> tuple[np.ndarray, np.ndarray]:
    """(u, v) of points of the face plane; u = 0 is the lip line, v > 0 the upper lip."""
    w = HALF_WIDTH * p.mouth
    z = np.arccosh((plane[..., 0] + 1j * plane[..., 1]) / w + 0j)
    u, v = z.real, z.imag
    return np.abs(u), np.where(u < 0, -v, v)


def deform(plane: np.ndarray, uv: tuple, p: Proportions, **controls: float) -> np.ndarray:
    """Points of the face (n, 3) at rest plane positions (n, 2) under the mouth's controls."""
    c = dict.fromkeys(CONTROLS, 0.0) | controls
    w = HALF_WIDTH * p.mouth
    u, v = uv
    x0, z0 = plane[..., 0], plane[..., 1]
    sin = np.sin(v)
    upper, lower = np.clip(sin, 0, 1), np.clip(-sin, 0, 1)
    on_left = smooth(-0.12, 0.12, x0)
    smile = c["smile_l"] * on_left + c["smile_r"] * (1 - on_left)
    reach = np.hypot(x0, z0)
    near = np.exp(-((u / 0.95) ** 2))
    across = x0 / w

    # Slide in the plane: corners up or down, in or out, lips apart.
    lift = 0.022 + 0.125 * smile - 0.10 * c["frown"]
    bow = across**2 / (1 + 0.12 * across**4) * np.exp(-((reach / 0.62) ** 4))
    z = z0 + lift * (bow - 0.30 * near)
    x = x0 * (1 + near * (0.25 * smile + 0.20 * c["wide"] - 0.46 * c["pucker"] - 0.05 * c["jaw"]))
    z = z + near * (0.060 * c["upper"] * upper - 0.065 * c["lower"] * lower)
    z = z + near * sin * (0.045 * c["pucker"] * (1 - c["press"]) + 0.018 * c["wide"])
    z = z + c["bite"] * 0.040 * lower * np.exp(-((u / 0.4) ** 2))
    z = z + 0.035 * c["sneer"] * upper * bell(np.abs(x0) - 0.16, 0.14) * bell(z0 - 0.12, 0.16)
    direction = from_plane(np.stack([x, z], -1))
    point = face(direction, p)

    # Out of the face: the lips' volume, the philtrum, the dimples.
    off = np.abs(z0)
    taper = np.sqrt(np.clip(1.06 - across**2, 0, 1))
    above = sin > 0
    lips = (
        np.where(above, 0.046 * bell(off - 0.034, 0.036), 0.058 * bell(off - 0.044, 0.042)) * taper
    )
    lips = lips * (1 - 0.45 * c["press"] - 0.15 * smile)
    lips = lips - 0.032 * bell(off - 0.17, 0.06) * bell(x0, 0.2) * ~above
    lips = lips - 0.012 * bell(x0, 0.035) * bell(off - 0.13, 0.06) * above
    lips = lips + 0.095 * c["pucker"] * np.exp(-((u / 0.75) ** 2))
    lips = lips - 0.055 * c["bite"] * ~above * np.exp(-((u / 0.35) ** 2))
    lips = lips - 0.036 * c["press"] * np.exp(-((u / 0.22) ** 2))
    lips = lips - 0.032 * (1 + 1.1 * smile) * bell(np.abs(x0) - w * 1.08, 0.06) * bell(z0, 0.07)
    point = point + OUT * lips[..., None]

    # Cheeks: a smile and a sneer bunch them up, puffing rounds them.
    front = smooth(0.0, -0.3, point[..., 1])
    side = np.abs(point[..., 0])
    bunch = smile * bell(side - 0.50, 0.20) * bell(point[..., 2] + 0.22, 0.17) * front
    point = point + direction * (0.07 * bunch)[..., None]
    point[..., 2] += 0.035 * bunch
    puff = c["puff"] * bell(side - 0.52, 0.22) * bell(point[..., 2] + 0.45, 0.2) * front
    point = point + direction * (0.10 * puff)[..., None]
    # A smile line from the wing of the nose to the corner of the mouth.
    line = smile * bell(np.hypot(x0 / 1.25, z0 - 0.02) - w * 1.28, 0.035) * smooth(-0.02, 0.10, z0)
    point = point - OUT * (0.018 * line * front)[..., None]

    # The jaw turns about its hinge; the weight fades towards cheeks and ears.
    weight = lower**0.85 * (1 - smooth(0.95, 1.75, reach))
    angle = JAW_ANGLE * c["jaw"] * weight
    arm = point - JAW_HINGE
    cos, sine = np.cos(angle), np.sin(angle)
    turned = [
        arm[..., 0],
        arm[..., 1] * cos - arm[..., 2] * sine,
        arm[..., 1] * sine + arm[..., 2] * cos,
    ]
    return np.stack(turned, -1) + JAW_HINGE


def oral_cavity(lip_line: np.ndarray) -> np.ndarray:
    """Rings (INNER_RINGS, n, 3) from the throat to just behind the lips' edge (n, 3)."""
    count = len(lip_line)
    sin = np.sin((np.arange(count) + 0.5) * 2 * np.pi / count)
    centre = lip_line.mean(0)
    rings = []
    for k in range(INNER_RINGS, 0, -1):
        t = k / INNER_RINGS
        depth = 0.02 + 0.5 * t**1.3
        ring = lip_line - OUT * depth
        ring = ring + UP * (sin * (0.02 + 0.13 * np.sin(np.pi * min(1.0, t * 1.1)) ** 0.7))[:, None]
        end = centre - OUT * depth
        rings.append(end + (ring - end) * (1 - 0.9 * smooth(0.7, 1.0, t)))
    return np.stack(rings)
