"""What rules find in a brief: its parts, who is in it, and the words that they do not know."""

from dataclasses import dataclass, field

from llm.cascade.vocabulary import values
from llm.planner.reader.language.characters import CharacterIndex
from llm.planner.reader.language.clauses import STRONG, Clause, clauses_of
from llm.planner.reader.language.lexicon import table
from llm.planner.reader.language.phrases import Phrase
from llm.planner.reader.language.words import Words
from llm.planner.reader.slots.context import ReadingContext

MOST_WORDS, MOST_PARTS = 8, 6
# Joins the noun that it stands before to what is told: "to the pier", "a pier".
_PLACED = ("where", "articles", "possessive")


@dataclass(eq=False)
class StoryPart:
    """One part of a story. `quotes`: the numbers of the brief's quotes that stand in it."""

    items: list[Phrase]
    quotes: list[int] = field(default_factory=list)

    @property
    def start(self) -> int:
        return self.items[0].start

    @property
    def end(self) -> int:
        return self.items[-1].end

    def having(self, category: str) -> list[tuple[Phrase, str]]:
        """Its items that stand for something of a category, and what: no weak guesses. A way of
        speaking is a feeling where nothing is said: "they laugh"."""
        heard = self.quotes or any(item.has("quote") for item in self.items)
        names = [category, "speech"] if category == "emotion" and not heard else [category]
        found = []
        for item in self.items:
            entries = [item.get(name) or item.known.get(name) for name in names]
            entry = next((one for one in entries if one and not one.weak), None)
            if entry and (category == "quote" or entry.value in _all(category)):
                found.append((item, entry.value))
        return found

    def told(self, category: str) -> list[str]:
        """What its words say of a category, each value once."""
        return list(dict.fromkeys(value for _, value in self.having(category)))

    @property
    def has_other_deed(self) -> bool:
        """Whether something is done in it that is none of the studio's actions."""
        return any(
            item.value("cannot") == "act" or not (item.entries or item.known or item.taken)
            for item in self.items
        )


def _all(category: str) -> tuple[str, ...]:
    return values(category) if category != "set" else (*values("set"), "backdrop")


@dataclass
class People:
    """Who is in a story. `cast`: the characters who are meant; `items`: the words that speak of
    them; `named`: whether the brief names them."""

    cast: list[str] = field(default_factory=list)
    items: list[Phrase] = field(default_factory=list)
    named: bool = False


def unknown(words: Words, foreign: bool = False) -> list[Phrase]:
    """The words that no rule knows, each once, in order; no names, no numbers, nothing quoted. In
    a `foreign` brief a capital tells of no name."""
    found: dict[str, Phrase] = {}
    for item in words.items:
        if item.entries or item.known or item.taken or not item.norm.isalpha():
            continue
        named = item.text[:1].isupper() and not words.tokens[item.first].opens
        if named and not foreign:
            continue
        found.setdefault(item.norm, item)
    return list(found.values())[:MOST_WORDS]


def meanings_of(words: Words, item: Phrase) -> tuple[str, ...]:
    """The values that an unknown word may stand for, by where it stands: a noun after an article
    or a preposition tells where or when, all else what is done or felt."""
    before = words.items[item.place - 1] if item.place else None
    if before is not None and any(words.listed(name, before.norm) for name in _PLACED):
        return (*values("set"), *values("time"), *values("emotion"))
    if before is not None and before.has("scenery", "set", "time"):
        return (*values("set"), *values("time"))
    return (*values("action"), *values("emotion"))


def people_of(words: Words, book: CharacterIndex) -> People:
    """Who is in the story: those who are named; else the first of those who fit the words for
    people, as many as the brief speaks of, or all of them where it says no number."""
    named = [item for item in words.items if item.has("name")]
    if named:
        names = list(dict.fromkeys(item.value("name") for item in named))
        return People(names, [i for i in words.items if i.has("name", "pronoun")], named=True)
    found = People()
    kinds: dict[str, int] = {}
    for item in words.items:
        kind, count = person(words, item)
        if kind:
            found.items.append(item)
            kinds[kind] = max(kinds.get(kind, 0), count)
    for kind, count in kinds.items():
        if kind == "any" and len(kinds) > 1 and count <= len(found.cast):
            continue  # "two boys ... they": the same
        fits = [n for n in book.names if kind == "any" or book.gender(n) == kind]
        found.cast += [n for n in fits if n not in found.cast][: count or len(fits)]
    return found


def person(words: Words, item: Phrase) -> tuple[str, int]:
    """(she, he or any; how many) of a word for people; ("", 0) of another one. A plural without a
    number is 0: any number."""
    grammar = table(words.language, "grammar")
    lists, numbers = grammar.get("people", {}), grammar["number"]
    said = item.norm.split()
    kind = next((k for k, listed in lists.items() if set(said) & set(listed)), "")
    if not kind:
        return ("any", 0) if item.has("pronoun") else ("", 0)
    near = words.items[max(0, item.place - 2) : item.place]
    counts = [
        int(float(numbers[word]))
        for word in [*(w for i in near for w in i.norm.split()), *said]
        if word in numbers
    ]
    one = set(said) & set(grammar.get("one_person", ()))
    return kind, counts[-1] if counts else (1 if one else 0)


def parts_of(context: ReadingContext, people: People, quotes: list[Phrase]) -> list[StoryPart]:
    """The parts of a story: clauses in which somebody does, feels or says something; what only
    tells where or how goes with the part before it. `quotes`: those that are to be given to
    somebody."""
    parts: list[StoryPart] = []
    for clause in clauses_of(context.words):
        if not clause.items:
            continue
        begins = clause.boundary in STRONG or _tells(clause, people)
        if parts and (not begins or not _has_deed(parts[-1]) or len(parts) == MOST_PARTS):
            parts[-1].items += clause.items
        else:
            parts.append(StoryPart(list(clause.items)))
    for part in parts:
        part.quotes = [n for n, item in enumerate(quotes) if item in part.items]
    return parts


def _tells(clause: Clause, people: People) -> bool:
    """Whether a clause has a doer or a deed of its own."""
    return any(item in people.items for item in clause.items) or bool(
        clause.having("action", "speech", "quote") or _acts(clause.items)
    )


def _acts(items: list[Phrase]) -> bool:
    return any(item.value("cannot") == "act" for item in items)


def _has_deed(part: StoryPart) -> bool:
    """Whether a part tells of a deed, a feeling or words yet, and not only of somebody."""
    told = ("action", "speech", "quote", "emotion")
    return any(item.has(*told) for item in part.items) or part.has_other_deed
