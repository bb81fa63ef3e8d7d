"""Words of a brief that found no place, sorted by what they are likely to be."""

from dataclasses import dataclass, field
from functools import cache

from rapidfuzz import fuzz, process

from llm.planner.brief.context import Context
from llm.planner.words.cast import Cast
from llm.planner.words.lexicon import grammar, lexicon, numbers
from llm.planner.words.tokens import normal

_LOOSE_SUFFIXES = ("ly", "ful", "ous", "less", "able", "ible", "esque", "like")
# A word before one of these says which: "sulking pose" asks for a pose, "jungle background" for a
# place, "robotic voice" for a way to speak.
_SAYS_WHICH = {"pose", "expression", "face", "posa", "espressione"}
_SAYS_WHERE = {
    "background",
    "backgrounds",
    "setting",
    "environment",
    "location",
    "scenery",
    "place",
    "sfondo",
}
_SAYS_HOW = {"voice", "tone", "accent", "music", "voce"}
_NOUNS = {
    "kind",
    "set",
    "time",
    "name",
    "structure",
    "style",
    "framing",
    "music",
    "emotion",
    "action",
    "quality",
    "aspect",
}
_NEGATION_REACH = 4
_PLACE_REACH = 6


@dataclass
class Unknown:
    """`names` look like characters, `things` are what the studio cannot show, `places` are where
    the piece cannot be set, `loose` are adjectives and adverbs that change nothing essential."""

    names: list[str] = field(default_factory=list)
    things: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)

    def words(self) -> list[str]:
        return [*self.names, *self.things, *self.places, *self.loose]


def _unclaimed(context: Context, cast: Cast) -> list[int]:
    named = {c.value for c in context.claims if c.category == "name"}
    about = frozenset().union(*(cast.traits.get(name, frozenset()) for name in named))
    refused = {
        i
        for c in context.claims
        if c.category == "negation"
        for i in range(c.end, c.end + _NEGATION_REACH)
        if not any(context.norm(k) in ",.;!?" for k in range(c.end, min(i, len(context.tokens))))
    }
    found = []
    for index, token in enumerate(context.tokens):
        known = index in context.at or index in refused or token.kind in ("mark", "quote")
        if not known and (token.norm,) not in grammar("stop") and token.norm not in about:
            number = token.kind == "number" or (token.norm,) in numbers()
            if not (number and _counts(context, index)):
                found.append(index)
    return found


def _counts(context: Context, index: int) -> bool:
    """A number before what is to be made says how many."""
    near = [context.at.get(i) for i in range(index + 1, index + 5)]
    return any(c is not None and c.category == "kind" for c in near)


def _is_name(context: Context, index: int, cast: Cast) -> bool:
    token = context.tokens[index]
    if cast.misspelt(token.norm):
        return True
    if not token.capital or token.kind != "word":
        return False
    if not token.opens:
        return True
    following = context.at.get(index + 1)
    acts = following is not None and following.category in ("speech", "action", "emotion")
    return acts or context.norm(index + 1) in ("and", ",", ":") or token.possessive


def _is_place(context: Context, index: int, unclaimed: list[int]) -> bool:
    """Whether the word ends a phrase that tells where: "on deck", "at the top of a dark tower".
    "On her bicycle", "in a spacesuit" and "with a cat" tell of things."""
    if context.norm(index + 1) in _SAYS_WHERE:
        return True
    if context.norm(index) in _words("worn") or _is_verb(context, index):
        return False
    at = index - 1
    while at >= 0 and index - at <= _PLACE_REACH:
        word, claim = context.norm(at), context.at.get(at)
        if word in _words("where"):
            return not (word == "on" and context.norm(at + 1) in _words("possessive"))
        passed = claim is not None and claim.category in ("style", "strength", "structure", "loose")
        article = word in _words("article") or word in _words("possessive") or word == "of"
        adjective = at in unclaimed and not _is_verb(context, at)
        if not (passed or article or adjective):
            return False
        at -= 1
    return False


def _is_verb(context: Context, index: int) -> bool:
    """An -ing form that no article makes a noun or an adjective."""
    return context.norm(index).endswith("ing") and context.norm(index - 1) not in _words("article")


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(key[0] for key in grammar(name) if len(key) == 1)


def unknown_words(context: Context, cast: Cast) -> Unknown:
    """Every word without a place, in the order of the brief."""
    found = Unknown()
    places = _unclaimed(context, cast)
    for claim in context.claims:
        how = claim.category == "style" and context.norm(claim.end) in _SAYS_HOW
        if (claim.category == "loose" or how) and not claim.negated:
            found.loose.append(" ".join(t.text for t in context.tokens[claim.start : claim.end]))
    for index in places:
        token = context.tokens[index]
        following = context.at.get(index + 1)
        noun = following is not None and following.category in _NOUNS
        # "her cat at home": the phrase that follows has a preposition, so the noun is before it.
        noun = noun and (context.norm(index + 1),) not in grammar("stop")
        before_noun = index + 1 in places or noun
        if _is_name(context, index, cast):
            found.names.append(token.text)
        elif token.kind == "number":
            found.loose.append(token.text)
        elif context.norm(index + 1) in _SAYS_WHICH:
            found.things.append(token.text)
        elif _is_place(context, index, places):
            found.places.append(token.text)
        elif (
            context.norm(index + 1) in _SAYS_HOW
            or (token.norm,) in lexicon().entries
            or (token.norm.endswith(_LOOSE_SUFFIXES) and len(token.norm) > 5)
            or (before_noun and not token.norm.endswith("ing"))
        ):
            found.loose.append(token.text)
        else:
            found.things.append(token.text)
    return found


@cache
def _single_words() -> list[str]:
    return [key[0] for key in lexicon().entries if len(key) == 1 and len(key[0]) > 3]


def nearest_word(word: str) -> str:
    """A word of the lexicon that `word` may be a slip of, or ""."""
    if (normal(word),) in lexicon().entries:
        return ""
    found = process.extractOne(normal(word), _single_words(), scorer=fuzz.ratio, score_cutoff=84)
    return found[0] if found else ""
