"""The steps of an edit: what keeps the footage's times comes before what does not."""

from collections.abc import Callable
from typing import Any

from llm.planner.data import default
from llm.planner.errors import CannotAnswer
from llm.planner.recipes.footage import pacing, peaks
from llm.planner.recipes.footage.cutting import Cutting, Time, plus
from llm.planner.recipes.footage.tools import EDIT_TOOLS
from llm.planner.recipes.kit import Kit, MissingTool
from llm.planner.recipes.layout import Code
from llm.planner.recipes.made import Made, Names
from llm.planner.recipes.templates import fill
from studio.plan import Edit, EditStep, Film

_HIT = 1.0  # seconds up to which a shake is a blow that dies down


def _trim(made: Cutting, step: EditStep) -> None:
    seconds = step.seconds or default("highlight_seconds")
    why, start = "What is kept of it", made.here(step.start) if step.where == "time" else 0.0
    if step.where == "peak":
        whole, half = made.whole(), round(seconds / 2, 3)
        value = f"max(0.0, min({made.at} - {half}, {whole} - {seconds}))"
        start = made.let("start", value, f"{seconds:g} seconds around it")
        why, end = "", Code(f"min({start} + {seconds}, {whole})")
    elif step.where == "end":
        end = made.whole()
        why, start = f"Its last {seconds:g} seconds", Code(f"max(0.0, {end} - {seconds})")
    else:
        end = plus(start, step.seconds) if step.seconds else made.whole()
    cut, late = made.make("trim", "cut", why, start=start, end=end), made.late
    gone: Time = Code(cut["start"]) if isinstance(start, Code) else start
    # An earlier cut may have taken some away already.
    made.late = made.let("late", f"{late} + {gone}") if late != 0.0 else gone
    if made.at != 0.0:
        made.at = made.let("at", f"max(0.0, min({made.at} - {gone}, {made.whole()}))")


def _exaggerate(made: Cutting, step: EditStep) -> None:
    start, end = (None, None) if step.where == "all" else made.span(step)
    why = "Faces further from rest, as a caricature has them"
    made.make("exaggerate", "faces", why, amount=step.amount or None, start=start, end=end)


def _grade(made: Cutting, step: EditStep) -> None:
    look = step.look or "warm"
    strength = min(step.amount, 1.0) if step.amount else None
    made.make("grade", "graded", f"The {look.replace('_', ' ')} look", look=look, strength=strength)


def _shake(made: Cutting, step: EditStep) -> None:
    seconds, why = step.seconds or default("shake_seconds"), "The camera shakes"
    start, end = made.span(step, "shake_seconds")
    if step.where == "peak":
        latest = f"{made.whole()} - {seconds}"
        start = made.let("hit", f"max(0.0, min({made.at}, {latest}))", "The camera is hit")
        why, end = "", Code(f"{start} + {seconds}")
    is_blow = step.where != "all" and (step.where == "peak" or seconds <= _HIT)
    made.make(
        "shake", "shaken", why, start=start, end=end, amount=step.amount or 1.0, decay=is_blow
    )


# What keeps the times.
_KEEPING: dict[str, Callable[[Cutting, EditStep], None]] = {
    "exaggerate": _exaggerate,
    "grade": _grade,
    "zoom": peaks.zoom,
    "shake": _shake,
}


def make_edit(film: Film, shot: Edit, kit: Kit, names: Names) -> Made:
    """The program of an edit.

    Raises:
        MissingTool: none of the tools that it needs is there.
        CannotAnswer: it changes nothing.
    """
    made = Cutting(shot, kit, names)
    in_film = kit.assembles and not shot.separate
    reshaped = film.is_reshaped and not in_film
    subtitled = film.subtitles and kit.has("transcribe")
    if not (made.steps or in_film or reshaped or shot.captions or subtitled):
        if shot.steps:
            raise MissingTool(EDIT_TOOLS[shot.steps[0].kind])
        raise CannotAnswer(f"The edit {shot.id!r} changes nothing.", "messages")
    _keep_times(made)
    pacing.speed(made, [step for step in made.steps if step.kind == "speed"])
    pacing.freeze(made, [step for step in made.steps if step.kind == "freeze"])
    if any(step.kind == "reverse" for step in made.steps):
        made.make("reverse", "backwards")
    for step in made.steps:
        if step.kind == "loop":
            count = round(step.amount) or round(default("loop_times"))
            made.make("loop", "looped", f"Played {count} times", count=count)
    if _has_other_shape(film) and kit.has("crop_to_shape"):
        made.make("crop", "cropped", f"Cropped to {film.shape.width}x{film.shape.height}")
    if reshaped:
        shape = film.shape
        made.make("shape", "shaped", f"Fitted into {shape.width}x{shape.height}")
    return _finished(made, film, subtitled)


def _has_other_shape(film: Film) -> bool:
    """Whether the brief names a shape or size of the picture, not its rate alone."""
    return bool({"shape.width", "shape.height", "shape"} & set(film.fixed))


def _keep_times(made: Cutting) -> None:
    """What is cut out of the footage, and the steps that keep its times."""
    found = peaks.finds_moments(made)
    for cut in (step for step in made.steps if step.kind == "trim"):
        # A moment of the rest is meant, unless the cut is made around it.
        if cut.where == "peak" and found:
            peaks.find_moments(made, found)
            found = ""
        _trim(made, cut)
    if found:
        peaks.find_moments(made, found)
    peaks.place_window(made)
    for step in made.steps:
        if step.kind in _KEEPING:
            _KEEPING[step.kind](made, step)


def _finished(made: Cutting, film: Film, subtitled: bool) -> Made:
    said = made.names("said")
    if subtitled:
        made.write("listen", "What is said in it, and when", name=said)
    if any(step.kind == "mute" for step in made.steps):  # after it was listened to
        made.make("mute", "muted")
    if film.sound.music or film.sound.atmosphere:
        made.whole()
    lost = [EDIT_TOOLS[step.kind] for step in made.shot.steps if step not in made.steps]
    about: dict[str, Any] = {"scene": made.names("scene"), "left_out": list(dict.fromkeys(lost))}
    body = fill("edit", made.kit, film=film, shot=made.shot, steps=made.lines, **about)
    spoken = said if subtitled else []
    return Made(body=body, main=made.video, seconds=made.length or 0.0, spoken=spoken)
