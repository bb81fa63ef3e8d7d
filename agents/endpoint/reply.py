"""Reads a model's reply as the noun that was asked for."""

from typing import Any, TypeVar

from pydantic import BaseModel

from studio.nouns.program import LONGEST_PROGRAM, Program
from studio.plan import Film
from studio.printable import printable
from studio.replies.answer import NoAnswer, programs_in
from studio.replies.noun import read_noun

Noun = TypeVar("Noun", bound=BaseModel)


class ReplyError(Exception):
    """The reply is not the noun; the text says where, for the model to mend."""


def read_reply(text: str, noun: type[Noun], cut_off: bool = False) -> Noun:
    """The noun in `text`, as `read_noun` finds it; for a Program a fence of Python will do as well,
    or nothing but Python. `cut_off`: the reply ended at the limit of its tokens. ReplyError."""
    try:
        return _unfenced(read_noun(text, noun, told_apart if noun is Film else None))
    except NoAnswer as error:
        problem = str(error)
    if issubclass(noun, Program):
        programs = programs_in(text, cut_off)
        if len(programs) > 1:
            problem = f"it holds {len(programs)} different programs, where one is wanted"
        elif programs and len(programs[0]) > LONGEST_PROGRAM:
            problem = f"code: it is longer than {LONGEST_PROGRAM} characters"
        elif programs and (code := printable(programs[0])):
            return noun(code=code)
    raise ReplyError(problem)


def told_apart(value: Any) -> Any:
    """A plan whose shots have ids of their own: the second of two alike gets a number, and what
    else names the id means the first."""
    shots = value.get("shots") if isinstance(value, dict) else None
    if not isinstance(shots, list) or not all(isinstance(shot, dict) for shot in shots):
        return value
    taken: set[Any] = set()
    named = []
    for shot in shots:
        name, number = shot.get("id"), 2
        while isinstance(name, str) and name in taken:
            name, number = f"{shot['id'][:29]}_{number}", number + 1
        taken.add(name if isinstance(name, str) else None)
        named.append(shot if name == shot.get("id") else shot | {"id": name})
    return value | {"shots": named}


def _unfenced(value: Noun) -> Noun:
    """A program whose code is itself in a fence, as coder models like to write it."""
    if isinstance(value, Program) and value.code.lstrip().startswith("```"):
        programs = programs_in(value.code)
        if len(programs) == 1:
            return value.model_copy(update={"code": programs[0]})
    return value
