"""What a brief takes from other pieces is in the plan, or told as left out."""

from collections.abc import Sequence

from studio.nouns.brief import Borrowed
from studio.plan import Asked, Film, LeftOut, apply_changes
from studio.plan.film import MOST_ASKED


def with_borrowed(film: Film, borrowed: Sequence[Borrowed]) -> Film:
    """`film` with all that is borrowed; what does not fit it is left out, with the reason."""
    if film.refused or not borrowed:
        return film
    asked, left = list(film.asked), list(film.left_out)
    for one in borrowed:
        done = apply_changes(film, one.changes, keep_fixed=False)
        film = done.film
        taken = [*done.made, *done.idle]
        asked = [Asked(path=change.path, words=one.words[:80]) for change in taken] + asked
        left += [LeftOut(words=one.words[:80], reason=why[:200]) for _, why in done.refused[:1]]
    update = {"asked": asked[:MOST_ASKED], "left_out": left[:16]}
    return film.model_copy(update=update)
