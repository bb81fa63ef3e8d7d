"""Remembers: the characters that a brief may mean, and lessons of past critiques."""

import re
from typing import Any

from agents.flow.production import Production
from studio.nouns.sheet import CharacterSheet

MOST_CHARACTERS = 40  # summaries of so many fit in any context


async def recall(production: Production) -> None:
    """Write down what the director should have in mind."""
    brief = production.state.brief
    assert brief is not None
    memory, wanted = production.memory, production.settings.memory
    lessons = await memory.lessons.recall(brief.text, wanted.lessons, wanted.min_similarity)
    characters = [summary(sheet) for sheet in _nearest(memory.sheets.all(), brief.text)]
    found = {
        "characters": characters,
        "lessons": [lesson.model_dump(mode="json") for lesson in lessons],
    }
    production.logbook.write("recall", "studio", found)


def summary(sheet: CharacterSheet) -> dict[str, Any]:
    """What the agents are told of a character."""
    return {
        "name": sheet.name,
        "aliases": sheet.aliases,
        "description": sheet.description,
        "traits": sheet.traits,
        "language": sheet.voice.language,
        "accent": sheet.voice.accent,
    }


def _nearest(sheets: list[CharacterSheet], text: str) -> list[CharacterSheet]:
    """All sheets while they are few; of many, those named in `text` first."""
    if len(sheets) <= MOST_CHARACTERS:
        return sheets
    words = set(re.findall(r"\w+", text.casefold()))

    def unnamed(sheet: CharacterSheet) -> bool:
        names = " ".join([sheet.name, *sheet.aliases]).casefold()
        return words.isdisjoint(re.findall(r"\w+", names))

    return sorted(sheets, key=unnamed)[:MOST_CHARACTERS]
