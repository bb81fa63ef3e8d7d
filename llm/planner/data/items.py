"""What the planner knows of sets and other items of the registries: theirs to say, not ours."""

from typing import get_args

from studio.nouns.vocabulary import CameraAngle, Framing, TimeOfDay
from studio.packs.registry import registry


def time_of(set_name: str) -> str:
    """The time of day that belongs to a set; "" where any does."""
    return registry("sets")[set_name].facts["time_of_day"]


def usual_atmosphere(set_name: str) -> str:
    """The sound of a set."""
    return registry("sets")[set_name].facts["atmosphere"]


def every(field: str) -> list[str]:
    """All values of a field of a shot or of its roles: times of day, expressions, angles."""
    if field == "expression":
        return list(registry("expressions"))
    if field == "set":
        return [name for name in registry("sets") if name != "backdrop"]
    return list(get_args({"time": TimeOfDay, "angle": CameraAngle, "framing": Framing}[field]))


def said_set(set_name: str) -> str:
    """What a brief in English calls a set, after "in the"."""
    return registry("sets")[set_name].said


def framing_of(action: str) -> str:
    """The framing that shows what an action needs."""
    return registry("actions")[action].facts["framing"]


def view_of(action: str) -> str:
    """The side from which alone an action can be read; "" where any will do."""
    return registry("actions")[action].facts["view"]


def is_moving(action: str) -> bool:
    """Whether the body moves enough for the motion criterion."""
    return registry("actions")[action].facts["moving"]


def still_of(action: str) -> str:
    """What a picture shows of an action: another one, where it cannot hold this."""
    return registry("actions")[action].facts["still"] or action


def mood_of(expression: str) -> str:
    """The music that goes with a feeling, where no mood is named."""
    return registry("expressions")[expression].facts["mood"]


def mood_of_look(look: str) -> str:
    """The music that goes with a look; "" where the look says nothing of it."""
    return registry("looks")[look].facts["mood"]


def weight_of(criterion: str) -> float:
    """How much a criterion counts."""
    return float(registry("criteria")[criterion].facts["weight"])


def remedy_of(criterion: str, *, edited: bool) -> tuple[str, str] | None:
    """(path, value) of the change that usually mends a failed criterion; None where none does."""
    facts = registry("criteria")[criterion].facts
    told = facts["remedy_of_edits" if edited else "remedy"]
    return (str(told[0]), str(told[1])) if told else None


def asked_by_packs(shot_kind: str, set_name: str) -> list[tuple[str, str]]:
    """(criterion, target) of those that say themselves which shots are judged by them."""
    return [
        (item.name, item.facts["target"])
        for item in registry("criteria").values()
        if shot_kind in item.facts["shots"]
        and (not item.facts["sets"] or set_name in item.facts["sets"])
    ]


def told_items() -> dict[str, str]:
    """What there is of each kind, as reasons tell it: `{sets}` in reasons.yaml."""
    return {
        "sets": _listed([item.facts["description"] for item in registry("sets").values()]),
        "actions": _listed(
            [item.facts["can"] or item.said for item in registry("actions").values()]
        ),
        "moods": _listed(sorted(registry("expressions"))),
    }


def _listed(phrases: list[str]) -> str:
    """`a meadow, a bedroom and a street at night`."""
    return " and ".join(filter(None, [", ".join(phrases[:-1]), phrases[-1]]))
