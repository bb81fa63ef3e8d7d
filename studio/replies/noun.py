"""Reads what a model said as one object of a pydantic model."""

from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from studio.printable import printable
from studio.replies.answer import NoAnswer, call_arguments, values_in

Noun = TypeVar("Noun", bound=BaseModel)

_MOST_ERRORS = 6


def read_noun(text: str, noun: type[Noun], mend: Callable[[Any], Any] | None = None) -> Noun:
    """The noun in `text`: bare JSON, in a fence, among words, behind thoughts, more than once
    if it is the same each time; `mend` puts right what only one thing can be meant by. NoAnswer
    where there is none, or several that differ."""
    found: list[Noun] = []
    problem = ""
    for value in values_in(call_arguments(text)):
        try:
            whole = _unwrapped(printable(value), noun)
            read = noun.model_validate(mend(whole) if mend else whole)
        except ValidationError as error:
            problem = problem or explain(error)
            continue
        if read not in found:
            found.append(read)
    if len(found) > 1:
        raise NoAnswer(f"it holds {len(found)} different objects, where one is wanted")
    if not found:
        raise NoAnswer(problem)
    return found[0]


def explain(error: ValidationError) -> str:
    """A validation error in one line: where, and what is wrong there."""
    errors = error.errors(include_url=False, include_input=False)
    lines = [f"{'.'.join(map(str, e['loc'])) or 'the object'}: {e['msg']}" for e in errors]
    more = f"; and {len(lines) - _MOST_ERRORS} more" if len(lines) > _MOST_ERRORS else ""
    return "; ".join(lines[:_MOST_ERRORS]) + more


def _unwrapped(value: Any, noun: type[BaseModel]) -> Any:
    """What stands alone under the noun's own name: {"Film": {...}}."""
    if isinstance(value, dict) and len(value) == 1:
        [(key, inner)] = value.items()
        if key.casefold() == noun.__name__.casefold() and key not in noun.model_fields:
            return inner
    return value
