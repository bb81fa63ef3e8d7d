"""What of a plan cannot be written into a picture: the lettering has no signs for it."""

from studio.plan import Film
from studio.plan.film import LeftOut
from tools.engines.ffmpeg.lettering import unwritten


def without_unwritten(film: Film) -> Film:
    """The plan without the titles and captions that hold signs which the lettering lacks: they are
    left out, and told."""
    left: list[LeftOut] = []

    def can(text: str) -> bool:
        if missing := unwritten(text):
            reason = f"the lettering has no sign for {missing[:40]!r}"
            left.append(LeftOut(words=text[:80], reason=reason))
        return not missing

    cards = {
        name: None
        for name in ("opening", "closing")
        if (card := getattr(film, name)) and not can(card.text)
    }
    shots = [
        shot.model_copy(update={"captions": [one for one in shot.captions if can(one.text)]})
        for shot in film.shots
    ]
    if not left:
        return film
    update = {**cards, "shots": shots, "left_out": [*film.left_out, *left]}
    return film.model_copy(update=update)
