"""What is spoken in the benchmark: lines.yaml, as cases."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import yaml

_FILE = Path(__file__).parent / "lines.yaml"
PLAIN = "neutral"


@dataclass(frozen=True)
class Case:
    """One line to speak."""

    character: str
    text: str
    language: str = "en"
    emotion: str = PLAIN


def cases(count: int, characters: int) -> list[Case]:
    """Plain lines: `count` of each of the first `characters` in English, and half as many in all in
    Italian."""
    told = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    own = list(told["characters"].items())[:characters]
    english = [Case(who, texts[number]) for number in range(count) for who, texts in own]
    italian = [Case(who, text, "it") for who, text in told["italian"][: max(1, count // 2)]]
    return in_turn(english, italian)


def feelings() -> list[str]:
    """The six feelings that are to be told apart."""
    return yaml.safe_load(_FILE.read_text(encoding="utf-8"))["feelings"]


def with_feelings(plain: list[Case], lines: int) -> Iterator[Case]:
    """The first `lines` English ones of each character in every feeling, and the Italian ones in
    one feeling each, in turn."""
    names = feelings()
    for character in dict.fromkeys(case.character for case in plain):
        own = [case for case in plain if case.character == character and case.language == "en"]
        yield from (
            Case(case.character, case.text, emotion=emotion)
            for case in own[:lines]
            for emotion in names
        )
    for number, case in enumerate(case for case in plain if case.language == "it"):
        yield Case(case.character, case.text, "it", names[number % len(names)])


def in_turn(plain: list[Case], felt: list[Case]) -> list[Case]:
    """Both lists from their beginnings, so that whatever is spoken in the time is some of each."""
    pairs = zip_longest(plain, felt)
    return [case for pair in pairs for case in pair if case is not None]
