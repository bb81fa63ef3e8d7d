"""Whether there are as many as a number of the brief says."""

from collections import Counter

from llm.planner.reader.accounting.standing import Standing
from llm.planner.reader.language.phrases import Phrase
from studio.plan.film import MOST_SHOTS


class Counts(Standing):
    """Holds the numbers of a brief against its plan."""

    def counted(self, item: Phrase) -> list[Phrase]:
        """A number that is true, and a noun of cards or views with it: "4 shots", "three
        intertitles", "the second card", "three views"."""
        told = item.known.get("ordinal") or item.known.get("number")
        if told is None or item.taken or not told.value.isdigit():
            return []
        following = self.words.items[item.place + 1 : item.place + 3]
        noun = next((one for one in following if not one.has("chatter", "strength")), item)
        if noun.known.keys() & {"caption", "title"}:
            cards = len(self.holding.values(list(self.holding.shots), "text"))
            return [item, noun] if 0 < int(told.value) <= cards else []
        if self.words.listed("views", noun.norm):
            views = set(self.holding.values(list(self.holding.shots), "view"))
            return [item, noun] if len(views) == int(told.value) else []
        parts = noun.has("kind", "enumerator", "list_of")
        parts = parts or self.words.listed("film_parts", noun.norm)
        return [item] if item.has("number") and parts and self._agrees(item) else []

    def off_by(self, item: Phrase, left_out: bool) -> int:
        """How many shots or pieces fewer or more there are than a number says that is left out, or
        that is had only by making the same again of several who do different things."""
        noun = self._noun_after(item)
        parts = noun.has("kind", "list_of") or self.words.listed("film_parts", noun.norm)
        told = item.value("number")
        countable = told.isdigit() and int(told) <= MOST_SHOTS
        of_films = noun.value("kind") == "film"  # which have shots
        if item.shot < 0 or of_films or not countable or not (parts or noun.has("list_noun")):
            return 0
        beside = self._beside(item)
        if left_out:
            return abs(int(told) - (len(beside) if parts else self._deliverables()))
        alone = len(self.made) == 1 and len(beside) == int(told)
        does = [
            role["action"] for s in beside[:1] for role in self.holding.shots[s].get("cast", ())
        ]
        return int(told) - 1 if alone and len(set(does)) > 1 else 0

    def is_crowded(self, item: Phrase) -> bool:
        """Whether a word that is left out is a place, or a deed that happens, of a moving shot: one
        more shot would hold it."""
        action, here = item.get("action"), self._here(item)
        happens = action and action.form == "v" and not action.weak and self.words.is_finite(item)
        moving = any(self.holding.shots[one]["kind"] == "take" for one in here)
        return bool(moving and (happens or item.has("set")))

    def _is_count(self, item: Phrase) -> bool:
        """Whether there are as many as a number says."""
        return item.taken and self._agrees(item)

    def _kind_after(self, item: Phrase) -> str:
        """Which kind of piece the noun after a number is of, "" for another word."""
        return self._noun_after(item).value("kind") if item.has("number") else ""

    def _noun_after(self, item: Phrase) -> Phrase:
        """What a number counts; itself where no word tells."""
        following = self.words.items[item.place + 1 : item.place + 3]
        return next((one for one in following if not one.has("aspect", "scenery")), item)

    def _agrees(self, item: Phrase) -> bool:
        count = int(float(item.value("number") or item.value("factor")))
        kind, noun = self._kind_after(item), self._noun_after(item)
        if kind in ("picture", "take") and len({g.kind for g in self.context.draft.groups}) > 1:
            # "Two pictures and one clip": all that are told of that kind
            told = [one for one in self.words.items if self._kind_after(one) == kind]
            made = [one["kind"] for one in self.holding.shots.values()]
            return sum(float(one.value("number") or 0) for one in told) == made.count(kind)
        beside, every = self._beside(item), list(self.holding.shots)
        if item.shot < 0:  # "Shot 2:"
            return bool(self._here(item))
        everybody = set(self.holding.values(every, "character"))
        if noun.has("list_noun") and len(every) > 1:
            return count in (self._deliverables(), len(every) * (not self._joined(every)))
        again = noun.has("list_of") or self.words.listed("repeats", noun.norm)
        if again and noun.norm != item.norm and count > 1:
            return count in self._alike(every)
        counted = [len(beside), len(every), *(len(ids) for ids in self.made.values())]
        if self.words.listed("film_parts", noun.norm) and noun.norm != item.norm:
            return count in [*counted, *self._pieces()]
        counted += [len(self._cast(item)), len(everybody)]
        counted += [len(self.holding.at(one, ["lines"]) or ()) for one in every if self._talks(one)]
        counted.append(sum(counted[-sum(map(self._talks, every)) :]) if every else 0)
        return count in [*counted, *self._pieces()]

    def _joined(self, shots: list[str]) -> int:
        """How many shots are parts of the film."""
        return sum(not self.holding.shots[one].get("separate", True) for one in shots)

    def _deliverables(self) -> int:
        every = list(self.holding.shots)
        joined = self._joined(every)
        return len(every) - joined + bool(joined)

    def _alike(self, shots: list[str]) -> list[int]:
        """How many shots there are of the same cast, and lines of the same speaker."""
        told = [self.holding.shots[one] for one in shots]
        casts = [tuple(sorted(role["character"] for role in s.get("cast", ()))) for s in told]
        voices = [line["character"] for s in told for line in s.get("lines", ())]
        return [len(shots) if len(set(casts)) == len(shots) else 0] + [
            n for group in (casts, voices) for n in Counter(group).values()
        ]

    def _pieces(self) -> list[int]:
        """How many pieces there are, and how many shots of each kind."""
        kinds = [shot["kind"] for shot in self.holding.shots.values()]
        return [len(self.context.draft.groups), *(kinds.count(kind) for kind in set(kinds))]

    def _talks(self, shot: str) -> bool:
        return "lines" in self.holding.shots[shot]
