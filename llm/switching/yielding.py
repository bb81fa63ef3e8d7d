"""Which models give way to a lease: what is needed next is spared."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import combinations

from llm.switching.lane import Lane


class Need(IntEnum):
    """How soon a model is wanted: no session has said so; one is on its way; it is asked now."""

    LATER = 0
    SOON = 1
    NOW = 2


@dataclass(frozen=True)
class Candidate:
    """A model that could give way, and the GiB that this gives back."""

    key: str
    gib: float
    need: Need = Need.LATER


def who_yields(gib: float, models: Sequence[Candidate]) -> list[str]:
    """The models that give back `gib` GiB together: such as are needed latest, then as few as can
    be, then the least memory, then those whose turn comes last (`models` are in the order of their
    turns). All of them where that is too little; none for nothing."""
    enough = [
        chosen
        for count in range(len(models) + 1)
        for chosen in combinations(range(len(models)), count)
        if sum(models[place].gib for place in chosen) >= gib
    ]
    if not enough:
        return [one.key for one in models]

    def cost(chosen: tuple[int, ...]) -> tuple[float, ...]:
        needs = [models[place].need for place in chosen]
        taken = sum(models[place].gib for place in chosen)
        return (needs.count(Need.NOW), needs.count(Need.SOON), len(chosen), taken, -sum(chosen))

    return [models[place].key for place in min(enough, key=cost)]


def in_turn(lanes: Iterable[Lane], last: str) -> list[Lane]:
    """The lanes on the GPU in the order in which they are likely wanted: the one that was awake
    `last` may be asked again, then come those after it."""
    found = [lane for lane in lanes if lane.backend.on_gpu]
    keys = [lane.backend.key for lane in found]
    first = keys.index(last) if last in keys else 0
    return found[first:] + found[:first]


def candidates(sizes: Mapping[Lane, float], expected: Container[str]) -> list[Candidate]:
    """Lanes and the GiB that each gives back; `expected`: models to which a session is on its
    way."""

    def need(lane: Lane) -> Need:
        if lane.running or lane.waiting:
            return Need.NOW
        return Need.SOON if lane.backend.key in expected else Need.LATER

    return [Candidate(lane.backend.key, gib, need(lane)) for lane, gib in sizes.items()]
