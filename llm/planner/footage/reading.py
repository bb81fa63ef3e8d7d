"""A brief about footage, read: what is to be changed, and where."""

from llm.planner.brief.claims import Claim
from llm.planner.brief.nearby import Nearby
from llm.planner.footage.amounts import KINDS, amount_of
from llm.planner.footage.claims import Clause, clauses, find_claims
from llm.planner.footage.drafts import Change, Wish
from llm.planner.words.cast import Cast
from llm.planner.words.lexicon import grammar, numbers
from llm.planner.words.measures import measure_at
from llm.planner.words.tokens import tokenize

_PLACES = ("at", "range", "from", "beginning", "end", "place")
_FACTORS = ("times", "share", "factor", "rate")
_LENGTHS = ("for", "bare")
_PLACEABLE = {"exaggerate", "zoom", "shake", "speed", "freeze"}
# "a four-second parody", "a 10-second version"
_RESULTS = {
    "parody",
    "spoof",
    "version",
    "clip",
    "cut",
    "video",
    "edit",
    "film",
    "movie",
    "scene",
    "trailer",
    "teaser",
    "short",
    "gif",
    "reel",
    "meme",
    "excerpt",
    "part",
    "bit",
    "highlight",
}
_TO = {"to", "down", "into", "only", "just", "keep"}
_TEXT = {"text", "words", "word", "caption", "says", "saying", "reading", "write", "title", "card"}


class _Reader:
    def __init__(self, text: str, cast: Cast) -> None:
        self.near: Nearby = find_claims(tokenize(text.replace("b/w", "b&w").replace("B/W", "B&W")))
        self.cast = cast
        self.wish = Wish()
        self.used: set[int] = set()  # starts of claims that have their place
        self.waiting: list[Claim] = []  # places whose effect comes in a later clause

    def read(self) -> Wish:
        self._measures()
        for clause in clauses(self.near):
            self._clause(clause)
        self._late_places()
        self._merge()
        self.wish.unknown = self._unknown()
        return self.wish

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
        if clause.negated or (removed and not clause.of("beginning", "end", "range", "from")):
            self._negate(clause)
            return
        self._titles(clause)
        for music in clause.of("music"):
            wish.music = True
            moods = [c.value for c in clause.of("mood")]
            wish.mood = moods[0] if moods else wish.mood
            self.used.add(music.start)
        wish.parody |= bool(clause.of("parody"))
        for quality in clause.of("quality"):
            wish.quality = quality.value
        for relative in clause.of("relative"):
            wish.relative = 1.0 if relative.value == "more" else -1.0
        for look in clause.of("look"):
            change = Change("grade", look=look.value)
            self._degree(clause, look, change)
            wish.changes.append(change)
        self._effects(clause)
        self._places(clause)

    def _phrase_end(self, clause: Clause, first: Claim) -> int:
        """Where what cannot be done ends: before an effect that can."""
        for claim in clause.claims:
            if claim.start > first.start and claim.category in ("effect", "look", "music"):
                return claim.start
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

    def _degree(self, clause: Clause, effect: Claim, change: Change) -> str:
        """The degree that belongs to `effect`: beside it, or after it in the clause."""
        for degree in clause.of("degree"):
            if degree.start in self.used:
                continue
            beside = degree.end == effect.start or self._adjectives(degree.end, effect.start)
            rest = [c for c in clause.of("effect", "look") if c.start > degree.end]
            after = degree.start >= effect.end and not (rest and rest[0].start == degree.end)
            if beside or after:
                self.used.add(degree.start)
                if change.kind == "grade":
                    change.amount = 0.5 if degree.value == "slight" else 0.0
                    change.measured = True
                return degree.value
        return ""

    def _adjectives(self, start: int, end: int) -> bool:
        between = [self.near.at.get(i) for i in range(start, end)]
        return start <= end and all(
            c is not None and c.category in ("degree", "place", "about") for c in between
        )

    def _effects(self, clause: Clause) -> None:
        effects = clause.of("effect")
        for rate in clause.of("rate"):
            if all(KINDS[e.value] != "speed" for e in effects):
                change = Change("speed", where=None)
                amount_of(change, "pace", rate, "", by=False)
                self.wish.changes.append(change)
                self.used.add(rate.start)
        named = [e.value for e in effects]
        for effect in effects:
            word = effect.value
            if word == "pace":
                if {"slow", "fast"} & set(named):
                    continue
                ahead = [self.near.norm(i) for i in range(effect.end, effect.end + 5)]
                word = "fast" if "up" in ahead else "slow" if "down" in ahead else "pace"
            change = Change(KINDS[word])
            degree = self._degree(clause, effect, change)
            factor = self._factor(clause, effect, effects)
            by = factor is not None and (
                self.near.norm(factor.start - 1) == "by"
                or self.near.norm(factor.end) in ("slower", "faster", "quicker")
            )
            amount_of(change, word, factor, degree, by)
            self._place_of(clause, effect, effects, change)
            self._usual_place(clause, effect, word, degree, change)
            if word == "pace" and not change.amount:
                if "normal" not in {t.norm for t in self.near.tokens}:
                    self.wish.unclear.append("a speed: say how many times faster or slower")
                continue
            self.wish.changes.append(change)

    def _factor(self, clause: Clause, effect: Claim, effects: list[Claim]) -> Claim | None:
        free = [c for c in clause.of(*_FACTORS) if c.start not in self.used]
        nearest = [
            c
            for c in free
            if min(effects, key=lambda e: _distance(e, c)) is effect
            or (KINDS[effect.value] == "speed" and c.category == "rate")
        ]
        if KINDS[effect.value] == "reverse" or not nearest:
            return None
        self.used.add(nearest[0].start)
        return nearest[0]

    def _place_of(
        self, clause: Clause, effect: Claim, effects: list[Claim], change: Change
    ) -> None:
        if change.kind not in _PLACEABLE:
            return
        kept = clause.of("keep", "trim") and change.kind != "freeze"
        claims = [*self.waiting, *clause.claims]
        for place in claims:
            if place.category not in (*_PLACES, *_LENGTHS, "to") or place.start in self.used:
                continue
            if place.start < effect.start and self._owner_before(effects, effect, place):
                continue
            following = [e for e in effects if effect.start < e.start < place.start]
            if following or self._is_result(place):
                continue
            if place.category in ("beginning", "end", "range") and kept:
                continue
            if place.category == "to" and change.kind != "freeze":
                continue
            if self._put(change, place):
                self.used.add(place.start)
        self.waiting = [c for c in self.waiting if c.start not in self.used]

    def _owner_before(self, effects: list[Claim], effect: Claim, place: Claim) -> bool:
        """Whether an effect that precedes `place` has the better claim to it."""
        return any(e.end <= place.start and e is not effect for e in effects)

    def _is_result(self, place: Claim) -> bool:
        """ "a 4-second parody"."""
        if place.category != "bare":
            return False
        after = [self.near.norm(i) for i in range(place.end, place.end + 4)]
        for word in after:
            if word in _RESULTS:
                return True
            if word in ("of", "in", "at", ",", "."):
                return False
        return False

    def _put(self, change: Change, place: Claim) -> bool:
        """Set where `change` is made, as `place` has it; whether that was still open."""
        category, value = place.category, place.value
        if category in (*_LENGTHS, "to"):
            if change.kind == "freeze" and not change.amount:
                change.amount = float(value)
            elif not change.seconds:
                change.seconds = float(value)
            else:
                return False
            change.measured = True
            return True
        if change.where is not None and not (change.where == "all" and category != "place"):
            return False
        if category == "place":
            change.where = value
            return True
        change.measured = True
        if category in ("beginning", "end"):
            change.where, change.seconds = category, float(value)
        else:
            change.where = "time"
            start, _, end = value.partition(" ")
            change.start = float(start)
            change.open_end = category == "from"
            if end and change.kind == "freeze":
                change.amount = float(end) - float(start)
            elif end:
                change.seconds = float(end) - float(start)
        return True

    def _usual_place(
        self, clause: Clause, effect: Claim, word: str, degree: str, change: Change
    ) -> None:
        """Where the words themselves say so: "slow this clip down", "a slow zoom"."""
        if change.where is not None:
            return
        if word in ("slow_zoom", "handheld", "lapse", "fast"):
            change.where = "all"
        elif word == "ramp" or (word == "slow" and degree == "dramatic" and self._noun(effect)):
            change.where = "peak"
        elif word in ("slow", "pace") and self._object(clause, effect):
            change.where = "all"

    def _noun(self, effect: Claim) -> bool:
        return effect.end - effect.start > 1 or self.near.norm(effect.start) in ("slowmo", "slomo")

    def _object(self, clause: Clause, effect: Claim) -> bool:
        """Whether the clause makes it of the footage as such, with no other effect between."""
        for refer in clause.of("refer"):
            low, high = sorted((refer.start, effect.start))
            between = [c for c in clause.of("effect", "look") if low < c.start < high]
            if not between:
                return True
        return False

    def _places(self, clause: Clause) -> None:
        """Places and lengths that no effect of the clause takes."""
        trims = clause.of("trim")
        for place in clause.claims:
            if place.start in self.used:
                continue
            if place.category in ("beginning", "end", "range", "from"):
                self._stretch(clause, place)
            elif place.category == "to" or (
                place.category == "bare" and self._is_length(clause, place)
            ):
                self.wish.length = float(place.value)
                self.used.add(place.start)
            elif (
                place.category == "place" and place.value == "peak" and (trims or clause.of("keep"))
            ):
                self.wish.changes.append(Change("trim", where="peak"))
                self.used.add(place.start)
            elif place.category in (*_PLACES, *_LENGTHS):
                self._give(place)
        if trims and not clause.of("beginning", "end", "range", "from", "to", "bare", "place"):
            if all(c.value != "shorter" and self.near.norm(c.start) != "shorter" for c in trims):
                self.wish.unclear.append("a cut: say which part, such as “the first 3 seconds”")
            else:
                self.wish.unclear.append("a length: say how many seconds")

    def _is_length(self, clause: Clause, place: Claim) -> bool:
        return (
            self._is_result(place)
            or bool(clause.of("trim", "keep", "parody"))
            or (clause.end - clause.start == place.end - place.start)
        )

    def _stretch(self, clause: Clause, place: Claim) -> None:
        """A stretch of the footage that no effect of its clause takes: it is cut out, or meant for
        the effect that was named before or comes next."""
        last = self.wish.changes[-1] if self.wish.changes else None
        trims, removes = clause.of("trim"), bool(clause.of("remove"))
        kept = trims or removes or clause.of("keep") or self._subject(clause, place)
        if not kept and last is not None and last.kind in _PLACEABLE and last.where is None:
            if self._put(last, place):
                self.used.add(place.start)
                return
        led = self.near.norm(place.start - 1) in ("in", "during") or (
            self.near.norm(place.start - 2) in ("in", "during")
        )
        if not kept and (led or place.category in ("range", "from")):
            self.waiting.append(place)
            return
        change = Change("trim", measured=True)
        self._put(change, place)
        between = {self.near.norm(i) for t in trims for i in range(t.end, place.start)}
        shortens = place.category in ("beginning", "end") and trims and not between & _TO
        change.removes = removes or (bool(shortens) and not clause.of("keep"))
        self.wish.changes.append(change)
        self.used.add(place.start)

    def _subject(self, clause: Clause, place: Claim) -> bool:
        """ "a parody of the first 4 seconds", "reverse the first 3 seconds"."""
        return bool(
            clause.of("parody", "look")
            or [e for e in clause.of("effect") if KINDS[e.value] == "reverse"]
        )

    def _give(self, place: Claim) -> None:
        """A place or a length in a clause of its own belongs to the last effect, else to the next."""
        for change in reversed(self.wish.changes):
            if change.kind in _PLACEABLE and self._put(change, place):
                self.used.add(place.start)
                return
        self.waiting.append(place)

    def _late_places(self) -> None:
        """What no later effect took."""
        for place in self.waiting:
            if place.start in self.used:
                continue
            if place.category in ("range", "from", "beginning", "end"):
                change = Change("trim", measured=True)
                self._put(change, place)
                self.wish.changes.append(change)
            elif place.category in _LENGTHS:
                self.wish.length = self.wish.length or float(place.value)
            self.used.add(place.start)

    def _merge(self) -> None:
        """One exaggeration, and one of each other kind but where several times are named."""
        merged: list[Change] = []
        for change in self.wish.changes:
            same = [c for c in merged if c.kind == change.kind]
            timed = change.where not in (None, "all", "peak") and change.kind != "trim"
            apart = timed and all(c.where not in (None, "all", "peak") for c in same)
            if not same or (apart and all(_place(c) != _place(change) for c in same)):
                merged.append(change)
                continue
            known = same[0]
            if change.kind == "grade":
                known.look = _stronger(known.look, change.look)
                known.amount = known.amount or change.amount
            elif _place(known) == _place(change) or change.where is None or known.where is None:
                if change.measured and not known.measured:
                    known.amount = change.amount
                known.measured |= change.measured
                if known.where is None:
                    known.where, known.start = change.where, change.start
                    known.open_end = change.open_end
                known.seconds = known.seconds or change.seconds
            else:
                self.wish.unplaced.append(f"another {change.kind}")
        self.wish.changes = merged

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


def _distance(effect: Claim, other: Claim) -> int:
    return max(effect.start - other.end, other.start - effect.end)


def _place(change: Change) -> tuple[str | None, float]:
    return change.where, change.start


_BY_STRENGTH = ("film_noir", "black_and_white", "vintage", "dream", "vivid", "cold", "warm")


def _stronger(first: str | None, second: str | None) -> str | None:
    """Of two looks the one that the other cannot have: black and white has no warmth."""
    return min((first, second), key=lambda look: _BY_STRENGTH.index(look or "warm"))


def read_wish(text: str, cast: Cast) -> Wish:
    """What `text` asks of footage; never fails."""
    return _Reader(text, cast).read()
