"""What a plan must be beyond its schema before anything is made from it."""

from collections.abc import Mapping
from typing import Protocol

from studio.errors import BriefError, SheetError
from studio.nouns.artifact import kind_of
from studio.nouns.sheet import CharacterSheet
from studio.plan import Edit, Film, Line, Role, Shot
from studio.plan.parts import LONGEST_RECORDING
from studio.readable import unreadable


class Cast(Protocol):
    """The character book, as far as it is needed here."""

    def get(self, name: str) -> CharacterSheet:
        """The sheet of a name or alias; SheetError names the nearest."""
        ...


def check_plan(film: Film, cast: Cast, media: Mapping[str, float]) -> Film:
    """The plan with every character under its sheet's own name. `media`: the handles of what came
    with the brief, and their lengths in seconds.

    Raises BriefError or SheetError, worded for the director, for what cannot be made.
    """
    if film.refused:
        if not film.message.strip():
            raise BriefError(
                "the plan is refused without a message.",
                "Say in `message` what was not understood, with an example that would work.",
            )
        return film
    if not film.shots:
        raise BriefError("the plan has no shots.", "Plan at least one shot, or refuse.")
    shots = []
    footage = {handle: length for handle, length in media.items() if kind_of(handle) == "video"}
    for shot in film.shots:
        if isinstance(shot, Edit):
            _check_edit(shot, film, footage)
            _check_steps(shot, media)
        _check_recordings(shot, media)
        shots.append(_with_sheets(shot, cast))
    return film.model_copy(update={"shots": shots})


def _with_sheets(shot: Shot, cast: Cast) -> Shot:
    update = {}
    for name in ("cast", "lines"):
        parts: list[Role | Line] = getattr(shot, name, [])
        lines = [part for part in parts if isinstance(part, Line)]
        if any(not (line.text.strip() or line.recording) for line in lines):
            raise BriefError(f"a line of shot {shot.id!r} has no text.", "Give it words.")
        why = next(filter(None, (unreadable(one.text) for one in lines if not one.recording)), "")
        if why:
            raise BriefError(f"nothing can be spoken there: {why}.")
        if parts:
            update[name] = [
                part.model_copy(update={"character": _named(part.character, shot, cast)})
                for part in parts
            ]
    return shot.model_copy(update=update)


def _check_recordings(shot: Shot, media: Mapping[str, float]) -> None:
    lines: list[Line] = getattr(shot, "lines", [])
    for handle in (line.recording for line in lines if line.recording):
        if handle not in media:
            known = [one for one in media if kind_of(one) in ("audio", "video")]
            raise BriefError(
                f"a line of shot {shot.id!r} has the recording {handle!r}, which did not come with "
                "the brief.",
                f"Use {' or '.join(known)}." if known else "Give the words to be spoken instead.",
            )
        if media[handle] > LONGEST_RECORDING:
            raise BriefError(
                f"the recording of a line of shot {shot.id!r} lasts {media[handle]:.0f} s.",
                f"A line may last {LONGEST_RECORDING:g} s: give a part of it.",
            )


def _check_edit(shot: Edit, film: Film, footage: Mapping[str, float]) -> None:
    if not footage:
        raise BriefError(
            f"{shot.id!r} is an edit, and no video came with the brief.",
            "Refuse, and ask for the video.",
        )
    if shot.source not in footage:
        raise BriefError(
            f"edit {shot.id!r} has the source {shot.source!r}, which did not come with the brief.",
            f"Use {' or '.join(footage)}.",
        )
    in_film = film.is_assembled and not shot.separate
    asked = shot.steps or shot.captions or film.subtitles or film.is_reshaped or film.exports
    if not (asked or in_film):
        raise BriefError(f"edit {shot.id!r} changes nothing.", "Name its steps.")
    length = footage[shot.source]
    for step in shot.steps:
        if step.where == "time" and step.start >= length:
            raise BriefError(
                f"edit {shot.id!r} has a {step.kind} at {step.start:g} s, and its source is only "
                f"{length:g} s long.",
                "Choose an earlier time.",
            )


# What a step cannot be made without.
_NEEDED = {
    "grade": "look",
    "stylize": "style",
    "sound_effect": "sound",
    **dict.fromkeys(("dub", "lip_sync", "picture_in_picture"), "other"),
}


def _check_steps(shot: Edit, media: Mapping[str, float]) -> None:
    for step in shot.steps:
        if step.where == "scene" and not step.scene:
            raise BriefError(
                f"the {step.kind} of {shot.id!r} is made in a scene, and does not say in which.",
                "Set `scene`.",
            )
        name = _NEEDED.get(step.kind)
        if name and getattr(step, name) is None:
            raise BriefError(
                f"a {step.kind} of edit {shot.id!r} has no {name}.", f"Name it in `{name}`."
            )
        if step.other is not None and step.other not in media:
            raise BriefError(
                f"a {step.kind} of edit {shot.id!r} has the file {step.other!r}, which did not "
                "come with the brief.",
                f"Use {' or '.join(media)}.",
            )


def _named(name: str, shot: Shot, cast: Cast) -> str:
    try:
        return cast.get(name).name
    except SheetError as error:
        raise SheetError(f"shot {shot.id!r}: {error.message}", error.fix) from error
