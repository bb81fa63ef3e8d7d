"""What a language's words and phrases stand for. The words are data, in a folder a language."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from llm.planner.data.compiled import compiled
from llm.planner.reader.text import folding, tokens
from llm.planner.reader.text.tokens import normal, phrase_key
from studio.packs.pack import OWN
from studio.packs.registry import registry

_LANGUAGES = Path(__file__).parents[2] / "languages"
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
# Files of a language whose entries are phrases; grammar.yaml tells how its words change.
_PHRASES = ("performance", "scene", "delivery", "order", "cannot")


@cache
def table(language: str, name: str) -> dict[str, Any]:
    """The file `name`.yaml of a language, {} where it has none. Every scalar is text."""
    return _tables(language).get(name, {})


@cache
def _tables(language: str) -> dict[str, dict[str, Any]]:
    """All files of a language, by their names."""
    told = _files(language)

    def read() -> dict[str, dict[str, Any]]:
        return {name: yaml.load(text, Loader=_LOADER) or {} for name, text in told.items()}

    return compiled(f"tables_{language}", told.values(), read)


@cache
def _files(language: str) -> dict[str, bytes]:
    paths = sorted((_LANGUAGES / language).glob("*.yaml"))
    return {path.stem: path.read_bytes() for path in paths}


@cache
def languages() -> tuple[str, ...]:
    """Codes of the languages in which a brief may be written, English first."""
    codes = [path.parent.name for path in sorted(_LANGUAGES.glob("*/grammar.yaml"))]
    return tuple(sorted(codes, key=lambda code: code != "en"))


@cache
def spoken() -> tuple[str, ...]:
    """Codes of the languages that lines may be spoken in."""
    return tuple(path.parent.name for path in sorted(_LANGUAGES.glob("*/spoken.yaml")))


class Meaning(NamedTuple):
    """One thing that a phrase can stand for. A weak one gives way to any other of its category.
    `form` is the lemma rule's mark: "v" a verb, "n" a noun, "a" an adjective; `voiced`: the
    delivery that a verb of speech has too."""

    category: str
    value: str
    strength: float = 1.0
    weak: bool = False
    form: str = ""
    voiced: str = ""


@dataclass
class Lexicon:
    """The phrases of one language, the longest of which a text begins with is looked up.
    `entries`: of each phrase, its words joined by spaces, what it can stand for."""

    language: str
    entries: dict[str, list[Any]] = field(default_factory=dict)
    longest: int = 0
    brought: set[str] = field(default_factory=set)
    """Phrases that packs give a meaning: none of them is what the studio cannot do."""
    _single: dict[str, frozenset[str]] = field(default_factory=dict)

    def add(self, category: str, value: str, spec: str, *, brought: bool = False) -> None:
        """Add every spelling of `spec`; what a phrase means already in `category` stays."""
        entry, keys = _entry(self.language, category, value, spec)
        for words in keys:
            key = " ".join(words)
            if brought:
                self.brought.add(key)
            elif category == "cannot" and key in self.brought:
                continue
            known = self.entries.setdefault(key, [])
            if all(each[0] != category for each in known):
                known.append(tuple(entry))
            self.longest = max(self.longest, len(words))

    def meanings(self, *words: str) -> list[Meaning]:
        """What a phrase can stand for; [] for one that is not known."""
        return [Meaning(*one) for one in self.entries.get(" ".join(words), ())]

    def find(self, norms: list[str], at: int) -> tuple[int, list[Meaning]]:
        """The longest phrase that `norms` has at `at`: its length in words, and its meanings."""
        for length in range(min(self.longest, len(norms) - at), 0, -1):
            if found := self.meanings(*norms[at : at + length]):
                return length, found
        return 0, []

    def single(self, category: str) -> frozenset[str]:
        """The single words that stand for something of `category`."""
        if category not in self._single:
            found = {
                key
                for key, meant in self.entries.items()
                if " " not in key and any(one[0] == category for one in meant)
            }
            self._single[category] = frozenset(found)
        return self._single[category]

    def means_any(self, word: str, categories: tuple[str, ...]) -> bool:
        """Whether one word stands for something of one of the categories."""
        return any(one.category in categories for one in self.meanings(word))


@cache
def function_words(language: str) -> frozenset[str]:
    """Single words that only join others."""
    return frozenset(table(language, "grammar")["words"]["function"])


@cache
def _entry(
    language: str, category: str, value: str, spec: str
) -> tuple[Meaning, frozenset[tuple[str, ...]]]:
    """The meaning of an entry, and every spelling of it: one for all lexicons of a language."""
    spec, weak = spec.rstrip("?"), spec.endswith("?")
    spec, _, strength = spec.partition("=")
    form = spec[0] if spec[1:2] == ":" else ""
    keys = _forms(language, form, spec[2:] if form else spec)
    return Meaning(category, value, float(strength or 1), weak, form), keys


def _forms(language: str, form: str, body: str) -> frozenset[tuple[str, ...]]:
    """Every spelling of an entry such as run|ran (a verb) or fishing village (a noun)."""
    first, *irregular = body.split("|")
    if not form:
        return frozenset(phrase_key(item) for item in (first, *irregular))
    # A verb changes at its head, nouns and adjectives of English at their end.
    at_head = form == "v" or table(language, "grammar").get("noun_head") == "first"
    head, _, tail = first.partition(" ") if at_head else ("", "", "")
    if not at_head:
        tail, _, head = first.rpartition(" ")
    if irregular and not tail and at_head:
        tail = irregular[-1].partition(" ")[2]
    forms = {*_inflected(language, form, head), *(i.partition(" ")[0] for i in irregular)}
    if not tail:  # "di" is a preposition of Italian before it is a form of "dire"
        forms -= function_words(language) - {head, *irregular}
    return frozenset(phrase_key(f"{one} {tail}" if at_head else f"{tail} {one}") for one in forms)


def _inflected(language: str, form: str, word: str) -> list[str]:
    """The forms of a word by the first of its language's rules that fits its end. In a rule,
    `*` repeats the stem's last letter: run, *ing: running."""
    for pattern, cut, endings in table(language, "grammar")["inflect"].get(form, []):
        if re.search(pattern, word):
            stem = word[: len(word) - int(cut)]
            return [stem + end.replace("*", stem[-1:]) for end in endings] + [word]
    return [word]


@cache
def lexicon(language: str, *more: str) -> Lexicon:
    """All that is known of a language's words; with `more` those of other files as well: `notes`
    that change a piece, `footage` that edit a video."""
    items = list(_items(language, *more))
    told = [*(t for code in (language, *spoken()) for t in _files(code).values()), _SOURCES]
    told.append(repr(items).encode())
    name = "_".join(("lexicon", language, *more))
    entries, longest = compiled(name, told, lambda: _compile(language, items, *more))
    return Lexicon(language, entries, longest)


def _compile(
    language: str, items: list[tuple[str, str, str, bool]], *more: str
) -> tuple[dict[str, list[Any]], int]:
    """The entries of a lexicon, and how many words the longest of its phrases has. A pack's come
    first: whoever installs a lighthouse means that one, and not the harbour's."""
    made = Lexicon(language)
    for category, value, spec, brought in items:
        made.add(category, value, spec, brought=brought)
    for name in (*more, *_PHRASES):
        for category, values in table(language, name).items():
            if category.startswith(("times", "stands", "scenes")) or (
                category in _OF_FILMS and "footage" in more
            ):
                continue
            for value, specs in values.items():
                for spec in specs:
                    made.add(category, value, spec)
    for value, specs in table(language, "footage").get("export", {}).items():
        for spec in specs:  # files besides the video, of what is rendered as well
            made.add("export", value, spec)
    for category, specs in table(language, "grammar").get("words", {}).items():
        for spec in specs:
            made.add(category, spec.rstrip("?"), spec)
    for code in spoken():
        for name in table(code, "spoken")["names"]:
            made.add("language", code, name)
    return made.entries, made.longest


_SOURCES = b"".join(
    Path(str(one)).read_bytes() for one in (__file__, folding.__file__, tokens.__file__)
)


# What the words of a registry's items mean: (category, kind, the fact that lists them).
_ITEMS = (
    ("set", "sets", "words"),
    ("emotion", "expressions", "words"),
    ("speech", "expressions", "speech"),
    ("action", "actions", "words"),
)
_ITEMS_OF = {"footage": (("look", "looks", "words"),)}
# What lies over a film is a step of an edit.
_OF_FILMS = ("film_look", "grain")


def _items(language: str, *more: str) -> Iterable[tuple[str, str, str, bool]]:
    """(category, value, phrase, whether a pack brings it) of what the studio and its packs have, by
    the words that they say themselves."""
    for category, kind, fact in (*(one for m in more for one in _ITEMS_OF.get(m, ())), *_ITEMS):
        items = sorted(registry(kind).values(), key=lambda item: item.pack.name == OWN)
        for item in items:
            for spec in item.words(language, fact):
                yield category, item.name, spec, item.pack.name != OWN
    for item in registry("looks").values() if "footage" not in more else ():
        for spec in item.words(language, "words"):
            yield "film_look", item.name, f"{spec} look", item.pack.name != OWN
    true_of: dict[str, list[str]] = {}
    for item in registry("sets").values():
        for spec in item.words(language, "qualities"):
            true_of.setdefault(spec, []).append(item.name)
    for spec, names in true_of.items():
        yield "scenery", " ".join(names), spec, False


@cache
def numbers(language: str) -> dict[tuple[str, ...], float]:
    """Number words."""
    return {phrase_key(w): float(v) for w, v in table(language, "grammar")["number"].items()}


@cache
def units(language: str) -> dict[str, float]:
    """Units of time, in seconds."""
    return {normal(w): float(v) for w, v in table(language, "grammar")["seconds"].items()}
