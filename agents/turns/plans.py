"""The plan as each role is sent it: what it needs of it, and no more."""

from studio.nouns.review import Review
from studio.plan import Film, Shot

LONGEST_FAULT = 100  # characters of what is wrong; what mends it is said by its change
_MAKERS = ("quality",)  # what a brief has fixed of a shot, and its maker must know


def to_make(film: Film) -> Film:
    """For the coder: what is made, not how it will be judged or who asked for it."""
    shots = [
        _shot(shot, fixed=[path for path in shot.fixed if path in _MAKERS]) for shot in film.shots
    ]
    shape = [path for path in film.fixed if path.split(".")[0] == "shape"]
    return _film(film, shots=shots, fixed=shape, left_out=[])


def to_look_up(film: Film) -> Film:
    """For the analyst: what is made, and of what."""
    return _film(film, shots=[_shot(shot, fixed=[]) for shot in film.shots], fixed=[], left_out=[])


def to_judge(film: Film, identifier: str) -> Film:
    """For the critic: the shot of that id alone; all of them where it is the film that is
    judged. Its measurements tell by what."""
    shots = [shot for shot in film.shots if shot.id == identifier] or film.shots
    return _film(film, shots=[_shot(shot) for shot in shots])


def without_asked(film: Film) -> Film:
    """The plan without the brief's words for it."""
    return film.model_copy(update={"asked": []})


def failed_alone(review: Review) -> Review:
    """For who mends a version: its faults in a few words, without scores and summary."""
    faults = [
        fault.model_copy(
            update={
                "description": fault.description[:LONGEST_FAULT],
                "change": fault.change.model_copy(update={"reason": ""}),
            }
        )
        for fault in review.faults
    ]
    return Review(scores=[], faults=faults, approved=review.approved)


def _shot(shot: Shot, **update: object) -> Shot:
    return shot.model_copy(update={"criteria": [], **update})


def _film(film: Film, **update: object) -> Film:
    return film.model_copy(
        update={"criteria": [], "asked": [], "lessons_applied": [], "message": "", **update}
    )
