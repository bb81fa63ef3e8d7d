"""Claims of a brief about footage, and the clauses in which they stand."""

from dataclasses import dataclass, field
from itertools import pairwise

from llm.planner.brief.claims import Claim
from llm.planner.brief.nearby import Nearby
from llm.planner.footage.brief.times import time_at
from llm.planner.words.lexicon import Entry, footage_lexicon, grammar
from llm.planner.words.tokens import Token

_BOUNDARIES = {*",;.!?:()+-&", "and", "then", "with", "plus", "but", "while"}
# Where a phrase stands for several things, the first of these; a mood needs music beside it.
_ORDER = (
    "quote",
    "refer",
    "remove",
    "cannot",
    "title",
    "effect",
    "trim",
    "look",
    "parody",
    "place",
    "degree",
    "keep",
    "factor",
    "relative",
    "music",
    "quality",
    "negation",
    "about",
)
_BETWEEN_MOODS = {",", "and", "some", "a", "the", "very"}
_IS = {":", "is", "that", "which", "should", "be", "gets", "very"}
_ADJECTIVES = {"exaggerate", "slow"}
_HAPPENS = {"when", "whenever", "as", "while", "where", "once", "at", "on", "during", "moment"}
_NEAR = 4  # words, from "when" to what happens
# Words that say that something is funny: of a scene they ask for a parody, of a sound they do not.
_FUNNY = {"funny", "funnier", "hilarious", "comic", "comical", "comedic", "silly", "goofy"}
_FUNNY |= {"ridiculous", "humorous", "laughable", "slapstick", "satirical", "divertente"}
_WORKS = {"scene", "clip", "video", "film", "movie", "footage", "version", "edit", "remake", "shot"}
_WORKS |= {"tiktok", "gif", "ad", "advert", "story", "post"}
_WORKS |= {"cut", "take", "short", "trailer", "reel", "way", "thing", "piece", "remix", "style"}
_TEMPO = {"slow", "fast", "slower", "faster", "quick"}  # of music, beside it
_MOST_OTHER = 2  # words between a mood and its music: "sad solo piano music"


@dataclass
class Clause:
    """Tokens `start` to `end` (exclusive). `negated`: it says what is not wanted. `opening` is the
    boundary before it."""

    start: int
    end: int
    opening: str = ""
    negated: bool = False
    claims: list[Claim] = field(default_factory=list)

    def of(self, *categories: str) -> list[Claim]:
        return [claim for claim in self.claims if claim.category in categories]


def find_claims(tokens: list[Token]) -> Nearby:
    """The claims in `tokens`, each with the category that it has there."""
    lexicon, claims, at = footage_lexicon(), [], 0
    while at < len(tokens):
        if tokens[at].kind == "quote":
            claims.append(Claim(at, at + 1, {"quote": Entry("quote", tokens[at].text)}))
            at += 1
            continue
        words = []
        for token in tokens[at : at + lexicon.longest]:
            if token.kind in ("mark", "quote") and token.norm != "&":
                break
            words.append(token.norm)
        length, entries = lexicon.find(words)
        measured = time_at(tokens, at)
        if measured and measured[0] >= length:
            length, category, value = measured
            claims.append(Claim(at, at + length, {category: Entry(category, value)}, category))
        elif entries:
            claims.append(Claim(at, at + length, {entry.category: entry for entry in entries}))
        else:
            at += 1
            continue
        at = claims[-1].end
    near = Nearby(tokens, claims)
    _settle(near)
    return near


def _settle(near: Nearby) -> None:
    """Choose every claim's category."""
    for claim in near.claims:
        if claim.readings.pop("outcry", None) and _happens(near, claim):
            claim.readings = {"place": Entry("place", "peak"), "outcry": Entry("outcry", "peak")}
            claim.choose("place")
    for claim in near.claims:
        if "music" in claim.readings:
            claim.choose("music")
            moods = near.run_back(claim, "mood", _BETWEEN_MOODS) or _mood_before(near, claim)
            moods = moods or _mood_after(near, claim)
            for mood in moods:
                mood.choose("mood")
            _clear_tempo(near, claim)
    for claim in near.claims:
        if not claim.category:
            known = [c for c in _ORDER if c in claim.readings]
            if known and (known[0] != "parody" or _of_a_work(near, claim)):
                claim.choose(known[0])
    for claim in near.claims:
        following = near.at.get(claim.end)
        if following is None or following.category != "effect" or claim.category != "effect":
            continue
        if claim.value in _ADJECTIVES and _is_adjective(near, claim):
            # "exaggerated slow motion", "a slow shake": how the effect after it is made.
            value = "strong" if claim.value == "exaggerate" else "slight"
            claim.readings = {"degree": Entry("degree", value)}
            claim.choose("degree")
    near.claims[:] = [claim for claim in near.claims if claim.category]
    near.at = {i: c for c in near.claims for i in range(c.start, c.end)}


def _happens(near: Nearby, claim: Claim) -> bool:
    """Whether `claim` tells when something is to be: "when he screams", "at the scream"."""
    for index in range(claim.start - 1, max(-1, claim.start - 1 - _NEAR), -1):
        if near.tokens[index].kind == "mark":
            return False
        if near.norm(index) in _HAPPENS:
            return True
    return False


def _of_a_work(near: Nearby, claim: Claim) -> bool:
    """Whether a word of `_FUNNY` stands alone or speaks of a work: "a funny sound" does not."""
    if near.norm(claim.start) not in _FUNNY:
        return True
    index = claim.end
    while other := near.at.get(index):
        if not {"degree", "parody", "look"} & other.readings.keys():
            break
        index = other.end
    word = near.norm(index)
    if index >= len(near.tokens) or near.tokens[index].kind != "word" or word in _WORKS:
        return True
    following = near.at.get(index)
    return (word,) in grammar("stop") or bool(following and "refer" in following.readings)


def _mood_before(near: Nearby, music: Claim) -> list[Claim]:
    """ "sad piano music": a mood with other words between."""
    index, other = music.start - 1, 0
    while index >= 0 and other < _MOST_OTHER + 1:
        comma = near.norm(index) == "," and other > 0
        if not comma and not _describes(near, index):
            break
        index, other = index - 1, other + 1
    mood = near.at.get(index)
    return [mood] if other and mood is not None and mood.can("mood") else []


def _describes(near: Nearby, index: int) -> bool:
    """Whether the word at `index` may say what kind of music it is: "piano", "slow"."""
    if near.at.get(index) is not None:
        return near.norm(index) in _TEMPO
    return near.tokens[index].kind == "word" and (near.norm(index),) not in grammar("stop")


def _clear_tempo(near: Nearby, music: Claim) -> None:
    """ "slow sad music" asks for no slow motion."""
    index = music.start - 1
    while index >= 0 and music.start - index <= _NEAR:
        claim = near.at.get(index)
        tempo = near.norm(index) in _TEMPO
        mood = claim is not None and claim.category == "mood"
        if not mood and not _describes(near, index) and near.norm(index) != ",":
            return
        if tempo and claim is not None and claim.end - claim.start == 1:
            claim.readings = {}
        index -= 1


def _mood_after(near: Nearby, music: Claim) -> list[Claim]:
    """ "music: tense", "the music is tense", "music that should be very sad"."""
    index = music.end
    while near.norm(index) in _IS:
        index += 1
    mood = near.at.get(index)
    return [mood] if mood is not None and "mood" in mood.readings else []


def _is_adjective(near: Nearby, claim: Claim) -> bool:
    single = claim.end - claim.start == 1 or near.norm(claim.start) == "over"
    return single and near.norm(claim.start) in ("exaggerated", "cartoonish", "over", "slow")


def clauses(near: Nearby) -> list[Clause]:
    """The clauses of a brief, with their claims."""
    found = [Clause(0, 0)]
    for index in range(len(near.tokens)):
        claim, word = near.at.get(index), near.norm(index)
        inside = claim is not None and claim.category != "negation" and claim.start < index
        negation = claim is not None and claim.category == "negation" and claim.start == index
        bounds = claim is None and (word in _BOUNDARIES or near.tokens[index].line)
        if not inside and (bounds or negation):
            found[-1].end = index
            opening = word if bounds else found[-1].opening if _empty(found[-1]) else word
            found.append(Clause(index + (not near.tokens[index].line and bounds), 0, opening))
            found[-1].negated = negation
    found[-1].end = len(near.tokens)
    for clause in found:
        clause.claims = [c for c in near.claims if clause.start <= c.start < clause.end]
    found = [clause for clause in found if clause.end > clause.start]
    for before, clause in pairwise(found):
        # "without music and titles"
        bare = clause.of("effect", "title", "music", "look", "beginning", "end") and _only(clause)
        if before.negated and bare and clause.opening in ("and", "&"):
            clause.negated = True
    return found


def _empty(clause: Clause) -> bool:
    return clause.end <= clause.start


def _only(clause: Clause) -> bool:
    """Whether every word of it is of a claim."""
    return sum(c.end - c.start for c in clause.claims) == clause.end - clause.start
