"""The most striking moment of footage, and the zooms to it."""

from typing import Any

from llm.planner.data import amount_of, default, step_facts
from llm.planner.recipes.footage.cutting import Cutting, Time
from llm.planner.recipes.layout import Code
from studio.plan import EditStep

_EDGE = 0.1  # seconds before and after it, so that there is a speed to ease from
# Of a zoom's time: when it is there, at the earliest and the latest, and when it goes back.
_THERE, _LATEST, _BACK = 0.2, 0.7, 0.85


def finds_moments(made: Cutting) -> str:
    """What the moments are found for, as a comment; empty where they are not needed."""
    if any(step.where == "peak" for step in made.steps):
        return "The most striking moment of the scene"
    wide = any(step.kind == "zoom" and step.where == "all" for step in made.steps)
    return "What the zoom goes to" if wide else ""


def find_moments(made: Cutting, why: str) -> None:
    """When and where the peak is."""
    if not made.kit.has("find_moments"):
        middle = Code(f"{made.whole()} / 2")
        made.at = made.let("at", middle, "Its middle, for want of find_moments()")
        return
    moments, peak = made.names("moments"), made.names("peak")
    made.call("find_moments", "moments", why, made.video)
    made.write("let", name=peak, value=moments["peak"])
    made.length, made.at = Code(moments["duration"]), Code(peak["at"])
    made.spot = {"x": Code(peak["x"]), "y": Code(peak["y"])}


def place_window(made: Cutting) -> None:
    """When what is made at the peak begins and ends."""
    kinds = ("exaggerate", "zoom", "speed")
    placed = [
        step
        for step in made.steps
        if step.where == "peak" and (step.kind in kinds or "parts" in step_facts(step.kind))
    ]
    if not placed:
        return
    seconds = max(step.seconds for step in placed)
    own = isinstance(made.late, Code) or not made.spot
    seconds = seconds or (default("peak_seconds") if own else 0.0)
    if not seconds:
        peak = made.names("peak")
        made.begin, made.end = Code(peak["start"]), Code(peak["end"])
        return
    whole = made.whole()
    half, last = round(seconds / 2, 3), round(seconds + _EDGE, 3)
    made.begin = made.let("begin", f"max({_EDGE}, min({made.at} - {half}, {whole} - {last}))")
    made.end = made.let("end", f"min({made.begin} + {seconds}, {whole})")


def zoom(made: Cutting, step: EditStep) -> None:
    """A zoom to what is worth seeing, and back again where it is not made all over."""
    factor = step.amount or amount_of("zoom")
    start, end = made.span(step)
    spot = made.spot
    if step.where in ("beginning", "end", "time") and made.kit.has("find_moments"):
        spot = _look_at(made, start, end)
    held: Code | float = factor
    if step.where == "peak" and spot:
        held = _whole_face(made, factor)
    there = {"zoom": held} | spot
    if step.where in ("all", "end"):
        why = "A slow zoom"
        views = [{"time": start, "zoom": 1.0, **spot}, {"time": end, **there, "ease": "smooth"}]
    else:
        why = "A zoom that goes a little too far, stays, and goes back"
        top: Time = _part(start, end, 0.3)
        if step.where == "peak":
            low, high = _part(start, end, _THERE), _part(start, end, _LATEST)
            top = made.let("top", f"min(max({made.at}, {low}), {high})")
        views = [
            {"time": start, "zoom": 1.0, **spot},
            {"time": top, **there, "ease": "overshoot"},
            {"time": _part(start, end, _BACK), **there},
            {"time": end, "zoom": 1.0, **spot},
        ]
    made.make("reframe_video", "near", why, views)


def _whole_face(made: Cutting, factor: float) -> Code:
    """`factor`, or as much less as leaves the whole face in the picture."""
    size = made.names("peak")["size"]
    most = f"min({factor}, max({default('least_zoom')}, {default('whole_face')} / {size}))"
    why = "As far as the whole face stays in the picture"
    return made.let("factor", f"{most} if {size} > 0 else {factor}", why)


def _part(start: Time, end: Time, share: float) -> Time:
    """The time at which `share` of the way from `start` to `end` has gone."""
    if isinstance(start, Code) or isinstance(end, Code):
        return Code(f"{start} + {share} * ({end} - {start})")
    return round(start + share * (end - start), 3)


def _look_at(made: Cutting, start: Time, end: Time) -> dict[str, Any]:
    """Where it is worth looking from `start` to `end`."""
    why = "Where to look then"
    part = made.call("trim_video", "part", why, made.video, start=start, end=end)
    spot = made.call("find_moments", "spot", "", Code(part["video"]))
    peak = Code(spot["peak"])
    return {"x": Code(peak["x"]), "y": Code(peak["y"])}
