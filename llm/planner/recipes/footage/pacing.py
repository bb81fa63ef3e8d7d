"""Slow and fast motion and holds, which change the times of what comes after."""

from typing import Any

from llm.planner.data import default, table
from llm.planner.recipes.footage.cutting import Cutting, Time
from studio.plan import EditStep

_EASE = 0.2  # seconds of footage over which slow motion sets in


def speed(made: Cutting, steps: list[EditStep]) -> None:
    """All changes of speed in one."""
    if not steps:
        return
    usual = float(table("defaults")["edits"]["slow"]["usual"])
    parts: list[dict[str, Any]] = []
    for step in sorted(steps, key=lambda s: (s.where == "end", s.start)):
        start, end = made.span(step)
        parts.append({"start": start, "end": end, "speed": step.amount or usual})
    slow = any(part["speed"] < 1 for part in parts)
    made.timed = made.make(
        "speed",
        "timed",
        "Slow motion" if slow else "Faster",
        speeds=parts,
        ease=_EASE if any(step.where != "all" for step in steps) else None,
        smooth=False if slow and not made.shot.smooth else None,
    )


def freeze(made: Cutting, step: EditStep) -> None:
    """One frame is held."""
    held = step.amount or default("hold_seconds")
    at: Time = 0.0
    if step.where == "end":
        at = made.whole()
    elif step.where not in ("beginning", "all"):
        at = _retimed(made, made.at if step.where == "peak" else made.here(step.start))
    made.make("freeze", "held", f"A frame is held for {held:g} s", at=at, seconds=held)


def _retimed(made: Cutting, time: Time) -> Time:
    """A time of the footage, in the footage at its new speeds."""
    if made.timed is None:
        return time
    named = {name: made.names(name) for name in ("was", "now", "share")}
    named |= {"part": made.names("paced"), "timed": made.timed}
    made.write("retimed", "When that is at the new speed", time=time, **named)
    return named["now"]
