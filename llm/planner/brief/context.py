"""Which of its readings a claim has, told by the words beside it."""

from llm.planner.brief.claims import Claim
from llm.planner.brief.nearby import Nearby
from llm.planner.brief.passes import choose_passes
from llm.planner.words.lexicon import grammar

# Where the words beside a claim decide nothing, the first of these that it can be.
_ORDER = (
    "name",
    "quote",
    "edit",
    "title",
    "transparent",
    "subtitles",
    "voice_over",
    "silent",
    "dialogue",
    "time",
    "set",
    "emotion",
    "action",
    "framing",
    "angle",
    "view",
    "move",
    "kind",
    "make",
    "music",
    "aspect",
    "resolution",
    "quality",
    "exposure",
    "strength",
    "rate",
    "separate",
    "speech",
    "negation",
    "style",
    "structure",
    "loose",
)
_ARTICLES = {"a", "an", "one", "this", "that", "the", "another", "some", "new", "un", "una"}
_OWNED = {"his", "her", "my", "our", "their"}
_SUBJECTS = {"he", "she", "they", "who", "and", "then", "it", "also"}
_NEEDS_CONTEXT = {"mood", "pass", "pass_noun", "language", "speech"}
_MODIFIED = {"style", "styled", "look", "aesthetic", "like"}
_PASS_ALONE = {"openpose", "edge"}


class Context(Nearby):
    """The claims of a brief by token, and the rules that choose among their readings."""

    def settle(self) -> None:
        """Choose every claim's category."""
        for rule in (
            self._pass,
            self._music,
            self._languages,
            self._speech,
            self._kinds,
            self._voice,
            self._width,
        ):
            for claim in self.claims:
                if not claim.category:
                    rule(claim)
        for claim in self.claims:
            if not claim.category:
                left = [c for c in _ORDER if c in claim.readings and c not in _NEEDS_CONTEXT]
                if left:
                    claim.choose(left[0])
                elif "speech" in claim.readings:
                    claim.choose("speech")
        for claim in self.claims:
            if claim.category == "negation":
                self._negate(claim)
        self.claims[:] = [c for c in self.claims if c.category]
        self.at = {i: c for c in self.claims for i in range(c.start, c.end)}

    def _pass(self, claim: Claim) -> None:
        choose_passes(self, claim)

    def _music(self, claim: Claim) -> None:
        if "music" in claim.readings:
            moods = self.run_back(claim, "mood", {",", "and", "some", "a", "the", "very"})
            nouns = self.norm(claim.start) not in ("song", "score", "theme", "light", "short")
            if (
                moods
                or nouns
                or self.norm(claim.start - 1) in ("with", "a", "the", "some", "no", "without")
            ):
                claim.choose("music")
                for mood in moods:
                    mood.choose("mood")

    def _languages(self, claim: Claim) -> None:
        if "language" not in claim.readings:
            return
        following = self.at.get(claim.end)
        place = following is not None and following.can("set")
        spoken = (
            following is not None and (following.can("speech") or following.can("kind"))
        ) or self.norm(claim.end) in ("words", "phrase", "speech", "voice")
        before = self.norm(claim.start - 1)
        voice = (
            following is not None
            and following.can("kind")
            and following.readings["kind"].value == "voice_line"
        )
        speaking = self.at.get(claim.start - 1)
        if (
            (
                before in ("in", "into")
                and not place
                and self.norm(claim.end) not in ("accent", "style")
            )
            or (spoken and voice)
            or self.norm(claim.end) in ("words", "phrase", "speech")
            or (speaking is not None and "speech" in speaking.readings and not place)
        ):
            claim.choose("language")

    def _speech(self, claim: Claim) -> None:
        """A verb of speech has its quotation after it, or just before it."""
        if "speech" not in claim.readings:
            return
        before = self.norm(claim.start - 1)
        named = self.at.get(claim.start - 1)
        if "title" in claim.readings and not (before in _SUBJECTS or (named and named.can("name"))):
            claim.choose("title")
            return
        for index in range(claim.end, claim.end + 16):
            if index >= len(self.tokens):
                break
            other = self.at.get(index)
            if self.tokens[index].kind == "quote":
                claim.choose("speech")
                return
            if self.stops(index):
                break
            if other and "speech" in other.readings:
                break
        near = range(max(0, claim.start - 5), claim.start)
        quoted = [i for i in near if self.tokens[i].kind == "quote"]
        if quoted and not any(
            (c := self.at.get(i)) and c.category == "speech" for i in range(quoted[-1], claim.start)
        ):
            taken = any(
                (c := self.at.get(i)) and c.category == "speech" and i >= quoted[-1] - 8
                for i in range(max(0, quoted[-1] - 8), quoted[-1])
            )
            if not taken:
                claim.choose("speech")
                return
        if not claim.readings.keys() & {"emotion", "action", "make", "title"}:
            claim.choose("speech")

    def _kinds(self, claim: Claim) -> None:
        """A noun names what is to be made, unless it stands where the words refer back to it."""
        if "kind" not in claim.readings:
            return
        before = self.norm(claim.start - 1)
        following = self.at.get(claim.end)
        compound = following is not None and following.can("kind")
        if (compound and not claim.readings.keys() & {"make"}) or (
            self.norm(claim.end) in _MODIFIED and "style" not in claim.readings
        ):
            # "film style", "movie poster": the last noun says what it is.
            claim.readings = {"structure": claim.readings["kind"]}
            claim.choose("structure")
            return
        if claim.readings["kind"].value == "voice_line" and claim.end < len(self.tokens):
            spoken = self.at.get(claim.start - 2)
            if before == "the" and spoken and spoken.category == "speech":
                claim.readings = {"structure": claim.readings["kind"]}
                claim.choose("structure")
                return
        prior = self.at.get(claim.start - 1)
        if self.norm(claim.start) == "line" and prior is not None and prior.can("set"):
            claim.readings = {"structure": claim.readings["kind"]}  # "a ferry line"
            claim.choose("structure")
            return
        led = (
            before in _ARTICLES
            or prior is not None
            or self.tokens[claim.start].opens
            or claim.start == 0
            or self.norm(claim.end)
            in ("of", "with", ":", "where", "in", "from", "showing", "for", "di")
            or before in (",", "and", "then", ":")
        )
        backward = before in ("the", "this", "that") and self.norm(claim.start - 2) in (
            "in",
            "of",
            "for",
            "throughout",
        )
        still = (
            self.norm(claim.start) == "still"
            and before not in _ARTICLES
            and self.norm(claim.end) != "of"
        )
        if led and not backward and not still:
            claim.choose("kind")
        elif backward or still:
            claim.readings = {"structure": claim.readings["kind"]}
            claim.choose("structure")

    def _voice(self, claim: Claim) -> None:
        """ "in a flat voice" names a voice, "voice Luca saying" asks for one."""
        if "make" not in claim.readings or "structure" not in claim.readings:
            return
        near = [self.norm(i) for i in range(max(0, claim.start - 3), claim.start)]
        if {"in", "with", *_ARTICLES, *_OWNED} & set(near):
            claim.choose("structure")

    def _width(self, claim: Claim) -> None:
        """ "wide" alone between commas frames; else it is a degree, "smiling wide"."""
        if {"framing", "strength"} <= claim.readings.keys():
            marks = ("", ",", ".", ";", ":", "/")
            alone = self.norm(claim.start - 1) in marks and self.norm(claim.end) in marks
            claim.choose("framing" if alone else "strength")

    def _negate(self, negation: Claim) -> None:
        """Negated: the claims that follow within four words, and those listed after them."""
        index, reach = negation.end, negation.end + 4
        while index < reach and not self.stops(index):
            word, claim = self.norm(index), self.at.get(index)
            if word in {w[0] for w in grammar("negation_end")} or word in (":", "("):
                break
            if word == ",":
                # "not smiling, waving": the comma ends it, but for "no music, no titles".
                break
            if claim and claim.category == "quote":
                break
            if claim and claim.category not in ("negation", "make"):
                claim.negated = True
                index, reach = claim.end, claim.end
                if self.norm(index) in ("or", "nor", "and") and self.norm(negation.start) in (
                    "without",
                    "no",
                    "senza",
                    "not",
                ):
                    reach = index + 4
                continue
            index += 1
