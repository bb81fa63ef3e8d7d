"""The steps of an edit: what keeps the footage's times comes before what does not."""

from collections.abc import Callable
from typing import Any

from llm.planner.data import amount_of, default, table
from llm.planner.errors import CannotAnswer
from llm.planner.recipes.footage import pacing, peaks, together
from llm.planner.recipes.footage.cutting import Cutting, Time, plus
from llm.planner.recipes.footage.tools import EDIT_TOOLS
from llm.planner.recipes.kit import Kit, MissingTool
from llm.planner.recipes.layout import Code
from llm.planner.recipes.made import Made, Names
from llm.planner.recipes.templates import fill
from studio.plan import Edit, EditStep, Film

_LEAST_PART = 0.05  # seconds: a shorter rest before or after a part is taken with it
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
    cut, late = made.make("trim_video", "cut", why, start=start, end=end), made.late
    gone: Time = Code(cut["start"]) if isinstance(start, Code) else start
    # An earlier cut may have taken some away already.
    made.late = made.let("late", f"{late} + {gone}") if late != 0.0 else gone
    if made.at != 0.0:
        made.at = made.let("at", f"max(0.0, min({made.at} - {gone}, {made.whole()}))")


def _cut_out(made: Cutting, step: EditStep) -> None:
    """A part that goes: it comes first, so that its seconds are the source's."""
    start, end = made.span(step)
    made.make("cut_out", "rest", "What is left without that part", start=start, end=end)
    first = step.start if step.where == "time" else 0.0
    if step.where != "end":
        made.gaps.append((first, first + step.seconds))


def _one_call(made: Cutting, step: EditStep) -> None:
    """A step whose tool takes what the step has: data/edits.yaml tells how."""
    about = table("edits")[step.kind]
    told = {
        name: getattr(step, value) or (amount_of(step.kind) if value == "amount" else 0) or None
        for name, value in about["arguments"].items()
    }
    if "span" in about and step.where != "all":
        told["start"], told["end"] = made.span(step)
    made.make(about["tool"], about.get("tag", step.kind), about.get("why", ""), **told)


def _grade(made: Cutting, step: EditStep) -> None:
    look = step.look or "warm"
    strength = min(step.amount, 1.0) if step.amount else None
    why = f"The {look.replace('_', ' ')} look"
    made.make("grade_video", "graded", why, look=look, strength=strength)


def _stylize(made: Cutting, step: EditStep) -> None:
    style, why = step.style or "ink", "Every frame drawn anew"
    made.make("stylize", "drawn", why, look=style, strength=step.amount or None)


def _saturation(made: Cutting, step: EditStep) -> None:
    share = 1 + (step.amount or amount_of("saturation"))
    made.make("grade_video", "graded", "Other colours", saturation=round(share, 3))


def _crop(made: Cutting, step: EditStep) -> None:
    side = step.side or "middle"
    window = zip(("x", "y", "width", "height"), step.window(amount_of("crop")), strict=True)
    why = f"Only the {side.replace('_', ' ')} of the picture"
    made.make("crop", "cropped", why, **{name: round(value, 4) for name, value in window})


def _shake(made: Cutting, step: EditStep) -> None:
    seconds, why = step.seconds or default("shake_seconds"), "The camera shakes"
    start, end = made.span(step, "shake_seconds")
    if step.where == "peak":
        latest = f"{made.whole()} - {seconds}"
        start = made.let("hit", f"max(0.0, min({made.at}, {latest}))", "The camera is hit")
        why, end = "", Code(f"{start} + {seconds}")
    is_blow = step.where != "all" and (step.where == "peak" or seconds <= _HIT)
    how = {"amount": step.amount or 1.0, "decay": is_blow, "seed": made.shot.seed}
    made.make("shake_video", "shaken", why, start=start, end=end, **how)


def _in_part(made: Cutting, step: EditStep, make: Callable[[Cutting, EditStep], None]) -> None:
    """An effect whose tool changes a whole video, in a part of it: that is cut out, changed and put
    back between the others."""
    start, end = made.span(step)
    length, names = made.whole(), made.names
    # What is made of the part may have the name of what it is a part of.
    about = {name: names(name) for name in ("uncut", "whole", "first", "last")}
    part = names("part")
    told = {**about, "video": made.video, "start": start, "end": end, "length": length}
    made.write("part", "Only this part of it is changed", name=part, least=_LEAST_PART, **told)
    made.video = Code(part["video"])
    make(made, step)
    pieces = {"before": names("before"), "after": names("after"), "joined": names("joined")}
    name = names("mended")
    put = {"changed": made.video, "pieces": names("pieces"), **pieces}
    made.write("joined", "", name=name, **put, **about)
    made.video, made.length = name, about["whole"]


# What keeps the times and is more than one call of a tool with what the step has.
_KEEPING: dict[str, Callable[[Cutting, EditStep], None]] = {
    "grade": _grade,
    "saturation": _saturation,
    "stylize": _stylize,
    "crop": _crop,
    "background": together.background,
    "zoom": peaks.zoom,
    "shake": _shake,
}
# What is made last, when the times are as they will be.
_LATE: dict[str, Callable[[Cutting, EditStep], None]] = {
    "dub": together.dub,
    "lip_sync": together.lip_sync,
    "sound_effect": together.sound_effect,
    "loop": together.loop,
    "split_screen": together.split_screen,
    "picture_in_picture": together.picture_in_picture,
    "fade": together.fade,
}
_SOUNDING = ("dub", "lip_sync", "sound_effect")  # what another sound is laid over


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
    if not (made.steps or in_film or reshaped or shot.captions or subtitled or film.exports):
        if shot.steps:
            raise MissingTool(EDIT_TOOLS[shot.steps[0].kind])
        raise CannotAnswer(f"The edit {shot.id!r} changes nothing.", "messages")
    _keep_times(made)
    pacing.speed(made, [step for step in made.steps if step.kind == "speed"])
    pacing.freeze(made, [step for step in made.steps if step.kind == "freeze"])
    said = made.names("said")
    _make_late(made, said if subtitled else None)
    if film.has_own_size and kit.has("crop_to_shape"):
        shape = film.shape
        why = f"Cropped to {shape.width}x{shape.height}"
        made.make("crop_to_shape", "fitted", why, width=shape.width, height=shape.height)
    if reshaped:
        name = made.names("shaped")
        why = f"Fitted into {film.shape.width}x{film.shape.height}"
        made.write("shape", why, name=name, given=[made.video])
        made.video, made.length = Code(name["video"]), Code(name["duration"])
    for step in made.steps:
        if step.kind == "background" and not step.other:
            together.cut_subject(made)
    return _finished(made, film, said if subtitled else [])


def _make_late(made: Cutting, said: Code | None) -> None:
    """What is made when the times are as they will be. It is heard what is `said` before its sound
    goes; and that goes before another one is laid over it."""
    late = [step for step in made.steps if step.kind in _LATE or step.kind in ("reverse", "mute")]
    sounding = any(step.kind in _SOUNDING for step in late)
    muted = [step for step in late if step.kind == "mute"]
    # What is laid over footage that runs backwards does not.
    first = [*muted, *(step for step in late if step.kind == "reverse")]
    for step in [*first, *(s for s in late if s not in first)] if sounding else late:
        if step.kind == "mute" and said:
            made.part("transcribe", '["lines"]', said, "What is said in it, and when")
        if step.kind in _LATE:
            _LATE[step.kind](made, step)
        else:
            _one_call(made, step)
    if said and not muted:
        made.part("transcribe", '["lines"]', said, "What is said in it, and when")


def _keep_times(made: Cutting) -> None:
    """What is cut out of the footage, and the steps that keep its times."""
    for gone in (step for step in made.steps if step.kind == "cut_out"):
        _cut_out(made, gone)
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
            make = _KEEPING[step.kind]
        elif "arguments" in table("edits")[step.kind] and step.kind not in ("reverse", "mute"):
            make = _one_call
        else:
            continue
        if "parts" in table("edits")[step.kind] and step.where != "all" and made.joins:
            _in_part(made, step, make)
        else:
            make(made, step)


def _finished(made: Cutting, film: Film, spoken: Any) -> Made:
    if film.sound.music or film.sound.atmosphere:
        made.whole()
    lost = [EDIT_TOOLS[step.kind] for step in made.shot.steps if step not in made.steps]
    about: dict[str, Any] = {"scene": made.names("scene"), "left_out": list(dict.fromkeys(lost))}
    body = fill("edit", made.kit, film=film, shot=made.shot, steps=made.lines, **about)
    return Made(body=body, main=made.video, seconds=made.length or 0.0, spoken=spoken)
