"""Words to be spoken that stand in no quotation marks."""

import re
from functools import cache
from itertools import pairwise

from llm.planner.reader.language.characters import CharacterIndex
from llm.planner.reader.language.lexicon import Lexicon, lexicon, table
from llm.planner.reader.text.folding import fold
from llm.planner.reader.text.quotes import Quote, quoted_spans
from llm.planner.reader.text.tokens import normal

_SAID = re.compile(
    r"(?m)(?P<opens>^[ \t]*)?(?P<by>[^\W\d_]+)[ \t]*(?:\([^)\n]*\)[ \t]*)?:[ \t]*(?P<said>[^\n:]+)$"
)
# A screenplay: LUCA on a line of its own, and below it what he says.
_SCRIPT = re.compile(
    r"(?m)^[ \t]*(?P<by>[^\W\d_]+)[ \t]*\n?(?:[ \t]*\([^)\n]*\)[ \t]*)?\n[ \t]*(?P<said>[^\n(]+)$"
)
_TURN = re.compile(
    r"(?:^|(?<=[.!?…/;|\n])[ \t]*)(?P<by>[^\W\d_]+)[ \t]*(?:\([^)\n]*\)[ \t]*)?:[ \t]*"
)
_LABELLED = re.compile(
    r"(?:^|(?<=[.!?;|\n])[ \t]*)(?:[^\W\d_]+[ \t]+)?(?P<by>[^\W\d_]+)[ \t]*:[ \t]*"
    r"(?P<said>[^\W\d_][^\n.!?;,:\"“”«»]{0,60}[!?]?)"
)
# "A film called The Big Jump.": capital letters tell where it ends.
_CALLED = re.compile(
    r"\b(?P<of>[^\W\d_]+) (?:called|titled|entitled|named|intitolat[oa]|chiamat[oa]) "
    r"(?P<said>[A-ZÀ-Þ][\w’']*(?: "
    r"(?:(?:of|the|an?|and|in|at|on|to|for|from|by|e|di|del|della|il|la) )*[A-ZÀ-Þ][\w’']*)*)"
    r"(?=\s*(?:[.,;:!?\n]|$|(?:where|in which|with|of|about|showing|in cui|dove|con)\b))"
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
# Told of how words are spoken, not words that are.
_DELIVERY = ("emotion", "loudness", "rate", "strength", "language")


def unquoted_spans(text: str, book: CharacterIndex, language: str) -> list[Quote]:
    """ "LUCA: Where are you?", "Giulia reads: Dear Luca", "Mina says welcome, softly"; and "Title:
    Summer", with what is quoted, if anything."""
    quoted, titles = quoted_spans(text), _titles(text, language)
    spoken = quoted or _spoken(text, book, language)
    titles = [t for t in titles if all(not t.start < one.end <= t.end for one in spoken)]
    if quoted and not titles:
        return []
    return sorted([*spoken, *titles], key=lambda one: one.start)


def _spoken(text: str, book: CharacterIndex, language: str) -> list[Quote]:
    words = lexicon(language)
    told = [normal(word) for word in _WORD.findall(text)]
    phrases = [*((word,) for word in told), *pairwise(told)]
    meant = [one for phrase in phrases for one in words.meanings(*phrase)]
    heard = any(o.value == "voice_line" and o.category in ("kind", "make") for o in meant)
    found: list[Quote] = []
    for match in _SAID.finditer(text):
        by, said = normal(match["by"].split()[-1]), match["said"].rstrip()
        named = match["opens"] is not None and by in book.spellings
        told_so = heard and set(map(normal, _WORD.findall(text[: match.start("said")]))) & (
            book.spellings
        )
        direct = match["by"].isupper() or said[-1:] in "!?…" or _speaks(said, language)
        before = set(map(normal, _WORD.findall(text[: match.start("by")])))
        led = re.search(r"([^\W\d_]+)[ \t]+$", text[: match.start("by")])
        if led and normal(led[1]) in _denying(language):
            continue  # "no talking: morning in her room"
        by_voice = by in words.single("voice") and before & book.spellings
        if by in words.single("speech") or (named and direct) or told_so or by_voice:
            found.append(Quote(said, match.start("said"), match.start("said") + len(said)))
    for match in _SCRIPT.finditer(text) if not found else ():
        if match["by"].isupper() and normal(match["by"]) in book.spellings:
            said = match["said"].rstrip()
            found.append(Quote(said, match.start("said"), match.start("said") + len(said)))
    return found or _in_turn(text, book, language) or _after_verb(text, book, language, heard)


def _titles(text: str, language: str) -> list[Quote]:
    """What stands after its label: "Title: Summer"."""
    words = lexicon(language)
    labels = words.single("title") | words.single("closing") | words.single("caption")
    found = [m for m in _LABELLED.finditer(text) if normal(m["by"]) in labels]
    titles = [
        Quote(m["said"].rstrip(), m.start("said"), m.start("said") + len(m["said"].rstrip()))
        for m in found
        if m["said"][0].isupper()
    ]
    kinds = words.single("kind") | {"it"}
    called = (m for m in _CALLED.finditer(text) if normal(m["of"]) in kinds)
    return titles + [Quote(m["said"], m.start("said"), m.end("said")) for m in called]


def _in_turn(text: str, book: CharacterIndex, language: str) -> list[Quote]:
    """What several say on one line: "Luca: Hello! Giulia: Who are you?"."""
    turns = [match for match in _TURN.finditer(text) if normal(match["by"]) in book.spellings]
    found: list[Quote] = []
    for number, turn in enumerate(turns):
        rest = text[turn.end() : turns[number + 1].start() if number + 1 < len(turns) else None]
        said = rest.split("\n")[0].rstrip(" \t/;|–-")
        if not said or not (said[-1] in "!?…" or _speaks(said, language)):
            return []
        found.append(Quote(said, turn.end(), turn.end() + len(said)))
    return found if len(found) > 1 else []


def _speaks(said: str, language: str) -> bool:
    """Whether words are somebody's own: who speaks says "I" and "you"."""
    return bool(set(map(fold, _WORD.findall(said))) & _listed(language, "speaking"))


@cache
def _listed(language: str, name: str) -> frozenset[str]:
    return frozenset(fold(word) for word in table(language, "grammar")[name])


@cache
def _denying(language: str) -> frozenset[str]:
    return frozenset(fold(word) for word in table(language, "grammar")["words"]["negation"])


def _after_verb(text: str, book: CharacterIndex, language: str, heard: bool) -> list[Quote]:
    """What follows a verb of speech that somebody does: "Luca saying hello everyone, happy"."""
    words, found = lexicon(language), []
    told_of = table(language, "grammar")["pronouns"]
    speakers = {normal(one) for who in ("he", "she") for one in told_of[who]}
    named = False
    for match in _WORD.finditer(text):
        word = normal(match.group())
        named = named or word in book.spellings or word in speakers
        if not named or word not in _listed(language, "direct_speech"):
            continue
        rest = re.match(r"[ \t]+[^.!?\n;]+[!?]?", text[match.end() :])
        said = list(_WORD.finditer(rest.group())) if rest else []
        if not said or fold(said[0].group()) in _listed(language, "not_speech"):
            continue
        end = said[-1].end()
        for one, other in pairwise(said):
            between = rest.group()[one.end() : other.start()]
            joins = fold(other.group()) in _listed(language, "ends_speech")
            if joins or ("," in between and words.means_any(normal(other.group()), _DELIVERY)):
                end = one.end()
                break
        else:
            end = len(rest.group())
        wished = fold(" ".join(one.group() for one in said[:2])) in _listed(language, "wishes")
        if words.means_any(normal(said[0].group()), _DELIVERY) and not wished:
            continue
        start = match.end() + said[0].start()
        spoken = text[start : match.end() + end].strip()
        sure = (
            heard
            or (
                word in _listed(language, "says")
                and (len(said) > 1 or _is_exclaimed(said[0], word, words))
            )
            or spoken[-1:] in "!?"
            or _speaks(spoken, language)
        )
        asks = fold(said[0].group()) in _listed(language, "asking")
        if word in _listed(language, "wished") and not asks:
            spoken = spoken.rstrip("?")  # "Luca saying hi?" asks for it
        told = [normal(m.group()) for m in said if m.start() < end]
        others = [n for n, one in enumerate(told) if one in book.spellings]
        called = others == [len(told) - 1] and told[-2:-1] and word in _listed(language, "says")
        if not sure or (others and not (called and told[-2] not in _listed(language, "towards"))):
            continue
        found.append(Quote(spoken, start, start + len(spoken)))
        named = False
    return found


def _is_exclaimed(one: re.Match[str], verb: str, words: Lexicon) -> bool:
    """Whether a single word is said: "Nico says wow"; not "says mournfully", nor "saying hello",
    which may be a wave."""
    word = normal(one.group())
    told = verb.endswith(("ing", "ndo")) or word.endswith(("ly", "mente"))
    return not told and not words.meanings(word)
