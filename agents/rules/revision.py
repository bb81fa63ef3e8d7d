"""Takes changes into the plan, of a critic or by hand, so that it stays true to what is made."""

from collections.abc import Sequence
from dataclasses import dataclass

from studio.errors import BriefError
from studio.nouns.review import Review
from studio.plan import Change, Film, apply_changes
from studio.plan.change import is_so
from studio.plan.film import FILM_ID
from studio.plan.parameters import BOOKKEEPING

# What a piece is of, and not how it is made: the parameters of it bear these names at any depth.
NOT_THE_CRITICS = {
    *("shots", "character", "source", "intent", "separate"),
    *("other", "style", "side", "exports"),
}


@dataclass(frozen=True)
class Revision:
    """A plan with a review's changes in it. `applied` are in the plan; `open` are for the coder
    alone, who knows parameters that no plan has."""

    film: Film
    applied: list[Change]
    open: list[Change]

    @property
    def matters(self) -> bool:
        """Whether another take could differ from the reviewed one."""
        return bool(self.applied or self.open)


def revise(
    film: Film, review: Review, earlier: Sequence[Review] = (), before: Sequence[Film] = ()
) -> Revision:
    """`film` with the change of every fault of `review`; later faults win.

    Dropped are changes of what is not the critic's (the plan's bookkeeping, what it leaves out,
    who plays, which shots there are), changes whose value is in place already, changes of what the
    brief itself named, changes back to what a plan `before` this one had, and changes for the
    coder that an `earlier` review asked for as well: they did not help.
    """
    wanted = [fault.change for fault in review.faults if _is_the_critics(fault.change)]
    fresh = [change for change in wanted if not any(is_so(past, change) for past in before)]
    done = apply_changes(film, fresh)
    refused = [change for change, _ in done.refused if not _names_a_parameter(film, change)]
    if refused:
        tried = {_key(fault.change) for past in earlier for fault in past.faults}
        refused = [change for change in refused if _key(change) not in tried]
    return Revision(done.film, done.made, refused)


def with_changes(film: Film, changes: Sequence[Change]) -> Film:
    """A director's `film` with what a person changed by hand, whatever the director made of it.
    BriefError where it left no place for that."""
    if film.refused:
        return film
    done = apply_changes(film, changes, keep_fixed=False)
    if done.refused:
        change, why = done.refused[0]
        raise BriefError(f"the change of {change.path} is lost: {why}.", "Keep to EARLIER's shots.")
    return done.film


def _is_the_critics(change: Change) -> bool:
    """Whether a critic may ask for a change at all: it mends what was asked for, and never asks for
    something else, nor for being judged otherwise."""
    first, *rest = change.parameter.split(".")
    return bool(first) and first not in BOOKKEEPING and not NOT_THE_CRITICS & {first, *rest}


def _names_a_parameter(film: Film, change: Change) -> bool:
    """Whether the plan has a place for a change that it refused: then it is not for the coder."""
    if change.place not in (FILM_ID, "*") and film.shot(change.place) is None:
        return True  # of a shot that does not exist: for nobody
    loose = apply_changes(film, [change], keep_fixed=False)
    return not (loose.refused and "nothing at" in loose.refused[0][1])


def _key(change: Change) -> tuple[str, str, str]:
    return change.path, change.op, str(change.value)
