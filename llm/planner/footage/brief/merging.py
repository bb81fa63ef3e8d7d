"""Changes of one kind, put together."""

from llm.planner.footage.brief.drafts import Change, Wish

_ONE_LOOK = {"film_noir", "black_and_white"}
_BY_STRENGTH = ("film_noir", "black_and_white", "vintage", "dream", "vivid", "cold", "warm")


def _place(change: Change) -> tuple[str | None, float]:
    return change.where, change.start


def _stronger(first: str | None, second: str | None) -> str | None:
    """Of two looks the one that the other cannot have: black and white has no warmth."""
    return min((first, second), key=lambda look: _BY_STRENGTH.index(look or "warm"))


def _opposed(first: Change, second: Change) -> bool:
    """Slower and faster at once."""
    return first.kind == "speed" and (first.amount < 1) != (second.amount < 1)


def merge(wish: Wish) -> None:
    """One exaggeration, and one of each other kind but where several times are named."""
    merged: list[Change] = []
    for change in wish.changes:
        same = [c for c in merged if c.kind == change.kind]
        timed = change.where not in (None, "all", "peak") and change.kind != "trim"
        apart = timed and all(c.where not in (None, "all", "peak") for c in same)
        # "without its first two seconds and its last one"
        ends = {c.where for c in (*same, change)} == {"beginning", "end"}
        apart |= ends and change.removes and all(c.removes for c in same)
        if not same or (apart and all(_place(c) != _place(change) for c in same)):
            merged.append(change)
            continue
        known = same[0]
        if change.kind == "grade":
            looks = {known.look, change.look}
            known.look = _stronger(known.look, change.look)
            if len(looks) > 1 and looks != _ONE_LOOK:
                wish.unplaced += [str(look) for look in looks - {known.look}]
            known.amount = known.amount or change.amount
        elif _opposed(known, change):
            wish.unplaced.append(change.said or f"another {change.kind}")
        elif _place(known) == _place(change) or change.where is None or known.where is None:
            if change.counted and not known.counted:
                known.amount, known.counted = change.amount, True
            known.measured |= change.measured
            if known.where is None:
                known.where, known.start = change.where, change.start
                known.open_end = change.open_end
            known.seconds = known.seconds or change.seconds
        else:
            wish.unplaced.append(change.said or f"another {change.kind}")
    wish.changes = merged
