"""What the planner knows of sets and other items of the registries: theirs to say, not ours."""

from studio.packs.registry import registry


def time_of(set_name: str) -> str:
    """The time of day that belongs to a set; "" where any does."""
    return registry("sets")[set_name].facts["time_of_day"]


def usual_atmosphere(set_name: str) -> str:
    """The sound of a set."""
    return registry("sets")[set_name].facts["atmosphere"]


def said_set(set_name: str) -> str:
    """What a brief in English calls a set, after "in the"."""
    return registry("sets")[set_name].said


def told_items() -> dict[str, str]:
    """What there is of each kind, as reasons tell it: `{sets}` in reasons.yaml."""
    return {"sets": _listed([item.facts["description"] for item in registry("sets").values()])}


def _listed(phrases: list[str]) -> str:
    """`a meadow, a bedroom and a street at night`."""
    return " and ".join(filter(None, [", ".join(phrases[:-1]), phrases[-1]]))
