"""How much of an effect its words ask for."""

from llm.planner.brief.claims import Claim
from llm.planner.data import table
from llm.planner.footage.brief.drafts import Change
from studio.nouns.vocabulary import EditKind

# The words of footage.yaml that ask for each kind of edit.
KINDS: dict[str, EditKind] = {
    "exaggerate": "exaggerate",
    "zoom": "zoom",
    "snap_zoom": "zoom",
    "slow_zoom": "zoom",
    "shake": "shake",
    "handheld": "shake",
    "slow": "speed",
    "ramp": "speed",
    "fast": "speed",
    "lapse": "speed",
    "pace": "speed",
    "freeze": "freeze",
    "reverse": "reverse",
}
_RANGES = {
    "exaggerate": (1.05, 4.0),
    "zoom": (1.05, 8.0),
    "shake": (0.05, 4.0),
    "speed": (0.05, 20),
}


def usual(name: str, degree: str = "usual") -> float:
    """The amount of an effect, plain or "slight", "dramatic", "strong"."""
    amounts = table("defaults")["edits"][name]
    return float(amounts.get(degree, amounts["usual"]))


def within(kind: str, amount: float) -> float:
    """`amount` as the tools take it."""
    least, most = _RANGES.get(kind, (0.0, 100.0))
    return round(min(max(amount, least), most), 3)


def amount_of(change: Change, word: str, factor: Claim | None, degree: str, by: bool) -> None:
    """Set the amount of `change`, asked for by `word` of footage.yaml. `by`: by so much, not to."""
    change.measured = change.counted = factor is not None or bool(degree)
    if factor is None:
        change.amount = usual(word, degree or "usual") if word != "pace" else 0.0
        return
    value = float(factor.value)
    if change.kind == "speed":
        change.amount = _speed(word, value, factor.category == "share", by)
    elif factor.category == "share" and change.kind in ("zoom", "exaggerate"):
        change.amount = value if value > 1 else 1 + value
    else:
        change.amount = value
    change.amount = within(change.kind, change.amount) if change.amount > 0 else 0.0


def _speed(word: str, value: float, share: bool, by: bool) -> float:
    """ "four times slower" is 0.25, "at 25 %" too, "30 % faster" is 1.3."""
    slow = word in ("slow", "ramp")
    if share and by and word != "pace":
        return max(0.05, 1 - value) if slow else 1 + value
    if value <= 0:
        return 0.0
    return 1 / value if slow and value > 1 else value
