"""A plan in which nothing is made, and why."""

from collections.abc import Iterable

from studio.plan import Film, LeftOut

_NOTHING = "Nothing is made: the brief cannot be fulfilled as it stands."
_LONGEST = 400


def refused(message: str, left: Iterable[LeftOut] = (), intent: str = _NOTHING) -> Film:
    """The refusal of a brief or note; `left`: its words, each with its own reason."""
    return Film(intent=intent, refused=True, message=message[:_LONGEST], left_out=list(left))
