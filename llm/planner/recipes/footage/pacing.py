"""Slow and fast motion and holds, which change the times of what comes after."""

from llm.planner.data import amount_of, default
from llm.planner.recipes.footage.cutting import Cutting, Time
from llm.planner.recipes.layout import Code
from studio.plan import EditStep

_EASE = 0.2  # seconds of footage over which slow motion sets in
_OF_THE_PART = 0.25  # the most of a part that it takes: half of the part goes at its speed


def speed(made: Cutting, steps: list[EditStep]) -> None:
    """Parts at their speeds in one call; then all of it, where that is asked for as well."""
    placed = [step for step in steps if step.where != "all"]
    if placed:
        ordered = sorted(placed, key=lambda s: (s.where == "end", s.start))
        shortest = min((step.seconds for step in ordered if step.seconds), default=1.0)
        ease = round(min(_EASE, _OF_THE_PART * shortest), 3)
        made.timed = _retime(made, "timed", ordered, ease=ease)
    for step in steps:
        if step.where == "all":
            _retime(made, "paced", [step])
            made.pace *= _speed(step)


def _speed(step: EditStep) -> float:
    return step.amount or amount_of("slow")


def _retime(made: Cutting, thing: str, steps: list[EditStep], ease: float | None = None) -> Code:
    spans = [made.span(step) for step in steps]
    parts = [
        {"start": start, "end": end, "speed": _speed(step)}
        for step, (start, end) in zip(steps, spans, strict=True)
    ]
    slow = any(_speed(step) < 1 for step in steps)
    smooth = False if slow and not made.shot.smooth else None
    why = "Slow motion" if slow else "Faster"
    return made.make("retime_video", thing, why, parts, ease=ease, smooth=smooth)


def freeze(made: Cutting, steps: list[EditStep]) -> None:
    """Frames are held, from the last one on: a hold moves what comes after it."""
    order = {"end": 2.0, "beginning": -1.0, "all": -1.0}
    for step in sorted(steps, key=lambda s: -order.get(s.where, s.start / 7200)):
        held = step.amount or default("hold_seconds")
        first = made.whole() if step.where == "end" else _time_of(made, step)
        # Which of the others come before the peak is known when it runs.
        at = _after_holds(made, first) if step.where == "peak" else first
        if step.where != "end":
            made.holds.append((first, held))
        made.make("freeze_frame", "held", f"A frame is held for {held:g} s", at, duration=held)


def _after_holds(made: Cutting, at: Time) -> Time:
    """A time, as much later as frames are held before it."""
    late = [f"({more} if {at} > {time} else 0.0)" for time, more in made.holds]
    return Code(" + ".join([str(at), *late])) if late else at


def time_now(made: Cutting, step: EditStep) -> Time:
    """When a step begins in the video as it is after its speeds and holds."""
    at = made.whole() if step.where == "end" else _time_of(made, step)
    if step.where == "end":
        return Code(f"max(0.0, {at} - {step.seconds or default('effect_seconds')})")
    return _after_holds(made, at) if step.where in ("peak", "time") else at


def _time_of(made: Cutting, step: EditStep) -> Time:
    if step.where in ("beginning", "all"):
        return 0.0
    return _retimed(made, made.at if step.where == "peak" else made.here(step.start))


def _retimed(made: Cutting, time: Time) -> Time:
    """A time of the footage, in the footage at its new speeds."""
    if made.timed is None:
        return _paced(made, time)
    made.moved += 1
    number = str(made.moved) if made.moved > 1 else ""
    was, now = made.names(f"was{number}"), made.names(f"now{number}")
    named = {"was": was, "now": now, "part": made.names("piece"), "share": made.names("share")}
    why = "When that is at the new speed"
    made.write("retimed", why, time=time, timed=made.timed, **named)
    return _paced(made, now)


def _paced(made: Cutting, time: Time) -> Time:
    if made.pace == 1:
        return time
    if isinstance(time, Code):
        return Code(f"({time}) / {made.pace}")
    return round(time / made.pace, 3)
