"""Where an unknown word stands in its sentence, which tells how much hangs on it."""

from functools import cache

from llm.planner.brief.context import Context
from llm.planner.words.lexicon import grammar

_REACH = 6
_PASSED = ("style", "strength", "structure", "loose", "quality")
_WITH = {"with", "and", "&", "plus", "+", "con", "e", "versus", "vs"}
_PURPOSE = {"for", "per"}
_OBJECTS = {"it", "him", "her", "them", "me", "us"}
_PRONOUNS = {"he", "she", "they", "who", "and"}
# "in Rome" is a place, "behind Bruno" is somebody.
_NAMED_PLACE = {"in", "at", "inside", "through", "across", "around", "over", "a", "nel", "nella"}
SAYS_WHERE = {
    "background",
    "backgrounds",
    "setting",
    "environment",
    "location",
    "scenery",
    "place",
    "sfondo",
}


@cache
def words(name: str) -> frozenset[str]:
    """The single words of a list of grammar.yaml."""
    return frozenset(key[0] for key in grammar(name) if len(key) == 1)


class Position:
    """Tells places, purposes and essential words among `unclaimed`, the tokens without a claim."""

    def __init__(self, context: Context, unclaimed: list[int]) -> None:
        self.context, self.unclaimed = context, frozenset(unclaimed)

    def is_verb(self, index: int) -> bool:
        """An -ing form that no article makes a noun or an adjective."""
        word, before = self.context.norm(index), self.context.norm(index - 1)
        verb = word.endswith("ing") and word not in words("ing_noun")
        return verb and before not in words("article")

    def _leading(self, index: int) -> int:
        """Where the noun phrase that ends at `index` is led in: the token before its articles and
        adjectives; -1 at the start of the brief."""
        at = index - 1
        while at >= 0 and index - at <= _REACH:
            word, claim = self.context.norm(at), self.context.at.get(at)
            article = word in words("article") or word in words("possessive") or word == "of"
            adjective = at in self.unclaimed and not self.is_verb(at)
            known = claim is not None and claim.category in _PASSED
            if word in words("where") or not (article or adjective or known):
                return at
            if self.context.tokens[at].opens:
                return at - 1
            at -= 1
        return at

    def is_place(self, index: int) -> bool:
        """Whether the word ends a phrase that tells where: "on deck", "at the top of a tower". "On
        her bicycle", "in a spacesuit" and "with a cat" tell of things."""
        if self.context.norm(index + 1) in SAYS_WHERE:
            return True
        if self.context.norm(index) in words("worn") or self.is_verb(index):
            return False
        lead = self._leading(index)
        if self.context.norm(lead) not in words("where"):
            return False
        owned = self.context.norm(lead + 1) in words("possessive")
        return not (self.context.norm(lead) == "on" and owned)

    def is_named_place(self, index: int) -> bool:
        """ "in Rome", "at the Colosseum"."""
        lead = self._leading(index)
        return self.context.norm(lead) in _NAMED_PLACE and self.is_place(index)

    def is_aside(self, index: int) -> bool:
        """Whether the word tells what or whom for, or why: "for our summer campaign", "because
        ...", "to my sister Anna" where something is said."""
        lead = self.context.norm(self._leading(index))
        if lead in _PURPOSE or (
            lead == "to" and any(t.kind == "quote" for t in self.context.tokens)
        ):
            return True
        at = index
        while at >= 0 and not self.context.stops(at):
            if self.context.norm(at) in words("reason"):
                return True
            at -= 1
        return self._of_writer(index)

    def _of_writer(self, index: int) -> bool:
        """ "I'm putting together", "so that we can send it": a clause that asks for nothing."""
        for at in range(index - 1, -1, -1):
            claim = self.context.at.get(at)
            asked = claim is not None and claim.category in ("name", "make", "kind")
            if asked or self.context.stops(at) or self.context.norm(at) == ",":
                return False
            if self.context.norm(at) in words("writer"):
                return True
        return False

    def is_manner(self, index: int) -> bool:
        """Whether a verb only leads to the feeling that follows: "radiating pure joy"."""
        near = [self.context.at.get(i) for i in range(index + 1, index + 4)]
        return self.is_verb(index) and any(c and c.category == "emotion" for c in near)

    def is_essential(self, index: int, essential: set[int]) -> bool:
        """Whether the piece would be another without the word: what a character does, what there
        is to see besides, or what is to be made. `essential`: earlier words that are."""
        context = self.context
        if self.is_verb(index) or context.norm(index) in words("worn"):
            return True
        before = index - 1
        while (claim := context.at.get(before)) is not None and claim.category in _PASSED:
            before = claim.start - 1
        while context.norm(before) in words("auxiliary") | _OBJECTS:
            before -= 1
        subject = context.at.get(before)
        if subject is not None and subject.category in ("name", "make", "speech"):
            return True
        if context.norm(before) in _PRONOUNS:
            return True
        lead = self._leading(index)
        led = context.at.get(lead)
        return (
            lead < 0
            or context.tokens[lead + 1].opens
            or lead in essential
            or (before in essential)
            or context.norm(lead) in _WITH | {"on"}
            or (led is not None and led.category in ("name", "make", "speech"))
            or self._pictured(index)
        )

    def _pictured(self, index: int) -> bool:
        """ "a picture of a dragon": what a noun of the deliverable is of."""
        at = index - 1
        while at >= 0 and index - at <= _REACH and self.context.norm(at) != "of":
            at -= 1
        of = self.context.at.get(at - 1)
        between = [self.context.at.get(i) for i in range(at + 1, index)]
        plain = all(c is None or c.category in _PASSED for c in between)
        return at >= 0 and plain and of is not None and of.category == "kind"


def looks(context: Context) -> list[str]:
    """Words that can tell how somebody looks: "a girl with red hair"."""
    return [
        token.norm
        for index, token in enumerate(context.tokens)
        if (token.norm,) not in grammar("stop")
        and ((claim := context.at.get(index)) is None or claim.category in ("structure", "style"))
    ]
