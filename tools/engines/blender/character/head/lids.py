"""The eyelids: skin that slides over the eyeball, part of the face's own mesh.

A lid patch is a polar grid about the eye. Its inner rings follow the opening (a curve on the
eyeball, given by the angles of the upper and the lower margin), its outer ring lies on the face;
between them the skin is the smooth union of the eyeball's mound and the socket.
"""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from tools.engines.blender.character.falloff import blend_min, smooth, unit
from tools.engines.blender.character.head.skull import EYE_X, EYE_Z, seen_from_front, skull
from tools.engines.blender.character.proportions import Proportions

EYE_RADIUS = 0.315
LID_RADIUS = 1.055  # of the lids' outside, in eye radii
COLUMNS, RINGS = 64, 13
LASH_STATIONS, LASH_AROUND = 26, 6
OUTER_X, INNER_X, OUTER_Z = 0.44, 0.325, 0.42  # half axes of the patch


@dataclass(frozen=True)
class Opening:
    """Angles on the eyeball in degrees: the margins at the middle, the tilt of the upper one."""

    upper: float = 39.0
    lower: float = -34.0
    tilt: float = 0.0  # above 0: the inner end is lower (anger), below 0: the outer one (sorrow)


REST = Opening()
# Lid shape keys: each one more step of a margin, so that its path stays on the eyeball.
UPPER_STEPS = (63.0, 51.0, 39.0, 27.0, 15.0, 3.0, -11.0)
LOWER_STEPS = (-54.0, -44.0, -34.0, -24.0, -13.0)
TILT_STEP = 13.0


def eye_radius(p: Proportions) -> float:
    """Radius of the eyeball, head units."""
    return EYE_RADIUS * (0.35 + 0.65 * p.eye)


def eye_centre(p: Proportions) -> np.ndarray:
    """Centre of the left eyeball."""
    direction = unit(np.array([EYE_X, -0.86, EYE_Z]))
    surface = skull(direction[None], p)[0]
    return np.array([EYE_X, surface[1] + eye_radius(p) * 0.97, EYE_Z])


def margin(angle: np.ndarray, o: Opening, p: Proportions) -> np.ndarray:
    """Unit directions from the eye's centre to the edge of the opening at polar `angle`.

    The angle runs from the outer corner (0) over the top to the inner corner (pi) and below.
    """
    cos, sin = np.cos(angle), np.sin(angle)
    width = np.where(cos > 0, 63.0, 53.0)
    across = np.radians(width * cos)
    corner = 3.5 * cos - 1.0
    height = np.abs(sin) ** 0.85
    upper = (o.upper - corner) * height + o.tilt * cos * height * smooth(-8.0, 20.0, o.upper)
    lower = (o.lower - corner) * height
    up = np.radians(corner + np.where(sin >= 0, upper, lower))
    return np.stack([np.sin(across) * np.cos(up), -np.cos(across) * np.cos(up), np.sin(up)], -1)


def outline(p: Proportions, scale: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """(x, z) of the patch's outer ring, seen from the front."""
    angle = ring_angles()
    grow = 0.35 + 0.65 * p.eye
    half = np.where(np.cos(angle) > 0, OUTER_X, INNER_X) * grow
    half = np.where(np.cos(angle) > 0, half, np.minimum(half, EYE_X - 0.035))
    return EYE_X + scale * half * np.cos(angle), EYE_Z + scale * OUTER_Z * grow * np.sin(angle)


def ring_angles() -> np.ndarray:
    """Polar angle of each column."""
    return np.arange(COLUMNS) * 2 * np.pi / COLUMNS


def lid_patch(o: Opening, p: Proportions) -> np.ndarray:
    """The left eye's patch (RINGS, COLUMNS, 3), from the inside of the margin to the face."""
    radius, centre = eye_radius(p), eye_centre(p)
    lid = radius * LID_RADIUS
    edge = margin(ring_angles(), o, p)
    rings = [centre + edge * radius * 0.985, centre + edge * radius * 1.03]
    x1, z1 = outline(p)
    start = centre + edge * lid
    ts = np.linspace(0.0, 1.0, RINGS - 2) ** 0.9
    x = start[:, 0] + (x1 - start[:, 0]) * ts[:, None]
    z = start[:, 2] + (z1 - start[:, 2]) * ts[:, None]
    surface, _ = seen_from_front(x, z, p)
    off = np.hypot(x - centre[0], z - centre[2])
    rim = 0.95 * lid
    slope = rim / np.sqrt(lid**2 - rim**2)
    ball = centre[1] - np.sqrt(np.clip(lid**2 - np.minimum(off, rim) ** 2, 1e-9, None))
    ball = ball + np.maximum(off - rim, 0.0) * slope
    mound = blend_min(surface[..., 1], ball, 0.045)
    free = smooth(0.0, 0.30, ts)[:, None]
    y = ball + (mound - ball) * free
    y = y + (surface[..., 1] - y) * smooth(0.75, 1.0, ts)[:, None]
    return np.concatenate([np.stack(rings), np.stack([x, y, z], -1)])


def lash_line(o: Opening, p: Proportions) -> np.ndarray:
    """A tapered tube (LASH_STATIONS, LASH_AROUND, 3) of lashes along the left upper margin, with a
    small wing at the outer corner.
    """
    angle = np.linspace(0.02, np.pi * 0.95, LASH_STATIONS)
    radius, centre = eye_radius(p), eye_centre(p)
    edge = margin(angle, o, p)
    wing = smooth(0.9, 0.0, angle)
    spine = centre + edge * (radius * (LID_RADIUS + 0.028))
    spine = spine + np.stack([0.035 * wing, -0.012 * wing, 0.022 * wing], -1)
    fine = 0.004 + 0.016 * np.sin(np.pi * np.clip((np.pi - angle) / np.pi, 0, 1) ** 0.75) ** 0.7
    normal = edge
    along = unit(np.gradient(spine, axis=0))
    side = np.cross(normal, along)
    turn = np.arange(LASH_AROUND) * 2 * np.pi / LASH_AROUND
    tube = (
        spine[:, None]
        + side[:, None] * (fine[:, None] * np.cos(turn))[..., None]
        + normal[:, None] * (fine[:, None] * 1.3 * np.sin(turn))[..., None]
    )
    return tube


def lid_states(p: Proportions) -> dict[str, Opening]:
    """The opening behind every lid shape key (rest is the basis)."""
    states = {f"upper{angle:+.0f}": replace(REST, upper=angle) for angle in UPPER_STEPS}
    states |= {f"lower{angle:+.0f}": replace(REST, lower=angle) for angle in LOWER_STEPS}
    states |= {"tilt": replace(REST, tilt=TILT_STEP)}
    return {name: state for name, state in states.items() if state != REST}


def step_weights(
    value: float, steps: tuple[float, ...], rest: float, prefix: str
) -> dict[str, float]:
    """Shape key values that bring a margin to angle `value`: two neighbouring steps share it."""
    ordered = sorted(steps)
    value = float(np.clip(value, ordered[0], ordered[-1]))
    weights = {f"{prefix}{angle:+.0f}": 0.0 for angle in ordered if angle != rest}
    for low, high in pairwise(ordered):
        if low <= value <= high:
            part = (value - low) / (high - low)
            for angle, weight in ((low, 1 - part), (high, part)):
                if angle != rest:
                    weights[f"{prefix}{angle:+.0f}"] = weight
            break
    return weights
