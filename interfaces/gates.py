"""Where a person is asked before the crew goes on, and what an answer means."""

from collections.abc import Awaitable, Callable, Collection

from studio.errors import InputError

GATES = ("plan", "delivery")
QUESTIONS = {
    "plan": "Make this?",
    "budget": "Make it all the same?",
    "delivery": "Deliver this?",
}
YES, NO = ("y", "yes"), ("n", "no")
Ask = Callable[[], Awaitable[str]]
"""Gives the next line that a person says, "" at the end of the input."""


def named_gates(text: str) -> tuple[str, ...]:
    """The gates of `plan,delivery`. InputError for one that there is not."""
    gates = tuple(part.strip() for part in text.split(",") if part.strip())
    for gate in gates:
        if gate not in GATES:
            raise InputError(f"there is no gate {gate!r}.", f"Choose from {', '.join(GATES)}.")
    return gates


def asks_at(gate: str, chosen: Collection[str]) -> bool:
    """Whether a person is asked at a gate: at the `chosen` ones, and in any case where the budget
    does not suffice."""
    return gate in chosen or gate == "budget"


def read_answer(gate: str, line: str) -> tuple[bool, str]:
    """Yes, or no with an optional note of what to do instead. An empty line is yes, but no where
    the budget does not suffice."""
    answer = line.strip()
    if not answer:
        return gate != "budget", ""
    if answer.casefold() in YES:
        return True, ""
    return False, "" if answer.casefold() in NO else answer
