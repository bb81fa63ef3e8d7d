"""How footage is edited with the tools: what keeps its times comes before what does not."""

from collections.abc import Callable
from typing import Any

from llm.planner.coder.footage import pacing, peaks
from llm.planner.coder.footage.editing import Editing, Time, plus
from llm.planner.coder.footage.tools import EDIT_TOOLS
from llm.planner.coder.names import Names
from llm.planner.coder.sound import has_music, mix, music, music_track, track
from llm.planner.coder.source import Code
from llm.planner.coder.writer import Writer
from llm.planner.data import default
from studio.nouns.treatment import Edit, Shot

_HIT = 1.0  # seconds up to which a shake is a blow that dies down


def _trim(made: Editing, edit: Edit) -> None:
    writer, names = made.writer, made.names
    start: Time = edit.start if edit.where == "time" else 0.0
    if edit.where == "peak":
        writer.comment(f"{edit.seconds:g} seconds around it")
        whole, start = made.whole(), Code(names.of("start"))
        half = round(edit.seconds / 2, 3)
        writer.line(f"{start} = max(0.0, min({made.at} - {half}, {whole} - {edit.seconds}))")
        end: Time = Code(f"min({start} + {edit.seconds}, {whole})")
    elif edit.where == "end":
        writer.comment(f"Its last {edit.seconds:g} seconds")
        end = made.whole()
        start = Code(f"max(0.0, {end} - {edit.seconds})")
    else:
        writer.comment("What is kept of it")
        end = plus(start, edit.seconds) if edit.seconds else made.whole()
    cut = made.bind("cut", "trim_video", made.video, start=start, end=end)
    made.late = Code(f'{cut}["start"]') if isinstance(start, Code) else start
    if edit.where == "peak":
        at = Code(names.of("at"))
        writer.line(f"{at} = {made.at} - {made.late}")
        made.at = at


def _exaggerate(made: Editing, edit: Edit) -> None:
    named: dict[str, Any] = {"amount": edit.amount} if edit.amount else {}
    if edit.where != "all":
        named["start"], named["end"] = made.span(edit)
    made.writer.comment("Faces further from rest, as a caricature has them")
    made.bind("faces", "exaggerate_faces", made.video, **named)


def _grade(made: Editing, edit: Edit) -> None:
    strength = {"strength": min(edit.amount, 1.0)} if edit.amount else {}
    made.writer.comment(f"The {(edit.look or 'warm').replace('_', ' ')} look")
    made.bind("graded", "grade_video", made.video, look=edit.look or "warm", **strength)


def _shake(made: Editing, edit: Edit) -> None:
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


def _finish(made: Editing) -> None:
    """Music and a title."""
    shot, writer, names = made.shot, made.writer, made.names
    extras: dict[str, Any] = {"title": shot.title} if shot.title else {}
    if has_music(shot, writer):
        writer.comment(f"{(shot.music or '').capitalize()} music, as long as the picture")
        writer.line(f"{names.of('length')} = {made.whole()}")
        writer.bind([names.of("music")], [music(shot, writer, names)])
        length, own = Code(names.of("length")), track(str(made.video), 0.0)
        if writer.has("probe_media"):
            writer.comment("The scene's own sound, where it has one, is heard above it")
            writer.bind([names.of("facts")], [writer.call("probe_media", made.video)])
            writer.line(f'if {names.of("facts")}["has_audio"]:')
            mix(shot, writer, names, [own, music_track(names)], length, indent=1)
            writer.line("else:")
            mix(shot, writer, names, [music_track(names)], length, indent=1)
        else:
            mix(shot, writer, names, [music_track(names)], length)
        extras["audio"] = Code(f'{names.of("sound")}["audio"]')
    if extras:
        writer.bind(
            [names.of("clip")],
            [writer.call("compose_video", [made.video], **extras, fps=shot.fps)],
        )
        made.video = Code(f'{names.of("clip")}["video"]')


# What keeps the times.
_KEEPING: dict[str, Callable[[Editing, Edit], None]] = {
    "exaggerate": _exaggerate,
    "grade": _grade,
    "zoom": peaks.zoom,
    "shake": _shake,
}


def write_edit(shot: Shot, writer: Writer, names: Names) -> None:
    """The program of an edit.

    Raises:
        MissingTool: none of the tools that it needs is there.
    """
    made = Editing(shot, writer, names)
    writer.line(f'{made.scene} = "{made.shot.source}"')
    for edit in made.shot.edits:
        if edit not in made.edits:
            writer.comment(
                f"Without {EDIT_TOOLS[edit.kind]}(), which failed before or is not there"
            )
    cut = next((edit for edit in made.edits if edit.kind == "trim"), None)
    found = peaks.finds_moments(made)
    if cut is not None and cut.where == "peak":
        peaks.find_moments(made, found)
        _trim(made, cut)
    else:
        if cut is not None:
            _trim(made, cut)
        if found:
            peaks.find_moments(made, found)
    peaks.place_window(made)
    for edit in made.edits:
        if edit.kind in _KEEPING:
            _KEEPING[edit.kind](made, edit)
    pacing.speed(made, [edit for edit in made.edits if edit.kind == "speed"])
    holds = [edit for edit in made.edits if edit.kind == "freeze"]
    # From the last one on: a hold moves what comes after it.
    order = {"end": 2.0, "beginning": -1.0}
    for edit in sorted(holds, key=lambda e: -order.get(e.where, e.start / 7200)):
        pacing.freeze(made, edit)
    if any(edit.kind == "reverse" for edit in made.edits):
        made.bind("backwards", "reverse_video", made.video)
    _finish(made)
    writer.results[made.shot.id] = made.video
