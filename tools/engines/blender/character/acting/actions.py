"""The actions and poses by name, and each one's best moment as a still."""

from collections.abc import Callable

from tools.engines.blender.character.acting import gestures, locomotion
from tools.engines.blender.character.acting.pose import Pose
from tools.engines.blender.character.acting.solve import Solver

ACTIONS: dict[str, Callable[[Solver, float], Pose]] = {
    "idle": gestures.idle,
    "wave": gestures.wave,
    "run": locomotion.run,
    "walk": locomotion.walk,
    "jump": locomotion.jump,
    "sit": gestures.sit,
    "point": gestures.point,
    "cheer": gestures.cheer,
    "hands_on_hips": gestures.hands_on_hips,
    "think": gestures.think,
    "talk": gestures.talk,
    "nod": gestures.nod,
}

# Seconds into the action at which it reads best.
KEY_MOMENTS: dict[str, float] = {
    "idle": 0.9,
    "wave": 0.1,
    "run": 0.36 * locomotion.RUN_PERIOD,
    "walk": 0.02,
    "jump": 0.70,
    "sit": 0.0,
    "point": 0.4,
    "cheer": 0.20,
    "hands_on_hips": 0.9,
    "think": 0.0,
    "talk": 0.25,
    "nod": 0.36,
}
