"""A brief about footage, read: what is to be changed, and where."""

from llm.planner.brief.claims import Claim
from llm.planner.brief.nearby import Nearby
from llm.planner.footage.brief.amounts import KINDS
from llm.planner.footage.brief.beyond import OTHER_FILE, inserts, own_sound, reverses_part
from llm.planner.footage.brief.claims import Clause, clauses, find_claims
from llm.planner.footage.brief.drafts import Wish
from llm.planner.footage.brief.effects import Effects
from llm.planner.footage.brief.merging import merge
from llm.planner.footage.brief.places import PLACES, Places
from llm.planner.words.cast import Cast
from llm.planner.words.languages import detect
from llm.planner.words.lexicon import grammar, numbers
from llm.planner.words.measures import measure_at
from llm.planner.words.tokens import tokenize

_EXCEPT = {"except", "excluding"}
_FEW, _MANY, _NEARLY_ALL = 3, 0.6, 0.85  # unknown words of a brief, and their share
_TITLE_ONLY = "Words are written as a title only, at the beginning: ask for a title."
_TITLE_FIRST = "The title stands at the beginning."
_TEXT = {"text", "words", "word", "caption", "says", "saying", "reading", "write", "title", "card"}


class _Reader:
    def __init__(self, text: str, cast: Cast) -> None:
        self.near: Nearby = find_claims(tokenize(text.replace("b/w", "b&w").replace("B/W", "B&W")))
        self.cast = cast
        self.wish = Wish()
        self.used: set[int] = set()  # starts of claims that have their place
        self.places = Places(self.near, self.wish, self.used)
        self.effects = Effects(self.near, self.wish, self.used, self.places)

    def read(self) -> Wish:
        self._measures()
        for clause in clauses(self.near):
            self._clause(clause)
        self.places.late()
        self.places.unused()
        merge(self.wish)
        self.wish.unknown = self._unknown()
        self._remark_peaks()
        self._told_foreign()
        return self.wish

    def _remark_peaks(self) -> None:
        for claim in self.near.claims:
            if "outcry" in claim.readings and claim.start in self.used | self._peaks():
                said = self._said(claim.start, claim.end)
                self.wish.remarks.append(f"“{said}” is taken as the most striking moment.")

    def _peaks(self) -> set[int]:
        """Starts of places that say what the plan does anyway."""
        peak = any(change.where == "peak" for change in self.wish.changes)
        return {c.start for c in self.near.claims if peak and c.category == "place"}

    def _told_foreign(self) -> None:
        words = [token for token in self.near.tokens if token.kind == "word"]
        share = len(self.wish.unknown) / max(1, len(words))
        foreign = detect(" ".join(token.text for token in words)) != "en"
        if len(self.wish.unknown) >= _FEW and share >= (_MANY if foreign else _NEARLY_ALL):
            self.wish.foreign = True

    def _measures(self) -> None:
        """ "seed 7"."""
        for index in range(len(self.near.tokens)):
            found = measure_at(self.near.tokens, index)
            if found and found[1] == "seed":
                self.wish.seed = max(0, min(int(float(found[2])), 2**31 - 1))
                self.used.update(range(index, index + found[0]))

    def _said(self, start: int, end: int) -> str:
        return " ".join(token.text for token in self.near.tokens[start:end])

    def _clause(self, clause: Clause) -> None:
        wish = self.wish
        wish.refers |= bool(clause.of("refer"))
        if self._goes_on(clause):
            wish.impossible[-1] += f" {clause.opening} {self._said(clause.start, clause.end)}"
            self.used.update(range(clause.start, clause.end))
            return
        if self._beyond(clause):
            return
        if clause.of("music"):
            # "replace the sound with tense music" only asks for the music
            clause.claims = [c for c in clause.claims if not self._replaces(c)]
        removed = clause.of("remove")
        if clause.of("cannot") or (removed and not self._removal(clause, removed[0])):
            if not clause.negated:
                first = clause.of("cannot", "remove")[0]
                words = (
                    clause.end if first.category == "remove" else self._phrase_end(clause, first)
                )
                wish.impossible.append(self._said(first.start, words))
                self.used.update(range(first.start, words))
                clause.claims = [c for c in clause.claims if c.start not in self.used]
            else:
                clause.claims = [c for c in clause.claims if c.category != "cannot"]
        if clause.negated and not clause.of("effect", "music", "title", "look"):
            if self.near.norm(clause.start) in _EXCEPT:
                self.wish.impossible.append(self._said(clause.start, clause.end))
            else:  # "without the first second"
                for place in clause.of("beginning", "end"):
                    self.places.cut_out(place)
        if clause.negated or (removed and not clause.of("beginning", "end", "range", "from")):
            self._negate(clause)
            return
        self._titles(clause)
        for music in clause.of("music"):
            wish.music = True
            # "sad, slow piano music": a mood is one only for its music, across a comma too
            before = [c for c in self.near.claims if c.category == "mood" and c.end <= music.start]
            moods = [c.value for c in clause.of("mood") or before[-1:]]
            wish.mood = moods[0] if moods else wish.mood
            self.used.add(music.start)
        wish.parody |= bool(clause.of("parody"))
        for quality in clause.of("quality"):
            wish.quality = quality.value
        for relative in clause.of("relative"):
            wish.relative = 1.0 if relative.value == "more" else -1.0
        self.effects.read(clause)
        self.places.rest(clause)

    def _beyond(self, clause: Clause) -> bool:
        """What no tool can do, left out by name; whether that is all of the clause."""
        if clause.negated:
            return False
        backwards = reverses_part(self.near, clause)
        if backwards or inserts(self.near, clause, self.cast):
            self.wish.impossible.append(self._said(clause.start, clause.end))
            self.used.update(range(clause.start, clause.end))
            if backwards:
                self.wish.remarks.append("Only whole clips run backwards.")
            self.wish.inserts |= not backwards
            return True
        first, end = own_sound(self.near, clause)
        if end:
            # A sound that came along is not taken for a wish for music.
            said = self._said(first, end)
            self.wish.unplaced += [said] if said != OTHER_FILE else []
            self.used.update(range(first, end))
            clause.claims = [c for c in clause.claims if c.category not in ("music", "mood")]
        return False

    def _replaces(self, claim: Claim) -> bool:
        return self.near.norm(claim.start).startswith(("replac", "swap"))

    def _goes_on(self, clause: Clause) -> bool:
        """ "replace his face with a cat": the second half of what cannot be done."""
        before = self.near.at.get(clause.start - 2)
        said = self.wish.impossible[-1:] and clause.opening == "with"
        if not said or clause.of("effect", "look", "music", "title"):
            return False
        words = self.wish.impossible[-1].lower()
        return words.startswith(("replac", "swap")) and (
            before is None or before.start < clause.start
        )

    def _phrase_end(self, clause: Clause, first: Claim) -> int:
        """Where what cannot be done ends: before an effect that can, "in slow motion"."""
        for claim in clause.claims:
            led = self.near.norm(claim.start - 1) in ("in", "at")
            if led and claim.start > first.start and claim.category in ("effect", "look"):
                return claim.start - 1
        return clause.end

    def _removal(self, clause: Clause, verb: Claim) -> bool:
        """Whether what is to be removed is footage, or something that can be left out."""
        after = [c for c in clause.claims if c.start > verb.start]
        return any(
            c.category in ("beginning", "end", "effect", "title", "music", "look", "from", "range")
            for c in after
        )

    def _negate(self, clause: Clause) -> None:
        for claim in clause.claims:
            if claim.category == "effect":
                self.wish.without.add(KINDS[claim.value])
            elif claim.category == "look":
                self.wish.without.add("grade")
            elif claim.category in ("music", "title", "parody"):
                self.wish.without.add(claim.category)
        self.used.update(range(clause.start, clause.end))

    def _titles(self, clause: Clause) -> None:
        wish, near = self.wish, self.near
        for quote in clause.of("quote"):
            before = {near.norm(i) for i in range(max(0, quote.start - 4), quote.start)}
            titled = clause.of("title") or before & _TEXT
            if titled and not wish.title:
                wish.title = quote.value[:80]
                self.used.add(quote.start)
            elif not titled:
                wish.unplaced.append(quote.value[:80])
                wish.remarks.append(_TITLE_ONLY)
        self._title_places(clause)
        for title in clause.of("title"):
            if wish.title or clause.of("quote"):
                continue
            end = title.end
            end += near.norm(end) in (":", "is", "of")
            stop = end
            while stop < len(near.tokens) and near.tokens[stop].capital:
                stop += 1
            wish.title = self._said(end, stop)[:80]
            self.used.update(range(end, stop))
            if not wish.title and self._quote_after(title) is None:
                wish.unclear.append("a title: put its words in quotation marks")

    def _title_places(self, clause: Clause) -> None:
        """A title's place is the beginning, whatever the brief says; no other effect gets it."""
        if not clause.of("quote", "title") or clause.of("effect", "trim", "keep", "look", "parody"):
            return
        places = [c for c in clause.of(*PLACES) if c.start not in self.used]
        late = [c for c in places if c.category != "place" or c.value != "beginning"]
        if late and self.wish.title and _TITLE_FIRST not in self.wish.remarks:
            self.wish.remarks.append(_TITLE_FIRST)
        self.used.update(c.start for c in places)

    def _quote_after(self, claim: Claim) -> Claim | None:
        """A quotation in the next clause: "with a title: 'Silenzio'"."""
        for index in range(claim.end, claim.end + 3):
            found = self.near.at.get(index)
            if found is not None and found.category == "quote":
                self.wish.title = found.value[:80]
                self.used.add(found.start)
                found.category = "title"
                return found
        return None

    def _unknown(self) -> list[str]:
        """Words without a place."""
        found, near = [], self.near
        for index, token in enumerate(near.tokens):
            if index in near.at or index in self.used or token.kind in ("mark", "quote"):
                continue
            named = self.cast.find([t.norm for t in near.tokens[index : index + 3]])[0]
            number = token.kind == "number" or (token.norm,) in numbers()
            if not named and not number and (token.norm,) not in grammar("stop"):
                found.append(token.text)
        return found


def read_wish(text: str, cast: Cast) -> Wish:
    """What `text` asks of footage; never fails."""
    return _Reader(text, cast).read()
