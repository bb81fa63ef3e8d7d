"""Grows guide hairs over the skull and fills their locks with strands."""

import numpy as np

from tools.engines.blender.character.falloff import bell, smooth, unit
from tools.engines.blender.character.hair.styles import Style
from tools.engines.blender.character.head.complexion import hairline
from tools.engines.blender.character.head.skull import EYE_Z, skull
from tools.engines.blender.character.proportions import Proportions

CROWN = unit(np.array([0.15, 0.38, 0.92]))
BUN = unit(np.array([0.0, 0.60, 0.86]))
BROW_LINE = EYE_Z + 0.565  # a fringe ends above this, so that the brows stay in sight
_PARTING = -0.28
_NAPE = 0.34  # head units by which gathered hair grows lower at the back
_FACE_HALF = 0.74
_CANDIDATES = 14000
_CLEARANCE = 0.030


def grow(
    style: Style, p: Proportions, rng: np.random.Generator, under_hat: np.ndarray | None = None
) -> np.ndarray:
    """Control points (hairs, style.points, 3). `under_hat` = (height, slope) of a hat's brim
    plane.
    """
    # Hair that hangs covers the nape; what is combed up to a bun must grow there.
    roots = _scalp(rng, under_hat, _NAPE if style.flow == "gather" else 0.0)
    guides = _spread(roots, style.locks)
    paths = _gathered(guides, style, p) if style.flow == "gather" else _march(guides, style, p, rng)
    if style.curl:
        paths = _curled(paths, style, rng)
    hairs = _fill(paths, guides, roots, style, p, rng)
    hairs = _outside(hairs, p, _CLEARANCE * 0.5)
    if under_hat is not None:
        hairs = _flattened(hairs, under_hat)
    return _above_brows(hairs)


def _scalp(rng: np.random.Generator, under_hat: np.ndarray | None, nape: float = 0.0) -> np.ndarray:
    """Random unit directions where hair grows; `nape` as for hairline()."""
    directions = unit(rng.normal(size=(_CANDIDATES * 2, 3)))
    grows = hairline(directions, nape) > 0.6
    if under_hat is not None:
        grows &= directions[:, 2] < under_hat[0] + under_hat[1] * directions[:, 1] + 0.06
    return directions[grows][:_CANDIDATES]


def _spread(roots: np.ndarray, count: int) -> np.ndarray:
    """Farthest-point sampling: `count` well-spaced roots."""
    chosen = [0]
    distance = np.full(len(roots), np.inf)
    for _ in range(min(count, len(roots)) - 1):
        distance = np.minimum(distance, 1 - roots @ roots[chosen[-1]])
        chosen.append(int(distance.argmax()))
    return roots[chosen]


def _march(roots: np.ndarray, style: Style, p: Proportions, rng: np.random.Generator) -> np.ndarray:
    """Guides step by step: out of the scalp, along the style's flow, bent by gravity."""
    n = len(roots)
    front = smooth(0.05, -0.55, roots[:, 1]) * smooth(0.35, 0.7, roots[:, 2])
    above_ear = smooth(0.60, 0.9, np.abs(roots[:, 0])) * smooth(0.75, 0.3, roots[:, 2])
    low = smooth(0.1, -0.35, roots[:, 2])
    length = rng.uniform(*style.length, n) * (1 + (style.fringe - 1) * front)
    length = length * (1 + (style.sides - 1) * above_ear) * (1 - 0.35 * low * (style.fringe < 1.0))
    if style.flow == "parting":
        side = np.where(roots[:, 0] > _PARTING, 1.0, -1.0)
        ahead = smooth(0.45, -0.35, roots[:, 1])
        flow = np.stack(
            [side * (0.22 + 0.78 * ahead), 0.45 - 0.2 * ahead, -0.75 + 0.35 * ahead], -1
        )
    else:
        flow = roots - CROWN
    flow = unit(flow - roots * (flow * roots).sum(1, keepdims=True))
    across = np.cross(flow, roots)
    wander = 0.6 * np.sin(roots @ [3.1, 2.3, 4.0] + 1.0) + rng.normal(0, 0.6, n)
    flow = flow + across * (style.mess * wander)[:, None]
    flow = flow + front[:, None] * np.array([style.sweep, -style.ahead, 0.12])
    lift = (
        style.lift
        * (0.85 + 0.3 * rng.uniform(-1, 1, n))
        * (1 + 0.5 * front * (style.flow == "whorl"))
    )
    heading = unit(flow + roots * lift[:, None])
    point = skull(roots, p)
    path = [point]
    step = length / (style.points - 1)
    for k in range(1, style.points):
        heading = heading + np.array([0, 0, -2.2 * style.gravity / style.points])
        in_face = smooth(-0.15, -0.45, point[:, 1]) * smooth(
            _FACE_HALF + 0.1, _FACE_HALF - 0.1, np.abs(point[:, 0])
        )
        in_face = in_face * smooth(0.80, 0.55, point[:, 2])
        away = np.where(np.abs(point[:, 0]) < 0.05, np.sign(style.sweep or 1), np.sign(point[:, 0]))
        heading[:, 0] += 0.75 * in_face * away
        heading[:, 1] += 0.25 * in_face
        hanging = smooth(0.1, -0.5, point[:, 2]) * (style.flow == "parting")
        heading[:, :2] -= 0.16 * hanging[:, None] * point[:, :2]
        heading = unit(heading)
        point = point + heading * step[:, None]
        point = _outside(point[:, None], p, _CLEARANCE + 0.05 * k / style.points)[:, 0]
        path.append(point)
    return np.stack(path, 1)


def _gathered(roots: np.ndarray, style: Style, p: Proportions) -> np.ndarray:
    """Guides combed over the skull to the bun."""
    t = np.linspace(0, 1, style.points)[None, :, None]
    across = np.arccos(np.clip(roots @ BUN, -1, 1))[:, None, None]
    sine = np.maximum(np.sin(across), 1e-3)
    way = (np.sin((1 - t) * across) * roots[:, None] + np.sin(t * across) * BUN) / sine
    way = unit(way)
    return skull(way, p) + way * (0.02 + 0.075 * np.sin(np.pi * np.minimum(1, t * 1.1)) ** 0.7)


def _curled(paths: np.ndarray, style: Style, rng: np.random.Generator) -> np.ndarray:
    """Wind each guide round its own axis."""
    n, points, _ = paths.shape
    tangent = unit(np.gradient(paths, axis=1))
    out = unit(paths)
    first = unit(np.cross(tangent, out) + 1e-6)
    second = np.cross(first, tangent)
    t = np.linspace(0, 1, points)[None]
    phase = rng.uniform(0, 2 * np.pi, n)[:, None]
    spin = rng.choice((-1.0, 1.0), n)[:, None]
    angle = phase + spin * t * 2 * np.pi * style.turns * rng.uniform(0.8, 1.25, n)[:, None]
    radius = style.curl * np.minimum(1.0, t * 3.0) * rng.uniform(0.8, 1.2, n)[:, None]
    offset = np.cos(angle)[..., None] * first + (np.sin(angle)[..., None] + 0.6) * second
    return paths + radius[..., None] * offset


def _fill(
    paths: np.ndarray,
    guides: np.ndarray,
    roots: np.ndarray,
    style: Style,
    p: Proportions,
    rng: np.random.Generator,
) -> np.ndarray:
    """Strands of each lock: rooted around its guide, drawn to it towards the tip."""
    nearness = roots @ guides.T
    owner = nearness.argmax(1)
    picks = np.empty((len(guides), style.strands), int)
    for lock in range(len(guides)):
        members = np.nonzero(owner == lock)[0]
        picks[lock] = (
            rng.choice(members, style.strands) if len(members) else nearness[:, lock].argmax()
        )
    origin = skull(roots[picks.ravel()], p)
    lock = np.repeat(np.arange(len(guides)), style.strands)
    t = np.linspace(0, 1, style.points)[None, :, None]
    own = origin[:, None] + (paths[lock] - paths[lock][:, :1])
    spread = rng.normal(0, 0.028, (len(lock), 1, 3)) * np.sin(np.pi * np.minimum(0.5, t * 0.8))
    tight = style.clump * smooth(0, 0.9, t)
    hairs = own * (1 - tight) + (paths[lock] + spread) * tight
    shorter = rng.uniform(0.80, 1.0, (len(lock), 1))
    return _cut(hairs, shorter)


def _cut(hairs: np.ndarray, keep: np.ndarray) -> np.ndarray:
    """Each hair's first `keep` (n, 1) of its length, resampled to the same number of points."""
    points = hairs.shape[1]
    place = np.linspace(0, 1, points)[None] * keep * (points - 1)
    low = np.minimum(place.astype(int), points - 2)
    part = (place - low)[..., None]
    row = np.arange(len(hairs))[:, None]
    return hairs[row, low] * (1 - part) + hairs[row, low + 1] * part


def _outside(points: np.ndarray, p: Proportions, clearance: float) -> np.ndarray:
    """Push points (n, k, 3) out of the skull."""
    distance = np.linalg.norm(points, axis=-1)
    direction = points / np.maximum(distance, 1e-6)[..., None]
    floor = np.linalg.norm(skull(direction, p), axis=-1) + clearance
    inside = (distance < floor) & (points[..., 2] > -0.95)
    return np.where(inside[..., None], direction * floor[..., None], points)


def _flattened(hairs: np.ndarray, under_hat: np.ndarray) -> np.ndarray:
    """Keep hair that lies above the brim within the hat."""
    limit = under_hat[0] + under_hat[1] * hairs[..., 1] - 0.02
    above = smooth(0.0, 0.10, hairs[..., 2] - limit)
    distance = np.linalg.norm(hairs, axis=-1)
    close = np.minimum(distance, 1.045) / np.maximum(distance, 1e-6)
    return hairs * (1 + (close - 1) * above)[..., None]


def _above_brows(hairs: np.ndarray) -> np.ndarray:
    """Cut hairs where they would cross the brows or the eyes."""
    x, y, z = hairs[..., 0], hairs[..., 1], hairs[..., 2]
    line = BROW_LINE - 0.10 * smooth(0.45, 0.75, np.abs(x)) - 0.06 * bell(x - 0.0, 0.15)
    bad = (y < -0.40) & (np.abs(x) < _FACE_HALF - 0.04) & (z < line)
    first = np.where(bad.any(1), bad.argmax(1), hairs.shape[1])
    keep = np.clip((first - 0.5) / (hairs.shape[1] - 1), 0.05, 1.0)
    return _cut(hairs, keep[:, None])
