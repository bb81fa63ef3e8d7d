"""Whose choice a value was: the words of the brief that set it, and the brief with those marked."""

from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from studio.plan import Asked, Film
from studio.plan.film import FILM_ID

Mark = Literal["", "asked", "left"]


@dataclass(frozen=True)
class Stretch:
    """A part of a brief: words that set something, words that were left out, or others. `about`
    says what they set, or why they were left out."""

    text: str
    mark: Mark = ""
    about: str = ""


def marked(text: str, film: Film | None) -> list[Stretch]:
    """The brief in stretches, in order; all of it is in them."""
    marks: list[tuple[Mark, str]] = [("", "")] * len(text)
    for asked in film.asked if film else []:
        for at in range(asked.start, min(asked.end, len(text))):
            told = _place(asked)
            before = marks[at][1]
            about = before if told in before.split(", ") else f"{before}, {told}".strip(", ")
            marks[at] = ("asked", about)
    for left in film.left_out if film else []:
        for at in range(left.start, min(left.end, len(text))):
            marks[at] = ("left", left.reason)
    pairs = groupby(zip(marks, text, strict=True), key=lambda pair: pair[0])
    return [Stretch("".join(letter for _, letter in letters), *mark) for mark, letters in pairs]


def words_for(film: Film, place: str, path: str) -> list[str]:
    """The words that asked for a parameter of a shot, or of the `film`, or for what it is part of;
    for a part, those of each of its parameters."""
    wanted = [place, *path.split(".")]
    found = [
        asked.words
        for asked in film.asked
        if all(a == b for a, b in zip(asked.path.split("."), wanted, strict=False))
    ]
    return list(dict.fromkeys(found))


def _place(asked: Asked) -> str:
    """`camera framing`: the parameter in words."""
    place, _, parameter = asked.path.partition(".")
    named = parameter.replace(".", " ").replace("_", " ")
    return f"{named} of the film" if place == FILM_ID else named
