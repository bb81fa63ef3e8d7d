"""Whether a painted picture keeps to the scene that steered it."""

from tools.evaluation.pictures.scene import scene_kept as measure

__all__ = ["measure"]
