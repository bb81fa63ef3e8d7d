"""What a treatment must be beyond its schema before anything is made from it."""

from collections.abc import Mapping
from typing import Protocol

from studio.errors import BriefError, SheetError
from studio.nouns.sheet import CharacterSheet
from studio.nouns.treatment import Shot, Treatment


class Cast(Protocol):
    """The character book, as far as it is needed here."""

    def get(self, name: str) -> CharacterSheet:
        """The sheet of a name or alias; SheetError names the nearest."""
        ...


def check_treatment(treatment: Treatment, cast: Cast, footage: Mapping[str, float]) -> Treatment:
    """The treatment with every character under its sheet's own name. `footage`: the handles of the
    videos that came with the brief, and their lengths in seconds.

    Raises BriefError or SheetError, worded for the director, for what cannot be made.
    """
    if treatment.refused:
        if not treatment.message.strip():
            raise BriefError(
                "the treatment is refused without a message.",
                "Say in `message` what was not understood, with an example that would work.",
            )
        return treatment
    if not treatment.shots:
        raise BriefError("the treatment has no shots.", "Plan at least one shot, or refuse.")
    ids = [shot.id for shot in treatment.shots]
    twice = sorted({name for name in ids if ids.count(name) > 1})
    if twice:
        raise BriefError(f"shot id {twice[0]!r} is used twice.", "Give each shot its own id.")
    treatment = treatment.model_copy(deep=True)
    for shot in treatment.shots:
        if shot.kind == "edit":
            _check_edit(shot, footage)
        else:
            _check_shot(shot)
        for part in (*shot.cast, *shot.lines):
            part.character = _named(part.character, shot, cast)
    return treatment


def _check_shot(shot: Shot) -> None:
    if shot.source or shot.edits:
        raise BriefError(
            f"{shot.kind} {shot.id!r} has a source or edits.", "Leave both out, or make it an edit."
        )
    if shot.kind == "voice_line" and not shot.lines:
        raise BriefError(f"voice line {shot.id!r} has no line.", "Give it the words to be spoken.")
    if shot.kind != "voice_line" and not shot.cast:
        raise BriefError(f"{shot.kind} {shot.id!r} has no cast.", "Name who is to be seen.")
    silent = [line for line in shot.lines if not line.text.strip()]
    if silent:
        raise BriefError(f"a line of shot {shot.id!r} has no text.", "Give it words.")


def _check_edit(shot: Shot, footage: Mapping[str, float]) -> None:
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
    if shot.cast or shot.lines:
        raise BriefError(f"edit {shot.id!r} has a cast or lines.", "Leave them out.")
    if not shot.edits and not shot.music and not shot.title:
        raise BriefError(f"edit {shot.id!r} changes nothing.", "Name its edits.")
    length = footage[shot.source]
    for edit in shot.edits:
        if edit.kind == "grade" and edit.look is None:
            raise BriefError(f"a grade of edit {shot.id!r} has no look.", "Name it in `look`.")
        if edit.where == "time" and edit.start >= length:
            raise BriefError(
                f"edit {shot.id!r} has a {edit.kind} at {edit.start:g} s, and its source is only "
                f"{length:g} s long.",
                "Choose an earlier time.",
            )


def _named(name: str, shot: Shot, cast: Cast) -> str:
    try:
        return cast.get(name).name
    except SheetError as fault:
        raise SheetError(f"shot {shot.id!r}: {fault.message}", fault.fix) from fault
