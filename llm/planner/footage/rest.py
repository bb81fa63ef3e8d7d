"""The speed of "the rest": of all that has no speed of its own."""

from dataclasses import replace

from llm.planner.footage.brief.drafts import Change
from llm.planner.footage.sources import Footage

_LEAST = 0.05  # seconds of footage worth another speed


def spread_rest(changes: list[Change], footage: Footage) -> tuple[list[Change], list[str]]:
    """`changes` with a change at "rest" made one for each stretch, in seconds of `footage`, that
    the others of its kind leave; and what cannot be placed, in the brief's own words: stretches are
    known beforehand only where the footage's length and all other places are."""
    found, left = [], []
    for change in changes:
        if change.where != "rest":
            found.append(change)
            continue
        others = [c for c in changes if c.kind == change.kind and c is not change]
        if not others:
            found.append(replace(change, where="all", seconds=0.0))
            continue
        taken = [_span(other, footage.duration) for other in others]
        if None in taken or not footage.duration or any(c.kind == "trim" for c in changes):
            left.append(change.said)
            continue
        begin = 0.0
        for start, end in [*sorted(t for t in taken if t), (footage.duration, footage.duration)]:
            if start - begin > _LEAST:
                seconds = round(start - begin, 3)
                found.append(replace(change, where="time", start=begin, seconds=seconds))
            begin = max(begin, end)
    return found, left


def _span(change: Change, total: float) -> tuple[float, float] | None:
    """From when to when `change` is made; None where that is not known."""
    if change.where == "time" and (change.seconds or change.open_end):
        end = total if change.open_end else change.start + change.seconds
        return change.start, min(end, total)
    if not change.seconds or change.where not in ("beginning", "end"):
        return None
    if change.where == "beginning":
        return 0.0, min(change.seconds, total)
    return max(0.0, total - change.seconds), total
