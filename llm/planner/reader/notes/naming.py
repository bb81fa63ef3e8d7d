"""Which shots of a film a note names: by number, by who is in them, by what is done there."""

from dataclasses import dataclass, field
from itertools import pairwise

from llm.planner.reader.language.clause import Clause
from llm.planner.reader.language.phrases import Phrase
from llm.planner.reader.language.words import Words
from llm.planner.reader.slots.draft import Slot
from studio.plan import Film
from studio.plan.shots import Shot


@dataclass
class NamedShots:
    """The shots of a film by the words of a note on it."""

    words: Words
    film: Film
    trace: list[Slot] = field(default_factory=list)

    def _only_numbers(self, clause: Clause) -> bool:
        return all(not one.is_content or self.number_of(one) for one in clause.items)

    def _deed_told(self, clause: Clause) -> Phrase | None:
        """What is done in shots that are named by it, and is not to be done: "slow down the
        jump"."""
        for led, item in pairwise(clause.items):
            named = item.has("action") and self.words.listed("definite", led.norm)
            asked = clause.having("change", "comparative", "length")
            if named and asked and self.shots_doing(item):
                self.read(item)
                item.entries = {}
                return item
        return None

    def shots_doing(self, deed: Phrase) -> list[str]:
        """The shots in which somebody does what an item tells."""
        value = deed.known["action"].value
        told = [(s.id, [r.action for r in getattr(s, "cast", ())]) for s in self.film.shots]
        return [identifier for identifier, actions in told if value in actions]

    def shot_of_somebody(self, items: list[Phrase]) -> tuple[str, list[Phrase]] | None:
        """The one shot that is named by who is in it, and the words: "Giulia's shot", "the shot
        with Giulia"."""
        said = [one for one in items if one.has("name") or "enumerator" in one.known]
        for one, other in pairwise(said):
            name, noun = (one, other) if one.has("name") else (other, one)
            owned = name is one and self.words.tokens[name.last - 1].possessive
            led = noun is one and self.words.items[max(0, noun.place - 1)]
            definite = led and self.words.listed("definite", led.norm)
            if name.has("name") and not noun.has("name") and (owned or definite):
                who = name.value("name")
                found = [shot.id for shot in self.film.shots if who in cast_of(shot)]
                if len(found) == 1 and other.place - one.place < 3:
                    return found[0], [name, noun]
        return None

    def shot_of_quality(self, items: list[Phrase]) -> tuple[str, list[Phrase]] | None:
        """The one shot that is named by what nothing else shows, and the words: "the sad one", "the
        harbour shot"."""
        for told, noun in pairwise(items):
            led = self.words.items[max(0, told.place - 1)]
            one = (
                self.words.listed("one_of_them", noun.norm.split(" ")[0])
                or "enumerator" in noun.known
            )
            if not one or not self.words.listed("definite", led.norm):
                continue
            values = {entry.value for entry in told.entries.values()}
            found = [shot.id for shot in self.film.shots if values & _qualities(shot)]
            if len(found) == 1 < len(self.film.shots):
                return found[0], [told, noun]
        return None

    def _first_of(self, clause: Clause, ordinal: Phrase) -> list[str]:
        """ "the first two shots": those after the first, or before the last."""
        place = clause.items.index(ordinal) + 1
        following = clause.items[place : place + 1]
        if not following or not following[0].has("number") or "ordinal" not in ordinal.known:
            return []
        self.read(following[0])
        count, ids = int(float(following[0].value("number"))), [s.id for s in self.film.shots]
        return ids[1:count] if ordinal.value("ordinal") == "1" else ids[-count:-1]

    def number_of(self, item: Phrase) -> str:
        """The number of the shot that an item tells, "" where it tells none."""
        items = self.words.items
        alone = item.norm.endswith(" one") or self._stands_alone(item)
        if "ordinal" in item.known and (item.has("ordinal") or alone):
            return item.known["ordinal"].value
        place = item.place
        counted = any(one.has("enumerator") for one in items[max(0, place - 1) : place]) or (
            item.has("number")
            and any(self.number_of(o) for o in items[max(0, place - 3) : place] if o.has("number"))
        )
        return item.value("number") if counted else ""

    def _stands_alone(self, item: Phrase) -> bool:
        """Whether an ordinal counts no noun that follows: "the second at night"."""
        led = self.words.items[max(0, item.place - 1)]
        after = self.words.items[item.place + 1 : item.place + 2]
        noun = after and after[0].is_content and not after[0].is_mark
        noun = noun and not after[0].has(*_AFTER_ORDINAL)
        several = len(self.film.shots) > 1 and len(item.norm.split()) == 1
        return bool(several and self.words.listed("definite", led.norm) and not noun)

    def shot_of(self, item: Phrase) -> str:
        """The id of the shot that an item tells; the item counts as taken where there is one."""
        shots = self.film.shots
        place = int(float(self.number_of(item) or 0))
        place = place - 1 if place > 0 else place
        if not self.number_of(item) or not -len(shots) <= place < len(shots):
            return ""
        self.read(item)
        return shots[place].id

    def read(self, item: Phrase) -> bool:
        """The item tells what others change: it counts as taken."""
        self.trace.append(Slot("read.note", item.text, item.start, item.end, "note"))
        item.taken = True
        return True


# What may follow an ordinal that stands for a shot: "the second at night", "the first two".
_AFTER_ORDINAL = ("time", "framing", "angle", "move", "length", "change", "number")


def _qualities(shot: Shot) -> set[str]:
    """What is done and felt in a shot, where, when and how it is seen."""
    seen = [getattr(shot, part, None) for part in ("place", "camera")]
    shown = {str(value) for part in seen if part for value in part.model_dump().values()}
    roles = getattr(shot, "cast", ())
    return shown | {value for role in roles for value in (role.action, role.expression)}


def cast_of(shot: Shot) -> list[str]:
    return [role.character for role in getattr(shot, "cast", ())]
