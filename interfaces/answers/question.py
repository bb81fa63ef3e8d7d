"""Telling a question from a brief and from a note: whom it is to, and what it asks."""

import re
from dataclasses import dataclass

from studio.errors import InputError

ROLES = ("director", "analyst", "coder", "critic")
_ALL = ("all", "crew", "everybody", "studio")
_TO = re.compile(r"@(\w+)[\s,:]*(.*)", re.DOTALL)
# How a question on what was made begins, English and Italian.
_OPENING = re.compile(
    r"(and |but |so |e |ma )?(why|how (long|much|many|come)|which|who|whom|whose|where|when|what"
    r"|is|are|was|were|did|does|do you|has|have|perch[eé]|come mai|quanto|quanta|quanti|quante"
    r"|quale|quali|chi|dov[e']|quando|cosa|che cosa)\b",
    re.IGNORECASE,
)
# Questions in form alone: what they want is another piece.
_WISH = re.compile(
    r"(what|how) about\b|what if\b|how come not\b|why (not|don'?t|doesn'?t|can'?t we|can'?t he)\b"
    r"|perch[eé] non\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Question:
    """`to` is one of the crew, or empty for whoever knows. `plain` is the text in small letters
    without the signs at its end."""

    text: str
    to: str = ""

    @property
    def plain(self) -> str:
        return " ".join(self.text.casefold().split()).strip(" ?!.…")


def question_in(line: str) -> Question | None:
    """The question that a line is, or None for a brief or a note. Whatever is said to `@critic` or
    another of the crew is one; so is what begins as a question does and ends with its mark.
    InputError for somebody whom there is not."""
    text = line.strip()
    if addressed := _TO.fullmatch(text):
        name, rest = addressed[1].casefold(), addressed[2].strip()
        if name not in (*ROLES, *_ALL):
            known = ", ".join(f"@{role}" for role in (*ROLES, "all"))
            raise InputError(f"there is nobody called @{addressed[1]} here.", f"There are {known}.")
        if not rest:
            raise InputError(f"@{name} was asked nothing.", f"For example: @{name} why?")
        return Question(rest, "" if name in _ALL else name)
    asks = text.endswith("?") or re.match(r"(why|perch[eé])\b", text, re.IGNORECASE)
    if asks and _OPENING.match(text) and not _WISH.match(text):
        return Question(text)
    return None
