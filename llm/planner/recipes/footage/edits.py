"""How footage is edited with the tools: what keeps its times comes before what does not."""

from collections.abc import Callable
from typing import Any

from llm.planner.data import default
from llm.planner.recipes.footage import pacing, peaks
from llm.planner.recipes.footage.editing import Editing, Time, plus
from llm.planner.recipes.footage.tools import EDIT_TOOLS
from llm.planner.recipes.names import Names
from llm.planner.recipes.source import Code
from llm.planner.recipes.writer import Writer
from studio.plan import Edit, EditStep, Film

_HIT = 1.0  # seconds up to which a shake is a blow that dies down


def _trim(made: Editing, edit: EditStep) -> None:
    writer, names = made.writer, made.names
    seconds = edit.seconds or default("highlight_seconds")
    start: Time = made.here(edit.start) if edit.where == "time" else 0.0
    if edit.where == "peak":
        writer.comment(f"{seconds:g} seconds around it")
        whole, start = made.whole(), Code(names.of("start"))
        half = round(seconds / 2, 3)
        writer.line(f"{start} = max(0.0, min({made.at} - {half}, {whole} - {seconds}))")
        end: Time = Code(f"min({start} + {seconds}, {whole})")
    elif edit.where == "end":
        writer.comment(f"Its last {seconds:g} seconds")
        end = made.whole()
        start = Code(f"max(0.0, {end} - {seconds})")
    else:
        writer.comment("What is kept of it")
        end = plus(start, edit.seconds) if edit.seconds else made.whole()
    late = made.late
    cut = made.bind("cut", "trim_video", made.video, start=start, end=end)
    gone: Time = Code(f'{cut}["start"]') if isinstance(start, Code) else start
    made.late = gone
    if late != 0.0:  # an earlier cut has taken some away already
        made.late = Code(names.of("late"))
        writer.line(f"{made.late} = {late} + {gone}")
    if made.at != 0.0:
        at = Code(names.of("at"))
        writer.line(f"{at} = max(0.0, min({made.at} - {gone}, {made.whole()}))")
        made.at = at


def _exaggerate(made: Editing, edit: EditStep) -> None:
    named: dict[str, Any] = {"amount": edit.amount} if edit.amount else {}
    if edit.where != "all":
        named["start"], named["end"] = made.span(edit)
    made.writer.comment("Faces further from rest, as a caricature has them")
    made.bind("faces", "exaggerate_faces", made.video, **named)


def _grade(made: Editing, edit: EditStep) -> None:
    strength = {"strength": min(edit.amount, 1.0)} if edit.amount else {}
    made.writer.comment(f"The {(edit.look or 'warm').replace('_', ' ')} look")
    made.bind("graded", "grade_video", made.video, look=edit.look or "warm", **strength)


def _shake(made: Editing, edit: EditStep) -> None:
    seconds = edit.seconds or default("shake_seconds")
    start, end = made.span(edit, "shake_seconds")
    if edit.where == "peak":
        start = Code(made.names.of("hit"))
        made.writer.comment("The camera is hit")
        made.writer.line(f"{start} = max(0.0, min({made.at}, {made.whole()} - {seconds}))")
        end = Code(f"{start} + {seconds}")
    else:
        made.writer.comment("The camera shakes")
    made.bind(
        "shaken",
        "shake_video",
        made.video,
        start=start,
        end=end,
        amount=edit.amount or 1.0,
        decay=edit.where != "all" and (edit.where == "peak" or seconds <= _HIT),
        seed=made.shot.seed,
    )


# What keeps the times.
_KEEPING: dict[str, Callable[[Editing, EditStep], None]] = {
    "exaggerate": _exaggerate,
    "grade": _grade,
    "zoom": peaks.zoom,
    "shake": _shake,
}


def write_edit(film: Film, shot: Edit, writer: Writer, names: Names) -> None:
    """The program of an edit.

    Raises:
        MissingTool: none of the tools that it needs is there.
    """
    made = Editing(film, shot, writer, names)
    writer.line(f'{made.scene} = "{made.shot.source}"')
    for edit in made.shot.steps:
        if edit not in made.edits:
            writer.comment(
                f"Without {EDIT_TOOLS[edit.kind]}(), which failed before or is not there"
            )
    found = peaks.finds_moments(made)
    for cut in (edit for edit in made.edits if edit.kind == "trim"):
        # A moment of the rest is meant, unless the cut is made around it.
        if cut.where == "peak" and found:
            peaks.find_moments(made, found)
            found = ""
        _trim(made, cut)
    if found:
        peaks.find_moments(made, found)
    peaks.place_window(made)
    for edit in made.edits:
        if edit.kind in _KEEPING:
            _KEEPING[edit.kind](made, edit)
    pacing.speed(made, [edit for edit in made.edits if edit.kind == "speed"])
    pacing.freeze(made, [edit for edit in made.edits if edit.kind == "freeze"])
    if any(edit.kind == "reverse" for edit in made.edits):
        made.bind("backwards", "reverse_video", made.video)
    writer.results[made.shot.id] = made.video
    if not shot.separate and (film.sound.music or film.sound.atmosphere):
        writer.lengths[made.shot.id] = made.whole()
