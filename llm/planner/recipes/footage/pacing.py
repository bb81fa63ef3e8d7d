"""Slow and fast motion and holds, which change the times of what comes after."""

from typing import Any

from llm.planner.data import default, table
from llm.planner.recipes.footage.editing import Editing, Time
from llm.planner.recipes.source import Code
from studio.plan import EditStep

_EASE = 0.2  # seconds of footage over which slow motion sets in


def speed(made: Editing, edits: list[EditStep]) -> None:
    """Parts at their speeds in one call; then all of it, where that is asked for as well."""
    placed = [edit for edit in edits if edit.where != "all"]
    if placed:
        ordered = sorted(placed, key=lambda e: (e.where == "end", e.start))
        made.timed = _retime(made, "timed", ordered, ease=_EASE)
    for edit in edits:
        if edit.where == "all":
            _retime(made, "paced", [edit])
            made.pace *= _speed(edit)


def _speed(edit: EditStep) -> float:
    return edit.amount or float(table("defaults")["edits"]["slow"]["usual"])


def _retime(made: Editing, name: str, edits: list[EditStep], **named: Any) -> Code:
    spans = [made.span(edit) for edit in edits]
    parts = [
        {"start": start, "end": end, "speed": _speed(edit)}
        for edit, (start, end) in zip(edits, spans, strict=True)
    ]
    slow = any(_speed(edit) < 1 for edit in edits)
    made.writer.comment("Slow motion" if slow else "Faster")
    if slow and not made.shot.smooth:
        named["smooth"] = False
    return made.bind(name, "retime_video", made.video, parts, **named)


def freeze(made: Editing, edits: list[EditStep]) -> None:
    """Frames are held, from the last one on: a hold moves what comes after it."""
    order = {"end": 2.0, "beginning": -1.0, "all": -1.0}
    before: list[tuple[Time, float]] = []
    for edit in sorted(edits, key=lambda e: -order.get(e.where, e.start / 7200)):
        held = edit.amount or default("hold_seconds")
        at = made.whole() if edit.where == "end" else _time_of(made, edit)
        if edit.where == "peak":  # which of the others come before it is known when it runs
            late = [f"({more} if {at} > {time} else 0.0)" for time, more in before]
            at = Code(" + ".join([str(at), *late])) if late else at
        elif edit.where == "time":
            before.append((at, held))
        made.writer.comment(f"A frame is held for {held:g} s")
        made.bind("held", "freeze_frame", made.video, at, duration=held)


def _time_of(made: Editing, edit: EditStep) -> Time:
    if edit.where in ("beginning", "all"):
        return 0.0
    return _retimed(made, made.at if edit.where == "peak" else made.here(edit.start))


def _retimed(made: Editing, time: Time) -> Time:
    """A time of the footage, in the footage at its new speeds."""
    if made.timed is None:
        return _paced(made, time)
    made.moved += 1
    number = f"_{made.moved}" if made.moved > 1 else ""
    was, now = made.names.of(f"was{number}"), made.names.of(f"now{number}")
    part, share = made.names.of("piece"), made.names.of("share")
    first, last = f'{part}["source_start"]', f'{part}["source_end"]'
    made.writer.comment("When that is at the new speed")
    for line in (
        f"{was} = {time}",
        f"{now} = {was}",
        f'for {part} in {made.timed}["parts"]:',
        f"    if {first} < {was}:",
        f"        {share} = min(1.0, ({was} - {first}) / ({last} - {first}))",
        f'        {now} = {part}["start"] + {share} * ({part}["end"] - {part}["start"])',
        f"        {now} += max(0.0, {was} - {last})",
    ):
        made.writer.line(line)
    return _paced(made, Code(now))


def _paced(made: Editing, time: Time) -> Time:
    if made.pace == 1:
        return time
    if isinstance(time, Code):
        return Code(f"({time}) / {made.pace}")
    return round(time / made.pace, 3)
