"""Words of a brief that found no place, sorted by what they are likely to be."""

from dataclasses import dataclass, field
from functools import cache

from rapidfuzz.distance import OSA

from llm.planner.brief.context import Context
from llm.planner.brief.position import Position, looks, words
from llm.planner.words.cast import Cast
from llm.planner.words.lexicon import grammar, lexicon, numbers
from llm.planner.words.tokens import Token, normal

_LOOSE_SUFFIXES = ("ly", "ful", "ous", "less", "able", "ible", "esque", "like")
# A word before one of these says which: "sulking pose" asks for a pose, "robotic voice" for a way
# to speak.
_SAYS_WHICH = {"pose", "expression", "face", "posa", "espressione"}
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
# A slip is worth a hint if the right word would have been shown or heard.
_HINTED = {"action", "emotion", "set", "time", "kind", "framing"}
_THEN = {"then", "afterwards", "poi"}
_NEGATION_REACH = 4
_LONGEST_ACRONYM = 4


@dataclass
class Unknown:
    """`names` look like characters, `things` are what the studio cannot show, `places` are where
    the piece cannot be set, `props` are what somebody should wear or hold, `loose` are words that
    change nothing essential. `deeds` are those of `things` that somebody should do, `later`
    is what should happen after something else."""

    names: list[str] = field(default_factory=list)
    things: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)
    props: list[str] = field(default_factory=list)
    deeds: list[str] = field(default_factory=list)
    later: list[str] = field(default_factory=list)

    def words(self) -> list[str]:
        return [*self.names, *self.things, *self.places, *self.props, *self.loose, *self.later]


def _unclaimed(context: Context, cast: Cast) -> list[int]:
    named = {c.value for c in context.claims if c.category == "name"}
    named |= {cast.unmistakable(looks(context))} if not named else set()
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
            if not (number and (_counts(context, index) or _enumerates(context, index))):
                found.append(index)
    return found


def _enumerates(context: Context, index: int) -> bool:
    """ "1. Luca", "Scene 2: Luca"."""
    before = context.at.get(index - 1)
    listed = context.tokens[index].opens and context.norm(index + 1) in (".", ")", ":", "-")
    return listed or (before is not None and before.category in ("kind", "structure"))


def _counts(context: Context, index: int) -> bool:
    """A number before what is to be made says how many."""
    near = [context.at.get(i) for i in range(index + 1, index + 5)]
    times = context.norm(index + 1) in ("x", "×", "times")
    return times or any(c is not None and c.category == "kind" for c in near)


def _acronym(token: Token) -> bool:
    return token.text.isupper() and 1 < len(token.text) <= _LONGEST_ACRONYM


def _is_name(context: Context, index: int, cast: Cast, places: list[int]) -> bool:
    token, position = context.tokens[index], Position(context, places)
    common = not token.capital and context.norm(index - 1) in words("article")
    if position.is_aside(index):
        return False
    if cast.misspelt(token.norm):
        return not common
    following = context.at.get(index + 2)
    label = context.norm(index + 1) == ":" and following is not None
    if label and token.opens and following.category == "name":
        return False  # "Storyboard: Luca runs"
    if not token.capital or token.kind != "word" or _acronym(token) or len(token.norm) < 2:
        return False
    if not token.opens:
        return not position.is_named_place(index)
    following = context.at.get(index + 1)
    acts = following is not None and following.category in ("speech", "action", "emotion")
    acts = acts or (index + 1 in places and position.is_verb(index + 1))
    return acts or context.norm(index + 1) in ("and", ",", ":") or token.possessive


def _adjective(context: Context, index: int, places: list[int]) -> bool:
    """Whether the word tells more about the noun that follows it."""
    following, before = context.at.get(index + 1), context.at.get(index - 1)
    noun = following is not None and following.category in _NOUNS
    if before is not None and before.category == "name":
        # "Giulia kisses Luca" has a verb there, "a Giulia birthday video" has none.
        owner = context.tokens[index - 1].possessive
        return owner or (following is not None and following.category in ("kind", "structure"))
    if following is not None and following.category == "action":
        # "his dog walking"
        noun = noun and not context.norm(index + 1).endswith("ing")
    # "her cat at home": the phrase that follows has a preposition, so the noun is before it.
    noun = noun and (context.norm(index + 1),) not in grammar("stop")
    # "A dragon burns": where nobody is named, the unknown words are all there is.
    named = any(c.category == "name" for c in context.claims)
    more = noun or (index + 1 in places and named)
    return more and not Position(context, places).is_verb(index)


def _of_other(context: Context, index: int) -> bool:
    """ "in a group picture", "in a flowery meadow": the word tells more of a noun that is known."""
    following = context.at.get(index + 1)
    # "on deck at dawn": the phrase that follows has a preposition of its own.
    apart = (context.norm(index + 1),) in grammar("stop")
    return following is not None and following.category in ("kind", "time", "set") and not apart


def unknown_words(context: Context, cast: Cast) -> Unknown:
    """Every word without a place, in the order of the brief."""
    found = Unknown()
    places = _unclaimed(context, cast)
    position = Position(context, places)
    essential: set[int] = set()
    for claim in context.claims:
        how = claim.category == "style" and context.norm(claim.end) in _SAYS_HOW
        if claim.category == "prop" and not claim.negated:
            found.props.append(claim.value)
        if (claim.category in ("loose", "reported") or how) and not claim.negated:
            found.loose.append(" ".join(t.text for t in context.tokens[claim.start : claim.end]))
    for index in places:
        token = context.tokens[index]
        following = context.norm(index + 1)
        if _is_name(context, index, cast, places):
            found.names.append(token.text)
        elif (
            token.kind == "number"
            or _acronym(token)
            or position.is_aside(index)
            or (token.opens and context.norm(index + 1) == ",")  # "hullo, ..."
        ):
            found.loose.append(token.text)
        elif following in _SAYS_WHICH:
            found.things.append(token.text)
        elif following in _SAYS_HOW or position.is_manner(index):
            found.loose.append(token.text)
        elif context.norm(index - 1) in _THEN:
            found.later.append(token.text)
        elif position.is_place(index) and not _of_other(context, index):
            found.places.append(token.text)
        elif (
            (token.norm,) in lexicon().entries
            or (token.norm.endswith(_LOOSE_SUFFIXES) and len(token.norm) > 5)
            or _adjective(context, index, places)
            or not position.is_essential(index, essential)
        ):
            found.loose.append(token.text)
        else:
            essential.add(index)
            found.things.append(token.text)
            before = context.at.get(index - 1)
            if position.is_verb(index) or (before is not None and before.category == "name"):
                found.deeds.append(token.text)
    return found


@cache
def _single_words() -> list[str]:
    return [
        key[0]
        for key, entries in lexicon().entries.items()
        if len(key) == 1 and len(key[0]) > 3 and any(e.category in _HINTED for e in entries)
    ]


def nearest_word(word: str) -> str:
    """A word of the lexicon that `word` may be a slip of, or ""."""
    if (normal(word),) in lexicon().entries:
        return ""
    for known in _single_words():
        moved = len(known) == len(word) and sorted(known) == sorted(normal(word))
        near = moved or abs(len(known) - len(word)) == 1
        if known[0] == normal(word)[:1] and near and OSA.distance(known, normal(word)) == 1:
            return known
    return ""
