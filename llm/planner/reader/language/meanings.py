"""Which of its meanings a phrase has at its place."""

import re
from functools import cache
from itertools import islice, pairwise

from llm.planner.data import table as data
from llm.planner.data.items import mood_of
from llm.planner.reader.language.lexicon import Meaning, table
from llm.planner.reader.language.phrases import Phrase
from llm.planner.reader.text.tokens import Token, phrase_key

# What may stand between a feeling and the music that has it.
_OF_MUSIC = (
    *("mood", "emotion", "strength", "scenery", "mark"),
    *("look", "effect", "parody", "degree", "cannot"),
)
_CORRECTED_WITHIN = 4  # items of content before a correction among which is what it corrects


class MeaningReader:
    """The part of the words of a brief that tells what each of its phrases means there."""

    language: str
    footage: bool
    only_heard: bool
    tokens: list[Token]
    norms: list[str]
    items: list[Phrase]

    def listed(self, name: str, norm: str) -> bool:
        """Whether a word or phrase is in one of the grammar's lists."""
        return norm in _listed(self.language, name)

    def is_each(self, item: Phrase) -> bool:
        """Whether a word tells of each of several: "each", "two seconds a shot"."""
        parts = self.items[item.place + 1 : item.place + 2]
        rate = self.listed("per", item.norm) and self.items[max(0, item.place - 1)].has("length")
        part = parts and parts[0].has("kind", "enumerator")
        return self.listed("each", item.norm) or bool(rate and part)

    def is_plural(self, item: Phrase) -> bool:
        """Whether a verb tells by itself that several do it: "salutano"."""
        plural = table(self.language, "grammar").get("plural")
        return bool(plural) and bool(re.search(plural, self.norms[item.first]))

    def is_finite(self, item: Phrase) -> bool:
        """Whether a verb tells what happens ("Luca runs"), not how somebody is seen."""
        norm = self.norms[item.first]
        if _pattern(self.language, "finite").search(norm):
            return True
        before, acts = self.items[item.place - 1] if item.place else item, item.get("action")
        ordered = before.has("name") and acts is not None and acts.form == "v"  # "make Luca wave"
        ordered = ordered and before.place > 0 and self.items[before.place - 1].has("make")
        led = ordered or before.has("pronoun")
        return led and not _pattern(self.language, "participle").search(norm)

    def _meant(self, number: int) -> dict[str, Meaning]:
        """The meanings that an item has at its place."""
        item, rules = self.items[number], data("readings")
        if number == 0 and self.listed("greetings", item.norm):
            return {"chatter": Meaning("chatter", item.norm)}
        heads = item.opens and self.items[number + 1 : number + 2]
        if "kind" in item.entries and heads and heads[0].norm == ":":
            return {c: e for c, e in item.entries.items() if c != "function"}  # "- still: …"
        felt = item.entries.get("emotion")
        if felt and "mood" not in item.entries and self._is_of_music(number, False):
            return {"mood": Meaning("mood", mood_of(felt.value))}
        if {"music", "cannot"} <= item.entries.keys():  # "sad piano", not "Luca plays the piano"
            beside = self.items[max(0, number - 1) : number], self.items[number + 1 : number + 2]
            of_music = any(o.has("mood", "music") for o in (*beside[0][:1], *beside[1]))
            return {c: e for c, e in item.entries.items() if (c == "music") == of_music}
        time, before = item.entries.get("time"), self.items[number - 1] if number else item
        owned = before.has("name") and self.tokens[before.last - 1].possessive
        owned = owned or self.listed("possessive", before.norm)
        if time and time.value == "day" and owned:
            return {"about": Meaning("about", item.norm)}  # "Mina's day"
        acts = item.entries.get("action")
        following = [one.has("emotion") for one in self.items[number + 1 : number + 3]]
        led = following == [False, True] and self.items[number + 1].norm
        if acts and acts.weak and led in table(self.language, "grammar")["stretch"]["from"]:
            return {"chatter": Meaning("chatter", item.norm)}  # "goes from sad to happy"
        made = item.entries.get("make")
        if made and made.value == "any" and self.tokens[item.first].opens:
            return {"make": made}  # an order: "Give Luca a sad face"
        if len(item.entries) == 1 and not item.entries.keys() & rules["needs"].keys():
            return item.entries
        held = {c: e for c, e in item.entries.items() if self._fits(number, c)}
        if self.items[max(0, number - 1)].is_mark and {"framing", "strength"} <= held.keys():
            del held["strength"]  # "Giulia cheering, wide"
        manner = held.get("cannot") if held.keys() >= {"cannot", "speech"} else None
        if manner and self._near(number, 1, 30 if self.only_heard else 6, ["quote"]):
            del held["cannot"]  # "Mina reads 'Chapter one'"
            if manner.value == "sung":
                return {"speech": held["speech"], "cannot": manner}
        if not held:
            return {}  # What it could mean elsewhere, it does not mean here.
        order = _order(self.footage, self.only_heard)
        winner = min(held, key=lambda c: (held[c].weak, order.get(c, -1)))
        beside = [winner, *rules["together"].get(winner, [])]
        return {c: e for c, e in held.items() if c in beside}

    def _is_only_heard(self) -> bool:
        """Whether the brief tells of words that are spoken, and of nothing that is seen."""
        seen = {"action", "framing", "set", "move"}
        kinds = {
            item.value("kind")
            for before, item in pairwise([*self.items[:1], *self.items])
            if item.has("kind") and not item.has("list_of") and not before.has("negation")
        }
        if not any(item.has("quote") for item in self.items) or kinds & {"picture", "take", "film"}:
            return False
        told = [e for item in self.items if not item.has("speech") for e in item.entries.values()]
        return not any(entry.category in seen and not entry.weak for entry in told)

    def _correct(self) -> None:
        """ "happy, no wait, sad": what is taken back counts no more."""
        for item in [one for one in self.items if one.has("correction") or one.norm == "no"]:
            after = self.items[item.place + 1 : item.place + 3]
            if item.opens and after and not after[0].has("kind"):
                after = after[:1]  # "No titles, please." takes nothing back
            marked = any(one.is_mark for one in after)
            if not item.has("correction") and not marked:
                continue
            following = self.items[item.place + 1 :]
            after = next((o for o in following if o.is_content and not o.has("negation")), None)
            content = (o for o in reversed(self.items[: item.place]) if o.is_content)
            before = list(islice(content, _CORRECTED_WITHIN))
            if after is None or any(o.is_stop for o in self.items[item.place : after.place]):
                continue
            same = next((o for o in before if o.entries.keys() & after.entries.keys()), None)
            if same is not None:
                item.entries = {"correction": Meaning("correction", item.text)}
                same.entries = {"corrected": Meaning("corrected", same.text)}

    def _orient(self) -> None:
        """ "4:3, portrait orientation", "5:4 portrait": the ratio is turned."""
        shaped = [one for one in self.items if one.has("aspect")]
        told = [one for one in shaped if one.text[0].isdigit()]
        for ratio in told if len(told) == 1 and len(shaped) < 3 else ():
            after = [o for o in self.items[ratio.place + 1 : ratio.place + 3] if not o.is_mark][:2]
            upright = [o for o in after[:1] if self.listed("upright", o.norm)]
            if upright and not (after[1:] and self.listed("by", after[1].norm)):
                upright[0].entries = {"aspect": Meaning("aspect", "9:16")}
            for other in [o for o in shaped if o is not ratio] + upright:
                between = self.items[
                    min(ratio.place, other.place) + 1 : max(ratio.place, other.place)
                ]
                tall, wide = other.value("aspect") == "9:16", other.value("aspect") == "16:9"
                if (tall or wide) and all(one.is_mark for one in between):
                    first, second = sorted(
                        ratio.value("aspect").split(":"), key=float, reverse=wide
                    )
                    for one in (ratio, other):
                        one.entries = {"aspect": Meaning("aspect", f"{first}:{second}")}

    def _fits(self, number: int, category: str) -> bool:
        rules = data("readings")
        if category in rules["heard"] and self.only_heard:
            return True
        need = rules["needs"].get(category)
        before = self.items[number - 1].norm if number else ""
        if before in rules["not_after"].get(category, ()):
            return False
        if need is None or self.items[number].value(category) in need.get("alone", ()):
            return True
        within = int(need["within"])
        if category == "mood" and "emotion" in self.items[number].entries:
            return self._is_of_music(number)
        return any(
            self._near(number, step, within, need[side])
            for side, step in (("before", -1), ("after", 1))
            if side in need
        )

    def _is_of_music(self, number: int, apart: bool = True) -> bool:
        """Whether a feeling is that of the music: "sad, slow piano music", not "happy, with
        music"; with `apart`, over commas too."""
        for item in self.items[number + 1 : number + 6]:
            if item.has("music"):
                return True
            if item.is_stop or item.has("name", "pronoun", "quote"):
                break
            if item.is_mark and not apart:
                return False
            other = item.entries and not item.has(*_OF_MUSIC)
            if other and not self.listed("joins", item.norm):
                break
        for item in reversed(self.items[max(0, number - 4) : number] if apart else []):
            if item.has("music"):
                return True
            if (item.is_mark and item.norm != ":") or item.has("name", "pronoun", "action"):
                break
        return False

    def _near(self, number: int, step: int, within: int, wanted: list[str]) -> bool:
        """Whether one of the `wanted` categories is near, in the same sentence."""
        here = self.items[number]
        place = number + step
        while 0 <= place < len(self.items):
            item = self.items[place]
            gap = item.first - here.last if step > 0 else here.first - item.last
            if (
                gap >= within
                or (item.is_stop and within < 20)
                or (step > 0 and item.norm == "," and within < 3)
            ):
                return False
            if item.has(*wanted):
                return True
            place += step
        return False


@cache
def _order(footage: bool, only_heard: bool) -> dict[str, int]:
    """The rank of each category: of two, the one of the lower rank wins."""
    rules = data("readings")
    names = [*rules["footage_order"], *rules["order"]] if footage else rules["order"]
    names = [*rules["heard"], *names] if only_heard else names
    return {category: place for place, category in reversed(list(enumerate(names)))}


@cache
def _listed(language: str, name: str) -> frozenset[str]:
    if name == "not_joins":
        return frozenset(table(language, "grammar")[name])
    return frozenset(
        " ".join(phrase_key(item)) or item for item in table(language, "grammar")[name]
    )


@cache
def _pattern(language: str, name: str) -> re.Pattern[str]:
    return re.compile(table(language, "grammar")[name])
