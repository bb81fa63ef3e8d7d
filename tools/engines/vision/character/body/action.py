"""Which action a body does over time, by rules on the tracks of its joints and its face.

Lengths are in torso lengths, y up, as in pose.py. Periods come from what people do: a walk has
about two steps a second, a run three and more (T. Oberg et al., "Basic gait parameters", 1993).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tools.engines.vision.character.body.pose import SIDES, Joints, pose_degree
from tools.engines.vision.footage.sync import LEAST_MOUTHS

FEWEST = 6  # frames with a body (or a face) from which something is said of time
_HELD = 60  # per cent of the frames that a held pose may miss: of talk or a wave, arms come and go
_STRIDE = (0.06, 0.15)  # swing of the ankles against each other, root mean square
_RATES = np.arange(0.6, 2.8, 0.05)  # to and fro of one foot, times a second
_TRAVELS = {"walk": (1.3, 2.4), "run": (2.5, 6.0)}


@dataclass(frozen=True)
class Track:
    """One character through the frames of a take. `times` (n,) s; `bodies`: joints in pixels or
    None; `pitch` (n,): how far the nose is from the eyes towards the chin, in face heights, NaN
    without a face; `mouth` (n,): gap of the lips in eye distances, NaN without a face."""

    times: np.ndarray
    bodies: list[Joints | None]
    pitch: np.ndarray
    mouth: np.ndarray

    @property
    def pace(self) -> float:
        """Frames a second."""
        return (len(self.times) - 1) / max(float(np.ptp(self.times)), 1e-6)

    @property
    def seen(self) -> list[tuple[float, Joints]]:
        """(time s, joints) of the frames with a body."""
        return [(t, b) for t, b in zip(self.times, self.bodies, strict=True) if b is not None]


def same_sides(bodies: list[Joints | None]) -> list[Joints | None]:
    """The bodies of one character in order of time, with left and right named alike: the network
    takes a front for a back in some frames. Shoulders and hips keep their places, legs do not."""
    fixed: list[Joints | None] = []
    before: Joints | None = None
    for body in bodies:
        if body is not None and before is not None:
            turned = {_other_side(name): point for name, point in body.items()}
            body = min((body, turned), key=lambda one: _apart(one, before))
        before = body or before
        fixed.append(body)
    return fixed


def _other_side(name: str) -> str:
    return {"l": "r", "r": "l"}[name[0]] + name[1:] if name[1] == "_" else name


def _apart(one: Joints, other: Joints) -> float:
    """How differently two bodies put the sides of their trunks."""
    total = 0.0
    for part in ("shoulder", "hip"):
        across = [np.subtract(b[f"l_{part}"][:2], b[f"r_{part}"][:2]) for b in (one, other)]
        total += float(np.hypot(*(across[0] - across[1])))
    return total


def action_degree(track: Track, action: str) -> float | None:
    """How surely the action is done, 0..1; None where what it needs is not seen long enough."""
    rule = _RULES.get(action)
    return rule(track) if rule else _held(track, action)


def _held(track: Track, pose: str) -> float | None:
    """A pose that is kept: what most frames show of it."""
    degrees = [d for _, body in track.seen if (d := pose_degree(body, pose)) is not None]
    return float(np.percentile(degrees, _HELD)) if len(degrees) >= FEWEST else None


def _idle(track: Track) -> float | None:
    """Standing with the arms down, and nothing that swings."""
    still = _held(track, "idle")
    return None if still is None else still * _stays(track)


def _gait(track: Track) -> tuple[float, float] | None:
    """(steps a second, how far the ankles swing against each other 0..1); None without legs."""
    rows = []
    for time, body in track.seen:
        names = [f"{s}_{part}" for s in SIDES for part in ("ankle", "hip")]
        if all(body[name][2] > 0.3 for name in names):
            torso = _torso(body)
            left, right = (np.array(body[f"{s}_ankle"][:2]) for s in SIDES)
            rows.append((time, *((left - right) / torso)))
    if len(rows) < FEWEST:
        return None
    times, swing = np.array(rows)[:, 0], np.array(rows)[:, 1:]
    fits = [_swing_at(times, swing, rate) for rate in _RATES]
    best = int(np.argmax(fits))
    return 2 * float(_RATES[best]), _ramp(fits[best], *_STRIDE)


def _swing_at(times: np.ndarray, swing: np.ndarray, rate: float) -> float:
    """Root mean square of the part of `swing` (n, 2) that goes to and fro `rate` times a second."""
    turn = 2 * np.pi * rate * times
    plain = np.c_[np.ones_like(turn), times]
    waves = np.c_[plain, np.sin(turn), np.cos(turn)]
    left = [
        swing - basis @ np.linalg.lstsq(basis, swing, rcond=None)[0] for basis in (plain, waves)
    ]
    return float(np.sqrt(max((left[0] ** 2).mean() - (left[1] ** 2).mean(), 0.0)))


def _travels(kind: str) -> Callable[[Track], float | None]:
    def degree(track: Track) -> float | None:
        gait = _gait(track)
        if gait is None:
            return None
        steps, swing = gait
        low, high = _TRAVELS[kind]
        if kind == "run":  # however fast; both feet leave the ground, so it may rise
            return swing * _ramp(steps, low - 0.4, low + 0.1)
        near = _ramp(steps, low - 0.6, low) * (1 - _ramp(steps, high, high + 0.4))
        return swing * near * (1 - _risen(track))

    return degree


def _jump(track: Track) -> float | None:
    runs = _travels("run")(track) or 0.0
    return _risen(track) * (1 - runs) if len(track.seen) >= FEWEST else None


def _risen(track: Track) -> float:
    """How surely hips and both feet leave the ground together, by their way up in the picture."""
    rows = []
    for _, body in track.seen:
        if all(body[f"{s}_{part}"][2] > 0.3 for s in SIDES for part in ("ankle", "hip")):
            lower = max(body[f"{s}_ankle"][1] for s in SIDES)
            hips = (body["l_hip"][1] + body["r_hip"][1]) / 2
            rows.append((-lower / _torso(body), -hips / _torso(body)))
    if len(rows) < FEWEST:
        return 0.0
    feet, hips = (np.ptp(np.percentile(column, (10, 97))) for column in np.array(rows).T)
    return _ramp(feet, 0.15, 0.35) * _ramp(hips, 0.25, 0.5)


def _nod(track: Track) -> float | None:
    """The nose goes down against the eyes and comes back, quicker than a sway."""
    pitch = track.pitch[np.isfinite(track.pitch)]
    if len(pitch) < FEWEST:
        return None
    return _ramp(float(np.ptp(np.percentile(pitch, (5, 95)))), 0.05, 0.1) * _stays(track)


def _talk(track: Track) -> float | None:
    """The lips open and close, or the hands speak: lifted before the body, and moving."""
    mouth = track.mouth[np.isfinite(track.mouth)]
    read = len(mouth) >= FEWEST and track.pace >= LEAST_MOUTHS
    lips = _ramp(float(mouth.std()), 0.012, 0.03) if read else None
    hands = _hands(track)
    found = [one for one in (lips, hands) if one is not None]
    return max(found) * _stays(track) if found else None


def _stays(track: Track) -> float:
    """How surely the character neither walks nor jumps, as far as its legs are seen."""
    gait = _gait(track)
    return (1 - (gait[1] if gait else 0.0)) * (1 - _risen(track))


def _hands(track: Track) -> float | None:
    rows = []
    for _, body in track.seen:
        for side in SIDES:
            wrist, hip = body[f"{side}_wrist"], body[f"{side}_hip"]
            if wrist[2] > 0.3 and hip[2] > 0.3:
                rows.append((hip[1] - wrist[1]) / _torso(body))
    if len(rows) < FEWEST:
        return None
    middle = float(np.median(rows))
    return _ramp(middle, 0.1, 0.3) * (1 - _ramp(middle, 0.75, 1.0))


def _torso(body: Joints) -> float:
    hips = (np.array(body["l_hip"][:2]) + np.array(body["r_hip"][:2])) / 2
    return max(float(np.hypot(*(np.array(body["neck"][:2]) - hips))), 1e-6)


def _ramp(value: float, none: float, full: float) -> float:
    """0 at `none`, 1 at `full`, linear between."""
    return float(np.clip((value - none) / (full - none), 0, 1))


_RULES: dict[str, Callable[[Track], float | None]] = {
    "idle": _idle,
    "walk": _travels("walk"),
    "run": _travels("run"),
    "jump": _jump,
    "nod": _nod,
    "talk": _talk,
}
