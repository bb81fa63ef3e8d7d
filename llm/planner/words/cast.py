"""The characters that a brief can name."""

from typing import Any

from rapidfuzz import fuzz, process

from llm.planner.data import table
from llm.planner.words.tokens import fold, phrase

_FEMALE = {
    "girl",
    "woman",
    "female",
    "lady",
    "she",
    "her",
    "mother",
    "daughter",
    "sister",
    "ragazza",
    "donna",
}
_MALE = {
    "boy",
    "man",
    "male",
    "he",
    "his",
    "father",
    "son",
    "brother",
    "grandson",
    "ragazzo",
    "uomo",
}


_UNMISTAKABLE = 2


class Cast:
    """Names, aliases and traits, from the CHARACTERS section; what has no name is skipped."""

    def __init__(self, characters: Any) -> None:
        self.names: list[str] = []
        self.languages: dict[str, str] = {}
        # A brief may repeat a character's traits. The description also tells of things that are
        # not to be seen, such as a bicycle.
        self.traits: dict[str, frozenset[str]] = {}
        self.about: dict[str, frozenset[str]] = {}
        self._phrases: dict[tuple[str, ...], str] = {}
        for sheet in characters if isinstance(characters, list) else []:
            name = sheet.get("name") if isinstance(sheet, dict) else None
            if not isinstance(name, str) or not phrase(name):
                continue
            self.names.append(name)
            self.languages[name] = str(sheet.get("language") or "en")
            aliases = sheet.get("aliases")
            for spelling in [name, *(aliases if isinstance(aliases, list) else [])]:
                if phrase(str(spelling)):
                    self._phrases.setdefault(phrase(str(spelling)), name)
            self.traits[name] = frozenset(phrase(str(sheet.get("traits") or "")))
            self.about[name] = self.traits[name] | set(phrase(str(sheet.get("description") or "")))

    def find(self, words: list[str]) -> tuple[int, str]:
        """The longest name that `words` begin with: its length in words, and the character."""
        for length in range(len(words), 0, -1):
            if name := self._phrases.get(tuple(words[:length])):
                return length, name
        return 0, ""

    def gender(self, name: str) -> str:
        """ "she", "he" or "", as the sheet's own words have it."""
        traits = self.about.get(name, frozenset())
        female, male = bool(traits & _FEMALE), bool(traits & _MALE)
        return "" if female == male else ("she" if female else "he")

    def nearest(self, word: str) -> list[str]:
        """Up to three names, the most similar first."""
        spellings = {" ".join(key): name for key, name in self._phrases.items()}
        found = process.extract(
            fold(word), list(spellings), scorer=fuzz.ratio, limit=9, score_cutoff=45
        )
        names = list(dict.fromkeys(spellings[spelling] for spelling, _, _ in found))
        return (names or self.names)[:3]

    def misspelt(self, word: str) -> bool:
        """Whether `word` is closer to a name than chance would have it."""
        cutoff = float(table("defaults")["misspelling"])
        singles = [key[0] for key in self._phrases if len(key) == 1]
        return len(word) > 3 and bool(
            process.extractOne(fold(word), singles, scorer=fuzz.ratio, score_cutoff=cutoff)
        )

    def described_by(self, words: list[str]) -> list[str]:
        """Names of those whose sheet has the most of `words`, for a hint."""
        score = {name: len(self.about[name] & set(words)) for name in self.names}
        best = max(score.values(), default=0)
        return [name for name in self.names if best and score[name] == best]

    def unmistakable(self, words: list[str]) -> str:
        """The one whose traits have more of `words` than anybody's, two at least; else ""."""
        score = {name: len(self.traits[name] & set(words)) for name in self.names}
        best = max(score.values(), default=0)
        matching = [name for name in self.names if score[name] == best]
        return matching[0] if best >= _UNMISTAKABLE and len(matching) == 1 else ""
