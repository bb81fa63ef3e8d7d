"""The ground of a set on which a cast can walk."""

from collections.abc import Callable
from dataclasses import dataclass

Height = Callable[[float, float], float]


def level(x: float, y: float) -> float:
    """Height of a flat ground, in metres."""
    return 0.0


@dataclass(frozen=True)
class Floor:
    """A rectangle in metres, `near` and `far` along Y, in which the middle of a body meets no prop
    and no water; `height` is that of the ground at a point."""

    left: float
    right: float
    near: float
    far: float
    height: Height = level
