"""The fewest switches with which a workload could be answered at all."""

from collections.abc import Sequence


def fewest_switches(sessions: Sequence[Sequence[str]], awake: str) -> int:
    """The least number of switches, over every order that answers each session's requests one after
    another, `awake` being awake at first. `sessions`: the models that each asks, in order.

    No time passes here, so that every next request is there at once: no scheduler can do better.
    Breadth first over how far each session is, one switch a level. Answering all that wants the
    awake model is never worse than leaving some, and a state is dropped when another one with the
    same model awake is as far in every session.
    """
    ends = tuple(map(len, sessions))
    models = sorted({model for session in sessions for model in session})

    def advanced(places: tuple[int, ...], model: str) -> tuple[int, ...]:
        moved = []
        for session, place in zip(sessions, places, strict=True):
            while place < len(session) and session[place] == model:
                place += 1
            moved.append(place)
        return tuple(moved)

    level = {awake: [advanced((0,) * len(sessions), awake)]}
    switches = 0
    while not any(ends in states for states in level.values()):
        following: dict[str, set[tuple[int, ...]]] = {model: set() for model in models}
        for before, states in level.items():
            for model in models:
                if model != before:
                    following[model].update(advanced(places, model) for places in states)
        level = {model: _furthest(states) for model, states in following.items()}
        switches += 1
    return switches


def _furthest(states: set[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Those that no other one is ahead of, or level with, in every session."""
    kept: list[tuple[int, ...]] = []
    for state in sorted(states, key=sum, reverse=True):
        if not any(all(a >= b for a, b in zip(other, state, strict=True)) for other in kept):
            kept.append(state)
    return kept
