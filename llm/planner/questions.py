"""What a role answers another one of the crew, from what it was sent."""

import re
from typing import Any

from pydantic import ValidationError

from llm.planner import analyst
from llm.planner.answers import answer
from llm.planner.reader import CharacterIndex, read_note
from studio.nouns.exchange import Answer
from studio.nouns.finding import Finding, Findings
from studio.plan import Film

_LONGEST, _MOST_FACTS = 600, 6
_WORD = re.compile(r"[a-z]{4,}")


def answer_within(role: str, sections: dict[str, Any]) -> Answer:
    """The answer to the QUESTION: the director's from the PLAN, any other's from the FINDINGS and
    MEASUREMENTS."""
    asked = str(sections["QUESTION"])
    text = _of_plan(asked, sections) if role == "director" else _of_facts(asked, sections)
    return Answer(text=text[:_LONGEST])


def _of_plan(asked: str, sections: dict[str, Any]) -> str:
    try:
        film = Film.model_validate(sections.get("PLAN"))
    except ValidationError:
        return "There is no plan to tell it."
    book = CharacterIndex([{"name": name} for name in film.characters])
    return answer(film, read_note(asked, film, book).changes)


def _of_facts(asked: str, sections: dict[str, Any]) -> str:
    """The facts that share most words with the question; of all, where none does."""
    try:
        known = Findings.model_validate(sections.get("FINDINGS")).findings
    except ValidationError:
        known = []
    known = known or analyst.find(sections).findings
    if not known:
        return "Nothing was measured that tells it."
    words = set(_WORD.findall(asked.lower()))

    def shared(one: Finding) -> int:
        return len(words & set(_WORD.findall(f"{one.subject} {one.fact}".lower())))

    told = [one for one in known if shared(one)] or known
    best = sorted(told, key=lambda one: -shared(one))[:_MOST_FACTS]
    return " ".join(f"{one.subject}: {one.fact.rstrip('.')}." for one in best)
