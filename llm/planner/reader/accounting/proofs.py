"""What a word that fills no slot can prove: that it says nothing else than the plan has."""

from collections.abc import Callable
from functools import cached_property
from itertools import pairwise, takewhile

from llm.planner.data import table as data
from llm.planner.reader.accounting.counts import Counts
from llm.planner.reader.accounting.denials import Denials
from llm.planner.reader.accounting.order import Order
from llm.planner.reader.language.phrases import Phrase
from llm.planner.reader.slots.characters import EVERYBODY


class Proofs(Counts, Denials, Order):
    """Judges the words of one brief by its finished plan."""

    @cached_property
    def _by_category(self) -> dict[str, Callable[[Phrase], bool]]:
        return {
            "name": self._is_shown,
            "pronoun": self._is_of_cast,
            "number": self._is_count,
            "list_of": lambda item: len(self._beside(item)) > 1,
            "factor": self._is_count,
            "kind": self._is_made,
            "make": self._is_made_so,
            "sequence": self.comes_after,
            "ordinal": lambda item: bool(self._here(item)),
            "enumerator": lambda item: bool(self._here(item)),
            "single": lambda item: len(self._beside(item)) == 1,
            "list_noun": lambda item: bool(self.holding.shots),
            "again": lambda item: len(self.holding.shots) > 1,
            "sheet": lambda item: len(self._beside(item)) > 1,
            "separate": self._is_apart,
            "dialogue": lambda item: self._has(item, "lines"),
            "voice_over": lambda item: self._has(item, "lines"),
            "silent": lambda item: not self._has(item, "lines"),
            "speech": self._is_voiced,
            "wording": lambda item: self._has(item, "lines", *_WRITING),
            "when": lambda item: self._has(item, *_WRITING),
            "where": lambda item: self._has(item, *_WRITING) or bool(self._beside_the_piece(item)),
            "title": lambda item: self._has(item, "title", *_WRITING),
            "opening": lambda item: _leads(item) or self._has(item, "title", "opening"),
            "closing": lambda item: _leads(item) or self._has(item, "title", "closing"),
            "caption": lambda item: self._has(item, *_WRITING, "subtitles"),
            "pass_noun": lambda item: self._has(item, "passes"),
            "transition_noun": self._is_joined,
            "joint": self._is_joined,
            "negation": self._denies,
            "scenery": self._is_true,
            "action": self._is_standing,
        }

    def is_filler(self, item: Phrase) -> bool:
        """Whether a word only joins others, greets or praises."""
        if item.is_content or not item.entries:
            return False
        return not self._is_somebody(item)

    def untrue(self, item: Phrase) -> str:
        """The key of the reason why a word that fills no slot is left out by the plan: one stands
        beside another, or is not alone; "" for others."""
        if self._relates_two(item):
            return "relation"
        seen = [len(self.holding.shots[one].get("cast", ())) for one in self._here(item)]
        if self.words.listed("alone", item.norm) and any(one > 1 for one in seen):
            return "company"
        if self.words.listed("backgrounds", item.norm) and self._denial(item):
            here = self._here(item)
            sets, clear = (self.holding.values(here, name) for name in ("set", "transparent"))
            return "" if "backdrop" in sets or any(clear) else "thing"
        return self._unlike(item) if self.words.listed("alike", item.norm) else ""

    def _unlike(self, item: Phrase) -> str:
        """What the shot before has instead of what a shot is told to have the same of: "and one
        from behind, same pose: waving"; "" where it has the same, or nothing is told."""
        shots, here = list(self.holding.shots), self._here(item)[:1]
        place = shots.index(here[0]) if here else 0
        rest = self.words.items[item.place + 1 :][:_ALIKE_WITHIN]
        alike = takewhile(lambda one: one.norm == ":" or not one.is_mark, rest)
        alike = takewhile(lambda one: not one.has("negation_end"), alike)  # "the same, but …"
        within = [one for one in alike if one.is_content]
        for slot in self.told if place else ():
            shot, *path = slot.path.split(".")
            said = any(one.start <= slot.start < one.end for one in within)
            if said and shot == shots[place] and path[-1:] and path[-1] in _COMPARED:
                own = self.holding.values([shot], path[-1])
                has = self.holding.values([shots[place - 1]], path[-1])
                if not set(map(str, own)) & set(map(str, has)):
                    return f"the shot before has {', '.join(map(str, has)) or 'none'} instead"
        return ""

    def _relates_two(self, item: Phrase) -> bool:
        """Whether a word says how one who is shown stands to another: "Luca stands behind Mina"."""
        if not self.words.listed("relations", item.norm):
            return False
        before = [one for one in self.words.items[: item.place] if one.is_content or one.is_mark]
        after = [one for one in self.words.items[item.place + 1 :] if one.is_content or one.is_mark]
        # "In front of Luca, Giulia sits", "Mina runs, and behind her Luca walks"
        fronted = not before or before[-1].is_mark
        beside = [one for one in after[1:3] if one.has("name")] if fronted else before[-1:]
        return bool(
            after
            and after[0].has("name", "pronoun")
            and any(one.has("name", "pronoun", "action") for one in beside)
        )

    def of(self, item: Phrase) -> str:
        """By what a word is proven, "" where it is not."""
        if item.has("quote") or self._is_somebody(item):
            return ""
        if item in self.context.excluded:
            return "" if item.value("name") in self._cast(item) else "without"
        if not item.entries or item.has("cannot"):
            return self._unknown(item)
        if item.has("kind", "scenery") and self._denial(item):
            return "without" if self._is_denied(item) else ""
        for category in [] if item.has(*_SHOWN) else item.entries:
            proof = self._by_category.get(category)
            if proof is not None and proof(item):
                return category
        if self._is_said_again(item) and self._denial(item) is None:
            return "echo"
        return "without" if item.taken and self._is_denied(item) else ""

    def _unknown(self, item: Phrase) -> str:
        """A word without a meaning here: it is a trait, is not to be, or tells of who writes."""
        if not item.taken:
            return ""
        if self._denial(item) is not None:
            return "without"
        traits = self.words.book.traits
        shown = set(self.holding.values(list(self.holding.shots), "character"))
        if any(item.norm in traits.get(name, ()) for name in shown):
            return "trait"
        if "rate" in item.known:
            return "pace" if self._has(item, "move") else ""
        if item.shot < 0:  # "Second: …", "Shot B: …"
            return "mark" if self._here(item) else ""
        if self.words.listed("film_parts", item.norm):
            return "parts" if len(self.holding.shots) > 1 else ""
        return "" if item.has("cannot") else self._beside_the_piece(item)

    def _beside_the_piece(self, item: Phrase) -> str:
        """Whether a word heads what follows ("Language: …"), or tells of who writes."""
        items, place = self.words.items, item.place
        following = items[place + 1 : place + 2]
        new_line = following and self.words.tokens[following[0].first].line
        if item.opens and following and (following[0].norm == ":" or new_line):
            return "heading"
        joined = following and self.words.listed("company", following[0].norm)
        if joined and any(one.has("name") for one in items[place + 2 : place + 3]):
            return ""  # "my teddy and Mina dance"
        before = items[max(0, place - 5) : place]
        return "writer" if any(self.words.listed("writer", one.norm) for one in before) else ""

    def _is_shown(self, item: Phrase) -> bool:
        """Whether who is named is there, or in the shot that the words go on to."""
        following = self.made.get(item.shot + 1, [])
        ids = [*self._here(item), *following] or list(self.holding.shots)
        return item.value("name") in self.holding.values(ids, "character")

    def _is_of_cast(self, item: Phrase) -> bool:
        """Whether those are there of whom a pronoun tells; where everybody does or feels something,
        more than one."""
        following = self.words.items[item.place + 1 : item.place + 2]
        acts = bool(following) and following[0].has("action", "emotion", "negation")
        several = acts and item.norm in EVERYBODY
        return len(self._cast(item)) > several

    def _is_somebody(self, item: Phrase) -> bool:
        """Whether a word that commonly says nothing is somebody more: "Luca and a friend"."""
        if not self.words.listed("one_person", item.norm) or not item.has("chatter"):
            return False
        article, joins = (
            self.words.items[item.place - n] if item.place >= n else item for n in (1, 2)
        )
        led = self.words.listed("articles", article.norm) and article.norm not in ("the", "this")
        return led and self.words.listed("company", joins.norm)

    def _is_apart(self, item: Phrase) -> bool:
        """Whether there are several of what is told of each; of lengths, several shots."""
        if any(one.has("framing") for one in self.words.items[max(0, item.place - 2) : item.place]):
            return len(self._here(item)) >= len(self._cast(item))  # "close-ups of each"
        after = takewhile(lambda one: not one.is_mark, self.words.items[item.place + 1 :][:4])
        if item.value("separate") == "each" and any(one.has("framing") for one in after):
            return len(self.holding.shots) > 1 and len(self._cast(item)) == 1  # "each in close-up"
        near = self.words.items[max(0, item.place - 1) : item.place + 2]
        timed = any(one.has("length") for one in near)
        return len(self.holding.shots) > 1 or (len(self._cast(item)) > 1 and not timed)

    def _is_voiced(self, item: Phrase) -> bool:
        """Whether there are words that a verb of speech tells of: "'Hi', then sighs" has none."""
        if not self._has(item, "lines", *_WRITING):
            return False
        if any(one.has("kind") for one in self.words.items[max(0, item.place - 2) : item.place]):
            return True  # "a film that tells how …"
        others = False  # "Nico asks where it is, Alberto says '…'"
        for led, one in pairwise(self.words.items[item.place :]):
            if one.has("quote"):
                return True
            others = one.has("speech") and led.has("name", "pronoun")
            if one.is_stop and any(o.has("quote") for o in self.words.items[one.place :]):
                return True  # "They talk. Luca says '…'"
            if one.is_stop or others:
                break
        for one in reversed(self.words.items[: item.place]):
            joins = self.words.listed("joins", one.norm)  # "'Hi', and she says how cold it is"
            if joins or one.has("quote", "sequence"):
                return one.has("quote")
        return not others

    # Kinds

    def _is_made(self, item: Phrase) -> bool:
        """Whether a piece of the kind that is asked for is there: "a thumbnail"; "over images of"
        speaks of what is seen."""
        items, place, every = self.words.items, item.place, list(self.holding.shots)
        kind = item.value("kind")
        if any(one.has("kind") for one in items[place + 1 : place + 2]):
            return True
        before = items[max(0, place - 3) : place]
        asked = any(
            self.words.listed("indefinite", o.norm) or o.has("number", "length") for o in before
        )
        led = [one for one in before[-2:] if self.words.listed("where", one.norm)]
        apart = kind == "take" and any(one.value("kind") == "picture" for one in items)
        meant = not (asked or apart) and (
            kind in ("take", "film") or (kind == "picture" and bool(led))
        )
        return meant or self._any_of_kind(kind, every)

    def _is_made_so(self, item: Phrase) -> bool:
        return item.value("make") == "any" or self._any_of_kind(
            item.value("make"), list(self.holding.shots)
        )

    def _is_joined(self, item: Phrase) -> bool:
        return any(slot.path.endswith("transition.kind") for slot in self.told)

    # What is true, and what is not

    def _is_standing(self, item: Phrase) -> bool:
        """Whether a weak word of action ("waits") says no more than that somebody is there, or
        than what else is done ("comes running")."""
        entry = item.entries["action"]
        if not entry.weak or len(item.entries) > 1:
            return False
        following = self.words.items[item.place + 1 : item.place + 2]
        rests = entry.value == "idle"
        does = self.holding.values(self._here(item), "action")
        if rests and ("pause" in item.known or "sit" in does):  # "Nico walks and stops"
            return "idle" in does or "talk" in does
        return rests or any(one.has("action") for one in following)

    def _is_said_again(self, item: Phrase) -> bool:
        """Whether a slot of the same shot has the same value by other words: "square, 1:1"."""
        rules = data("readings")["slots"]
        told = {
            (entry.value, name)
            for entry in item.entries.values()
            for name in rules.get(entry.category, [entry.category])
        }
        owners = {"film", *self._here(item)}
        return any(
            (slot.value, slot.path.rpartition(".")[2]) in told
            for slot in self.told
            if slot.path.split(".")[0] in owners
        )


# What a plan shows or has not, whatever else the word says: "a wide shot" is more than a shot.
_SHOWN = ("framing", "angle", "aspect")
_ALIKE_WITHIN = 6  # items after "same" among which is what is the same
_COMPARED = ("set", "time_of_day", "action", "expression", "framing", "angle", "view", "length")
_WRITING = ("captions", "opening", "closing", "title")


def _leads(item: Phrase) -> bool:
    """ "Start with", which says where what follows comes."""
    return item.norm.endswith(" with")
