"""The most striking moment of footage, and the zooms to it."""

from typing import Any

from llm.planner.data import default, table
from llm.planner.recipes.footage.editing import Editing, Time
from llm.planner.recipes.source import Code
from studio.plan import EditStep

_EDGE = 0.1  # seconds before and after it, so that there is a speed to ease from
# Of a zoom's time: when it is there, at the earliest and the latest, and when it goes back.
_THERE, _LATEST, _BACK = 0.2, 0.7, 0.85


def finds_moments(made: Editing) -> str:
    """What the moments are found for, as a comment; empty where they are not needed."""
    if any(edit.where == "peak" for edit in made.edits):
        return "The most striking moment of the scene"
    wide = any(edit.kind == "zoom" and edit.where == "all" for edit in made.edits)
    return "What the zoom goes to" if wide else ""


def find_moments(made: Editing, why: str) -> None:
    writer, names = made.writer, made.names
    peak = names.of("peak")
    if not writer.has("find_moments"):
        writer.comment("Its middle, for want of find_moments()")
        made.at = Code(f"{made.whole()} / 2")
        return
    writer.comment(why)
    moments = Code(names.of("moments"))
    writer.bind([moments], [writer.call("find_moments", made.video)])
    writer.line(f'{peak} = {moments}["peak"]')
    made.length = Code(f'{moments}["duration"]')
    made.at = Code(f'{peak}["at"]')
    made.place = {"x": Code(f'{peak}["x"]'), "y": Code(f'{peak}["y"]')}


def place_window(made: Editing) -> None:
    """When what is made at the peak begins and ends."""
    kinds = ("exaggerate", "zoom", "speed")
    placed = [e for e in made.edits if e.where == "peak" and e.kind in kinds]
    if not placed:
        return
    begin, end = Code(made.names.of("begin")), Code(made.names.of("end"))
    seconds = max(edit.seconds for edit in placed)
    own = isinstance(made.late, Code) or not made.place
    seconds = seconds or (default("peak_seconds") if own else 0.0)
    if seconds:
        whole = made.whole()
        half, last = round(seconds / 2, 3), round(seconds + _EDGE, 3)
        made.writer.line(f"{begin} = max({_EDGE}, min({made.at} - {half}, {whole} - {last}))")
        made.writer.line(f"{end} = min({begin} + {seconds}, {whole})")
    else:
        peak = made.names.of("peak")
        made.writer.line(f'{begin}, {end} = {peak}["start"], {peak}["end"]')
    made.begin, made.end = begin, end


def zoom(made: Editing, edit: EditStep) -> None:
    factor = edit.amount or float(table("defaults")["edits"]["zoom"]["usual"])
    start, end = made.span(edit)
    place = made.place
    if edit.where in ("beginning", "end", "time") and made.writer.has("find_moments"):
        place = _spot(made, start, end)
    held: Code | float = factor
    if edit.where == "peak" and place:
        held = _whole_face(made, factor)
    there = {"zoom": held} | place
    if edit.where in ("all", "end"):
        made.writer.comment("A slow zoom")
        keys = [{"time": start, "zoom": 1.0, **place}, {"time": end, **there, "ease": "smooth"}]
    else:
        made.writer.comment("A zoom that goes a little too far, stays, and goes back")
        top: Time = _part(start, end, 0.3)
        if edit.where == "peak":
            top = Code(made.names.of("top"))
            low, high = _part(start, end, _THERE), _part(start, end, _LATEST)
            made.writer.line(f"{top} = min(max({made.at}, {low}), {high})")
        keys = [
            {"time": start, "zoom": 1.0, **place},
            {"time": top, **there, "ease": "overshoot"},
            {"time": _part(start, end, _BACK), **there},
            {"time": end, "zoom": 1.0, **place},
        ]
    made.bind("near", "reframe_video", made.video, keys)


def _whole_face(made: Editing, factor: float) -> Code:
    """`factor`, or as much less as leaves the whole face in the picture."""
    size, near = f'{made.names.of("peak")}["size"]', Code(made.names.of("factor"))
    most = f"min({factor}, max({default('least_zoom')}, {default('whole_face')} / {size}))"
    made.writer.comment("As far as the whole face stays in the picture")
    made.writer.line(f"{near} = {most} if {size} > 0 else {factor}")
    return near


def _part(start: Time, end: Time, share: float) -> Time:
    """The time at which `share` of the way from `start` to `end` has gone."""
    if isinstance(start, Code) or isinstance(end, Code):
        return Code(f"{start} + {share} * ({end} - {start})")
    return round(start + share * (end - start), 3)


def _spot(made: Editing, start: Time, end: Time) -> dict[str, Any]:
    """Where it is worth looking from `start` to `end`."""
    writer, names = made.writer, made.names
    part, spot = names.of("part"), names.of("spot")
    writer.comment("Where to look then")
    writer.bind([part], [writer.call("trim_video", made.video, start=start, end=end)])
    found = writer.inner(writer.call("find_moments", Code(f'{part}["video"]')))
    writer.line(f'{spot} = {found}["peak"]')
    return {"x": Code(f'{spot}["x"]'), "y": Code(f'{spot}["y"]')}
