"""Which quoted strings are spoken, and by whom."""

from dataclasses import dataclass, replace

from llm.planner.brief.claims import Claim
from llm.planner.brief.context import Context
from llm.planner.brief.drafts import Deliverable, LineDraft
from llm.planner.brief.position import words
from llm.planner.words.cast import Cast
from llm.planner.words.lexicon import Entry, grammar

_OBJECT = {"to", "at", "towards", "toward", "near", "beside", "behind", "against", "past", "for"}
_LISTENING = {
    "tell",
    "tells",
    "telling",
    "told",
    "ask",
    "asks",
    "asking",
    "asked",
    "answers",
    "calls",
    "calling",
}
_UTTERING = (
    "say",
    "said",
    "whisper",
    "shout",
    "yell",
    "exclaim",
    "ask",
    "answer",
    "repl",
    "dice",
    "dicendo",
    "mutter",
    "murmur",
)
_PHRASE_ENDS = {"in", "at", "with", "on", "while", "as", "from", "by", "for", "and"}
_SHOWN = {
    "emotion",
    "strength",
    "rate",
    "style",
    "structure",
    "framing",
    "angle",
    "view",
    "move",
    "set",
    "time",
    "quality",
    "duration",
    "size",
    "aspect",
    "exposure",
    "kind",
}
_EMPTY = {"something", "nothing", "anything", "words", "it", "that", "this", "a", "the", "to"}


@dataclass
class Mention:
    """A name in a deliverable. `addressed`: spoken or waved to, not the one who acts."""

    claim: Claim
    addressed: bool

    @property
    def name(self) -> str:
        return self.claim.value


def mentions(context: Context, claims: list[Claim]) -> list[Mention]:
    """Every name that is wanted, in order."""
    found: list[Mention] = []
    for claim in claims:
        if claim.category != "name" or claim.negated:
            continue
        before = context.norm(claim.start - 1)
        spoken_to = before in _LISTENING and any(
            c.category in ("quote", "reported") for c in claims if 0 <= c.start - claim.end <= 3
        )
        found.append(Mention(claim, bool(found) and (before in _OBJECT or spoken_to)))
    return found


def unquoted(context: Context, claims: list[Claim], text: str) -> Claim | None:
    """Words after a verb of speech in a deliverable without any quotation, as a quote claim."""
    for verb in claims:
        if (
            verb.category != "speech"
            or verb.negated
            or not context.norm(verb.start).startswith(_UTTERING)
        ):
            continue
        begin = _after_adverbs(context, verb.end)
        begin += context.norm(begin) in (":", ",")
        end = begin
        while end < len(context.tokens) and context.norm(end) not in ".;":
            claim = context.at.get(end)
            phrase_ends = context.norm(end) in _PHRASE_ENDS and any(
                end + k in context.at for k in (1, 2, 3)
            )
            if ((end > begin or begin > verb.end + 1) and phrase_ends) or (
                claim and claim.category in ("language", "music", "kind")
            ):
                break
            end += 1
            if context.norm(end - 1) in "!?":
                break
        while end > begin and context.norm(end - 1) in (",", "and"):
            end -= 1
        said = {context.norm(i) for i in range(begin, end)}
        silent = begin > verb.end and _only_shows(context, begin, end)
        led = context.norm(begin) in _OBJECT | {"from"}
        worded = any(context.tokens[i].kind != "mark" for i in range(begin, end))
        if worded and not said & _EMPTY and not led and not silent:
            spoken = text[context.tokens[begin].start : context.tokens[end - 1].end]
            return Claim(begin, end, {"quote": Entry("quote", spoken)}, "quote")
    return None


def _after_adverbs(context: Context, begin: int) -> int:
    """Past the words after a verb of speech that tell how: "shouting angrily from below"."""
    at = begin
    while (claim := context.at.get(at)) is not None and claim.start == at:
        adverb = context.norm(claim.end - 1).endswith("ly")
        how = claim.readings.keys() & {"strength", "rate"} and claim.category != "emotion"
        if not how and not (adverb and claim.category in ("emotion", "style")):
            break
        at = claim.end
    return at


def _only_shows(context: Context, begin: int, end: int) -> bool:
    """Whether all of the words ask for something to be seen: ", slow zoom"."""
    return all(
        context.norm(i) in {",", "and", "of", "with"} | words("article") | words("where")
        or ((claim := context.at.get(i)) is not None and claim.category in _SHOWN)
        for i in range(begin, end)
    )


class Speech:
    """Reads the lines and the title of one deliverable into `draft`."""

    def __init__(
        self,
        context: Context,
        claims: list[Claim],
        draft: Deliverable,
        cast: Cast,
        heirs: list[str],
    ) -> None:
        self.context, self.claims, self.draft, self.cast, self.heirs = (
            context,
            claims,
            draft,
            cast,
            heirs,
        )
        self.named = mentions(context, claims)
        self.verbs = [c for c in claims if c.category == "speech" and not c.negated]
        self.used: set[int] = set()

    def read(self) -> None:
        quotes = [c for c in self.claims if c.category == "quote"]
        end = 0
        for quote, following in zip(quotes, [*quotes[1:], None], strict=False):
            end = self._quote(quote, end, following)
        for claim in self.claims:
            if claim.category == "voice_over" and self.draft.lines and not claim.negated:
                after = [line for line in self.draft.lines if line.scope.stop > claim.start]
                (after or self.draft.lines)[0].off_screen = True

    def _verbs(self, start: int, end: int) -> list[Claim]:
        return [v for v in self.verbs if start <= v.start < end and v.start not in self.used]

    def _between(self, start: int, end: int) -> list[Mention]:
        return [m for m in self.named if start <= m.claim.start < end]

    def _quote(self, quote: Claim, start: int, following: Claim | None) -> int:
        """Reads one quotation; returns where its scope ends."""
        verbs = self._verbs(start, quote.start)
        titles = [
            c for c in self.claims if c.category == "title" and start <= c.start < quote.start
        ]
        if (
            titles
            and quote.start - titles[-1].end <= 3
            and not (verbs and (verbs[-1].start > titles[-1].start or titles[-1].weak))
        ):
            self.draft.title = quote.value[:80]
            return quote.end
        line = LineDraft(quote.value, scope=range(quote.start, quote.end))
        verb = verbs[-1] if verbs else self._verb_after(quote, following)
        if verb is None:
            line.speaker = self._nearby(quote, start)
        else:
            self.used.add(verb.start)
            entry = verb.readings["speech"]
            line.implied = None if entry.value == "neutral" else entry.value
            line.force = verb.strength
            line.scope = range(min(verb.start, quote.start), max(verb.end, quote.end))
            if verb.start < quote.start:
                line.speaker = self._subject(verb, start) or self._after(quote) or self._first()
            else:
                line.speaker = (
                    self._beside(verb, quote) or self._subject(verb, start) or self._first()
                )
        self.draft.lines.append(line)
        if verb is not None and verb.start < quote.start:
            self._chorus(line, verb, start)
        return line.scope.stop

    def _chorus(self, line: LineDraft, verb: Claim, start: int) -> None:
        """ "Luca and Giulia say": the line once for each, in their order."""
        named = [m for m in self._between(start, verb.start) if not m.addressed]
        first = len(named) - 1
        while first > 0 and all(
            self.context.norm(i) in ("and", "&", ",", "e")
            for i in range(named[first - 1].claim.end, named[first].claim.start)
        ):
            first -= 1
        between = range(named[-1].claim.end, verb.start) if named else range(0)
        if any(self.context.norm(i) in ",;:." for i in between) or not named:
            return
        if any(c.category == "action" for i in between if (c := self.context.at.get(i))):
            return
        others = [m.name for m in named[first:-1] if m.name != line.speaker]
        self.draft.lines[-1:-1] = [replace(line, speaker=name) for name in others]

    def _verb_after(self, quote: Claim, following: Claim | None) -> Claim | None:
        limit = following.start if following else quote.end + 8
        verbs = self._verbs(quote.end, limit)
        if not verbs or verbs[0].start - quote.end > 4:
            return None
        verb = verbs[0]
        if any(self.context.stops(i) for i in range(quote.end, verb.start)):
            return None
        named = any(m.claim.start == verb.end for m in self.named)
        stopped = following and any(self.context.stops(i) for i in range(verb.end, following.start))
        return verb if not following or len(verbs) > 1 or named or stopped else None

    def _beside(self, verb: Claim, quote: Claim) -> str:
        """ "'Hi', says Luca", "'Hi' said by Luca", "'Hi', Luca says"."""
        after = self._between(verb.end, verb.end + 3)
        before = self._between(quote.end, verb.start)
        return next((m.name for m in [*before[-1:], *after[:1]] if not m.addressed), "")

    def _after(self, quote: Claim) -> str:
        """ "'Hi' by Giulia", "in Giulia's voice"."""
        after = self._between(quote.end, quote.end + 6)
        return next((m.name for m in after), "")

    def _subject(self, verb: Claim, start: int) -> str:
        """Who speaks at `verb`: the last one named before it, or whom a pronoun stands for."""
        named = [m for m in self._between(start, verb.start) if not m.addressed]
        if named:
            return named[-1].name
        known = (
            list(dict.fromkeys(m.name for m in self._between(0, verb.start) if not m.addressed))
            or self.heirs
        )
        words = [self.context.norm(i) for i in range(max(start, verb.start - 3), verb.start)]
        for gender in ("he", "she"):
            matching = [name for name in known if self.cast.gender(name) == gender]
            if matching and any((word,) in grammar(gender) for word in words):
                return matching[-1]
        everyone = list(dict.fromkeys([*known, *(m.name for m in self.named)]))
        previous = self.draft.lines[-1].speaker if self.draft.lines else ""
        if "other" in words and len(everyone) == 2 and previous in everyone:
            return everyone[1 - everyone.index(previous)]
        if previous:
            return previous
        return known[-1] if known else ""

    def _nearby(self, quote: Claim, start: int) -> str:
        """The speaker of a line without a verb: "Luca: 'Hi'", "'Hi' by Luca"."""
        before = self._between(start, quote.start)
        if before and quote.start - before[-1].claim.end <= 2:
            return before[-1].name
        by = [
            m
            for m in self._between(quote.end, quote.end + 4)
            if self.context.norm(m.claim.start - 1) in ("by", "from")
        ]
        if by:
            return by[0].name
        if before:
            return before[-1].name
        return self.draft.lines[-1].speaker if self.draft.lines else self._first()

    def _first(self) -> str:
        names = [m.name for m in self.named if not m.addressed] or self.heirs
        return names[0] if names else ""
