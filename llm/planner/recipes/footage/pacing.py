"""Slow and fast motion and holds, which change the times of what comes after."""

from typing import Any

from llm.planner.data import default, table
from llm.planner.recipes.footage.editing import Editing, Time
from llm.planner.recipes.source import Code
from studio.plan import EditStep

_EASE = 0.2  # seconds of footage over which slow motion sets in


def speed(made: Editing, edits: list[EditStep]) -> None:
    if not edits:
        return
    usual = float(table("defaults")["edits"]["slow"]["usual"])
    parts = []
    for edit in sorted(edits, key=lambda e: (e.where == "end", e.start)):
        start, end = made.span(edit)
        parts.append({"start": start, "end": end, "speed": edit.amount or usual})
    slow = any(part["speed"] < 1 for part in parts)
    made.writer.comment("Slow motion" if slow else "Faster")
    named: dict[str, Any] = {"ease": _EASE} if any(e.where != "all" for e in edits) else {}
    if slow and not made.shot.smooth:
        named["smooth"] = False
    made.timed = made.bind("timed", "retime_video", made.video, parts, **named)


def freeze(made: Editing, edit: EditStep) -> None:
    held = edit.amount or default("hold_seconds")
    at: Time
    if edit.where == "end":
        at = made.whole()
    elif edit.where in ("beginning", "all"):
        at = 0.0
    else:
        at = _retimed(made, made.at if edit.where == "peak" else made.here(edit.start))
    made.writer.comment(f"A frame is held for {held:g} s")
    made.bind("held", "freeze_frame", made.video, at, duration=held)


def _retimed(made: Editing, time: Time) -> Time:
    """A time of the footage, in the footage at its new speeds."""
    if made.timed is None:
        return time
    was, now = made.names.of("was"), made.names.of("now")
    part, share = made.names.of("paced"), made.names.of("share")
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
    return Code(now)
