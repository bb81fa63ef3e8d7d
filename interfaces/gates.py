"""Where a person is asked before the crew goes on, and what an answer means."""

import inspect
from collections.abc import Awaitable, Callable, Collection
from typing import Any

from studio.errors import InputError
from studio.plan import OpenQuestion

GATES = ("plan", "delivery")
QUESTION = "question"
_QUESTIONS = {
    "plan": "Make this?",
    "budget": "Make it all the same?",
    "delivery": "Deliver this?",
}
_ALWAYS = ("budget", QUESTION)
YES, NO = ("y", "yes"), ("n", "no")
Ask = Callable[[], Awaitable[str]]
"""Gives the next line that a person says, "" at the end of the input."""
AnswerBack = Callable[[str, list[str]], str | Awaitable[str]]
"""Answers what a brief leaves open: the question and a few choices, of which the first is taken
where the answer is empty. The answer may be one of them, or any words."""


class AnswersBack:
    """A program that answers what briefs leave open, and is asked nothing else."""

    def __init__(self, answer: AnswerBack):
        self._answer = answer

    async def approve(self, gate: str, subject: Any) -> tuple[bool, str] | None:
        """The answer to a question; None at any other gate."""
        if gate != QUESTION:
            return None
        said = self._answer(subject.text, subject.choices)
        return True, await said if inspect.isawaitable(said) else said


def asked_at(gate: str, subject: Any) -> str:
    """What a person is asked at a gate of that subject."""
    return subject.text if isinstance(subject, OpenQuestion) else _QUESTIONS[gate]


def named_gates(text: str) -> tuple[str, ...]:
    """The gates of `plan,delivery`. InputError for one that there is not."""
    gates = tuple(part.strip() for part in text.split(",") if part.strip())
    for gate in gates:
        if gate not in GATES:
            raise InputError(f"there is no gate {gate!r}.", f"Choose from {', '.join(GATES)}.")
    return gates


def asks_at(gate: str, chosen: Collection[str]) -> bool:
    """Whether a person is asked at a gate: at the `chosen` ones, and in any case where the budget
    does not suffice or the brief leaves something open."""
    return gate in chosen or gate in _ALWAYS


def read_answer(gate: str, line: str) -> tuple[bool, str]:
    """Yes, or no with an optional note of what to do instead. An empty line is yes, but no where
    the budget does not suffice. To a question any line is the answer."""
    answer = line.strip()
    if gate == QUESTION:
        return True, answer
    if not answer:
        return gate != "budget", ""
    if answer.casefold() in YES:
        return True, ""
    return False, "" if answer.casefold() in NO else answer
