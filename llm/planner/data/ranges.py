"""The plan's own ranges, by the path of a parameter: `speed`, `lines.*.rate`, `film.shape.fps`."""

from functools import cache

from studio.plan import Film, Picture, Take
from studio.plan.parameters import parameters_of


@cache
def _ranges() -> dict[str, tuple[float, float]]:
    owners = ((Take, ""), (Picture, ""), (Film, "film."))
    return {
        before + one.path: (one.least, one.most)
        for model, before in owners
        for one in parameters_of(model)
        if one.least is not None and one.most is not None
    }


def range_of(path: str) -> tuple[float, float]:
    """The least and the most that a parameter may be, in its unit."""
    return _ranges()[path]


def within(path: str, value: float) -> float:
    """`value`, or the nearest that the parameter at `path` may have."""
    low, high = _ranges()[path]
    return min(max(value, low), high)
