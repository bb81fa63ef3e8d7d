"""What a treatment must be beyond its schema before anything is made from it."""

from typing import Protocol

from studio.errors import BriefError, SheetError
from studio.nouns.sheet import CharacterSheet
from studio.nouns.treatment import Shot, Treatment

MAKEABLE = ("picture", "voice_line", "shot")


class Cast(Protocol):
    """The character book, as far as it is needed here."""

    def get(self, name: str) -> CharacterSheet:
        """The sheet of a name or alias; SheetError names the nearest."""
        ...


def check_treatment(treatment: Treatment, cast: Cast) -> Treatment:
    """The treatment with every character under its sheet's own name.

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
        _check_shot(shot)
        for part in (*shot.cast, *shot.lines):
            part.character = _named(part.character, shot, cast)
    return treatment


def _check_shot(shot: Shot) -> None:
    if shot.kind not in MAKEABLE:
        raise BriefError(
            f"shot {shot.id!r} is of kind {shot.kind!r}, which cannot be made yet.",
            f"Use one of {', '.join(MAKEABLE)}, or refuse and say so.",
        )
    if shot.kind == "voice_line" and not shot.lines:
        raise BriefError(f"voice line {shot.id!r} has no line.", "Give it the words to be spoken.")
    if shot.kind != "voice_line" and not shot.cast:
        raise BriefError(f"{shot.kind} {shot.id!r} has no cast.", "Name who is to be seen.")
    silent = [line for line in shot.lines if not line.text.strip()]
    if silent:
        raise BriefError(f"a line of shot {shot.id!r} has no text.", "Give it words.")


def _named(name: str, shot: Shot, cast: Cast) -> str:
    try:
        return cast.get(name).name
    except SheetError as fault:
        raise SheetError(f"shot {shot.id!r}: {fault.message}", fault.fix) from fault
