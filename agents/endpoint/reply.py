"""Reads a model's reply as the noun that was asked for."""

import json
import re
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from studio.nouns.program import Program
from studio.printable import printable

Noun = TypeVar("Noun", bound=BaseModel)

_FENCE = re.compile(r"```[ \t]*(\w*)[ \t]*\r?\n(.*?)(?:```|\Z)", re.DOTALL)
_PYTHON = ("", "python", "py", "python3")
_MOST_ERRORS = 6


class ReplyError(Exception):
    """The reply is not the noun; the text says where, for the model to mend."""


def read_reply(text: str, noun: type[Noun]) -> Noun:
    """The noun in `text`: bare JSON, JSON in a fence or among words; for a Program a fence of
    Python will do as well. Raises ReplyError."""
    faults: list[str] = []
    for candidate in _candidates(text):
        try:
            value = printable(json.loads(candidate, strict=False))
        except (ValueError, RecursionError) as error:
            faults.append(f"it is no JSON: {error}")
            continue
        try:
            return _unfenced(noun.model_validate(value))
        except ValidationError as error:
            faults.insert(0, explain(error))
    if issubclass(noun, Program):
        code = _python_in(text)
        if code:
            return noun(code=printable(code))
    raise ReplyError(faults[0] if faults else "it is empty")


def explain(error: ValidationError) -> str:
    """A validation error in one line: where, and what is wrong there."""
    errors = error.errors(include_url=False, include_input=False)
    lines = [f"{'.'.join(map(str, e['loc'])) or 'the object'}: {e['msg']}" for e in errors]
    more = f"; and {len(lines) - _MOST_ERRORS} more" if len(lines) > _MOST_ERRORS else ""
    return "; ".join(lines[:_MOST_ERRORS]) + more


def _candidates(text: str) -> list[str]:
    """Where JSON may be, the likeliest first."""
    stripped = text.strip()
    found = [stripped] if stripped.startswith("{") else []
    found += [body.strip() for language, body in _FENCE.findall(text) if language in ("", "json")]
    start, end = text.find("{"), text.rfind("}")
    if 0 <= start < end:
        found.append(text[start : end + 1])
    return list(dict.fromkeys(found)) or ([stripped] if stripped else [])


def _python_in(text: str) -> str:
    blocks = [body for language, body in _FENCE.findall(text) if language.lower() in _PYTHON]
    return max(blocks, key=len, default="").replace("\r\n", "\n").strip()


def _unfenced(value: Noun) -> Noun:
    """A program whose code is itself in a fence, as coder models like to write it."""
    if isinstance(value, Program) and value.code.lstrip().startswith("```"):
        return value.model_copy(update={"code": _python_in(value.code) or value.code})
    return value
