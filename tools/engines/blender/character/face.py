"""Drives the head: expression, visemes, blink and gaze onto shape keys and pivots."""

import bpy
import numpy as np

from tools.engines.blender.character.acting.expressions import Controls, expression_controls
from tools.engines.blender.character.acting.visemes import with_visemes
from tools.engines.blender.character.head import brows, lids, mouth
from tools.engines.blender.character.head.eyes import gaze_angles
from tools.engines.blender.character.head.skull import OUT

_LID_FOLLOWS_GAZE = 9.0  # degrees of the upper lid for a full look up or down
_TEETH_BACK = 0.13  # head units
_SHUT_UPPER, _SHUT_LOWER = lids.UPPER_STEPS[-1], lids.LOWER_STEPS[-1]


class Face:
    """The state of one face. Setters only store; `apply` writes what changed together."""

    def __init__(self, parts: dict[str, bpy.types.Object]):
        self._parts = parts
        self._keys = parts["face"].data.shape_keys.key_blocks
        self.expression: dict[str, float] = {"neutral": 1.0}
        self.acted: Controls = {}
        self.visemes: dict[str, float] = {}
        self.closed = 0.0
        self.gaze: tuple[float, float] | None = (
            None  # (to the left, up) in -1..1; None: the expression's
        )

    def controls(self) -> Controls:
        """Every control's value now."""
        return with_visemes(self._felt(), self.visemes)

    def head_turn(self) -> np.ndarray:
        """Degrees that expression and acting add to the head (forward, to the left, turning
        left)."""
        c = self._felt()
        return np.array([c.get(f"head_{k}", 0.0) for k in ("forward", "left", "turn")])

    def _felt(self) -> Controls:
        return expression_controls(self.expression, self.acted)

    def apply(self) -> None:
        """Write shape keys, eyes, jaw and tongue."""
        c = self.controls()
        for name in mouth.CONTROLS + brows.CONTROLS:
            self._keys[name].value = c.get(name, 0.0)
        across, up = self.gaze or (c.get("gaze_across", 0.0), c.get("gaze_up", 0.0))
        for side, sign in (("l", 1), ("r", -1)):
            self._lids(c, side, up)
            turn = gaze_angles(np.array([across, up]), sign)
            self._parts[f"eye.{side.upper()}"].rotation_euler = (turn[0], 0.0, turn[1])
        self._parts["jaw"].rotation_euler.x = mouth.JAW_ANGLE * c.get("jaw", 0.0)
        back = -_TEETH_BACK * c.get("pucker", 0.0)  # rounded lips hide the teeth
        for row in ("teeth.upper", "teeth.lower"):
            self._parts[row].location = OUT * back
        tongue = self._parts["tongue"].data.shape_keys.key_blocks
        for name in ("out", "up", "back"):
            tongue[name].value = c.get(f"tongue_{name}", 0.0)

    def _lids(self, c: Controls, side: str, gaze_up: float) -> None:
        closed = max(self.closed, c.get(f"wink_{side}", 0.0))
        closed = float(np.clip(closed, 0.0, 1.0))
        upper = lids.REST.upper + c.get("lid_up", 0.0) + _LID_FOLLOWS_GAZE * gaze_up
        lower = lids.REST.lower + c.get("lid_low", 0.0) + 0.3 * _LID_FOLLOWS_GAZE * gaze_up
        upper += (_SHUT_UPPER - upper) * closed
        lower += (_SHUT_LOWER - lower) * closed
        upper = max(upper, lower + 2.0)
        weights = lids.step_weights(upper, lids.UPPER_STEPS, lids.REST.upper, "upper")
        weights |= lids.step_weights(lower, lids.LOWER_STEPS, lids.REST.lower, "lower")
        weights["tilt"] = c.get("tilt", 0.0) * (1 - closed)
        for name, value in weights.items():
            self._keys[f"{name}_{side}"].value = value

    def state_key(self) -> tuple:
        """Hashable: equal keys give equal faces."""
        items = tuple(sorted((k, round(v, 3)) for k, v in self.controls().items() if abs(v) > 5e-4))
        gaze = None if self.gaze is None else tuple(round(v, 3) for v in self.gaze)
        return items, round(self.closed, 3), gaze
