"""A brief as tokens: words, numbers, punctuation, and quoted strings as single tokens."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from llm.planner.words.quotes import quoted_spans

# Italian articles and prepositions before a vowel, as the words they are short for.
_ELIDED = {
    "un": "una",
    "l": "la",
    "d": "di",
    "dell": "della",
    "nell": "nella",
    "all": "alla",
    "sull": "sulla",
    "dall": "dalla",
    "quest": "questa",
}
_TOKEN = re.compile(
    r"\d+(?:[.,]\d+)?"
    rf"|(?i:{'|'.join(_ELIDED)})['’](?=[^\W\d_]{{2}})"
    r"|[^\W\d_]+(?:['’][^\W\d_]+)*|[^\s\w]|_"
)
_POSSESSIVE = re.compile(r"(?:'s|s')$")
# "sooo happyyy": nobody spells a letter three times for its own sake.
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")
_LONGEST_NUMBER = 12
_BULLETS = "-•*–"
_STOPS = ".!?;\n"


@dataclass(frozen=True)
class Token:
    """One token. `norm` is as the lexicon spells it: folded, no accents, no possessive."""

    kind: Literal["word", "number", "mark", "quote"]
    text: str
    norm: str
    start: int
    end: int
    opens: bool
    """True for the first word of a sentence."""
    possessive: bool = False
    line: bool = False
    """True for the first token of a line but the first."""

    @property
    def capital(self) -> bool:
        return self.text[:1].isupper()


def fold(text: str) -> str:
    """Case and accents removed, one kind of apostrophe."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def normal(word: str) -> str:
    """A word as the lexicon spells it."""
    folded = _DRAWN_OUT.sub(r"\1", fold(word))
    if folded.endswith("'"):
        return _ELIDED.get(folded[:-1], folded)
    return folded[:-2] if folded.endswith("'s") else folded


def _number(digits: str) -> str:
    """A number as text that a float can hold."""
    return digits.replace(",", ".") if len(digits) <= _LONGEST_NUMBER else "9" * 9


def phrase(text: str) -> tuple[str, ...]:
    """A phrase as the lexicon's key."""
    return tuple(normal(m) for m in _TOKEN.findall(text) if m[0].isalnum() or m == "&")


def tokenize(text: str) -> list[Token]:
    """The tokens of `text`, in order."""
    found: list[Token] = []
    at, opens = 0, True
    for quote in [*quoted_spans(text), None]:
        end = quote.start if quote else len(text)
        for match in _TOKEN.finditer(text, at, end):
            word, gap = match.group(), text[found[-1].end if found else 0 : match.start()]
            line = "\n" in gap
            opens = opens or line
            if (
                word == "-"
                and text[match.start() - 1].isalnum()
                and text[match.end() :][:1].isalnum()
            ):
                continue
            if word[0].isdecimal():
                found.append(Token("number", word, _number(word), *match.span(), opens, line=line))
            elif word[0].isalpha():
                possessive = bool(_POSSESSIVE.search(fold(word)))
                found.append(
                    Token("word", word, normal(word), *match.span(), opens, possessive, line)
                )
            else:
                found.append(Token("mark", word, word, *match.span(), False, line=line))
                opens = word in _STOPS or (opens and word in _BULLETS)
                continue
            opens = False
        if quote:
            found.append(Token("quote", quote.text, "", quote.start, quote.end, opens))
            opens = quote.text[-1:] in _STOPS
            at = quote.end
    return found
