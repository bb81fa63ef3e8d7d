"""What judges the steps of an edit."""

from collections.abc import Sequence

from studio.nouns.vocabulary import EditKind
from studio.plan import Criterion, EditStep

# What judges a kind of step by a name of its own; the rest are judged as an `effect`.
_NAMES = {
    "exaggerate": "exaggeration",
    "freeze": "hold",
    "sound_effect": "sound_placed",
    "speed": "speed",
    "volume": "volume",
    "zoom": "zoom",
}
_WEIGHT = 1.5


def judges_steps(criterion: Criterion, kinds: set[EditKind] | None = None) -> bool:
    """Whether a criterion is of steps; with `kinds` of one of these."""
    if criterion.name == "effect":
        return kinds is None or criterion.target in kinds
    named = {_NAMES.get(kind) for kind in (_NAMES if kinds is None else kinds)}
    return criterion.name in named


def criteria_of(steps: Sequence[EditStep]) -> list[Criterion]:
    """What judges these steps, each kind once."""
    found = []
    for step in steps:
        name = _NAMES.get(step.kind, "effect")
        target = step.kind if name == "effect" else f"{step.amount:g}" if step.amount else ""
        found.append(Criterion(name=name, target=target, weight=_WEIGHT))
    return list({(one.name, one.target): one for one in found}.values())
