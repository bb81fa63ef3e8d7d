"""A brief as tokens: words, numbers, punctuation, and quoted strings as single tokens."""

import re
from dataclasses import dataclass
from typing import Literal

from llm.planner.reader.text.folding import fold
from llm.planner.reader.text.quotes import Quote, quoted_spans

_TOKEN = re.compile(
    r"\d+(?:[.,]\d+)?"
    r"|(?<!\w)[^\W\d_]\.[^\W\d_](?:\.(?![^\W\d_])|(?!\w))"
    r"|[^\W\d_]+['’](?=[^\W\d_]{3})(?!(?:ll|re|ve)\b)"
    r"|[^\W\d_]+(?:['’][^\W\d_]+)*|[^\s\w]|_"
)
_POSSESSIVE = re.compile(r"(?:'s|s')$")
# "sooo happyyy": nobody spells a letter three times for its own sake.
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")
_LONGEST_NUMBER = 12
_BULLETS = "-•*–"
STOPS = ".!?;\n"


@dataclass(frozen=True)
class Token:
    """One token and its place in the brief, in characters. `norm` is as the lexicon spells it:
    folded, no accents, no possessive."""

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


def normal(word: str) -> str:
    """A word as the lexicon spells it."""
    folded = _DRAWN_OUT.sub(r"\1", fold(word)).replace(".", "")
    if folded.endswith("'"):
        return folded[:-1]
    return folded[:-2] if folded.endswith("'s") else folded


def _number(digits: str) -> str:
    """A number as text that a float can hold."""
    return digits.replace(",", ".") if len(digits) <= _LONGEST_NUMBER else "9" * 9


def phrase_key(text: str) -> tuple[str, ...]:
    """A phrase as the lexicon's key."""
    return tuple(normal(m) for m in _TOKEN.findall(text) if m[0].isalnum() or m == "&")


def tokenize(text: str, quotes: list[Quote] | None = None) -> list[Token]:
    """The tokens of `text`, in order; `quotes` where they are not those in quotation marks."""
    found: list[Token] = []
    at, opens = 0, True
    for quote in [*(quotes or quoted_spans(text)), None]:
        end = quote.start if quote else len(text)
        for match in _TOKEN.finditer(text, at, end):
            word, gap = match.group(), text[found[-1].end if found else 0 : match.start()]
            line = "\n" in gap
            opens = opens or line
            if _joins(text, match):
                continue
            token = _token(match, opens, line)
            found.append(token)
            bullet = opens and word in _BULLETS
            opens = token.kind == "mark" and (word in STOPS or bullet)
        if quote:
            line = "\n" in text[found[-1].end if found else 0 : quote.start]
            found.append(
                Token("quote", quote.text, "", quote.start, quote.end, opens or line, line=line)
            )
            opens = quote.text[-1:] in STOPS
            at = quote.end
    return found


def _joins(text: str, match: re.Match[str]) -> bool:
    """Whether a mark is the hyphen within a word: "close-up"."""
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    words = before.isalnum() and after.isalnum() and not (before.isdigit() and after.isdigit())
    return match.group() in "-‑" and words


def _token(match: re.Match[str], opens: bool, line: bool) -> Token:
    word = match.group()
    if word[0].isdecimal():
        return Token("number", word, _number(word), *match.span(), opens, line=line)
    if word[0].isalpha():
        possessive = bool(_POSSESSIVE.search(fold(word)))
        return Token("word", word, normal(word), *match.span(), opens, possessive, line)
    return Token("mark", word, word, *match.span(), False, line=line)
