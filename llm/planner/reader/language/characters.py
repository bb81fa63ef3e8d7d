"""The characters that a brief can name."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from rapidfuzz import fuzz, process

from llm.planner.reader.language.lexicon import Meaning, languages, table
from llm.planner.reader.text.folding import fold
from llm.planner.reader.text.tokens import phrase_key

_UNMISTAKABLE = 2
# Of a name of four letters, one may be wrong.
_NEAR = 74


class CharacterIndex:
    """Names, aliases, traits, languages and genders of the cast, from its character sheets.

    `sheets`: mappings with `name`, and where known `aliases`, `traits`, `description` and
    `language`; what has no name is skipped. `taught`: what single words mean in this brief alone,
    beyond what the lexicon has.
    """

    def __init__(
        self, sheets: Iterable[Any] = (), taught: Mapping[str, Meaning] | None = None
    ) -> None:
        self.taught = dict(taught or {})
        self.names: list[str] = []
        self.languages: dict[str, str] = {}
        self.traits: dict[str, frozenset[str]] = {}
        self._about: dict[str, frozenset[str]] = {}
        self._phrases: dict[tuple[str, ...], str] = {}
        for sheet in sheets:
            name = sheet.get("name") if isinstance(sheet, Mapping) else None
            if isinstance(name, str) and phrase_key(name):
                self._add(name, sheet)
        self._longest = max(map(len, self._phrases), default=0)
        self._singles = {key[0]: name for key, name in self._phrases.items() if len(key) == 1}
        self.spellings = frozenset(self._singles)
        """All names and aliases of one word."""

    def _add(self, name: str, sheet: Mapping[str, Any]) -> None:
        aliases = sheet.get("aliases")
        self.names.append(name)
        self.languages[name] = str(sheet.get("language") or "en")
        for spelling in [name, *(aliases if isinstance(aliases, list) else [])]:
            if phrase_key(str(spelling)):
                self._phrases.setdefault(phrase_key(str(spelling)), name)
        self.traits[name] = frozenset(phrase_key(str(sheet.get("traits") or "")))
        self._about[name] = self.traits[name] | set(phrase_key(str(sheet.get("description") or "")))

    def find(self, norms: list[str], at: int) -> tuple[int, str]:
        """The longest name that `norms` has at `at`: its length in words, and the character."""
        for length in range(min(self._longest, len(norms) - at), 0, -1):
            if name := self._phrases.get(tuple(norms[at : at + length])):
                return length, name
        return 0, ""

    def gender(self, name: str) -> str:
        """ "she", "he" or "", as the sheet's own words have it."""
        words = self._about.get(name, frozenset())
        told = {who: bool(words & _gendered(who)) for who in ("she", "he")}
        return "" if told["she"] == told["he"] else ("she" if told["she"] else "he")

    def near(self, word: str) -> list[str]:
        """The characters whose name could be meant by a misspelt `word`, the nearest first."""
        if len(word) < 4:
            return []
        found = process.extract(
            fold(word), list(self._singles), scorer=fuzz.ratio, score_cutoff=_NEAR
        )
        # Who is meant is not in doubt where one name is much nearer than the next.
        best = found[0][1] if found else 0
        return list(
            dict.fromkeys(self._singles[one] for one, score, _ in found if score > best - 8)
        )

    def described_by(self, words: Iterable[str]) -> str:
        """The one whose traits have more of `words` than anybody's, two at least; else ""."""
        said = set(words)
        score = {name: len(self.traits[name] & said) for name in self.names}
        best = max(score.values(), default=0)
        matching = [name for name in self.names if score[name] == best]
        return matching[0] if best >= _UNMISTAKABLE and len(matching) == 1 else ""


@cache
def _gendered(who: str) -> frozenset[str]:
    words: set[str] = set()
    for code in languages():
        words |= set(table(code, "grammar").get("gender", {}).get(who, ()))
    return frozenset(words)
