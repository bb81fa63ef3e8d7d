"""How far each part of a face is pushed in each frame, in the face's own frame."""

from dataclasses import dataclass

import numpy as np

from tools.engines.vision.caricature.expression import around, measures, neutral
from tools.engines.vision.caricature.feeling import Feeling
from tools.engines.vision.caricature.landmarks import (
    BROWS,
    CORNERS,
    LIDS,
    LOWER_INNER,
    UPPER_INNER,
)
from tools.engines.vision.caricature.placing import Placed

# Soft limits, in eye distances: what is pushed further comes ever less further.
_LIPS, _BROW = 0.38, 0.2
# Of what narrows an eye or lowers a brow: a blink is not to be squeezed, and the mesh takes a nod
# for a frown.
_NARROWING = 0.5
_EYE = 0.7  # of the natural logarithm of an eye's size: half to twice
_CLOSED = 0.3  # of their gap that lips keep at least: they never cross
_UNDERREAD = 0.8  # more of a cartoon's mouth: the mesh reads about half of how far it is open
# Of what makes a mouth narrower, of what pulls its upper lip down, and of what lifts the chin: they
# would take back what makes it larger.
_INWARDS, _DOWNWARDS, _CHIN_UP = 0.5, 0.3, 0.3
_NOSE_TIP, _NOSE_BASE = 4, 2
_INNER_LIPS = (13, 14)
_PROFILE, _SEEN = 0.25, 0.5  # cosines of the head's turn at which nothing, and all, is pushed


@dataclass(frozen=True)
class Push:
    """What is done to a face in one frame. `lower` (468, 3): by how much the points of mouth and
    jaw move. Per eye: its `eye_centres` (2, 3) and `eye_sizes` (2, 2), times as wide and high. Per
    brow: `brow_centres` (2, 3), `brow_shifts` (2, 2) and `brow_slopes` (2,), the rise per eye
    distance outwards (to the picture's right)."""

    lower: np.ndarray
    eye_centres: np.ndarray
    eye_sizes: np.ndarray
    brow_centres: np.ndarray
    brow_shifts: np.ndarray
    brow_slopes: np.ndarray


def pushes(placed: Placed, felt: Feeling, amount: float, shares: np.ndarray) -> list[Push]:
    """One for each frame of the track: all that deviates from the face at rest, `amount` times as
    far, and what is `felt` with it. `shares` (t,), 0 to 1: how much of it is done."""
    rest = neutral(placed)
    gain = (amount - 1) * shares * _facing(placed)
    now, calm = measures(placed.shapes), measures(rest)
    lower = _lower(placed.shapes, rest, felt.corners, gain * (1 + _UNDERREAD * felt.drawn))
    ratio = np.maximum(calm["eyes"] + (1 + gain)[:, None] * (now["eyes"] - calm["eyes"]), 0.02)
    ratio /= np.maximum(now["eyes"], 0.02)
    ratio = np.where(ratio < 1, ratio**_NARROWING, ratio)
    high = np.exp(_soft(np.log(ratio) + (gain * felt.eyes)[:, None], _EYE))
    wide = np.sqrt(np.maximum(high, 1))  # an eye that opens grows, one that narrows is narrowed
    made = []
    for at, shape in enumerate(placed.shapes):
        shifts, slopes = zip(
            *(
                _brow(shape[list(brow)], rest[at, list(brow)], rises, gain[at])
                for brow, rises in zip(
                    BROWS, (felt.brows[at, 0, ::-1], felt.brows[at, 1]), strict=True
                )
            ),
            strict=True,
        )
        made.append(
            Push(
                lower[at],
                np.stack([shape[list(ring)].mean(0) for ring in LIDS]),
                np.stack([wide[at], high[at]], axis=1),
                np.stack([shape[list(ring)].mean(0) for ring in BROWS]),
                np.stack(shifts),
                np.array(slopes),
            )
        )
    return made


def _facing(placed: Placed) -> np.ndarray:
    """1 for a face seen from the front, 0 in profile, where the mesh is a guess (t,)."""
    return smooth_step((-placed.axes[:, 2, 2] - _PROFILE) / (_SEEN - _PROFILE))


def _lower(shapes: np.ndarray, rest: np.ndarray, lifts: np.ndarray, gain: np.ndarray) -> np.ndarray:
    """Movement of mouth, cheeks and jaw (t, 468, 3); depth is left alone."""
    tip, base = shapes[:, _NOSE_TIP, None, 1], shapes[:, _NOSE_BASE, None, 1]
    weight = smooth_step((tip - shapes[..., 1]) / np.maximum(tip - base, 0.05) / 1.5)
    away = gain[:, None, None] * (shapes - rest) * weight[..., None]
    away[..., 2] = 0
    for corner in CORNERS:
        away[..., 1] += around(shapes, corner[0]) * (gain * lifts)[:, None]
    inwards = away[..., 0] * shapes[..., 0] < 0
    away[..., 0] = np.where(inwards, _INWARDS * away[..., 0], away[..., 0])
    lips = (shapes[:, _INNER_LIPS[0], None, 1] + shapes[:, _INNER_LIPS[1], None, 1]) / 2
    # The corners, level with the lips, may drop.
    above = smooth_step((shapes[..., 1] - lips) / 0.08)
    below = smooth_step((lips - shapes[..., 1] - 0.05) / 0.15)
    away[..., 1] *= np.where(
        away[..., 1] < 0, 1 - (1 - _DOWNWARDS) * above, 1 - (1 - _CHIN_UP) * below
    )
    length = np.linalg.norm(away, axis=-1, keepdims=True)
    away *= _soft(length, _LIPS) / np.maximum(length, 1e-9)
    upper, lower = list(UPPER_INNER), list(LOWER_INNER)
    gap = shapes[:, upper, 1] - shapes[:, lower, 1]
    least = np.where(gap > 0, _CLOSED * gap, gap)
    lacking = np.maximum(least - (gap + away[:, upper, 1] - away[:, lower, 1]), 0) / 2
    away[:, upper, 1] += lacking
    away[:, lower, 1] -= lacking
    return away


def _brow(
    shape: np.ndarray, rest: np.ndarray, rises: np.ndarray, gain: float
) -> tuple[np.ndarray, float]:
    """Shift (2,) and slope that carry a brow (n, 3) as much further from its rest, and as much as
    is felt: `rises` of its left and its right end."""
    across = shape[:, 0] - shape[:, 0].mean()
    away = (shape - rest)[:, :2]
    away[:, 1] = np.where(away[:, 1] < 0, _NARROWING * away[:, 1], away[:, 1])
    away[:, 1] += np.interp(across, (across.min(), across.max()), rises)
    away *= gain
    slope = float((across * away[:, 1]).sum() / max(float((across**2).sum()), 1e-6))
    shift = away.mean(0)
    length = float(np.hypot(*shift))
    return shift * (_soft(length, _BROW) / max(length, 1e-9)), float(_soft(slope, 0.5))


def _soft(values: np.ndarray | float, limit: float) -> np.ndarray:
    """Nearly the same while small, never over `limit`."""
    return limit * np.tanh(np.asarray(values) / limit)


def smooth_step(values: np.ndarray) -> np.ndarray:
    """0 up to 0, 1 from 1 on, smooth between."""
    t = np.clip(values, 0, 1)
    return t * t * (3 - 2 * t)
